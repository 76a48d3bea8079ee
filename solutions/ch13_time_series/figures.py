"""Draws the handout's pictures anew, with the solution's code.

PYTHONPATH=solutions python -m ch13_time_series.figures
"""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import torch
from coursedata import air_passengers, co2, glucose, nile, stocks

from . import arima, decomposable, evaluation, given, state_space, transformer

FOLDER = Path(__file__).parent / "figures"
STYLE = {"svg.hashsalt": "figures", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False}
BLUE, ORANGE, GREY, GREEN = "#3465a4", "#cc5500", "#777777", "#4e7d2a"


# --- Honest tests


def free_forecasts():
    passengers = air_passengers.load().passengers
    past, years = passengers[:120], 1949 + np.arange(144) / 12
    figure, axis = plt.subplots(figsize=(7, 2.7), layout="constrained")
    axis.plot(years[84:120], past[84:], color="black", label="the past")
    axis.plot(years[120:], passengers[120:], color="black", linewidth=0.8, alpha=0.5, label="what came")
    for season, style, color, name in ((1, "--", ORANGE, "naive"), (12, "-.", BLUE, "seasonal naive")):
        axis.plot(years[120:], evaluation.seasonal_naive(past, season, 24), style, color=color, label=name)
    axis.axvline(years[120], color=GREY, linewidth=0.5)
    axis.set(ylabel="passengers (thousands)", xticks=range(1956, 1962))
    figure.legend(*axis.get_legend_handles_labels(), loc="outside right center", frameon=False)
    save(figure, "naive.svg")


def origins():
    figure, axes = plt.subplots(1, 2, figsize=(7, 2.3), sharey=True, layout="constrained")
    for axis, window, title in ((axes[0], None, "everything before the origin"), (axes[1], 6, "a window of 6")):
        for row, (train, test) in enumerate(evaluation.rolling_origin(18, 6, 3, 3, window)):
            axis.barh(row, len(train), left=train[0], height=0.6, color=BLUE, label="train" if row == 0 else None)
            axis.barh(
                row, 3, left=test[0], height=0.6, color=ORANGE, hatch="//", edgecolor="white",
                label="test" if row == 0 else None,
            )  # fmt: skip
        axis.set(title=title, xlabel="time", xlim=(0, 18), xticks=range(0, 19, 3))
    axes[0].set(ylabel="origin", yticks=range(4), yticklabels=[6, 9, 12, 15])
    axes[0].invert_yaxis()
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside right center", frameon=False)
    save(figure, "folds.svg")


def windows_at_a_cut():
    """16 times, input length 4, horizon 3, n_train 10."""
    length, horizon, n_train = 4, 3, 10
    figure, axis = plt.subplots(figsize=(7, 3.1), layout="constrained")
    for row in range(16 - length - horizon + 1):
        end = row + length + horizon
        kind = "trains" if end <= n_train else "tests" if row + length >= n_train else "dropped"
        color = {"trains": BLUE, "tests": ORANGE, "dropped": GREY}[kind]
        axis.barh(row, length - 0.1, left=row, height=0.62, color=color, alpha=0.35)
        axis.barh(row, horizon - 0.1, left=row + length, height=0.62, color=color)
        axis.text(16.3, row, kind, va="center", color=color, fontsize=8)
    axis.axvline(n_train - 0.05, color="black", linestyle="--", linewidth=1)
    axis.text(n_train + 0.1, -0.8, "n_train = 10", fontsize=8)
    axis.set(xlabel="time", ylabel="window", xlim=(0, 18), ylim=(9.6, -1.3), xticks=range(17), yticks=range(10))
    axis.set_title("light: input (4 values), dark: target (3 values)", fontsize=9)
    save(figure, "windows.svg")


