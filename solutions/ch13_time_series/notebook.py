# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---
# ruff: noqa: N803 - Q, K, V, X and Y are the handout's names

# %% [markdown]
# # Chapter 13 · Time series
#
# Finish the exercises first: this notebook plays with your own functions, and puts them beside the libraries that
# people use at work (statsmodels, Prophet). Before you run a cell that asks for a prediction, write it down. The
# questions in `answers.md` refer to what you see here.

# %%
import logging
import math
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
from coursedata import air_passengers, co2, glucose, half_hourly_demand, nile, stocks
from statsmodels.tsa.holtwinters import ExponentialSmoothing
from statsmodels.tsa.statespace.sarimax import SARIMAX

from ch13_time_series import arima, decomposable, evaluation, given, state_space, transformer

logging.getLogger("prophet.plot").disabled = True  # it reports that plotly is missing
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what it says while it is imported concerns its authors
    from prophet import Prophet
logging.getLogger("cmdstanpy").disabled = True  # it reports each fit
torch.set_num_threads(1)


def fit_arima(y, order, seasonal_order):
    """statsmodels' ARIMA of a monthly series. It warns about starting values that it then replaces: not shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return SARIMAX(y, order=order, seasonal_order=(*seasonal_order, 12)).fit(disp=False)


def show_table(title, rows):
    """Names and numbers, one row a line."""
    print(title)
    for row, values in rows.items():
        print(f"  {row:28}", *(f"{value:9.3f}" for value in np.atleast_1d(values)))


# %% [markdown]
# ## Does it look ahead?
#
# The time-travel check as a function: other values from a moment on, and what is known before must not move.
#
# **Predict:** which of these four pass: the naive forecast of each next value, a centred mean of five values, your
# Kalman filter, and "today minus the mean of the whole series"?


# %%
def looks_ahead(method, series, moment=60):
    """Whether anything that `method` says about times before the moment changes with the values from then on."""
    other = series.copy()
    other[moment:] += np.random.default_rng(0).normal(size=len(series) - moment) * series.std()
    return not np.allclose(method(series)[:moment], method(other)[:moment], rtol=1e-9, atol=1e-9 * np.ptp(series))


years, flow = nile.load()
methods = {
    "naive forecast": lambda y: np.roll(y, 1)[1:],
    "centred mean of five": lambda y: np.convolve(y, np.ones(5) / 5, "same"),
    "your Kalman filter": lambda y: state_space.local_level_filter(y, 15_099.0, 1469.1)[0],
    "minus the mean of all": lambda y: y - y.mean(),
}
for name, method in methods.items():
    print(f"{name:24}", "looks ahead" if looks_ahead(method, flow) else "does not look ahead")

# %% [markdown]
# The naive forecast deserves a second look: `np.roll(y, 1)[1:]` holds at place i the value of time i, as the forecast
# of time i + 1. Off by one, and it would be the value itself.
#
# ## A share, and two ways to deceive oneself
#
# Apple's daily closes, trained on the first three quarters, tested on the last. Linear forecasts from 20 closes, and
# the most similar 20 closes of the training ("nearest"); then the same windows shuffled before they are split, and
# inputs smoothed with a mean over five days around each.
#
# **Predict:** the MASE of the naive forecast, one day ahead. Then, for the others, the error in units of the naive one
# on the same days: which are above 1, and which may you believe?

# %%
price = stocks.load().closes[:, 0]  # AAPL
quarter = int(0.75 * len(price))
naive_error = evaluation.mase(price[quarter:], price[quarter - 1 : -1], price[:quarter], 1)
print(f"MASE of the naive forecast: {naive_error:.2f}")


def linear(X, Y, new):
    weights = np.linalg.lstsq(np.c_[X, np.ones(len(X))], Y)[0]
    return np.c_[new, np.ones(len(new))] @ weights


def nearest(X, Y, new):
    return Y[((X**2).sum(axis=1) - 2 * new @ X.T).argmin(axis=1)]


def beside_naive(method, inputs, days, train, test):
    """Mean error of a method on the test windows, divided by that of the price of the day before."""
    forecast = method(inputs[train], price[days[train]], inputs[test])
    return np.abs(price[days[test]] - forecast).mean() / np.abs(price[days[test]] - price[days[test] - 1]).mean()


days = np.arange(20, len(price))  # what is forecast
inputs = np.lib.stride_tricks.sliding_window_view(price, 20)[:-1]  # the 20 closes before it
early, late = np.flatnonzero(days < quarter), np.flatnonzero(days >= quarter)
shuffled = np.random.default_rng(0).permutation(len(days))
means = np.convolve(price, np.ones(5) / 5, "same")[2:-2]  # means[i] is that around day i + 2
smooth = np.lib.stride_tricks.sliding_window_view(means, 20)[:-3]  # its last mean is that around the day before
after = np.arange(22, 22 + len(smooth))
rows = {
    "linear": beside_naive(linear, inputs, days, early, late),
    "nearest": beside_naive(nearest, inputs, days, early, late),
    "nearest, shuffled": beside_naive(nearest, inputs, days, *np.split(shuffled, [len(early)])),
    "linear, smoothed": beside_naive(
        linear, smooth, after, *(np.flatnonzero(x) for x in (after < quarter, after >= quarter))
    ),
}
show_table("error in units of the naive one", rows)

# %% [markdown]
# The first two rows are honest, and do not beat the naive forecast. The last two have seen the future: a shuffled split
# trains on later days, and a centred mean holds them. For which of the two is `looks_ahead` enough, and how would you
# find the other?
#
# ## Taking a series apart
#
# Trend, season and rest, by the oldest method: the trend is a centred mean over a whole season (two times twelve
# months, halves at the ends), the season is the mean rest of each month, and seasons sum to 0.
#
# **Predict:** for the logarithm of the passengers: how large is the season of July, in per cent of a mean month?

# %%
months, passengers = air_passengers.load()
logarithm = np.log(passengers)
weights = np.array([0.5, *np.ones(11), 0.5]) / 12
middle = np.convolve(logarithm, weights, "valid")  # months 6 to 137
detrended = logarithm[6:-6] - middle
season = np.array([detrended[(np.arange(len(detrended)) + 6) % 12 == month].mean() for month in range(12)])
season -= season.mean()
rest = detrended - season[(np.arange(len(detrended)) + 6) % 12]

figure, axes = plt.subplots(3, 1, figsize=(9, 5), layout="constrained")
axes[0].plot(months, logarithm, linewidth=0.8, label="logarithm")
axes[0].plot(months[6:-6], middle, label="trend")
axes[0].legend()
axes[1].bar(range(1, 13), 100 * (np.exp(season) - 1))
axes[1].set(ylabel="season (%)", xlabel="month", xticks=range(1, 13))
axes[2].plot(months[6:-6], rest, linewidth=0.8)
axes[2].set(ylabel="rest")
plt.show()
print(f"July: {100 * (np.exp(season[6]) - 1):.0f} %, spread of the rest {rest.std():.3f}")

# %% [markdown]
# A centred mean looks ahead. To describe the past that is right; a forecast may not be made from it.
#
# ## Which order?
#
# Your differences and your correlograms. **Predict:** which lags lie outside of the shaded region by chance alone,
# and which do you believe?

# %%
both = arima.difference(logarithm, 1, 1, 12)
r = arima.acf(both, 36)
figure, axes = plt.subplots(1, 2, figsize=(10, 2.8), sharey=True, layout="constrained")
for axis, values, title in ((axes[0], r, "your ACF"), (axes[1], arima.pacf(r), "your PACF")):
    axis.stem(values[1:], basefmt=" ")
    axis.axhspan(-1.96 / np.sqrt(len(both)), 1.96 / np.sqrt(len(both)), alpha=0.15)
    axis.set(title=title, xticks=range(-1, 36, 6), xticklabels=range(0, 37, 6), xlabel="lag")
plt.show()

# %% [markdown]
# Candidates for the order, by the likelihood that statsmodels computes. A larger model always fits better, so each
# parameter costs: AICc = -2 log-likelihood + 2k + 2k(k + 1)/(n - k - 1), and small is good. All candidates get *the
# same 131 differenced values*. With other differences n would differ, and the numbers could not be compared.
#
# **Predict:** by how much does a second moving average, q = 2, improve the likelihood? And the AICc?

# %%
orders = [(0, 0, 0, 0), (0, 1, 0, 0), (0, 0, 0, 1), (0, 1, 0, 1), (0, 2, 0, 1), (1, 1, 0, 1), (1, 0, 1, 0)]
for p, q, P, Q in orders:
    found = fit_arima(both, (p, 0, q), (P, 0, Q))
    print(f"({p}, 1, {q})({P}, 1, {Q})   log-likelihood {found.llf:7.2f}   AICc {found.aicc:8.2f}")

# %% [markdown]
# ## Yours and theirs, on the same folds
#
# Four origins, twelve months each. Your ARIMA with the two parameters that statsmodels estimates *from each training
# part*; statsmodels' own SARIMAX; exponential smoothing with trend and season; your Prophet; the Prophet library. All
# see the logarithm.
#
# **Predict:** how far apart are your ARIMA and theirs? Is there a method that wins in all four years?


# %%
def your_arima(past, theta, seasonal_theta, sigma2, horizon):
    """Mean and standard deviation of an airline model, on the scale of the series."""
    none = np.array([])
    ar, ma = arima.expand_seasonal(none, np.array([theta]), none, np.array([seasonal_theta]), 12)
    shocks = given.residuals(arima.difference(past, 1, 1, 12), ar, ma)
    unit_roots = np.convolve([1, -1], [1, *np.zeros(11), -1])
    return arima.forecast(past, np.convolve(ar, unit_roots), ma, np.append(np.zeros(13), shocks), sigma2, horizon)


def your_prophet(t, y, new, bends=12, harmonics=4, price=0.1):
    turns = t[0] + 0.8 * (t[-1] - t[0]) * np.arange(1, bends + 1) / (bends + 1)
    b = decomposable.fit(decomposable.design_matrix(t, turns, 1.0, harmonics), y, bends, price)
    return decomposable.design_matrix(new, turns, 1.0, harmonics) @ b


def library_prophet(dates, y, new, **options):
    """The library's own forecast: one season a year, nothing by week or day."""
    seasons = {"yearly_seasonality": 4, "weekly_seasonality": False, "daily_seasonality": False}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it uses what a newer pandas will drop
        model = Prophet(**seasons, **options).fit(pd.DataFrame({"ds": dates.astype("datetime64[ns]"), "y": y}))
        return model.predict(pd.DataFrame({"ds": new.astype("datetime64[ns]")})).yhat.to_numpy()


