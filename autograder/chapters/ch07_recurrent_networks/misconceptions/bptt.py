# ruff: noqa: F821, N806 - spliced into a copy of the solution, as students write
"""What students really write for bptt.py, and what they did, in one sentence each."""

from autograder.engine.check import misconception


@misconception("bptt.backward")
def nothing_is_carried_back(upstream, x, states, h0, parameters):
    """Each step's gradient stayed at this step: what flows back through Wh from the next step was not added."""
    Wx, Wh, _ = parameters
    d_a = upstream * (1 - states**2)
    before = np.concatenate([h0[None], states[:-1]])
    shared = {"Wx": np.einsum("tbi,tbh->ih", x, d_a), "Wh": np.einsum("tbi,tbh->ih", before, d_a)}
    return {**shared, "b": d_a.sum(axis=(0, 1)), "h0": d_a[0] @ Wh.T, "x": d_a @ Wx.T}


@misconception("bptt.backward")
def overwrites_the_shared_weights(upstream, x, states, h0, parameters):
    """Each step overwrote the gradients by Wx, Wh and b, and only the first step's are left."""
    Wx, Wh, _ = parameters
    d_x, arriving = np.empty_like(x), np.zeros_like(h0)
    for t in reversed(range(len(x))):
        d_a = (upstream[t] + arriving) * (1 - states[t] ** 2)
        before = states[t - 1] if t else h0
        d_Wx, d_Wh, d_b = x[t].T @ d_a, before.T @ d_a, d_a.sum(axis=0)
        d_x[t], arriving = d_a @ Wx.T, d_a @ Wh.T
    return {"Wx": d_Wx, "Wh": d_Wh, "b": d_b, "h0": arriving, "x": d_x}


@misconception("bptt.backward")
def new_states_beside_wh(upstream, x, states, h0, parameters):
    """The gradient by Wh was made with the state of each step, where the state before it was multiplied by Wh."""
    Wx, Wh, _ = parameters
    d_a, arriving = np.empty_like(states), np.zeros_like(h0)
    for t in reversed(range(len(states))):
        d_a[t] = (upstream[t] + arriving) * (1 - states[t] ** 2)
        arriving = d_a[t] @ Wh.T
    shared = {"Wx": np.einsum("tbi,tbh->ih", x, d_a), "Wh": np.einsum("tbi,tbh->ih", states, d_a)}
    return {**shared, "b": d_a.sum(axis=(0, 1)), "h0": arriving, "x": d_a @ Wx.T}


@misconception("bptt.backward")
def h0_left_out_of_wh(upstream, x, states, h0, parameters):
    """The first step is missing in the gradient by Wh, as if h0 were 0."""
    Wx, Wh, _ = parameters
    d_a, arriving = np.empty_like(states), np.zeros_like(h0)
    for t in reversed(range(len(states))):
        d_a[t] = (upstream[t] + arriving) * (1 - states[t] ** 2)
        arriving = d_a[t] @ Wh.T
    shared = {"Wx": np.einsum("tbi,tbh->ih", x, d_a), "Wh": np.einsum("tbi,tbh->ih", states[:-1], d_a[1:])}
    return {**shared, "b": d_a.sum(axis=(0, 1)), "h0": arriving, "x": d_a @ Wx.T}


@misconception("bptt.backward")
def wh_not_transposed(upstream, x, states, h0, parameters):
    """On the way back from step to step the gradient was multiplied by Wh itself, not by its transpose."""
    Wx, Wh, _ = parameters
    d_a, arriving = np.empty_like(states), np.zeros_like(h0)
    for t in reversed(range(len(states))):
        d_a[t] = (upstream[t] + arriving) * (1 - states[t] ** 2)
        arriving = d_a[t] @ Wh
    before = np.concatenate([h0[None], states[:-1]])
    shared = {"Wx": np.einsum("tbi,tbh->ih", x, d_a), "Wh": np.einsum("tbi,tbh->ih", before, d_a)}
    return {**shared, "b": d_a.sum(axis=(0, 1)), "h0": arriving, "x": d_a @ Wx.T}