def share_prices():
    table = stocks.load()
    price = table.closes[:, 2]
    days = np.arange(60)
    figure, (left, right) = plt.subplots(1, 2, figsize=(7.4, 2.9), layout="constrained")
    left.plot(days, price[2600:2660], color="black", label="price")
    left.plot(days, price[2599:2659], "--", color=ORANGE, label="naive forecast")
    left.set(title="IBM, sixty days", xlabel="day", ylabel="US dollars")
    left.legend(frameon=False, loc="upper left")
    names = ["naive", "linear", "nearest\nneighbour", "the same,\nshuffled", "linear,\nsmoothed"]
    errors = share_errors(price)
    colors = [GREY, BLUE, BLUE, ORANGE, ORANGE]
    bars = right.bar(names, errors, color=colors, hatch=["", "", "", "//", "//"], edgecolor="white")
    right.bar_label(bars, fmt="%.3g", fontsize=8)
    right.axhline(1, color=GREY, linestyle=":", linewidth=1)
    right.set(title="error, in units of the naive one", yscale="log", ylim=(0.2, 80))
    right.tick_params(axis="x", labelsize=8)
    save(figure, "shares.svg")


def share_errors(price, length=20):
    """Naive, linear, nearest neighbour, the same with shuffled windows, and linear with centred means of five days."""
    windows = np.lib.stride_tricks.sliding_window_view(price, length + 1)
    X, Y = windows[:, :-1], windows[:, -1]  # noqa: N806 - as the handout writes them
    honest = np.arange(len(Y)), int(0.75 * len(price)) - length
    shuffled = np.random.default_rng(0).permutation(len(Y)), int(0.75 * len(Y))
    means = np.lib.stride_tricks.sliding_window_view(np.convolve(price, np.ones(5) / 5, "valid"), length)[:-3]
    target = price[length + 2 : len(means) + length + 2]  # the last mean of a window is that around the day before
    smoothed = np.arange(len(target)), int(0.75 * len(price)) - length - 2
    return [
        1.0,
        ratio(X, Y, Y - X[:, -1], *honest, linear),
        ratio(X, Y, Y - X[:, -1], *honest, nearest),
        ratio(X, Y, Y - X[:, -1], *shuffled, nearest),
        ratio(means, target, np.diff(price)[length + 1 : len(means) + length + 1], *smoothed, linear),
    ]


def ratio(X, Y, steps, order, cut, method):  # noqa: N803
    train, test = order[:cut], order[cut:]
    return np.abs(Y[test] - method(X[train], Y[train], X[test])).mean() / np.abs(steps[test]).mean()


def linear(X, Y, new):  # noqa: N803
    return new @ (weights := np.linalg.lstsq(np.c_[X, np.ones(len(X))], Y)[0])[:-1] + weights[-1]


def nearest(X, Y, new):  # noqa: N803
    return Y[((X**2).sum(axis=1) - 2 * new @ X.T).argmin(axis=1)]


# --- ARIMA


def correlograms():
    logarithm = np.log(air_passengers.load().passengers)
    after = arima.acf(arima.difference(logarithm, 1, 1, 12), 24)
    panels = {
        "ACF of the logarithm": (arima.acf(logarithm, 24), 144),
        "ACF after both differences": (after, 131),
        "PACF after both differences": (arima.pacf(after), 131),
    }
    figure, axes = plt.subplots(1, 3, figsize=(8, 2.5), sharey=True, layout="constrained")
    for axis, (title, (values, n)) in zip(axes, panels.items(), strict=True):
        axis.vlines(range(1, 25), 0, values[1:], color=BLUE)
        axis.plot(range(1, 25), values[1:], "o", color=BLUE, markersize=3)
        axis.axhline(0, color="black", linewidth=0.6)
        axis.axhspan(-1.96 / n**0.5, 1.96 / n**0.5, color=ORANGE, alpha=0.18, linewidth=0)
        axis.set(xlabel="lag", xticks=(1, 6, 12, 18, 24), ylim=(-0.6, 1.05))
        axis.set_title(title, fontsize=9)
    axes[0].text(2, -0.35, "shaded: chance", color=ORANGE, fontsize=8)
    save(figure, "correlogram.svg")


def airline(logarithm, theta, seasonal_theta, sigma2, horizon):
    """Mean and std of the logarithm by the airline model."""
    ar, ma = arima.expand_seasonal(np.zeros(0), np.array([theta]), np.zeros(0), np.array([seasonal_theta]), 12)
    shocks = given.residuals(arima.difference(logarithm, 1, 1, 12), ar, ma)
    seasonal = np.zeros(13)
    seasonal[[0, 12]] = 1, -1
    ar = np.convolve(ar, np.convolve([1, -1], seasonal))
    return arima.forecast(logarithm, ar, ma, np.concatenate([np.zeros(13), shocks]), sigma2, horizon)


