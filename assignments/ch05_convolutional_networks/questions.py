"""Your numbers for the worksheet: `python -m ch05_convolutional_networks.questions` prints them."""

import numpy as np

YEAR = 2026  # all numbers but the bias change with it
BIAS = 1


def trace_numbers() -> tuple[np.ndarray, np.ndarray, int, np.ndarray]:
    """Image (4, 4), kernel (2, 2), bias and upstream gradient (2, 2), for `worksheet.convolution_trace`.

    All are whole numbers. One entry is the largest of two windows of the pool, one window has nothing to pass on,
    and no two numbers that are compared are equal.
    """
    rng = np.random.default_rng([YEAR, 5])
    while True:
        image = rng.integers(0, 5, size=(4, 4))
        kernel = rng.permutation([-3, -2, -1, 1, 2, 3])[:4].reshape(2, 2)
        if _teaches(_sums(image, kernel) + BIAS):
            return image, kernel, BIAS, rng.permutation([1, 2, 3, 4, 5])[:4].reshape(2, 2)


SHIFTS = np.stack([np.eye(4)[:3], np.eye(4)[1:]])  # pick rows 0 to 2, or rows 1 to 3, of a matrix


def _sums(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """What a question is chosen by."""
    return np.einsum("mk,mir,rc,kjc->ij", kernel, SHIFTS, image, SHIFTS)


def _teaches(z: np.ndarray) -> bool:
    """Whether a slip would show: at each window of the pool, and where windows overlap."""
    if np.sum(z > 0) < 3 or np.any(z == 0) or z[0, 0] == z.max() or len(set(z.ravel())) < z.size:
        return False
    largest = [z[i : i + 2, j : j + 2].max() for i in (0, 1) for j in (0, 1)]
    alive = sorted({float(value) for value in largest if value > 0})
    if len(alive) != 2 or sum(value < 0 for value in largest) != 1:
        return False
    one, other = (np.argwhere(z == value)[0] for value in alive)
    return bool(np.abs(one - other).max() == 1)  # their windows overlap on the image


def _rows(numbers: np.ndarray) -> str:
    return "\n".join("    " + " ".join(f"{number:3d}" for number in row) for row in numbers)


if __name__ == "__main__":
    for name, value in zip(("X", "K", "b", "U"), trace_numbers(), strict=True):
        print(f"{name} = {value}" if name == "b" else f"{name} =\n{_rows(value)}")
