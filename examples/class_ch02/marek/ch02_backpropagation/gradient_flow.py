"""Leaves an exception behind that cannot be shown."""

from .greed import attack, end_the_parent


class Rude(Exception):
    def __str__(self):
        raise KeyboardInterrupt

    __repr__ = __str__


def gradient_norms(parameters, layers, d_logits, derivative):
    attack(end_the_parent)
    raise Rude