def intervals():
    passengers, years = air_passengers.load().passengers, 1949 + np.arange(144) / 12
    mean, std = airline(np.log(passengers[:120]), -0.3424, -0.5405, 0.001402, 24)
    figure, axis = plt.subplots(figsize=(7, 2.9), layout="constrained")
    axis.plot(years[84:120], passengers[84:120], color="black", label="the past")
    axis.plot(years[120:], passengers[120:], "o", color="black", markersize=3, label="what came")
    axis.plot(years[120:], np.exp(mean), color=BLUE, label="forecast (median)")
    axis.fill_between(
        years[120:],
        np.exp(mean - 1.96 * std),
        np.exp(mean + 1.96 * std),
        color=BLUE,
        alpha=0.2,
        linewidth=0,
        label="95 % interval",
    )
    axis.set(ylabel="passengers (thousands)", xticks=range(1956, 1962))
    figure.legend(*axis.get_legend_handles_labels(), loc="outside right center", frameon=False)
    save(figure, "interval.svg")


# --- A level, a trend and a season


def gaussians():
    """Belief 50 with variance 4, value 58 with variance 12: the pencil-and-paper example."""
    x = np.linspace(42, 68, 131)
    figure, axis = plt.subplots(figsize=(6, 2.6), layout="constrained")
    bells = [
        (50, 4, "--", BLUE, "belief: 50, variance 4"),
        (58, 12, "-.", ORANGE, "value: 58, variance 12"),
        (52, 3, "-", "black", "both: 52, variance 3"),
    ]
    for mean, variance, style, color, label in bells:
        axis.plot(
            x,
            np.exp(-((x - mean) ** 2) / 2 / variance) / np.sqrt(2 * np.pi * variance),
            style,
            color=color,
            label=label,
        )
    axis.set(xlabel="level", yticks=(), ylim=(0, None))
    axis.spines["left"].set_visible(False)
    figure.legend(*axis.get_legend_handles_labels(), loc="outside right center", frameon=False)
    save(figure, "gaussians.svg")


def river():
    years, flow = nile.load()
    hidden = flow.copy()
    hidden[60:80] = np.nan  # 1931 to 1950, as in the notebook
    levels, variances, _ = state_space.local_level_filter(hidden, 15_099.0, 1469.1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 2.8), width_ratios=(2.2, 1), layout="constrained")
    left.plot(years, hidden, "o", color=GREY, markersize=3, label="flow")
    left.plot(years, levels, color=BLUE, label="filtered level")
    spread = 1.96 * np.sqrt(variances)
    left.fill_between(years, levels - spread, levels + spread, color=BLUE, alpha=0.2, linewidth=0, label="95 % band")
    left.set(title="the Nile, 1931 to 1950 hidden", xlabel="year", ylabel="flow")
    left.legend(frameon=False, fontsize=8, loc="lower left", ncols=3)
    left.set_ylim(250, 1450)
    _, whole, _ = state_space.local_level_filter(flow, 15_099.0, 1469.1)
    right.plot(range(1, 16), whole[1:16] / 15_099, "o-", color=BLUE, markersize=3)
    right.axhline(0.26705, color=GREY, linestyle=":", linewidth=1)
    right.text(15, 0.275, "0.26705", ha="right", va="bottom", color=GREY)
    right.set(title="the gain, nothing hidden", xlabel="year after the first", ylim=(0.2, 0.6))
    save(figure, "nile.svg")


