"""A language model for characters: what it learns from, how it is judged, and how it writes.

A character is its position in the vocabulary. `vocabulary[0]` is the mark for the start of a text, and
`vocabulary[1]` the mark for its end; no text contains them.
"""

from collections.abc import Callable
from typing import Any

import numpy as np


def training_pair(text: str, vocabulary: str) -> tuple[np.ndarray, np.ndarray]:
    """What the network reads, and what it should say at each step: the character that comes next.

        it reads:       start mark, then the text
        it should say:  the text, then the end mark

    text:       characters of the vocabulary, none of them a mark; may be empty
    vocabulary: all characters, each once; the start mark first, then the end mark
    returns:    (inputs, targets), two arrays of len(text) + 1 integers: positions in the vocabulary

    Handout: "Predicting the next character".
    """
    # BEGIN SOLUTION
    numbers = [vocabulary.index(character) for character in text]
    return np.array([0, *numbers]), np.array([*numbers, 1])
    # END SOLUTION


def sequence_loss(logits: np.ndarray, targets: np.ndarray, lengths: np.ndarray) -> float:
    """The mean over all characters of -ln(probability of the character that came).

        loss = sum over all steps t < lengths[i] of all sequences i of
               ln(sum over c of exp(logits[t, i, c])) - logits[t, i, targets[t, i]],
               divided by the number of these steps

    logits:  (T, B, V) floats, time-major
    targets: (T, B) integers from 0 to V - 1; -1 after the end of a sequence
    lengths: (B,) integers from 1 to T. Targets or lengths: either says where a sequence ends
    returns: one number; exact for logits as large as 1000 and as small as -1000

    Every character counts the same, in a short sequence and in a long one. Steps after the end of a sequence do
    not count. No loop is needed, and one over sequences or steps costs points. Arrays are as before afterwards.

    Handout: "How surprised is it?".
    """
    # BEGIN SOLUTION
    largest = logits.max(axis=2, keepdims=True)
    log_sums = np.log(np.exp(logits - largest).sum(axis=2)) + largest[..., 0]
    chosen = np.take_along_axis(logits, np.maximum(targets, 0)[..., None], axis=2)[..., 0]
    counts = np.arange(len(logits))[:, None] < lengths
    return float((log_sums - chosen)[counts].mean())
    # END SOLUTION


def pick(logits: np.ndarray, temperature: float, u: float) -> int:
    """Draw one character, with a random number that is given.

        p = softmax(logits / temperature)
        the answer is the first index i with  p_0 + ... + p_i > u

    Rounded sums may end a little below 1. Where none of them exceeds u, the answer is the last character, V - 1.

    logits:      (V,) floats, as large as 1000 and as small as -1000
    temperature: > 0; small: nearly always the likeliest, large: nearly all alike
    u:           a number from 0 to 1, below 1; if it is drawn uniformly, index i comes with probability p_i
    returns:     an integer from 0 to V - 1

    Handout: "Drawing a character".
    """
    # BEGIN SOLUTION
    powers = np.exp((logits - logits.max()) / temperature)
    total = np.cumsum(powers)
    # argmax of bools: the first that is true. Below 1, u * total[-1] is below total[-1], however it is rounded.
    return int(np.argmax(total > u * total[-1]))
    # END SOLUTION


def generate(
    step: Callable[[int, Any], tuple[np.ndarray, Any]],
    start: int,
    end: int,
    choose: Callable[[np.ndarray], int],
    limit: int,
) -> list[int]:
    """Let a network write by itself: what it has written is what it reads next.

    step:    step(character, state) reads one character and returns (logits, state): the logits (V,) for the
             next one, and the new state. The first state is None
    start:   the start mark, which is read first
    end:     the end mark
    choose:  choose(logits) returns the character to write, an integer
    limit:   the most characters to write, 1 or more

    returns: what was written, a list of integers. It ends before the first end mark, which is not in it, or
             after `limit` characters. No step is taken, and nothing chosen, that the result does not need

    Handout: "Writing by itself".
    """
    # BEGIN SOLUTION
    written, character, state = [], start, None
    while len(written) < limit:
        logits, state = step(character, state)
        character = choose(logits)
        if character == end:
            break
        written.append(character)
    return written
    # END SOLUTION