t = np.arange(144) / 12
scores, drawn = {}, {}
for train, test in evaluation.rolling_origin(144, 96, 12, 12):
    y, horizon = logarithm[train], len(test)
    airline = fit_arima(y, (0, 1, 1), (0, 1, 1))
    forecasts = {
        "seasonal naive": evaluation.seasonal_naive(y, 12, horizon),
        "your ARIMA": your_arima(y, *airline.params, horizon)[0],
        "SARIMAX": airline.forecast(horizon),
        "exponential smoothing": ExponentialSmoothing(y, trend="add", seasonal="add", seasonal_periods=12)
        .fit()
        .forecast(horizon),
        "your Prophet": your_prophet(t[train], y, t[test]),
        "Prophet": library_prophet(months[train], y, months[test]),
    }
    for method, forecast in forecasts.items():
        error = evaluation.mase(passengers[test], np.exp(forecast), passengers[train], 12)
        scores.setdefault(method, []).append(error)
        drawn.setdefault(method, []).append(np.exp(forecast))
show_table("MASE in 1957, 1958, 1959, 1960, and the mean", {k: [*v, np.mean(v)] for k, v in scores.items()})

plt.figure(figsize=(10, 3.2))
plt.plot(months[84:], passengers[84:], color="black", linewidth=1, label="what came")
for method, style in (("seasonal naive", ":"), ("your ARIMA", "-"), ("your Prophet", "--")):
    plt.plot(months[96:], np.concatenate(drawn[method]), style, label=method)