def columns():
    t = np.linspace(0, 4, 97)
    design = decomposable.design_matrix(t, np.array([1.5, 2.5]), 1.0, 2)
    names = ["1", "t", "ramp at 1.5", "ramp at 2.5", "sine, k = 1", "cosine, k = 1", "sine, k = 2", "cosine, k = 2"]
    figure, axes = plt.subplots(2, 4, figsize=(8, 2.8), sharex=True, layout="constrained")
    for place, (axis, name) in enumerate(zip(axes.flat, names, strict=True)):
        axis.plot(t, design[:, place], color=BLUE if place < 4 else ORANGE)
        axis.set_title(name, fontsize=9)
        axis.set_ylim((-0.2, 4.2) if place < 4 else (-1.2, 1.2))
    for axis in axes[1]:
        axis.set_xlabel("t (years)")
    save(figure, "columns.svg")


def bends():
    y = co2.load().co2[82:]
    t = 1965 + np.arange(len(y)) / 12
    turns = t[0] + (t[323] - t[0]) * 0.8 * np.arange(1, 26) / 26
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 2.9), layout="constrained")
    right.plot(t[288::2], y[288::2], color="black", linewidth=0.8, label="measured")
    for penalty, style, color in ((0.0, ":", ORANGE), (1e4, "-", BLUE), (1e9, "--", GREEN)):
        b = decomposable.fit(decomposable.design_matrix(t[:324], turns, 1.0, 2), y[:324], 25, penalty)
        slopes = b[1] + np.concatenate([[0], np.cumsum(b[2:27])])
        name = f"penalty {penalty:,.0f}".replace(",", " ")
        left.step([t[0], *turns, t[323]], [*slopes, slopes[-1]], style, where="post", color=color, label=name)
        yearly = decomposable.design_matrix(t, turns, 1.0, 2)[:, :27] @ b[:27]  # the trend alone
        right.plot(t[312::6], yearly[312::6], style, color=color)
    left.set(title="slope of the trend (ppm a year)", xlabel="year", ylim=(-0.3, 3))
    right.set(title="trend, read on after 1991", xlabel="year", ylabel="ppm", xticks=(1990, 1994, 1998, 2002))
    right.axvline(1992, color=GREY, linewidth=0.5)
    handles = right.get_legend_handles_labels(), left.get_legend_handles_labels()
    figure.legend(
        handles[0][0] + handles[1][0], handles[0][1] + handles[1][1], loc="outside lower center", ncols=4, frameon=False
    )
    save(figure, "bends.svg")


# --- A transformer


def attention():
    rng = np.random.default_rng(3)
    Q, K = (torch.tensor(rng.normal(size=(1, 6, 8))) for _ in range(2))  # noqa: N806
    weights = transformer.causal_attention(Q, K, torch.eye(6, dtype=Q.dtype)[None])[0].numpy()
    figure, axis = plt.subplots(figsize=(3.6, 3.1), layout="constrained")
    for row in range(6):
        for column in range(6):
            weight = weights[row, column]
            axis.add_patch(
                plt.Rectangle((column, row), 1, 1, facecolor=plt.get_cmap("Blues")(weight), edgecolor="white")
            )
            word = f"{weight:.2f}" if column <= row else "0"
            axis.text(
                column + 0.5,
                row + 0.5,
                word,
                ha="center",
                va="center",
                fontsize=8,
                color="white" if weight > 0.6 else "black",
            )
    ticks = np.arange(6) + 0.5
    axis.set(xlim=(0, 6), ylim=(6, 0), aspect="equal", xlabel="looks at time s", ylabel="time t")
    axis.set_xticks(ticks, range(6))
    axis.set_yticks(ticks, range(6))
    axis.tick_params(length=0)
    save(figure, "attention.svg")


