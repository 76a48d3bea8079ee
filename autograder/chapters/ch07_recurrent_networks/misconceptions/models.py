# ruff: noqa: F821 - spliced into a copy of the solution, as students write
"""What students really write for models.py, and what they did, in one sentence each."""

from autograder.engine.check import misconception


@misconception("models.bidirectional")
def turns_the_padding_too(x, lengths, forwards, backwards):
    """The whole array was turned round, so the backward layer began with the padding of the short sequences."""
    return np.concatenate([forwards(x), backwards(x[::-1])[::-1]], axis=2)


@misconception("models.bidirectional")
def not_turned_back(x, lengths, forwards, backwards):
    """The backward states stand in the order in which they were made: step t lies beside the t-th from the end."""
    steps, columns = np.arange(len(x))[:, None], np.arange(len(lengths))
    turned = np.where(steps < lengths, lengths - 1 - steps, steps)
    return np.concatenate([forwards(x), backwards(x[turned, columns])], axis=2)


@misconception("models.bidirectional")
def turned_back_over_all_steps(x, lengths, forwards, backwards):
    """Each sequence was read from its own end, but turned back over all steps, so short ones lie too late."""
    steps, columns = np.arange(len(x))[:, None], np.arange(len(lengths))
    turned = np.where(steps < lengths, lengths - 1 - steps, steps)
    return np.concatenate([forwards(x), backwards(x[turned, columns])[::-1]], axis=2)


@misconception("models.bidirectional")
def added_not_joined(x, lengths, forwards, backwards):
    """The states of both directions were added; they should stand side by side."""
    steps, columns = np.arange(len(x))[:, None], np.arange(len(lengths))
    turned = np.where(steps < lengths, lengths - 1 - steps, steps)
    return forwards(x) + backwards(x[turned, columns])[turned, columns]


@misconception("models.bidirectional")
def backward_half_first(x, lengths, forwards, backwards):
    """The backward states stand in the first half, and the forward ones in the second."""
    steps, columns = np.arange(len(x))[:, None], np.arange(len(lengths))
    turned = np.where(steps < lengths, lengths - 1 - steps, steps)
    return np.concatenate([backwards(x[turned, columns])[turned, columns], forwards(x)], axis=2)


@misconception("models.bidirectional")
def both_read_forwards(x, lengths, forwards, backwards):
    """Both layers read the sequences from start to end."""
    return np.concatenate([forwards(x), backwards(x)], axis=2)


@misconception("models.bidirectional")
def one_layer_for_both(x, lengths, forwards, backwards):
    """The forward layer was used in both directions; the backward layer's own weights were not."""
    steps, columns = np.arange(len(x))[:, None], np.arange(len(lengths))
    turned = np.where(steps < lengths, lengths - 1 - steps, steps)
    return np.concatenate([forwards(x), forwards(x[turned, columns])[turned, columns]], axis=2)


@misconception("models.bidirectional")
def turns_the_batch(x, lengths, forwards, backwards):
    """The order of the sequences was turned round, not the order of the steps."""
    return np.concatenate([forwards(x), backwards(x[:, ::-1])], axis=2)


@misconception("models.bidirectional")
def turns_the_callers_array(x, lengths, forwards, backwards):
    """The sequences were turned round inside the caller's own array."""
    ahead = forwards(x)
    for i, length in enumerate(lengths):
        x[:length, i] = x[:length, i][::-1].copy()
    behind = backwards(x)
    for i, length in enumerate(lengths):
        behind[:length, i] = behind[:length, i][::-1].copy()
    return np.concatenate([ahead, behind], axis=2)


@misconception("models.deep")
def every_layer_reads_x(x, starts, layers):
    """Every layer read x itself, not the states of the layer below."""
    last = []
    for layer, start in zip(layers, starts, strict=True):
        states = layer(x, start)
        last.append(states[-1])
    return states, last


@misconception("models.deep")
def starts_from_the_layer_below(x, starts, layers):
    """Each layer started from the last state of the layer below, not from its own start."""
    states, last, start = x, [], starts[0]
    for layer in layers:
        states = layer(states, start)
        start = states[-1]
        last.append(start)
    return states, last


@misconception("models.deep")
def ignores_the_starts(x, starts, layers):
    """Every layer started from zeros."""
    states, last = x, []
    for layer, start in zip(layers, starts, strict=True):
        states = layer(states, np.zeros_like(start))
        last.append(states[-1])
    return states, last


@misconception("models.deep")
def last_of_the_highest_layer_alone(x, starts, layers):
    """Only the highest layer's last state came back, so the others could not go on."""
    states = x
    for layer, start in zip(layers, starts, strict=True):
        states = layer(states, start)
    return states, [states[-1]]


@misconception("models.deep")
def highest_layer_first(x, starts, layers):
    """The last states stand in the opposite order, the highest layer first."""
    states, last = x, []
    for layer, start in zip(layers, starts, strict=True):
        states = layer(states, start)
        last.insert(0, states[-1])
    return states, last


@misconception("models.deep")
def highest_layer_left_out(x, starts, layers):
    """The highest layer was left out where there are several."""
    states, last = x, []
    for layer, start in list(zip(layers, starts, strict=True))[: max(1, len(layers) - 1)]:
        states = layer(states, start)
        last.append(states[-1])
    return states, last


@misconception("models.deep")
def first_states_for_last(x, starts, layers):
    """What came back for each layer is its state after the first step."""
    states, last = x, []
    for layer, start in zip(layers, starts, strict=True):
        states = layer(states, start)
        last.append(states[0])
    return states, last


@misconception("models.deep")
def uses_up_the_callers_list(x, starts, layers):
    """The starts were taken out of the caller's own list."""
    states, last = x, []
    for layer in layers:
        states = layer(states, starts.pop(0))
        last.append(states[-1])
    return states, last
