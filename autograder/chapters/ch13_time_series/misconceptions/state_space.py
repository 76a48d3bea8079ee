"""What students really write for state_space.py, and what they did, in one sentence each."""

import numpy as np

from autograder.engine.check import misconception


@misconception("state_space.local_level_filter")
def no_prediction_step(y, var_eps, var_eta):
    """The variance did not grow by var_eta before a new value was weighed, so the gain fell towards 0."""
    level, variance, loglik = y[0], var_eps, 0.0
    levels, variances = [level], [variance]
    for value in y[1:]:
        if not np.isnan(value):
            error, spread = value - level, variance + var_eps
            gain = variance / spread
            level, variance = level + gain * error, (1 - gain) * variance
            loglik -= 0.5 * (np.log(2 * np.pi * spread) + error**2 / spread)
        levels.append(level)
        variances.append(variance)
    return np.array(levels), np.array(variances), float(loglik)


@misconception("state_space.local_level_filter")
def missing_counts_as_zero(y, var_eps, var_eta):
    """A missing value was taken for a 0 that had been seen."""
    y = np.nan_to_num(y)
    level, variance, loglik = y[0], var_eps, 0.0
    levels, variances = [level], [variance]
    for value in y[1:]:
        variance = variance + var_eta
        if not np.isnan(value):
            error, spread = value - level, variance + var_eps
            gain = variance / spread
            level, variance = level + gain * error, (1 - gain) * variance
            loglik -= 0.5 * (np.log(2 * np.pi * spread) + error**2 / spread)
        levels.append(level)
        variances.append(variance)
    return np.array(levels), np.array(variances), float(loglik)


@misconception("state_space.local_level_filter")
def gap_repeats_the_last_value(y, var_eps, var_eta):
    """A gap was filled with the last value seen, and that was weighed as if it had been seen again."""
    level, variance, loglik = y[0], var_eps, 0.0
    levels, variances = [level], [variance]
    seen = y[0]
    for value in y[1:]:
        variance = variance + var_eta
        seen = seen if np.isnan(value) else value
        error, spread = seen - level, variance + var_eps
        gain = variance / spread
        level, variance = level + gain * error, (1 - gain) * variance
        loglik -= 0.5 * (np.log(2 * np.pi * spread) + error**2 / spread)
        levels.append(level)
        variances.append(variance)
    return np.array(levels), np.array(variances), float(loglik)


@misconception("state_space.local_level_filter")
def gap_filled_from_both_sides(y, var_eps, var_eta):
    """A gap was filled with a straight line to the next value, which lies in the future."""
    known = ~np.isnan(y)
    times = np.arange(len(y))
    y = np.interp(times, times[known], y[known])
    level, variance, loglik = y[0], var_eps, 0.0
    levels, variances = [level], [variance]
    for value in y[1:]:
        variance = variance + var_eta
        if not np.isnan(value):
            error, spread = value - level, variance + var_eps
            gain = variance / spread
            level, variance = level + gain * error, (1 - gain) * variance
            loglik -= 0.5 * (np.log(2 * np.pi * spread) + error**2 / spread)
        levels.append(level)
        variances.append(variance)
    return np.array(levels), np.array(variances), float(loglik)


@misconception("state_space.local_level_filter")
def time_stands_still_in_a_gap(y, var_eps, var_eta):
    """Where a value was missing nothing was done at all, so the variance did not grow."""
    level, variance, loglik = y[0], var_eps, 0.0
    levels, variances = [level], [variance]
    for value in y[1:]:
        if not np.isnan(value):
            variance = variance + var_eta
            error, spread = value - level, variance + var_eps
            gain = variance / spread
            level, variance = level + gain * error, (1 - gain) * variance
            loglik -= 0.5 * (np.log(2 * np.pi * spread) + error**2 / spread)
        levels.append(level)
        variances.append(variance)
    return np.array(levels), np.array(variances), float(loglik)