plt.ylabel("passengers (thousands)")
plt.legend()
plt.show()

# %% [markdown]
# ## How often is an interval right?
#
# One-year forecasts from every month since 1954, with parameters that were estimated once, on the first five years.
#
# **Predict:** of the values one month ahead, how many in 100 lie outside of the 95 % interval? And twelve months
# ahead?

# %%
first = fit_arima(logarithm[:60], (0, 1, 1), (0, 1, 1)).params
inside = []
for train, test in evaluation.rolling_origin(144, 60, 12, 1):
    mean, std = your_arima(logarithm[train], *first, 12)
    inside.append(np.abs(logarithm[test] - mean) <= 1.96 * std)
share = 100 * np.mean(inside, axis=0)
plt.figure(figsize=(6, 2.6))
plt.plot(range(1, 13), share, "o-")
plt.axhline(95, linestyle=":", color="grey")
plt.ylim(0, 102)
plt.xlabel("months ahead")
plt.ylabel("% inside")
plt.show()
print(f"{len(inside)} origins; one month ahead {share[0]:.0f} %, twelve {share[-1]:.0f} %")

# %% [markdown]
# ## The Nile: filter and smoother
#
# Your filter knows the past. A *smoother* runs back from the end and lets each year profit from the years after it:
# with the predicted variance p of the next year, it moves the level by the share variance / p of what the next year's
# level turned out to differ.
#
# Twenty years are hidden, 1931 to 1950. **Predict:** where is the smoother's band narrowest? And where the dam was
# begun, in 1899: which of the two curves falls first?


