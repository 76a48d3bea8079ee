"""The recurrent cell: one step, and many.

Rows are samples. A batch of sequences is time-major: x[t] is step t of all of them, (B, I), so x is (T, B, I).
`parameters` is the tuple (Wx, Wh, b) of shapes (I, H), (H, H), (H,). Every function leaves the arrays that it
was given as they were.
"""

import numpy as np


def rnn_step(x: np.ndarray, h: np.ndarray, Wx: np.ndarray, Wh: np.ndarray, b: np.ndarray) -> np.ndarray:  # noqa: N803
    """One step of a recurrent network: the new state, from the input and the old state.

        h_new = tanh(x @ Wx + h @ Wh + b)

    x:       (B, I) floats, the input of this step, one row a sequence
    h:       (B, H) floats, the state after the step before
    Wx, Wh, b: (I, H), (H, H) and (H,)
    returns: (B, H), a new array

    Handout: "A step that remembers".
    """
    # BEGIN SOLUTION
    return np.tanh(x @ Wx + h @ Wh + b)
    # END SOLUTION


def unroll(
    x: np.ndarray,
    h0: np.ndarray,
    parameters: tuple[np.ndarray, np.ndarray, np.ndarray],
    lengths: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Take the same step again and again, along the whole batch of sequences.

        h_t = tanh(x_t @ Wx + h_(t-1) @ Wh + b)     for t = 1, ..., T

    x:          (T, B, I) floats, time-major; T is 1 or more
    h0:         (B, H) floats, the states before the first step
    parameters: (Wx, Wh, b)
    lengths:    (B,) integers from 1 to T: sequence i ends after lengths[i] steps, and what stands in x after
                that is padding. None: all sequences have T steps

    returns: (states, last), of shapes (T, B, H) and (B, H): states[t] are the states after x[t] was read.
             A sequence that has ended keeps its state: its later entries of `states` repeat the one at its
             end. last[i] is the state of sequence i at its own end

    One loop, over time, is enough: all sequences take a step together. A loop over the sequences costs points.

    Handout: "The same step, again and again".
    """
    # BEGIN SOLUTION
    Wx, Wh, b = parameters  # noqa: N806 - as in x @ Wx
    arriving = x @ Wx + b  # of all steps at once: this part waits for no state
    states, h = np.empty_like(arriving), h0
    for t in range(len(x)):
        stepped = np.tanh(arriving[t] + h @ Wh)
        h = stepped if lengths is None else np.where((t < lengths)[:, None], stepped, h)
        states[t] = h
    return states, h
    # END SOLUTION
