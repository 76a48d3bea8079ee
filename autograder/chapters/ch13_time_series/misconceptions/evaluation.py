# ruff: noqa: N806 - spliced into a copy of the solution, as students write
"""What students really write for evaluation.py, and what they did, in one sentence each."""

import numpy as np

from autograder.engine.check import misconception


@misconception("evaluation.seasonal_naive")
def repeats_the_first_season(y, season, horizon):
    """The first season of the series was repeated, not the last one."""
    return y[np.arange(horizon) % season]


@misconception("evaluation.seasonal_naive")
def one_time_late(y, season, horizon):
    """The first forecast is the value one season before the last time, not one season before the next."""
    return y[len(y) - season - 1 + np.arange(horizon) % season]


@misconception("evaluation.seasonal_naive")
def ends_after_one_season(y, season, horizon):
    """The forecast ends after one season, however large the horizon is."""
    return y[len(y) - season :][:horizon]


@misconception("evaluation.seasonal_naive")
def repeats_the_last_value(y, season, horizon):
    """The last value was repeated; the season was not used."""
    return np.full(horizon, y[-1])


@misconception("evaluation.seasonal_naive")
def counts_the_phase_from_the_start(y, season, horizon):
    """The place within the season was counted from the start of the series, so the last season begins in its middle."""
    return y[len(y) - season :][(len(y) + np.arange(horizon)) % season]


@misconception("evaluation.seasonal_naive")
def mean_of_all_seasons(y, season, horizon):
    """The mean of all earlier values at the same place in the season was taken, not the last one."""
    return np.array([y[(len(y) + h) % season :: season].mean() for h in range(horizon)])


@misconception("evaluation.seasonal_naive")
def runs_backwards(y, season, horizon):
    """The last season was read from its end to its start."""
    return y[len(y) - 1 - np.arange(horizon) % season]


@misconception("evaluation.mase")
def scale_from_the_test(actual, forecast, training, season):
    """The scale was measured on the test values, so the test decides how large an error counts."""
    scale = np.abs(actual - training[len(training) - season + np.arange(len(actual)) % season]).mean()
    return float(np.abs(actual - forecast).mean() / scale)


@misconception("evaluation.mase")
def scale_within_the_test(actual, forecast, training, season):
    """The scale was measured within the test: seasonal changes of `actual`, of which a short test has none."""
    scale = np.abs(actual[season:] - actual[:-season]).mean()
    return float(np.abs(actual - forecast).mean() / scale)


@misconception("evaluation.mase")
def scale_of_one_step(actual, forecast, training, season):
    """The scale compares each training value with the one before, not with the one a season before."""
    return float(np.abs(actual - forecast).mean() / np.abs(training[1:] - training[:-1]).mean())


@misconception("evaluation.mase")
def differences_season_times(actual, forecast, training, season):
    """np.diff was given the season as its second argument: it took the difference to the value before that often."""
    return float(np.abs(actual - forecast).mean() / np.abs(np.diff(training, season)).mean())


@misconception("evaluation.mase")
def scale_from_the_size(actual, forecast, training, season):
    """The error was divided by the mean size of the training values, not by that of their seasonal changes."""
    return float(np.abs(actual - forecast).mean() / np.abs(training).mean())


@misconception("evaluation.mase")
def squared_errors(actual, forecast, training, season):
    """Root mean squares were taken above and below, where the mean of absolute errors belongs."""
    scale = np.sqrt(((training[season:] - training[:-season]) ** 2).mean())
    return float(np.sqrt(((actual - forecast) ** 2).mean()) / scale)


@misconception("evaluation.mase")
def signed_changes(actual, forecast, training, season):
    """The seasonal changes were added up with their signs, so rises and falls cancelled."""
    return float(np.abs(actual - forecast).mean() / np.abs((training[season:] - training[:-season]).mean()))


@misconception("evaluation.mase")
def scale_over_all_times(actual, forecast, training, season):
    """The sum of the seasonal changes was divided by the length of the training series; there are fewer changes."""
    scale = np.abs(training[season:] - training[:-season]).sum() / len(training)
    return float(np.abs(actual - forecast).mean() / scale)


@misconception("evaluation.mase")
def error_without_a_scale(actual, forecast, training, season):
    """The mean absolute error was returned as it is, in the units of the series."""
    return float(np.abs(actual - forecast).mean())