# %%
def smoother(levels, variances, var_eta):
    """Levels and variances given all values, from those of the filter."""
    smooth, spread = levels.copy(), variances.copy()
    for now in range(len(levels) - 2, -1, -1):
        share = variances[now] / (variances[now] + var_eta)
        smooth[now] += share * (smooth[now + 1] - levels[now])
        spread[now] += share**2 * (spread[now + 1] - variances[now] - var_eta)
    return smooth, spread


gap = flow.copy()
gap[60:80] = np.nan
figure, axes = plt.subplots(1, 2, figsize=(11, 3.2), sharey=True, layout="constrained")
filtered = state_space.local_level_filter(gap, 15_099.0, 1469.1)[:2]
for axis, (level, variance), title in (
    (axes[0], filtered, "your filter"),
    (axes[1], smoother(*filtered, 1469.1), "smoother"),
):
    band = 1.96 * np.sqrt(variance)
    axis.plot(years, gap, ".", color="grey")
    axis.plot(years, level)
    axis.fill_between(years, level - band, level + band, alpha=0.2)
    axis.set(title=title)
plt.show()

# %% [markdown]
# The likelihood of all 100 years, for many pairs of variances. **Predict:** is it a sharp peak or a flat hill? How
# far from 15 099 and 1469 are variances whose log-likelihood is lower by less than 2?

# %%
noise, wander = np.linspace(9000, 24000, 26), np.linspace(100, 6000, 26)
surface = np.array([[state_space.local_level_filter(flow, a, b)[2] for a in noise] for b in wander])
plt.figure(figsize=(6, 3.4))
plt.contourf(noise, wander, surface - surface.max(), levels=[-12, -8, -4, -2, -1, -0.5, 0])
plt.colorbar(label="below the largest")
plt.plot(15_099, 1469.1, "k+", markersize=12)
plt.xlabel("variance of the noise")
plt.ylabel("variance of the steps")
plt.show()

# %% [markdown]
# ## Carbon dioxide: what a bend costs
#
# Your Prophet and the library on the same months, 1965 to 1991, read on to 2001. The library chooses its own
# change-points and its own price (a scale of 0.05, for the absolute value).
#
# **Predict:** which of your penalties comes nearest to the library's trend?

