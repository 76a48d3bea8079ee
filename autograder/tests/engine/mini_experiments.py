"""Experiments of the small chapter in `mini`: shipped whole, so they import NumPy alone."""

import numpy as np


def total_twice(chapter, numbers):
    """Two totals of the same numbers."""
    return {"first": chapter.sums.total(numbers), "second": chapter.sums.total(numbers)}


def learn(chapter, start):
    """A trained thing: ten steps of the student's rule."""
    weight = start
    for _ in range(10):
        weight = chapter.rule.step(weight)
    return {"weight": np.asarray(weight)}


def total_on(chapter, device, numbers):
    """The total on a device: the one that stands in for a GPU computes in single precision."""
    return chapter.sums.total(numbers.astype(np.float32 if device == "cuda" else np.float64))
