"""What an observation is made of, asked in a way that the type checker follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard, cast

import numpy as np
from numpy.typing import NDArray


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """A list, or the tuple that an author wrote for one."""
    return isinstance(value, (list, tuple))


def is_dict(value: object) -> TypeGuard[Mapping[object, object]]:
    """A dict, of any keys."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[NDArray[Any]]:
    """An array, of any dtype."""
    return isinstance(value, np.ndarray)


def is_numeric(value: object) -> TypeGuard[bool | complex | NDArray[Any]]:
    """A number, a bool, or an array of them."""
    if isinstance(value, (np.ndarray, np.generic)):
        return cast("NDArray[Any]", value).dtype.kind in "biufc"
    return isinstance(value, (bool, int, float, complex))