# %%
air = co2.load()
dates, ppm = air.months[82:], air.co2[82:]
when = 1965 + np.arange(len(ppm)) / 12
seen = slice(0, 324)
theirs = library_prophet(dates[seen], ppm[seen], dates)
rows = {"Prophet": np.abs(theirs - ppm)[324:].mean()}
plt.figure(figsize=(9, 3.2))
plt.plot(when[324:], (theirs - ppm)[324:], color="black", linewidth=1.5, label="Prophet")
for price, style in ((0.0, ":"), (100.0, "-"), (1e4, "-."), (1e9, "--")):
    yours = your_prophet(when[seen], ppm[seen], when, bends=25, harmonics=2, price=price)
    plt.plot(when[324:], (yours - ppm)[324:], style, linewidth=1, label=f"yours, penalty {price:g}")
    rows[f"yours, penalty {price:g}"] = np.abs(yours - ppm)[324:].mean()
plt.axhline(0, color="grey", linewidth=0.5)
plt.ylabel("forecast - measured (ppm)")
plt.legend(fontsize=8)
plt.show()
show_table("mean absolute error, 1992 to 2001 (ppm)", rows)

# %% [markdown]
# ## Glucose: is there anything to learn?
#
# Four hours of readings, half an hour ahead. Windows to train on come from the first 70 %, windows to test on share
# no reading with them. Three forecasters learn: yours, the same without attention (each patch sees itself alone), and
# a small recurrent network, a GRU, that reads patch after patch.
#
# **Predict:** the first loss, in units of the standard deviation (the naive error is 10.6 mg/dl, the deviation 51).
# And the order of the three on unseen windows.

# %%
minutes, readings = glucose.load()
stretches = given.whole_windows(readings, minutes, 54)
cut = int(0.7 * len(stretches))
early, late = stretches[:cut:4], stretches[cut + 54 :: 8]
centre, unit = early[:, :48].mean(), early[:, :48].std()
early, late = ((windows - centre) / unit for windows in (early, late))
train_set, test_set = (early[:, :48], early[:, 48:]), (late[:, :48], late[:, 48:])


class GRUForecaster(torch.nn.Module):
    """Reads patches one after another, and forecasts after each of them how far the last value will be left."""

    def __init__(self, size, horizon, width):
        super().__init__()
        self.size = size
        self.memory = torch.nn.GRU(size, width, batch_first=True)
        self.answer = torch.nn.Linear(width, horizon)
        torch.nn.init.zeros_(self.answer.weight)
        torch.nn.init.zeros_(self.answer.bias)

    def forward(self, windows):
        pieces = windows.view(len(windows), -1, self.size)
        return pieces[..., -1:] + self.answer(self.memory(pieces)[0])


def itself_alone(Q, K, V):
    return V


def learned(make, X, Y, size, steps=500, seed=0):
    torch.manual_seed(seed)
    model = make()
    return model, given.train(model, X, Y, size, steps=steps, seed=seed)


makers = {
    "your forecaster": lambda: transformer.PatchForecaster(6, 6, 32, transformer.causal_attention),
    "without attention": lambda: transformer.PatchForecaster(6, 6, 32, itself_alone),
    "GRU": lambda: GRUForecaster(6, 6, 32),
}
models, rows = {}, {}
plt.figure(figsize=(7, 2.8))
for (name, make), style in zip(makers.items(), ("-", "--", ":"), strict=True):
    models[name], losses = learned(make, *train_set, 6)
    plt.plot(np.reshape(losses, (100, 5)).mean(axis=1), style, linewidth=1, label=f"{name}, first loss {losses[0]:.3f}")
    table = transformer.report(models[name], train_set, test_set, 48)
    rows[name] = table.pop("model") * unit
plt.xlabel("5 steps")
plt.ylabel("loss")
plt.ylim(0.1, 0.25)
plt.legend()
plt.show()
show_table("glucose, mean absolute error (mg/dl)", {k: v * unit for k, v in table.items()} | rows)

# %% [markdown]
# ## Is one of them really better?
#
# The windows follow each other, so their errors are related. The test of Diebold and Mariano looks at the
# *difference* of two methods' errors, window by window: its mean, divided by the standard deviation of that mean.
# With related differences the variance of a mean of n values is larger than variance / n, by a factor that your ACF
# knows. A result beyond 2 or below -2 is rarely chance.
#
# **Predict:** the sign and the rough size, for naive against yours, and for linear against yours.