@misconception("bptt.backward")
def slope_left_out(upstream, x, states, h0, parameters):
    """The slope of tanh, 1 - h², was left out at every step."""
    Wx, Wh, _ = parameters
    d_a, arriving = np.empty_like(states), np.zeros_like(h0)
    for t in reversed(range(len(states))):
        d_a[t] = upstream[t] + arriving
        arriving = d_a[t] @ Wh.T
    before = np.concatenate([h0[None], states[:-1]])
    shared = {"Wx": np.einsum("tbi,tbh->ih", x, d_a), "Wh": np.einsum("tbi,tbh->ih", before, d_a)}
    return {**shared, "b": d_a.sum(axis=(0, 1)), "h0": arriving, "x": d_a @ Wx.T}


@misconception("bptt.backward")
def slope_of_the_upstream_alone(upstream, x, states, h0, parameters):
    """The slope of tanh was multiplied into the upstream, and not into what arrived from the next step."""
    Wx, Wh, _ = parameters
    d_a, arriving = np.empty_like(states), np.zeros_like(h0)
    for t in reversed(range(len(states))):
        d_a[t] = upstream[t] * (1 - states[t] ** 2) + arriving
        arriving = d_a[t] @ Wh.T
    before = np.concatenate([h0[None], states[:-1]])
    shared = {"Wx": np.einsum("tbi,tbh->ih", x, d_a), "Wh": np.einsum("tbi,tbh->ih", before, d_a)}
    return {**shared, "b": d_a.sum(axis=(0, 1)), "h0": arriving, "x": d_a @ Wx.T}


@misconception("bptt.backward")
def upstream_of_the_last_step_alone(upstream, x, states, h0, parameters):
    """Only the upstream of the last step was used; the loss depends on the other states directly, too."""
    Wx, Wh, _ = parameters
    d_a, arriving = np.empty_like(states), upstream[-1]
    for t in reversed(range(len(states))):
        d_a[t] = arriving * (1 - states[t] ** 2)
        arriving = d_a[t] @ Wh.T
    before = np.concatenate([h0[None], states[:-1]])
    shared = {"Wx": np.einsum("tbi,tbh->ih", x, d_a), "Wh": np.einsum("tbi,tbh->ih", before, d_a)}
    return {**shared, "b": d_a.sum(axis=(0, 1)), "h0": arriving, "x": d_a @ Wx.T}


@misconception("bptt.backward")
def walks_from_first_to_last(upstream, x, states, h0, parameters):
    """The loop ran from the first step to the last, so the gradient was carried forward in time."""
    Wx, Wh, _ = parameters
    d_a, arriving = np.empty_like(states), np.zeros_like(h0)
    for t in range(len(states)):
        d_a[t] = (upstream[t] + arriving) * (1 - states[t] ** 2)
        arriving = d_a[t] @ Wh.T
    before = np.concatenate([h0[None], states[:-1]])
    shared = {"Wx": np.einsum("tbi,tbh->ih", x, d_a), "Wh": np.einsum("tbi,tbh->ih", before, d_a)}
    return {**shared, "b": d_a.sum(axis=(0, 1)), "h0": arriving, "x": d_a @ Wx.T}


@misconception("bptt.backward")
def h0_without_its_step(upstream, x, states, h0, parameters):
    """The gradient by h0 is that of the first sum; the step back through Wh is missing."""
    Wx, Wh, _ = parameters
    d_a, arriving = np.empty_like(states), np.zeros_like(h0)
    for t in reversed(range(len(states))):
        d_a[t] = (upstream[t] + arriving) * (1 - states[t] ** 2)
        arriving = d_a[t] @ Wh.T
    before = np.concatenate([h0[None], states[:-1]])
    shared = {"Wx": np.einsum("tbi,tbh->ih", x, d_a), "Wh": np.einsum("tbi,tbh->ih", before, d_a)}
    return {**shared, "b": d_a.sum(axis=(0, 1)), "h0": d_a[0], "x": d_a @ Wx.T}