@misconception("evaluation.rolling_origin")
def trains_on_the_first_test_time(n, first, horizon, step, window=None):
    """The first time of each test was trained on, too."""
    folds = []
    for origin in range(first, n - horizon + 1, step):
        start = 0 if window is None else max(0, origin - window)
        folds.append((np.arange(start, origin + 1), np.arange(origin, origin + horizon)))
    return folds


@misconception("evaluation.rolling_origin")
def short_last_test(n, first, horizon, step, window=None):
    """Origins go on until the series ends, so the last tests have fewer times than the horizon."""
    folds = []
    for origin in range(first, n, step):
        start = 0 if window is None else max(0, origin - window)
        folds.append((np.arange(start, origin), np.arange(origin, min(n, origin + horizon))))
    return folds


@misconception("evaluation.rolling_origin")
def trains_on_what_comes_after(n, first, horizon, step, window=None):
    """All times outside the test were trained on, also those that come after it."""
    folds = []
    for origin in range(first, n - horizon + 1, step):
        test = np.arange(origin, origin + horizon)
        folds.append((np.setdiff1d(np.arange(n), test), test))
    return folds


@misconception("evaluation.rolling_origin")
def last_whole_test_missing(n, first, horizon, step, window=None):
    """A test that ends exactly at the last time was left out."""
    folds = []
    for origin in range(first, n - horizon, step):
        start = 0 if window is None else max(0, origin - window)
        folds.append((np.arange(start, origin), np.arange(origin, origin + horizon)))
    return folds


@misconception("evaluation.rolling_origin")
def window_not_used(n, first, horizon, step, window=None):
    """Training always began at time 0; the window was not used."""
    return [(np.arange(origin), np.arange(origin, origin + horizon)) for origin in range(first, n - horizon + 1, step)]


@misconception("evaluation.rolling_origin")
def window_before_the_series(n, first, horizon, step, window=None):
    """A window longer than the past began before time 0: negative indices count from the end of the series."""
    folds = []
    for origin in range(first, n - horizon + 1, step):
        start = 0 if window is None else origin - window
        folds.append((np.arange(start, origin), np.arange(origin, origin + horizon)))
    return folds


@misconception("evaluation.rolling_origin")
def steps_by_the_horizon(n, first, horizon, step, window=None):
    """The origin moved by a whole horizon each time; the step was not used."""
    folds = []
    for origin in range(first, n - horizon + 1, horizon):
        start = 0 if window is None else max(0, origin - window)
        folds.append((np.arange(start, origin), np.arange(origin, origin + horizon)))
    return folds


@misconception("evaluation.rolling_origin")
def leaves_a_time_out(n, first, horizon, step, window=None):
    """Between the end of training and the start of the test, one time was left out."""
    folds = []
    for origin in range(first, n - horizon + 1, step):
        start = 0 if window is None else max(0, origin - window)
        folds.append((np.arange(start, origin - 1), np.arange(origin, origin + horizon)))
    return folds


@misconception("evaluation.make_windows")
def scaled_with_everything(series, input_length, horizon, n_train):
    """Mean and std were taken over all rows, those after n_train among them: the scale has seen the future."""
    mean, std = series.mean(axis=0), series.std(axis=0)
    cuts = np.lib.stride_tricks.sliding_window_view((series - mean) / std, input_length + horizon, axis=0)
    cuts = cuts.transpose(0, 2, 1)
    return cuts[:, :input_length], cuts[:, input_length:], mean, std


@misconception("evaluation.make_windows")
def target_one_row_late(series, input_length, horizon, n_train):
    """A row was left out between each input and its target."""
    mean, std = series[:n_train].mean(axis=0), series[:n_train].std(axis=0)
    scaled = (series - mean[None]) / std
    starts = range(len(series) - input_length - horizon)
    X = np.stack([scaled[i : i + input_length] for i in starts])
    Y = np.stack([scaled[i + input_length + 1 : i + input_length + 1 + horizon] for i in starts])
    return X, Y, mean, std


@misconception("evaluation.make_windows")
def target_begins_in_the_input(series, input_length, horizon, n_train):
    """The target begins with the last row of the input, so the first answer is already known."""
    mean, std = series[:n_train].mean(axis=0), series[:n_train].std(axis=0)
    scaled = (series - mean[None]) / std
    starts = range(len(series) - input_length - horizon + 1)
    X = np.stack([scaled[i : i + input_length] for i in starts])
    Y = np.stack([scaled[i + input_length - 1 : i + input_length - 1 + horizon] for i in starts])
    return X, Y, mean, std


