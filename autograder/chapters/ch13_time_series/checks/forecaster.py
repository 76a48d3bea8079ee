"""Checks of transformer.PatchForecaster."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from coursedata import glucose

from autograder.chapters.ch13_time_series.experiments import (
    forecast_on,
    forecast_without_numbers,
    parts,
    patch_forecasts,
    train_forecaster,
    untrained,
)
from autograder.engine import expect
from autograder.engine.check import check
from autograder.engine.report import Curve, Forecast

# Weights and series are in float64, but positions may come in float32: they are of size 1.
RTOL, ATOL = 1e-5, 1e-6
BARS = {
    check_id: entry["bar"]
    for check_id, entry in json.loads(Path(__file__).parents[1].joinpath("calibration.json").read_text("utf-8")).items()
}


@check("transformer.PatchForecaster", points=1)
def has_its_parts(student):
    """embed, query, key, value, mix and head are there, of the right shapes, and the head alone starts at zero."""
    got = student.run(parts, 4, 3, 6)
    if isinstance(got, dict):
        got = dict(sorted(got.items()))  # made in any order
    starts = {name: "zeros" if name.startswith("head") else "random" for name in _shapes(4, 3, 6)}
    expect.equal(got, {name: [*shape, starts[name]] for name, shape in sorted(_shapes(4, 3, 6).items())})


@check("transformer.PatchForecaster", points=1)
def starts_as_the_naive_forecast(student, rng):
    """Before any training, the forecast after each patch is that patch's last value, again and again."""
    cases = [((3, 4, 6), (2, 12)), ((5, 2, 4), (3, 10)), ((1, 3, 8), (4, 5)), ((4, 2, 2), (1, 4))]
    series = [rng.normal(size=shape) for _, shape in cases]
    got = [
        student.run(untrained, sizes, y, seed) for seed, ((sizes, _), y) in enumerate(zip(cases, series, strict=True))
    ]
    lasts = [y[:, sizes[0] - 1 :: sizes[0], None] for (sizes, _), y in zip(cases, series, strict=True)]
    want = [np.repeat(last, sizes[1], axis=2) for last, (sizes, _) in zip(lasts, cases, strict=True)]
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("transformer.PatchForecaster", points=1.5)
def computes_its_equations(student, reference, rng):
    """With given weights the forecasts are those of the equations, for any sizes and any number of patches."""
    asked = [
        _problem(rng, *case) for case in [((3, 2, 6), 4, 5), ((4, 5, 2), 2, 3), ((2, 3, 8), 1, 7), ((5, 1, 4), 3, 1)]
    ]
    got, want = ([subject.run(patch_forecasts, *each) for each in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("transformer.PatchForecaster", points=1)
def forecasts_without_the_patches_to_come(student, reference, rng):
    """Other values after a patch do not change the forecasts up to that patch."""
    sizes, weights, series = _problem(rng, (3, 2, 4), 4, 6)
    changed = series.copy()
    changed[:, 9:] = 5 * rng.normal(size=(4, 9))
    before, after = (student.run(patch_forecasts, sizes, weights, each) for each in (series, changed))
    want = reference.run(patch_forecasts, sizes, weights, series)
    expect.same_past(before, after, 2, axis=1)
    expect.close(before, want, rtol=RTOL, atol=ATOL)  # what never changes is no answer


@check("transformer.PatchForecaster", points=0.5)
def forecasts_where_the_series_is(student):
    """On the device "meta", which stands for any other than the CPU, the forecasts lie there."""
    got = student.run(forecast_without_numbers, 4, 3, 6, [2, 20])
    expect.equal(got, {"device": "meta", "shape": [2, 5, 3], "dtype": "torch.float32"})


@check("transformer.PatchForecaster", points=0, device="cuda")
def forecasts_on_a_gpu(student, rng):
    """On a GPU the forecasts lie there, and agree with those of the CPU."""
    sizes, weights, series = _problem(rng, (6, 6, 32), 8, 8)
    got = student.run(forecast_on, "cuda", sizes, weights, series)
    expect.true(got, isinstance(got, dict) and got["device"] == "cuda", "forecasts on the device of the series")
    # A GPU may round products of float32 to 10 bits of mantissa (TF32), through four layers of 32 terms.
    expect.close(got["there"], got["cpu"], rtol=2e-2, atol=2e-2)


def _shapes(patch_length: int, horizon: int, width: int) -> dict[str, list[int]]:
    layers = {"embed": (patch_length, width), "head": (width, horizon)}
    layers |= dict.fromkeys(("query", "key", "value"), (width, width))
    layers |= {"mix.0": (width, 2 * width), "mix.2": (2 * width, width)}
    weights = {f"{name}.weight": [outputs, inputs] for name, (inputs, outputs) in layers.items()}
    return weights | {f"{name}.bias": [outputs] for name, (_, outputs) in layers.items()}


def _problem(rng: np.random.Generator, sizes: tuple[int, int, int], series: int, patches: int) -> tuple[Any, ...]:
    """Sizes, weights of which each one counts, and a batch of series."""
    weights = {name: rng.normal(size=shape) / np.sqrt(shape[-1]) for name, shape in _shapes(*sizes).items()}
    return sizes, weights, rng.normal(size=(series, patches * sizes[0]))


INPUT, AHEAD, PATCH, WIDTH, STEPS = 48, 6, 6, 32, 300  # four hours, and half an hour ahead, of 5 minutes each
SHARE, EVERY, EVERY_UNSEEN = 0.7, 4, 8  # of the windows, those of the first part are trained on


def trained_on_glucose(subject: Any, rng: np.random.Generator) -> Any:
    """Train on 140 days of glucose, and forecast after windows of the 60 days that follow. What came stays here.

    Returns {"losses", "forecasts", "unseen", "actual", "mean", "std"}, the last four for the unseen windows:
    times `std` plus `mean` they are milligrams per decilitre. Or what came back in place of losses and forecasts.
    """
    seen, unseen = _glucose_windows()
    mean, std = seen[:, :INPUT].mean(), seen[:, :INPUT].std()
    seen, unseen = ((windows - mean) / std for windows in (seen, unseen))
    seed = int(rng.integers(2**31))
    sizes = (PATCH, AHEAD, WIDTH)
    pairs = [seen[:, :INPUT], seen[:, INPUT:]]
    answer = subject.run(train_forecaster, sizes, pairs, unseen[:, :INPUT], seed, STEPS)
    if not isinstance(answer, dict):
        return answer
    return answer | {"unseen": unseen[:, :INPUT], "actual": unseen[:, INPUT:], "mean": mean, "std": std}


def _glucose_windows() -> tuple[np.ndarray, np.ndarray]:
    """Windows without a pause of the sensor, (n, INPUT + AHEAD) each; none of the unseen ones overlaps a seen one."""
    minutes, values = glucose.load()
    length = INPUT + AHEAD
    pieces = [piece for piece in np.split(values, np.flatnonzero(np.diff(minutes) != 5) + 1) if len(piece) >= length]
    windows = np.concatenate([np.lib.stride_tricks.sliding_window_view(piece, length) for piece in pieces])
    cut = int(SHARE * len(windows))
    return windows[:cut:EVERY], windows[cut + length :: EVERY_UNSEEN]


@check("transformer.PatchForecaster", points=0.5, repeats=2)
def learns_from_glucose(student):
    """Trained on the glucose of one person, the forecaster's error falls well below where it began."""
    # A low loss passes: what looks ahead is caught by forecasts_without_the_patches_to_come, without any training.
    trained = student.shared(trained_on_glucose)
    _expect_trained(trained)
    losses = trained["losses"]
    expect.shape(losses, (STEPS,))
    expect.finite(losses)
    expect.bar(
        float(losses[-50:].mean() / losses[:10].mean()),
        at_most=BARS["transformer.PatchForecaster:learns_from_glucose"],
        what="mean loss of the last 50 batches, divided by that of the first 10",
        picture=Curve("Loss of each batch", "step", "loss", {"your training": [float(loss) for loss in losses]}),
    )


@check("transformer.PatchForecaster", points=0.5, repeats=2)
def beats_the_naive_forecast(student):
    """On days that it has not seen, the trained forecaster is nearer to what came than the last value was."""
    trained = student.shared(trained_on_glucose)
    _expect_trained(trained)
    forecasts, actual, unseen = trained["forecasts"], trained["actual"], trained["unseen"]
    expect.shape(forecasts, actual.shape)
    expect.finite(forecasts)
    naive = np.abs(actual - unseen[:, -1:]).mean()
    expect.bar(
        float(np.abs(actual - forecasts).mean() / naive),
        at_most=BARS["transformer.PatchForecaster:beats_the_naive_forecast"],
        what="mean absolute error over all unseen windows, divided by that of the last value (right ones: about 0.75)",
        picture=_drawn(trained),
    )


def _expect_trained(trained: Any) -> None:
    kept = isinstance(trained, dict) and "forecasts" in trained
    expect.true(trained, kept, "a forecaster that can be trained: forecasts of shape (B, P, horizon)")


def _drawn(trained: dict[str, Any]) -> Forecast:
    """The unseen window with the middle one of all errors, its forecast, and how far off nine in ten forecasts were."""
    errors = np.abs(trained["actual"] - trained["forecasts"])
    spread = np.quantile(errors, 0.9, axis=0)
    window = int(np.argsort(errors.mean(axis=1))[len(errors) // 2])
    mean = trained["forecasts"][window]

    def in_units(values: np.ndarray) -> list[float]:
        return (values.astype(float) * trained["std"] + trained["mean"]).tolist()

    return Forecast(
        history=in_units(trained["unseen"][window]),
        actual=in_units(trained["actual"][window]),
        mean=in_units(mean),
        low=in_units(mean - spread),
        high=in_units(mean + spread),
        title=f"Your median window; mean error over all {len(errors)}: {errors.mean() * trained['std']:.3g} mg/dl",
        units="mg/dl",
    )