@misconception("bptt.backward")
def divides_by_the_steps(upstream, x, states, h0, parameters):
    """The gradients by Wx, Wh and b are means over the steps, where they should be sums."""
    Wx, Wh, _ = parameters
    d_a, arriving = np.empty_like(states), np.zeros_like(h0)
    for t in reversed(range(len(states))):
        d_a[t] = (upstream[t] + arriving) * (1 - states[t] ** 2)
        arriving = d_a[t] @ Wh.T
    before = np.concatenate([h0[None], states[:-1]])
    shared = {"Wx": np.einsum("tbi,tbh->ih", x, d_a), "Wh": np.einsum("tbi,tbh->ih", before, d_a)}
    shared = {name: array / len(x) for name, array in {**shared, "b": d_a.sum(axis=(0, 1))}.items()}
    return {**shared, "h0": arriving, "x": d_a @ Wx.T}


@misconception("bptt.backward")
def adds_into_the_callers_upstream(upstream, x, states, h0, parameters):
    """What arrives from the next step was added into the caller's own upstream array."""
    Wx, Wh, _ = parameters
    d_a, arriving = np.empty_like(states), np.zeros_like(h0)
    for t in reversed(range(len(states))):
        upstream[t] += arriving
        d_a[t] = upstream[t] * (1 - states[t] ** 2)
        arriving = d_a[t] @ Wh.T
    before = np.concatenate([h0[None], states[:-1]])
    shared = {"Wx": np.einsum("tbi,tbh->ih", x, d_a), "Wh": np.einsum("tbi,tbh->ih", before, d_a)}
    return {**shared, "b": d_a.sum(axis=(0, 1)), "h0": arriving, "x": d_a @ Wx.T}


@misconception("bptt.backward")
def goes_back_sequence_by_sequence(upstream, x, states, h0, parameters):
    """The sequences were taken back through time one after another, in a loop of their own."""
    Wx, Wh, b = parameters
    d_Wx, d_Wh, d_b = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
    d_h0, d_x = np.zeros_like(h0), np.zeros_like(x)
    for i in range(len(h0)):
        arriving = np.zeros(len(b))
        for t in reversed(range(len(x))):
            d_a = (upstream[t, i] + arriving) * (1 - states[t, i] ** 2)
            before = states[t - 1, i] if t else h0[i]
            d_Wx, d_Wh, d_b = d_Wx + np.outer(x[t, i], d_a), d_Wh + np.outer(before, d_a), d_b + d_a
            d_x[t, i], arriving = d_a @ Wx.T, d_a @ Wh.T
        d_h0[i] = arriving
    return {"Wx": d_Wx, "Wh": d_Wh, "b": d_b, "h0": d_h0, "x": d_x}


@misconception("bptt.truncated_backward")
def every_chunk_starts_from_zero(upstream, x, states, h0, parameters, k):
    """A chunk was taken to start from a state of 0, where its state is the last one of the chunk before."""
    chunks = []
    for at in range(0, len(x), k):
        start = np.zeros_like(h0) if at else h0
        chunks.append(backward(upstream[at : at + k], x[at : at + k], states[at : at + k], start, parameters))
    shared = {name: sum(chunk[name] for chunk in chunks) for name in ("Wx", "Wh", "b")}
    return {**shared, "h0": chunks[0]["h0"], "x": np.concatenate([chunk["x"] for chunk in chunks])}


@misconception("bptt.truncated_backward")
def even_the_first_starts_from_zero(upstream, x, states, h0, parameters, k):
    """Every chunk was taken to start from a state of 0, even the first one, which starts from h0."""
    chunks, zero = [], np.zeros_like(h0)
    for at in range(0, len(x), k):
        chunks.append(backward(upstream[at : at + k], x[at : at + k], states[at : at + k], zero, parameters))
    shared = {name: sum(chunk[name] for chunk in chunks) for name in ("Wx", "Wh", "b")}
    return {**shared, "h0": chunks[0]["h0"], "x": np.concatenate([chunk["x"] for chunk in chunks])}


@misconception("bptt.truncated_backward")
def every_chunk_starts_from_h0(upstream, x, states, h0, parameters, k):
    """Every chunk was taken to start from h0, where its state is the last one of the chunk before."""
    chunks = []
    for at in range(0, len(x), k):
        chunks.append(backward(upstream[at : at + k], x[at : at + k], states[at : at + k], h0, parameters))
    shared = {name: sum(chunk[name] for chunk in chunks) for name in ("Wx", "Wh", "b")}
    return {**shared, "h0": chunks[0]["h0"], "x": np.concatenate([chunk["x"] for chunk in chunks])}


