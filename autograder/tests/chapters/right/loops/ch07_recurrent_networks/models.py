# ruff: noqa - written as a student might write it
"""Right, one sequence after another."""

import numpy as np


def bidirectional(x, lengths, forwards, backwards):
    ahead = forwards(x)
    both = np.zeros((*ahead.shape[:2], 2 * ahead.shape[2]))
    both[:, :, : ahead.shape[2]] = ahead
    for i in range(x.shape[1]):
        n = lengths[i]
        turned = x[:n, i : i + 1][::-1]
        both[:n, i, ahead.shape[2] :] = backwards(turned)[::-1, 0]
    return both


def deep(x, starts, layers):
    all_states = [x]
    for l in range(len(layers)):
        all_states.append(layers[l](all_states[l], starts[l]))
    return all_states[-1], [s[-1] for s in all_states[1:]]
