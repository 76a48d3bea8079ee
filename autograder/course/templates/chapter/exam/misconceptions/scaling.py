"""Wrong versions of scaling.py. Each runs in the place of the solution's function, with that module's names."""

from __future__ import annotations

from autograder.engine.check import misconception


@misconception("scaling.centre")
def one_mean_for_all(samples):
    """The mean of the whole table was subtracted from every column."""
    return samples - samples.mean()


@misconception("scaling.centre")
def means_of_rows(samples):
    """Each row's mean was subtracted, which mixes the quantities that the columns hold."""
    return samples - samples.mean(axis=1, keepdims=True)


@misconception("scaling.centre")
def changes_its_input(samples):
    """The subtraction was done in place, so the caller's samples changed too."""
    samples -= samples.mean(axis=0)
    return samples
