"""How much of a gradient survives the way back through time, and what to do when it is too much."""

import numpy as np


def jacobian_norms(states: np.ndarray, Wh: np.ndarray) -> list[float]:  # noqa: N803 - as in h @ Wh
    """How strongly the last state of one sequence depends on the states before it.

    The state is a row, h_t = tanh(x_t @ Wx + h_(t-1) @ Wh + b), and J_k is the matrix of all slopes of the last
    state by the state k steps before it: J_k[i, j] = d h_T[j] / d h_(T-k)[i].

        norms[k] = ||J_k||,   the 2-norm: by how much J_k stretches a row at most, its largest singular value

    states:  (T, H) floats: h_1, ..., h_T, what the network answered
    Wh:      (H, H)
    returns: T + 1 numbers: norms[0] is 1, for h_T by itself, and norms[T] belongs to h_0

    The arrays are as before afterwards. `np.linalg.norm(matrix, 2)` is the 2-norm of a matrix.

    Handout: "Why memories fade".
    """
    raise NotImplementedError("gradient_flow.jacobian_norms")


def clip_global_norm(gradients: dict[str, np.ndarray], max_norm: float) -> tuple[dict[str, np.ndarray], float]:
    """Shorten a gradient that is too long, and keep its direction.

        norm = square root of the sum of the squares of all entries of all arrays
        every array times  max_norm / norm  where norm > max_norm, and unchanged elsewhere

    gradients: name -> array of any shape, together one gradient; all of them may be 0
    max_norm:  > 0
    returns:   (clipped, norm): a new dict of new arrays with the same names and shapes, also where nothing was
               clipped, and the norm before clipping

    The arrays that were passed in are as before afterwards, also when those that came back are changed.

    Handout: "When gradients explode".
    """
    raise NotImplementedError("gradient_flow.clip_global_norm")
