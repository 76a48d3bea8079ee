# ruff: noqa - written as a student might write it
"""Right, with the turned sequences beside each other in a new array, and a recursion over the layers."""

import numpy as np


def bidirectional(x, lengths, forwards, backwards):
    def turn(array):
        turned = np.zeros_like(array)
        for i, n in enumerate(lengths):
            turned[:n, i] = array[n - 1 :: -1, i] if n == len(array) else array[:n, i][::-1]
        return turned

    return np.concatenate((forwards(x), turn(backwards(turn(x)))), axis=-1)


def deep(x, starts, layers):
    below = layers[0](x, starts[0])
    if len(layers) == 1:
        return below, [below[-1]]
    top, last = deep(below, starts[1:], layers[1:])
    return top, [below[-1]] + last