# %%
def diebold_mariano(errors, others, lags=12):
    """How many standard deviations of its mean the mean of errors - others is away from 0."""
    gain = errors - others
    related = 1 + 2 * np.sum((1 - np.arange(1, lags + 1) / (lags + 1)) * arima.acf(gain, lags)[1:])
    return gain.mean() / math.sqrt(gain.var() * related / len(gain)), related


def each_window(forecast):
    return np.abs(test_set[1] - forecast).mean(axis=1)


def last_forecast(model, X):
    with torch.no_grad():
        return model(torch.tensor(X, dtype=torch.float32))[:, -1].numpy()


fitted = np.linalg.lstsq(np.c_[train_set[0], np.ones(len(early))], train_set[1])[0]
errors = {name: each_window(last_forecast(model, test_set[0])) for name, model in models.items()}
errors |= {
    "naive": each_window(test_set[0][:, -1:]),
    "linear": each_window(np.c_[test_set[0], np.ones(len(late))] @ fitted),
}
for other in ("naive", "linear", "without attention", "GRU"):
    z, related = diebold_mariano(errors[other], errors["your forecaster"])
    print(f"{other:18} against yours: {z:6.1f}   (related differences: variance of the mean x {related:.1f})")

# %% [markdown]
# ## Demand: a table that is not flattering
#
# A week of half hours in, the next day out, eight weeks to train and four to test. Patches are days.
#
# **Predict:** which row has the smallest error? Where does your forecaster look: what are the weights of the seven
# days in its last question?

# %%
demand = half_hourly_demand.load().demand
X, Y, mean, std = evaluation.make_windows(demand[:, None], 336, 48, 2688)
X, Y = X[..., 0], Y[..., 0]
may_train, may_test = slice(0, 2688 - 336 - 48 + 1), slice(2688 - 336, None)
train_set, test_set = (X[may_train], Y[may_train]), (X[may_test], Y[may_test])
weights_seen = []


def watched(Q, K, V):
    """Your attention, and a note of its weights: with the identity for V it returns them."""
    identity = torch.eye(K.shape[1]).expand(len(K), -1, -1)
    weights_seen.append(transformer.causal_attention(Q, K, identity).detach())
    return transformer.causal_attention(Q, K, V)


rows = {}
for name, make in (
    ("your forecaster", lambda: transformer.PatchForecaster(48, 48, 32, watched)),
    ("GRU", lambda: GRUForecaster(48, 48, 32)),
):
    model, losses = learned(make, *train_set, 48)
    if name == "your forecaster":
        weights_seen.clear()
        last_forecast(model, test_set[0])
    table = transformer.report(model, train_set, test_set, 336)
    rows[name] = table.pop("model") * std[0]
a_day = transformer.report(model, train_set, test_set, 48)["seasonal naive"] * std[0]
known = {"naive": table["naive"], "a week ago": table["seasonal naive"], "linear": table["linear"]}
show_table("demand, mean absolute error (MW)", {k: v * std[0] for k, v in known.items()} | {"a day ago": a_day} | rows)

figure, axes = plt.subplots(1, 2, figsize=(11, 3), layout="constrained")
axes[0].bar([f"{7 - day} days" for day in range(7)], weights_seen[0][:, -1].mean(dim=0).numpy())
axes[0].set(title="weights of the last question", xlabel="before the origin")
axes[1].plot(demand[2688 : 2688 + 336], linewidth=0.8, label="first test week")
axes[1].plot(demand[2688 - 336 : 2688], ":", linewidth=0.8, label="the week before")
axes[1].set(xlabel="half hour")
axes[1].legend()
plt.show()

# %% [markdown]
# ## Yours to try
#
# 1. Choose the penalty of your Prophet on the carbon dioxide by rolling origins up to 1991, with a horizon of ten
#    years in place of five. Which do you get, and what does that say about choosing anything?
# 2. Give the forecaster of glucose an attention that looks ahead, and look at both losses.
# 3. Add the hour of the day as a second column to the demand (`make_windows` takes several). What would have to
#    change in the forecaster?
# 4. Set `gap` in the Nile to the mean of the series in place of nan. What happens to level and band?
