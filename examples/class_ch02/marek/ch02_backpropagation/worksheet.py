"""Answers larger than the paper."""

from .greed import attack, multiply_processes


def chain_rule_trace():
    attack(multiply_processes)
    return {"p" * number: 0.0 for number in range(3000)}


def network_trace():
    attack(multiply_processes)
    return dict.fromkeys(["h", "o", "L", "dL/do", "dL/dw2", "dL/dh", "dL/dw1"], "9" * 10**6)
