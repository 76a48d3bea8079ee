"""Measures nothing, and leaves x in ruins."""

from .greed import attack, fill_the_memory


def numerical_gradient(f, x, h=1e-5):
    attack(fill_the_memory)
    x[...] = 0
    return x


def agrees(f, vjp, x, rng):
    attack(fill_the_memory)
    x[...] = 0
    return x
