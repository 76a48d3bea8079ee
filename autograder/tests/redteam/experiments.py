"""Experiments of the target chapter: shipped whole, so they import NumPy alone."""

import numpy as np


def learn(chapter, start):
    """Ten steps of the student's rule."""
    weight = start
    for _ in range(10):
        weight = chapter.trained.step(weight)
    return {"weight": np.asarray(weight)}


def summed(chapter, numbers):
    """A total, for counting the lines that it takes."""
    return chapter.target.total(numbers)
