"""What students really write for decomposable.py, and what they did, in one sentence each."""

import numpy as np

from autograder.engine.check import misconception


@misconception("decomposable.design_matrix")
def jumps_at_the_change_point(t, changepoints, period, order):
    """Each ramp is t from its change-point on, so the trend jumps by s there."""
    ramps = t[:, None] * (t[:, None] >= changepoints)
    angles = 2 * np.pi * t[:, None] * np.arange(1, order + 1) / period
    waves = np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(len(t), 2 * order)
    return np.column_stack([np.ones(len(t)), t, ramps, waves])


@misconception("decomposable.design_matrix")
def jumps_after_the_change_point(t, changepoints, period, order):
    """Each ramp is t itself at the times after its change-point, so the trend jumps by s there."""
    ramps = np.where(t[:, None] > changepoints, t[:, None], 0.0)
    angles = 2 * np.pi * t[:, None] * np.arange(1, order + 1) / period
    waves = np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(len(t), 2 * order)
    return np.column_stack([np.ones(len(t)), t, ramps, waves])


@misconception("decomposable.design_matrix")
def ramps_without_a_start(t, changepoints, period, order):
    """Each ramp is t - s at all times, also before its change-point: one straight line more, and no bend."""
    ramps = t[:, None] - changepoints
    angles = 2 * np.pi * t[:, None] * np.arange(1, order + 1) / period
    waves = np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(len(t), 2 * order)
    return np.column_stack([np.ones(len(t)), t, ramps, waves])


@misconception("decomposable.design_matrix")
def ramps_before_the_change_point(t, changepoints, period, order):
    """Each ramp falls to 0 at its change-point, and is 0 after it."""
    ramps = np.maximum(0.0, changepoints - t[:, None])
    angles = 2 * np.pi * t[:, None] * np.arange(1, order + 1) / period
    waves = np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(len(t), 2 * order)
    return np.column_stack([np.ones(len(t)), t, ramps, waves])


@misconception("decomposable.design_matrix")
def steps_for_ramps(t, changepoints, period, order):
    """The columns of the change-points are 0 before and 1 after: the level changes there, not the slope."""
    ramps = (t[:, None] > changepoints).astype(float)
    angles = 2 * np.pi * t[:, None] * np.arange(1, order + 1) / period
    waves = np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(len(t), 2 * order)
    return np.column_stack([np.ones(len(t)), t, ramps, waves])


@misconception("decomposable.design_matrix")
def louder_not_faster(t, changepoints, period, order):
    """k stands before the sine, so every harmonic is the same wave, only louder."""
    ramps = np.maximum(0.0, t[:, None] - changepoints)
    k, angle = np.arange(1, order + 1), 2 * np.pi * t[:, None] / period
    waves = np.stack([k * np.sin(angle), k * np.cos(angle)], axis=2).reshape(len(t), 2 * order)
    return np.column_stack([np.ones(len(t)), t, ramps, waves])


@misconception("decomposable.design_matrix")
def all_sines_first(t, changepoints, period, order):
    """All sines stand before all cosines."""
    ramps = np.maximum(0.0, t[:, None] - changepoints)
    angles = 2 * np.pi * t[:, None] * np.arange(1, order + 1) / period
    return np.column_stack([np.ones(len(t)), t, ramps, np.sin(angles), np.cos(angles)])


@misconception("decomposable.design_matrix")
def cosine_before_sine(t, changepoints, period, order):
    """The cosine of each harmonic stands before its sine."""
    ramps = np.maximum(0.0, t[:, None] - changepoints)
    angles = 2 * np.pi * t[:, None] * np.arange(1, order + 1) / period
    waves = np.stack([np.cos(angles), np.sin(angles)], axis=2).reshape(len(t), 2 * order)
    return np.column_stack([np.ones(len(t)), t, ramps, waves])