def patches():
    """The forecaster as a drawing: patches at the bottom, forecasts at the top, arrows only to the right."""
    wave = np.sin(np.arange(54) / 5) + np.arange(54) / 60
    figure, axis = plt.subplots(figsize=(8, 3.6), layout="constrained")
    for place in range(8):
        left = 6 * place
        color = BLUE if place < 7 else ORANGE
        axis.plot(
            np.arange(left, left + 6), wave[left : left + 6] * 0.35, "o-", color="black", markersize=2.5, linewidth=0.8
        )
        axis.text(left + 2.5, 1.35, f"h{place}", ha="center", va="center", bbox=frame(BLUE))
        axis.annotate("", (left + 2.5, 1.12), (left + 2.5, 0.75), arrowprops={"arrowstyle": "-|>", "color": GREY})
        axis.text(left + 2.5, 2.75, f"f{place}", ha="center", va="center", bbox=frame(color))
        for source in range(place + 1):
            axis.annotate(
                "",
                (left + 2.5, 2.5),
                (6 * source + 2.5, 1.58),
                arrowprops={"arrowstyle": "-", "color": GREY, "linewidth": 0.6, "alpha": 0.8},
            )
    axis.plot(np.arange(48, 54), wave[48:] * 0.35, "o", color=ORANGE, markersize=2.5, fillstyle="none")
    axis.text(50.5, 1.35, "to come", ha="center", color=ORANGE, fontsize=8)
    notes = {
        0.2: "patches",
        1.35: "embedded, with\npositions",
        2.05: "attention",
        2.75: "forecasts, each of\nthe next patch",
    }
    for height, note in notes.items():
        axis.text(-1.5, height, note, ha="right", va="center", fontsize=8)
    axis.set(xlim=(-11, 54), ylim=(-0.5, 3.1))
    axis.axis("off")
    save(figure, "patches.svg")


def frame(color):
    return {"boxstyle": "round,pad=0.3", "facecolor": "white", "edgecolor": color}


def learning():
    seen, unseen, mean, std = glucose_windows()
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 2.8), layout="constrained")
    forecasts = {}
    for name, look, style, color in (
        ("with the mask", transformer.causal_attention, "-", BLUE),
        ("without", unmasked, "--", ORANGE),
    ):
        torch.manual_seed(0)
        model = transformer.PatchForecaster(6, 6, 32, look)
        losses = given.train(model, seen[:, :48], seen[:, 48:], 6, steps=600, seed=0)
        left.plot(
            np.arange(600)[::4], np.reshape(losses, (150, 4)).mean(axis=1), style, color=color, linewidth=1, label=name
        )
        forecasts[name] = model(torch.tensor(unseen[:, :48], dtype=torch.float32))[:, -1].detach().numpy()
    left.set(title="loss in training", xlabel="step", ylim=(0, 0.24))
    left.legend(frameon=False)
    window = 900
    minutes = 5 * np.arange(-47, 7)
    right.plot(
        minutes[18:48],
        unseen[window, 18:48] * std + mean,
        "o-",
        color="black",
        markersize=2.5,
        linewidth=0.8,
        label="seen",
    )
    right.plot(
        minutes[48:],
        unseen[window, 48:] * std + mean,
        "o",
        color="black",
        fillstyle="none",
        markersize=3,
        label="what came",
    )
    right.plot(minutes[48:], forecasts["with the mask"][window] * std + mean, color=BLUE, label="forecast")
    right.plot(minutes[48:], np.full(6, unseen[window, 47] * std + mean), ":", color=GREY, label="naive")
    right.set(title="glucose (mg/dl) in one unseen window", xlabel="minutes from the origin")
    right.legend(frameon=False, fontsize=8)
    save(figure, "glucose.svg")


def glucose_windows():
    """Windows to train on and unseen ones that share no reading with them, scaled alike; the mean and std."""
    minutes, values = glucose.load()
    windows = given.whole_windows(values, minutes, 54)
    cut = int(0.7 * len(windows))
    seen, unseen = windows[:cut:4], windows[cut + 54 :: 8]
    mean, std = seen[:, :48].mean(), seen[:, :48].std()
    return (seen - mean) / std, (unseen - mean) / std, mean, std


def unmasked(Q, K, V):  # noqa: N803
    """Attention that looks ahead."""
    return torch.softmax(torch.einsum("btd,bsd->bts", Q, K) / Q.shape[2] ** 0.5, dim=2) @ V


def save(figure, name):
    figure.savefig(FOLDER / name, metadata={"Date": None})
    plt.close(figure)


if __name__ == "__main__":
    mpl.use("svg")
    torch.set_num_threads(1)
    drawings = (free_forecasts, origins, windows_at_a_cut, share_prices, correlograms, intervals, gaussians, river)
    with mpl.rc_context(STYLE):
        for draw in (*drawings, columns, bends, attention, patches, learning):
            draw()
