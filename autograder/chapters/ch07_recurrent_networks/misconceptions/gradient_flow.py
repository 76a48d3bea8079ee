# ruff: noqa: F821, N803, PLW2901 - spliced into a copy of the solution, as students write
"""What students really write for gradient_flow.py, and what they did, in one sentence each."""

from autograder.engine.check import misconception


@misconception("gradient_flow.jacobian_norms")
def product_of_norms(states, Wh):
    """The norms of the single steps were multiplied; that is only a bound for the norm of the product."""
    norms = [1.0]
    for h in reversed(states):
        norms.append(norms[-1] * float(np.linalg.norm(Wh * (1 - h**2), 2)))
    return norms


@misconception("gradient_flow.jacobian_norms")
def powers_of_wh(states, Wh):
    """These are the norms of powers of Wh: the slope of tanh is missing at every step."""
    jacobian, norms = np.eye(len(Wh)), [1.0]
    for _ in states:
        jacobian = Wh @ jacobian
        norms.append(float(np.linalg.norm(jacobian, 2)))
    return norms


@misconception("gradient_flow.jacobian_norms")
def factors_the_other_way_round(states, Wh):
    """The matrices of the single steps were multiplied in the opposite order."""
    jacobian, norms = np.eye(len(Wh)), [1.0]
    for h in reversed(states):
        jacobian = jacobian @ (Wh * (1 - h**2))
        norms.append(float(np.linalg.norm(jacobian, 2)))
    return norms


@misconception("gradient_flow.jacobian_norms")
def slopes_on_the_wrong_side(states, Wh):
    """The slopes of tanh were multiplied into the rows of Wh; they belong to its columns, the new state."""
    jacobian, norms = np.eye(len(Wh)), [1.0]
    for h in reversed(states):
        jacobian = (Wh * (1 - h**2)[:, None]) @ jacobian
        norms.append(float(np.linalg.norm(jacobian, 2)))
    return norms


@misconception("gradient_flow.jacobian_norms")
def frobenius_norm(states, Wh):
    """The root of the sum of all squares was taken, which is not the 2-norm of a matrix."""
    jacobian, norms = np.eye(len(Wh)), [float(np.linalg.norm(np.eye(len(Wh))))]
    for h in reversed(states):
        jacobian = (Wh * (1 - h**2)) @ jacobian
        norms.append(float(np.linalg.norm(jacobian)))
    return norms


@misconception("gradient_flow.jacobian_norms")
def largest_eigenvalue(states, Wh):
    """The largest eigenvalue was taken, and a matrix can stretch by more than that."""
    jacobian, norms = np.eye(len(Wh)), [1.0]
    for h in reversed(states):
        jacobian = (Wh * (1 - h**2)) @ jacobian
        norms.append(float(np.abs(np.linalg.eigvals(jacobian)).max()))
    return norms


@misconception("gradient_flow.jacobian_norms")
def from_the_first_state_on(states, Wh):
    """The list begins with the norm for h_0 and ends with the 1, the other way round."""
    jacobian, norms = np.eye(len(Wh)), [1.0]
    for h in reversed(states):
        jacobian = (Wh * (1 - h**2)) @ jacobian
        norms.append(float(np.linalg.norm(jacobian, 2)))
    return norms[::-1]


@misconception("gradient_flow.jacobian_norms")
def begins_a_step_late(states, Wh):
    """The first number, the 1 for the last state by itself, is missing."""
    jacobian, norms = np.eye(len(Wh)), []
    for h in reversed(states):
        jacobian = (Wh * (1 - h**2)) @ jacobian
        norms.append(float(np.linalg.norm(jacobian, 2)))
    return norms


@misconception("gradient_flow.jacobian_norms")
def squares_the_callers_states(states, Wh):
    """The slopes were computed inside the caller's own array of states."""
    states *= states
    jacobian, norms = np.eye(len(Wh)), [1.0]
    for square in reversed(states):
        jacobian = (Wh * (1 - square)) @ jacobian
        norms.append(float(np.linalg.norm(jacobian, 2)))
    return norms


@misconception("gradient_flow.clip_global_norm")
def each_array_by_itself(gradients, max_norm):
    """Every array was clipped by its own norm, so they shrink by different factors and the direction turns."""
    clipped = {}
    for name, gradient in gradients.items():
        norm = np.linalg.norm(np.ravel(gradient))
        clipped[name] = gradient * (max_norm / norm) if norm > max_norm else gradient
    return clipped, float(np.sqrt(sum(np.sum(gradient**2) for gradient in gradients.values())))


@misconception("gradient_flow.clip_global_norm")
def always_scales(gradients, max_norm):
    """Gradients that were short enough were stretched to the limit."""
    norm = float(np.sqrt(sum(np.sum(gradient**2) for gradient in gradients.values())))
    return {name: gradient * (max_norm / max(norm, 1e-12)) for name, gradient in gradients.items()}, norm


@misconception("gradient_flow.clip_global_norm")
def clips_every_entry(gradients, max_norm):
    """Every entry was cut off at the limit, which turns the direction."""
    norm = float(np.sqrt(sum(np.sum(gradient**2) for gradient in gradients.values())))
    return {name: np.clip(gradient, -max_norm, max_norm) for name, gradient in gradients.items()}, norm


@misconception("gradient_flow.clip_global_norm")
def norm_after_clipping(gradients, max_norm):
    """The norm that came back is the one after clipping."""
    norm = float(np.sqrt(sum(np.sum(gradient**2) for gradient in gradients.values())))
    factor = max_norm / norm if norm > max_norm else 1.0
    return {name: factor * gradient for name, gradient in gradients.items()}, factor * norm


@misconception("gradient_flow.clip_global_norm")
def root_left_out(gradients, max_norm):
    """The sum of the squares was taken for the norm; the root is missing."""
    norm = float(sum(np.sum(gradient**2) for gradient in gradients.values()))
    factor = max_norm / norm if norm > max_norm else 1.0
    return {name: factor * gradient for name, gradient in gradients.items()}, norm


@misconception("gradient_flow.clip_global_norm")
def adds_the_norms(gradients, max_norm):
    """The norms of the arrays were added; the squares should be, before the root."""
    norm = float(sum(np.linalg.norm(np.ravel(gradient)) for gradient in gradients.values()))
    factor = max_norm / norm if norm > max_norm else 1.0
    return {name: factor * gradient for name, gradient in gradients.items()}, norm


@misconception("gradient_flow.clip_global_norm")
def hands_the_same_arrays_back(gradients, max_norm):
    """Gradients that were short enough came back as the caller's own arrays, not as new ones."""
    norm = float(np.sqrt(sum(np.sum(gradient**2) for gradient in gradients.values())))
    if norm <= max_norm:
        return dict(gradients), norm
    return {name: gradient * (max_norm / norm) for name, gradient in gradients.items()}, norm


@misconception("gradient_flow.clip_global_norm")
def scales_the_callers_arrays(gradients, max_norm):
    """The caller's own arrays were made shorter."""
    norm = float(np.sqrt(sum(np.sum(gradient**2) for gradient in gradients.values())))
    if norm > max_norm:
        for gradient in gradients.values():
            gradient *= max_norm / norm
    return gradients, norm