@misconception("bptt.truncated_backward")
def not_cut(upstream, x, states, h0, parameters, k):
    """The gradient crossed every border: this is the whole gradient."""
    return backward(upstream, x, states, h0, parameters)


@misconception("bptt.truncated_backward")
def chunks_from_the_end(upstream, x, states, h0, parameters, k):
    """The chunks were counted from the last step, so that the short one came first."""
    ends = range(len(x) % k or k, len(x) + 1, k) if k < len(x) else [len(x)]
    chunks, at = [], 0
    for to in ends:
        start = states[at - 1] if at else h0
        chunks.append(backward(upstream[at:to], x[at:to], states[at:to], start, parameters))
        at = to
    shared = {name: sum(chunk[name] for chunk in chunks) for name in ("Wx", "Wh", "b")}
    return {**shared, "h0": chunks[0]["h0"], "x": np.concatenate([chunk["x"] for chunk in chunks])}


@misconception("bptt.truncated_backward")
def short_chunk_forgotten(upstream, x, states, h0, parameters, k):
    """The last chunk was left out where it was shorter than k."""
    chunks, d_x = [], np.zeros_like(x)
    for at in range(0, max(len(x) - k, 0) + 1, k):
        start = states[at - 1] if at else h0
        chunks.append(backward(upstream[at : at + k], x[at : at + k], states[at : at + k], start, parameters))
        d_x[at : at + k] = chunks[-1]["x"]
    shared = {name: sum(chunk[name] for chunk in chunks) for name in ("Wx", "Wh", "b")}
    return {**shared, "h0": chunks[0]["h0"], "x": d_x}


@misconception("bptt.truncated_backward")
def last_chunk_alone(upstream, x, states, h0, parameters, k):
    """The gradients by Wx, Wh and b are those of the last chunk; the others were overwritten."""
    chunks = []
    for at in range(0, len(x), k):
        start = states[at - 1] if at else h0
        chunks.append(backward(upstream[at : at + k], x[at : at + k], states[at : at + k], start, parameters))
    d_x = np.concatenate([chunk["x"] for chunk in chunks])
    return {**chunks[-1], "h0": chunks[0]["h0"], "x": d_x}


@misconception("bptt.truncated_backward")
def h0_of_the_last_chunk(upstream, x, states, h0, parameters, k):
    """The gradient by h0 is that of the state in which the last chunk began."""
    chunks = []
    for at in range(0, len(x), k):
        start = states[at - 1] if at else h0
        chunks.append(backward(upstream[at : at + k], x[at : at + k], states[at : at + k], start, parameters))
    shared = {name: sum(chunk[name] for chunk in chunks) for name in ("Wx", "Wh", "b")}
    return {**shared, "h0": chunks[-1]["h0"], "x": np.concatenate([chunk["x"] for chunk in chunks])}


@misconception("bptt.truncated_backward")
def mean_over_the_chunks(upstream, x, states, h0, parameters, k):
    """The gradients by Wx, Wh and b are means over the chunks, where they should be sums."""
    chunks = []
    for at in range(0, len(x), k):
        start = states[at - 1] if at else h0
        chunks.append(backward(upstream[at : at + k], x[at : at + k], states[at : at + k], start, parameters))
    shared = {name: sum(chunk[name] for chunk in chunks) / len(chunks) for name in ("Wx", "Wh", "b")}
    return {**shared, "h0": chunks[0]["h0"], "x": np.concatenate([chunk["x"] for chunk in chunks])}


@misconception("bptt.truncated_backward")
def clears_the_callers_upstream(upstream, x, states, h0, parameters, k):
    """For each chunk the other steps of the caller's own upstream array were set to 0."""
    parts = []
    for at in range(0, len(x), k):
        start = states[at - 1] if at else h0
        parts.append(backward(upstream[at : at + k], x[at : at + k], states[at : at + k], start, parameters))
        upstream[at : at + k] = 0
    shared = {name: sum(part[name] for part in parts) for name in ("Wx", "Wh", "b")}
    return {**shared, "h0": parts[0]["h0"], "x": np.concatenate([part["x"] for part in parts])}
