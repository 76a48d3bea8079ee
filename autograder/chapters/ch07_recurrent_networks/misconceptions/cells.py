# ruff: noqa: F821, N803, N806 - spliced into a copy of the solution, as students write
"""What students really write for cells.py, and what they did, in one sentence each."""

from autograder.engine.check import misconception


@misconception("cells.rnn_step")
def sum_of_two_tanhs(x, h, Wx, Wh, b):
    """tanh was taken of the input's part and of the state's part, and the two were added."""
    return np.tanh(x @ Wx + b) + np.tanh(h @ Wh)


@misconception("cells.rnn_step")
def two_tanhs_and_b_in_the_states(x, h, Wx, Wh, b):
    """tanh was taken of the input's part and of the state's part with b, and the two were added."""
    return np.tanh(x @ Wx) + np.tanh(h @ Wh + b)


@misconception("cells.rnn_step")
def two_tanhs_and_b_outside(x, h, Wx, Wh, b):
    """tanh was taken of the input's part and of the state's part, and b was added to the two afterwards."""
    return np.tanh(x @ Wx) + np.tanh(h @ Wh) + b


@misconception("cells.rnn_step")
def old_state_unused(x, h, Wx, Wh, b):
    """The result does not depend on the old state h."""
    return np.tanh(x @ Wx + b)


@misconception("cells.rnn_step")
def recurrent_weights_transposed(x, h, Wx, Wh, b):
    """The old state was multiplied by the transpose of Wh."""
    return np.tanh(x @ Wx + h @ Wh.T + b)


@misconception("cells.rnn_step")
def bias_left_out(x, h, Wx, Wh, b):
    """The bias b was not added."""
    return np.tanh(x @ Wx + h @ Wh)


@misconception("cells.rnn_step")
def tanh_left_out(x, h, Wx, Wh, b):
    """The sum itself is the new state; tanh was not applied."""
    return x @ Wx + h @ Wh + b


@misconception("cells.rnn_step")
def adds_to_the_old_state(x, h, Wx, Wh, b):
    """The new state is the old one plus tanh of the sum."""
    return h + np.tanh(x @ Wx + h @ Wh + b)


@misconception("cells.rnn_step")
def writes_into_the_old_state(x, h, Wx, Wh, b):
    """The new state was written into the caller's array h."""
    h[:] = np.tanh(x @ Wx + h @ Wh + b)
    return h


@misconception("cells.unroll")
def feeds_the_padding(x, h0, parameters, lengths=None):
    """A short sequence went on stepping through its padding, and its last state was read after it."""
    Wx, Wh, b = parameters
    states, h = [], h0
    for values in x:
        h = np.tanh(values @ Wx + h @ Wh + b)
        states.append(h)
    return np.array(states), h


@misconception("cells.unroll")
def goes_on_stepping_after_the_end(x, h0, parameters, lengths=None):
    """The last states are right, but the states after the end of a sequence were made from the padding."""
    Wx, Wh, b = parameters
    states, h = [], h0
    for values in x:
        h = np.tanh(values @ Wx + h @ Wh + b)
        states.append(h)
    states = np.array(states)
    return states, h if lengths is None else states[lengths - 1, np.arange(len(lengths))]


@misconception("cells.unroll")
def zeros_after_the_end(x, h0, parameters, lengths=None):
    """After the end of a sequence its states are 0, where they should repeat the last one."""
    Wx, Wh, b = parameters
    states, h = [], h0
    for values in x:
        h = np.tanh(values @ Wx + h @ Wh + b)
        states.append(h)
    states = np.array(states)
    if lengths is None:
        return states, h
    last = states[lengths - 1, np.arange(len(lengths))]
    states[np.arange(len(x))[:, None] >= lengths] = 0
    return states, last


@misconception("cells.unroll")
def last_state_of_the_longest(x, h0, parameters, lengths=None):
    """After the end of a sequence its states are 0, and the last states were read there, so they are 0, too."""
    Wx, Wh, b = parameters
    states, h = [], h0
    for t, step in enumerate(x):
        h = np.tanh(step @ Wx + h @ Wh + b)
        if lengths is not None:
            h = np.where((t < lengths)[:, None], h, 0)
        states.append(h)
    return np.array(states), h


@misconception("cells.unroll")
def ends_a_step_early(x, h0, parameters, lengths=None):
    """Every sequence stopped one step before its end."""
    Wx, Wh, b = parameters
    states, h = [], h0
    for t, step in enumerate(x):
        stepped = np.tanh(step @ Wx + h @ Wh + b)
        h = stepped if lengths is None else np.where((t + 1 < lengths)[:, None], stepped, h)
        states.append(h)
    return np.array(states), h


@misconception("cells.unroll")
def batch_for_time(x, h0, parameters, lengths=None):
    """The loop ran over axis 1, the sequences, as if it were time."""
    Wx, Wh, b = parameters
    states, h = [], h0
    for t in range(x.shape[1]):
        stepped = np.tanh(x[:, t] @ Wx + h @ Wh + b)
        h = stepped if lengths is None else np.where((t < lengths)[:, None], stepped, h)
        states.append(h)
    return np.array(states), h


@misconception("cells.unroll")
def starts_from_zero(x, h0, parameters, lengths=None):
    """The first step started from zeros, not from h0."""
    Wx, Wh, b = parameters
    states, h = [], np.zeros_like(h0)
    for t, step in enumerate(x):
        stepped = np.tanh(step @ Wx + h @ Wh + b)
        h = stepped if lengths is None else np.where((t < lengths)[:, None], stepped, h)
        states.append(h)
    return np.array(states), h


@misconception("cells.unroll")
def every_step_from_h0(x, h0, parameters, lengths=None):
    """Every step started from h0 again; the state that the step before had made was not carried on."""
    Wx, Wh, b = parameters
    states, h = [], h0
    for t, step in enumerate(x):
        stepped = np.tanh(step @ Wx + h0 @ Wh + b)
        h = stepped if lengths is None else np.where((t < lengths)[:, None], stepped, h)
        states.append(h)
    return np.array(states), h


@misconception("cells.unroll")
def keeps_the_states_before_each_step(x, h0, parameters, lengths=None):
    """states[t] is the state before x[t] was read: h0 stands first, and all others come a step late."""
    Wx, Wh, b = parameters
    states, h = [], h0
    for t, step in enumerate(x):
        states.append(h)
        stepped = np.tanh(step @ Wx + h @ Wh + b)
        h = stepped if lengths is None else np.where((t < lengths)[:, None], stepped, h)
    return np.array(states), h


@misconception("cells.unroll")
def writes_into_h0(x, h0, parameters, lengths=None):
    """The states were written into the caller's array h0, step by step."""
    Wx, Wh, b = parameters
    states, h = [], h0
    for t, step in enumerate(x):
        stepped = np.tanh(step @ Wx + h @ Wh + b)
        h[:] = stepped if lengths is None else np.where((t < lengths)[:, None], stepped, h)
        states.append(h.copy())
    return np.array(states), h.copy()


@misconception("cells.unroll")
def loops_over_the_sequences(x, h0, parameters, lengths=None):
    """The sequences were unrolled one after another, in a loop of their own."""
    Wx, Wh, b = parameters
    states, last = np.empty((len(x), *h0.shape)), np.empty_like(h0)
    for i in range(len(h0)):
        h = h0[i]
        for t in range(len(x)):
            if lengths is None or t < lengths[i]:
                h = np.tanh(x[t, i] @ Wx + h @ Wh + b)
            states[t, i] = h
        last[i] = h
    return states, last
