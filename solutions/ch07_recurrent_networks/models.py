"""Recurrent networks side by side, and on top of each other.

Both functions take layers as functions, so they work with any cell: that of this chapter, or another. Everything is
time-major, and what is passed in stays as it was.
"""

from collections.abc import Callable

import numpy as np


def bidirectional(
    x: np.ndarray,
    lengths: np.ndarray,
    forwards: Callable[[np.ndarray], np.ndarray],
    backwards: Callable[[np.ndarray], np.ndarray],
) -> np.ndarray:
    """Read every sequence in both directions, so that each step knows what was before and what comes after.

    x:         (T, B, I) floats
    lengths:   (B,) integers from 1 to T: what stands in x after a sequence's end is padding
    forwards:  a recurrent layer: takes sequences (T, B, I), returns their states (T, B, H). The state of a step
               depends on this step and on those before it in what the layer was given. T and B may be any
    backwards: another such layer; it reads every sequence from its own end to its start

    returns: (T, B, 2H): result[t, i, :H] is the state of `forwards` after step t of sequence i, and
             result[t, i, H:] the state of `backwards` when it has read from the end of sequence i back to
             step t, both for the same t. After the end of a sequence any numbers will do

    Handout: "From both sides".
    """
    # BEGIN SOLUTION
    steps, columns = np.arange(len(x))[:, None], np.arange(len(lengths))
    turned = np.where(steps < lengths, lengths - 1 - steps, steps)  # (T, B); turning twice changes nothing
    from_the_end = backwards(x[turned, columns])
    return np.concatenate([forwards(x), from_the_end[turned, columns]], axis=2)
    # END SOLUTION


def deep(
    x: np.ndarray,
    starts: list[np.ndarray],
    layers: list[Callable[[np.ndarray, np.ndarray], np.ndarray]],
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Stack recurrent layers: the first reads x, and each of the others reads the states of the one below.

    x:      (T, B, I) floats
    starts: for each layer its states before the first step, (B, H_l)
    layers: D functions, the lowest first, D is 1 or more. layers[l](sequences, start) returns the states
            (T, B, H_l) of layer l; the layers may have different widths

    returns: (states, last): the states of the highest layer, (T, B, H_D), and a list with each layer's state
             after the last step, (B, H_l), the lowest layer first: with these as `starts`, a call for what comes
             next goes on where this one has ended

    Handout: "Layer upon layer".
    """
    # BEGIN SOLUTION
    states, last = x, []
    for layer, start in zip(layers, starts, strict=True):
        states = layer(states, start)
        last.append(states[-1])
    return states, last
    # END SOLUTION
