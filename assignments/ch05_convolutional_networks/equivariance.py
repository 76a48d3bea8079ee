"""Does the answer move along when the image moves?"""

from collections.abc import Callable

import numpy as np


def shift_error(layer: Callable[[np.ndarray], np.ndarray], x: np.ndarray, shift: int, stride: int) -> float:
    """How far a layer is from moving its answer along with its input.

        max over all entries of | layer(x moved by `shift` columns) - (layer(x) moved by shift // stride columns) |

    layer:   takes images (N, C, H, W) and returns (N, C', H', W')
    x:       (N, C, H, W) floats; as before afterwards
    shift:   columns to the right, along the last axis, 0 or more. What leaves on the right comes in again on
             the left, for the images and for the answers alike, so that no border is made
    stride:  columns of the input from one column of the answer to the next: the stride of the layer
    returns: the largest absolute difference, a plain float: 0 up to rounding if the layer is equivariant

    An answer that is a single column stays the same when it is moved in a circle. For such a layer the same
    number says whether it is invariant.

    Handout: "Moving along, and staying the same".
    """
    raise NotImplementedError("equivariance.shift_error")