@misconception("state_space.local_level_filter")
def likelihood_of_the_filtered_variance(y, var_eps, var_eta):
    """F was computed with the variance after the value had been weighed, not with the predicted one."""
    level, variance, loglik = y[0], var_eps, 0.0
    levels, variances = [level], [variance]
    for value in y[1:]:
        variance = variance + var_eta
        if not np.isnan(value):
            error, spread = value - level, variance + var_eps
            gain = variance / spread
            level, variance = level + gain * error, (1 - gain) * variance
            spread = variance + var_eps
            loglik -= 0.5 * (np.log(2 * np.pi * spread) + error**2 / spread)
        levels.append(level)
        variances.append(variance)
    return np.array(levels), np.array(variances), float(loglik)


@misconception("state_space.local_level_filter")
def likelihood_without_the_noise(y, var_eps, var_eta):
    """For F the predicted variance of the level was taken; the noise of the value was not added to it."""
    level, variance, loglik = y[0], var_eps, 0.0
    levels, variances = [level], [variance]
    for value in y[1:]:
        variance = variance + var_eta
        if not np.isnan(value):
            error, spread = value - level, variance + var_eps
            gain = variance / spread
            loglik -= 0.5 * (np.log(2 * np.pi * variance) + error**2 / variance)
            level, variance = level + gain * error, (1 - gain) * variance
        levels.append(level)
        variances.append(variance)
    return np.array(levels), np.array(variances), float(loglik)


@misconception("state_space.local_level_filter")
def likelihood_of_the_level_alone(y, var_eps, var_eta):
    """For F the variance of the corrected level was taken: the update had shrunk it, and the noise is missing in it."""
    level, variance, loglik = y[0], var_eps, 0.0
    levels, variances = [level], [variance]
    for value in y[1:]:
        variance = variance + var_eta
        if not np.isnan(value):
            error, spread = value - level, variance + var_eps
            gain = variance / spread
            level, variance = level + gain * error, (1 - gain) * variance
            loglik -= 0.5 * (np.log(2 * np.pi * variance) + error**2 / variance)
        levels.append(level)
        variances.append(variance)
    return np.array(levels), np.array(variances), float(loglik)


@misconception("state_space.local_level_filter")
def likelihood_after_the_update(y, var_eps, var_eta):
    """The error in the likelihood is that after the level had been corrected, not that of the prediction."""
    level, variance, loglik = y[0], var_eps, 0.0
    levels, variances = [level], [variance]
    for value in y[1:]:
        variance = variance + var_eta
        if not np.isnan(value):
            error, spread = value - level, variance + var_eps
            gain = variance / spread
            level, variance = level + gain * error, (1 - gain) * variance
            error = value - level
            loglik -= 0.5 * (np.log(2 * np.pi * spread) + error**2 / spread)
        levels.append(level)
        variances.append(variance)
    return np.array(levels), np.array(variances), float(loglik)


@misconception("state_space.local_level_filter")
def starts_from_zero(y, var_eps, var_eta):
    """The level began at 0, and the first value was weighed like any other."""
    level, variance, loglik = 0.0, var_eps, 0.0
    levels, variances = [], []
    for value in y:
        variance = variance + var_eta
        if not np.isnan(value):
            error, spread = value - level, variance + var_eps
            gain = variance / spread
            level, variance = level + gain * error, (1 - gain) * variance
            loglik -= 0.5 * (np.log(2 * np.pi * spread) + error**2 / spread)
        levels.append(level)
        variances.append(variance)
    return np.array(levels), np.array(variances), float(loglik)


@misconception("state_space.local_level_filter")
def gain_of_the_steps(y, var_eps, var_eta):
    """The gain divides by the predicted variance plus var_eta, where the noise var_eps belongs."""
    level, variance, loglik = y[0], var_eps, 0.0
    levels, variances = [level], [variance]
    for value in y[1:]:
        variance = variance + var_eta
        if not np.isnan(value):
            error, spread = value - level, variance + var_eps
            gain = variance / (variance + var_eta)
            level, variance = level + gain * error, (1 - gain) * variance
            loglik -= 0.5 * (np.log(2 * np.pi * spread) + error**2 / spread)
        levels.append(level)
        variances.append(variance)
    return np.array(levels), np.array(variances), float(loglik)