@misconception("evaluation.make_windows")
def last_window_missing(series, input_length, horizon, n_train):
    """The window that ends with the last row was left out."""
    mean, std = series[:n_train].mean(axis=0), series[:n_train].std(axis=0)
    scaled = (series - mean[None]) / std
    starts = range(len(series) - input_length - horizon)
    X = np.array([scaled[i : i + input_length] for i in starts])
    Y = np.array([scaled[i + input_length : i + input_length + horizon] for i in starts])
    return X, Y, mean, std


@misconception("evaluation.make_windows")
def each_window_by_itself(series, input_length, horizon, n_train):
    """Each window was scaled with its own mean and std, its target among them."""
    mean, std = series[:n_train].mean(axis=0), series[:n_train].std(axis=0)
    cuts = np.lib.stride_tricks.sliding_window_view(series, input_length + horizon, axis=0).transpose(0, 2, 1)
    cuts = (cuts - cuts.mean(axis=1, keepdims=True)) / cuts.std(axis=1, keepdims=True)
    return cuts[:, :input_length], cuts[:, input_length:], mean, std


@misconception("evaluation.make_windows")
def one_scale_for_all_columns(series, input_length, horizon, n_train):
    """One mean and one std were taken over all columns together."""
    mean, std = series[:n_train].mean(), series[:n_train].std()
    cuts = np.lib.stride_tricks.sliding_window_view((series - mean) / std, input_length + horizon, axis=0)
    cuts = cuts.transpose(0, 2, 1)
    columns = np.ones(series.shape[1])
    return cuts[:, :input_length], cuts[:, input_length:], mean * columns, std * columns


@misconception("evaluation.make_windows")
def std_with_one_less(series, input_length, horizon, n_train):
    """The std divides by n_train - 1."""
    mean, std = series[:n_train].mean(axis=0), series[:n_train].std(axis=0, ddof=1)
    cuts = np.lib.stride_tricks.sliding_window_view((series - mean) / std, input_length + horizon, axis=0)
    cuts = cuts.transpose(0, 2, 1)
    return cuts[:, :input_length], cuts[:, input_length:], mean, std


@misconception("evaluation.make_windows")
def windows_side_by_side(series, input_length, horizon, n_train):
    """The next window begins where the one before ended, not one row later."""
    mean, std = series[:n_train].mean(axis=0), series[:n_train].std(axis=0)
    scaled, length = (series - mean) / std, input_length + horizon
    starts = range(0, len(series) - length + 1, length)
    X = np.stack([scaled[i : i + input_length] for i in starts])
    Y = np.stack([scaled[i + input_length : i + length] for i in starts])
    return X, Y, mean, std


@misconception("evaluation.make_windows")
def targets_without_scaling(series, input_length, horizon, n_train):
    """The inputs were scaled, and the targets were left in the units of the series."""
    mean, std = series[:n_train].mean(axis=0), series[:n_train].std(axis=0)
    length = input_length + horizon
    cuts = np.lib.stride_tricks.sliding_window_view(series, length, axis=0).transpose(0, 2, 1)
    return (cuts[:, :input_length] - mean) / std, cuts[:, input_length:], mean, std


@misconception("evaluation.make_windows")
def columns_before_times(series, input_length, horizon, n_train):
    """The axes of X and Y are (window, column, time): sliding_window_view puts the time last."""
    mean, std = series[:n_train].mean(axis=0), series[:n_train].std(axis=0)
    cuts = np.lib.stride_tricks.sliding_window_view((series - mean) / std, input_length + horizon, axis=0)
    return cuts[:, :, :input_length], cuts[:, :, input_length:], mean, std


@misconception("evaluation.make_windows")
def reshaped_instead_of_transposed(series, input_length, horizon, n_train):
    """The axes were brought into the wanted shape with reshape, which mixes times and columns."""
    mean, std = series[:n_train].mean(axis=0), series[:n_train].std(axis=0)
    length = input_length + horizon
    cuts = np.lib.stride_tricks.sliding_window_view((series - mean) / std, length, axis=0)
    cuts = cuts.reshape(len(cuts), length, series.shape[1])
    return cuts[:, :input_length], cuts[:, input_length:], mean, std


@misconception("evaluation.make_windows")
def scales_the_callers_series(series, input_length, horizon, n_train):
    """The mean was subtracted in the caller's own array."""
    mean, std = series[:n_train].mean(axis=0), series[:n_train].std(axis=0)
    series -= mean
    cuts = np.lib.stride_tricks.sliding_window_view(series / std, input_length + horizon, axis=0).transpose(0, 2, 1)
    return cuts[:, :input_length], cuts[:, input_length:], mean, std