@misconception("decomposable.design_matrix")
def harmonics_from_zero(t, changepoints, period, order):
    """The harmonics were counted from 0, and the first of them does not swing."""
    ramps = np.maximum(0.0, t[:, None] - changepoints)
    angles = 2 * np.pi * t[:, None] * np.arange(order) / period
    waves = np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(len(t), 2 * order)
    return np.column_stack([np.ones(len(t)), t, ramps, waves])


@misconception("decomposable.design_matrix")
def half_as_fast(t, changepoints, period, order):
    """The angles lack a factor of 2: pi k t / period takes two periods for one wave."""
    ramps = np.maximum(0.0, t[:, None] - changepoints)
    angles = np.pi * t[:, None] * np.arange(1, order + 1) / period
    waves = np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(len(t), 2 * order)
    return np.column_stack([np.ones(len(t)), t, ramps, waves])


@misconception("decomposable.design_matrix")
def no_column_of_ones(t, changepoints, period, order):
    """The column of ones is missing, so the series has no level."""
    ramps = np.maximum(0.0, t[:, None] - changepoints)
    angles = 2 * np.pi * t[:, None] * np.arange(1, order + 1) / period
    waves = np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(len(t), 2 * order)
    return np.column_stack([t, ramps, waves])


@misconception("decomposable.fit")
def penalty_on_everything(design, y, changepoints, penalty):
    """Every coefficient was penalised, so level, slope and season shrank too."""
    return np.linalg.solve(design.T @ design + penalty * np.eye(design.shape[1]), design.T @ y)


@misconception("decomposable.fit")
def penalty_not_used(design, y, changepoints, penalty):
    """The penalty was left out: plain least squares."""
    return np.linalg.lstsq(design, y, rcond=None)[0]


@misconception("decomposable.fit")
def penalty_on_the_first_columns(design, y, changepoints, penalty):
    """The penalty was put on the columns from 0 on, level and slope among them."""
    price = np.zeros(design.shape[1])
    price[:changepoints] = penalty
    return np.linalg.solve(design.T @ design + np.diag(price), design.T @ y)


@misconception("decomposable.fit")
def penalty_on_the_season(design, y, changepoints, penalty):
    """The columns after the change-points, those of the season, were penalised."""
    price = np.zeros(design.shape[1])
    price[2 + changepoints :] = penalty
    return np.linalg.solve(design.T @ design + np.diag(price), design.T @ y)


@misconception("decomposable.fit")
def penalty_on_the_slope_too(design, y, changepoints, penalty):
    """The first slope was penalised together with its changes."""
    price = np.zeros(design.shape[1])
    price[1 : 2 + changepoints] = penalty
    return np.linalg.solve(design.T @ design + np.diag(price), design.T @ y)


@misconception("decomposable.fit")
def penalty_squared(design, y, changepoints, penalty):
    """The rows that were added to the matrix hold the penalty itself: squared, it counts twice."""
    price = np.zeros(design.shape[1])
    price[2 : 2 + changepoints] = penalty**2
    return np.linalg.solve(design.T @ design + np.diag(price), design.T @ y)


@misconception("decomposable.fit")
def mean_of_the_squares(design, y, changepoints, penalty):
    """The squared errors were averaged, so the penalty weighs n times as much beside them."""
    price = np.zeros(design.shape[1])
    price[2 : 2 + changepoints] = penalty * len(y)
    return np.linalg.solve(design.T @ design + np.diag(price), design.T @ y)


@misconception("decomposable.fit")
def centres_the_callers_series(design, y, changepoints, penalty):
    """The mean was taken out of the caller's own series."""
    price, mean = np.zeros(design.shape[1]), y.mean()
    price[2 : 2 + changepoints] = penalty
    y -= mean
    coefficients = np.linalg.solve(design.T @ design + np.diag(price), design.T @ y)
    coefficients[0] += mean
    return coefficients


@misconception("decomposable.fit")
def divides_by_the_penalty(design, y, changepoints, penalty):
    """The squares of the bends were divided by the penalty, so a higher price let them grow."""
    price = np.zeros(design.shape[1])
    price[2 : 2 + changepoints] = 1 / penalty
    return np.linalg.solve(design.T @ design + np.diag(price), design.T @ y)