@misconception("state_space.local_level_filter")
def variances_as_predicted(y, var_eps, var_eta):
    """The variances are those before each value was weighed."""
    level, variance, loglik = y[0], var_eps, 0.0
    levels, variances = [level], [variance]
    for value in y[1:]:
        variance = variance + var_eta
        if not np.isnan(value):
            error, spread = value - level, variance + var_eps
            gain = variance / spread
            level = level + gain * error
            loglik -= 0.5 * (np.log(2 * np.pi * spread) + error**2 / spread)
        levels.append(level)
        variances.append(variance)
        if not np.isnan(value):
            variance = (1 - gain) * variance
    return np.array(levels), np.array(variances), float(loglik)


@misconception("state_space.local_level_filter")
def likelihood_without_two_pi(y, var_eps, var_eta):
    """ln(2 pi) was left out of the likelihood."""
    level, variance, loglik = y[0], var_eps, 0.0
    levels, variances = [level], [variance]
    for value in y[1:]:
        variance = variance + var_eta
        if not np.isnan(value):
            error, spread = value - level, variance + var_eps
            gain = variance / spread
            level, variance = level + gain * error, (1 - gain) * variance
            loglik -= 0.5 * (np.log(spread) + error**2 / spread)
        levels.append(level)
        variances.append(variance)
    return np.array(levels), np.array(variances), float(loglik)


@misconception("state_space.local_level_filter")
def likelihood_not_halved(y, var_eps, var_eta):
    """The factor 1/2 of the likelihood was left out."""
    level, variance, loglik = y[0], var_eps, 0.0
    levels, variances = [level], [variance]
    for value in y[1:]:
        variance = variance + var_eta
        if not np.isnan(value):
            error, spread = value - level, variance + var_eps
            gain = variance / spread
            level, variance = level + gain * error, (1 - gain) * variance
            loglik -= np.log(2 * np.pi * spread) + error**2 / spread
        levels.append(level)
        variances.append(variance)
    return np.array(levels), np.array(variances), float(loglik)


@misconception("state_space.local_level_filter")
def first_value_in_the_likelihood(y, var_eps, var_eta):
    """The first value, which only starts the filter, was counted in the likelihood."""
    level, variance, loglik = y[0], var_eps, -0.5 * np.log(2 * np.pi * 2 * var_eps)
    levels, variances = [level], [variance]
    for value in y[1:]:
        variance = variance + var_eta
        if not np.isnan(value):
            error, spread = value - level, variance + var_eps
            gain = variance / spread
            level, variance = level + gain * error, (1 - gain) * variance
            loglik -= 0.5 * (np.log(2 * np.pi * spread) + error**2 / spread)
        levels.append(level)
        variances.append(variance)
    return np.array(levels), np.array(variances), float(loglik)


@misconception("state_space.local_level_filter")
def gaps_in_the_likelihood(y, var_eps, var_eta):
    """The likelihood counts every time, also those at which nothing was seen."""
    level, variance, loglik = y[0], var_eps, 0.0
    levels, variances = [level], [variance]
    for value in y[1:]:
        variance = variance + var_eta
        loglik -= 0.5 * np.log(2 * np.pi * (variance + var_eps))
        if not np.isnan(value):
            error, spread = value - level, variance + var_eps
            gain = variance / spread
            level, variance = level + gain * error, (1 - gain) * variance
            loglik -= 0.5 * error**2 / spread
        levels.append(level)
        variances.append(variance)
    return np.array(levels), np.array(variances), float(loglik)


@misconception("state_space.local_level_filter")
def fills_the_callers_gaps(y, var_eps, var_eta):
    """The level was written into the gaps of the caller's own series."""
    level, variance, loglik = y[0], var_eps, 0.0
    levels, variances = [level], [variance]
    for t in range(1, len(y)):
        variance = variance + var_eta
        if np.isnan(y[t]):
            y[t] = level
        else:
            error, spread = y[t] - level, variance + var_eps
            gain = variance / spread
            level, variance = level + gain * error, (1 - gain) * variance
            loglik -= 0.5 * (np.log(2 * np.pi * spread) + error**2 / spread)
        levels.append(level)
        variances.append(variance)
    return np.array(levels), np.array(variances), float(loglik)
