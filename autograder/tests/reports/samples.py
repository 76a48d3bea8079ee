"""Three reports to look at: a good one, a half-finished one with every outcome, a hostile one."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from autograder.engine.report import (
    Band,
    CheckReport,
    Curve,
    Example,
    ExerciseReport,
    Forecast,
    GradeReport,
    Images,
    Isolation,
    Likely,
    Outcome,
    WrittenAnswer,
)
from autograder.reports.lateness import Late
from autograder.reports.rows import ClassRow, row, sentences

SANDBOXED = Isolation("namespaces", "isolated with namespaces", "")
OPEN = Isolation("plain", "not isolated", "bubblewrap is not installed and this kernel has no Landlock")


def passed(check_id: str, sentence: str, points: float = 1.0) -> CheckReport:
    return CheckReport(check_id, sentence, Outcome.PASSED, points, points, seconds=0.012)


OVERFLOW = CheckReport(
    "activations.softmax:survives_large_logits",
    "softmax stays finite for logits as large as 1000.",
    Outcome.FAILED,
    0.0,
    2.0,
    Example("softmax([[ 1000.,     0., -1000.]])", "[[nan,  0.,  0.]]", "[[1., 0., 0.]]"),
    likely=Likely("activations.softmax:without_the_shift", "exp(1000) overflowed to inf, and inf / inf is nan."),
    seconds=0.021,
    output="largest logit: 1000.0\n",
)
SOFTMAX = ExerciseReport(
    "activations.softmax",
    "activations.py",
    12,
    "Why we shift",
    [
        passed("activations.softmax:sums_to_one", "softmax turns every row into probabilities that sum to 1."),
        OVERFLOW,
    ],
)
RELU_DONE = ExerciseReport(
    "activations.relu",
    "activations.py",
    4,
    "Why a bend is needed",
    [
        passed("activations.relu:keeps_positives", "relu keeps positive numbers and turns negative ones to 0."),
        passed("activations.relu:leaves_its_input", "relu leaves its input as it was."),
    ],
)
LOSS_CURVE = Curve(
    "Loss while training",
    "step",
    "loss",
    {
        "yours": [2.303 + 0.02 * math.sin(step) for step in range(60)],
        "expected": [2.303 * math.exp(-step / 14) + 0.12 for step in range(60)],
    },
)


def banded() -> Curve:
    """A noisy loss that stays high, before the band of runs that come down."""
    steps = list(range(0, 490, 10))
    middle = [2.3 * math.exp(-step / 90) + 0.12 for step in steps]
    band = Band(
        30,
        steps,
        [0.8 * value for value in middle],
        middle,
        [value + 0.25 - 0.0003 * n for n, value in enumerate(middle)],
    )
    loss = [2.3 * math.exp(-step / 400) + 0.12 * math.sin(7.3 * step) * math.cos(3.1 * step) for step in range(492)]
    return Curve("Loss of each batch", "step", "loss", {"your training": loss}, band)


def forecast() -> Forecast:
    """Two years ahead of twelve, with a level that is too low."""
    series = [
        300 + 1.2 * month + 60 * math.sin(month / 12 * math.tau) + 9 * math.sin(2.7 * month) for month in range(144)
    ]
    ahead = [series[120 + month] - 12 - 2.2 * month for month in range(24)]
    width = [20 + 3.0 * month**0.5 for month in range(24)]
    return Forecast(
        history=series[:120],
        actual=series[120:],
        mean=ahead,
        low=[mean - half for mean, half in zip(ahead, width, strict=True)],
        high=[mean + half for mean, half in zip(ahead, width, strict=True)],
        title="Passengers by month, 95 % interval",
        units="thousand passengers",
    )


def plotted() -> GradeReport:
    """One failed check for each kind of plot."""
    checks = [
        CheckReport(
            f"models.fit:{name}",
            sentence,
            Outcome.FAILED,
            0.0,
            1.0,
            Example(got=got, expected=expected, picture=picture),
        )
        for name, sentence, got, expected, picture in [
            ("falls", "The loss falls.", "0.91, at most 0.083 is expected", "loss left: at most 0.083", banded()),
            ("sees", "The forecast is near.", "31, at most 18 is expected", "mean error: at most 18", forecast()),
        ]
    ]
    return GradeReport(
        submission="alan",
        chapter="ch13_time_series",
        title="Time series",
        engine="0.1.0",
        seed="3f9a1c",
        isolation=SANDBOXED,
        score=0.0,
        max_score=2.0,
        pending=False,
        exercises=[ExerciseReport("models.fit", "models.py", 7, "Looking ahead", checks)],
        view="student",
    )


def digit(phase: float) -> list[list[float]]:
    """A grey ring that stands for a misread digit, (8, 8)."""
    return [
        [max(0.0, 16 - 6 * abs(math.hypot(row - 3.5, column - 3.5 + phase) - 2.5)) for column in range(8)]
        for row in range(8)
    ]


def good() -> GradeReport:
    softmax = ExerciseReport(
        "activations.softmax",
        "activations.py",
        14,
        "Why we shift",
        [
            passed("activations.softmax:sums_to_one", "softmax turns every row into probabilities that sum to 1."),
            passed(
                "activations.softmax:survives_large_logits", "softmax stays finite for logits as large as 1000.", 2.0
            ),
        ],
    )
    return GradeReport(
        submission="ada",
        chapter="ch01_neural_networks",
        title="Neural networks from scratch",
        engine="0.1.0",
        seed="3f9a1c",
        isolation=SANDBOXED,
        score=5.0,
        max_score=5.0,
        pending=False,
        exercises=[RELU_DONE, softmax],
        key="9d1f6c0e5a7b",
        view="student",
    )


def _backward() -> ExerciseReport:
    where = "worst at [3, 1]; only every second row differs, by a factor of 2"
    got = (
        "[[ 0.12 , -0.4  ,  1.31 ],\n [ 0.98 ,  0.22 , -0.07 ],\n [-0.51 ,  0.64 ,  0.02 ],\n [ 1.9  , -0.88 ,  0.3 ]]"
    )
    want = (
        "[[ 0.12 , -0.4  ,  1.31 ],\n [ 0.49 ,  0.11 , -0.035],\n [-0.51 ,  0.64 ,  0.02 ],\n [ 0.95 , -0.44 ,  0.15]]"
    )
    example = Example("dense_backward(upstream, cache) with upstream of shape (4, 3)", got, want, where)
    crash = Example(
        "dense_backward(upstream, cache) with a batch of 1",
        seen="ValueError: shapes (1,3) and (4,5) not aligned: 3 (dim 1) != 4 (dim 0), at layers.py:31: return x @ w.T",
        expected="an array of shape (1, 4)",
    )
    values, batch = "layers.dense_backward:right_gradient", "layers.dense_backward:batch_of_one"
    return ExerciseReport(
        "layers.dense_backward",
        "layers.py",
        28,
        "The chain rule, one layer at a time",
        [
            CheckReport(values, "dense_backward returns the gradient.", Outcome.FAILED, 0.0, 2.0, example),
            CheckReport(batch, "dense_backward works for a batch of 1.", Outcome.FAILED, 0.0, 0.5, crash),
        ],
    )


def _training() -> ExerciseReport:
    flat = Example(expected="a loss below 0.35 after 60 steps", got="2.31", picture=LOSS_CURVE)
    misread = Images(
        "Digits that it misread", [digit(phase / 3) for phase in range(6)], [f"{n} read as 8" for n in range(6)]
    )
    accuracy = Example(
        expected="at least 0.90 of the held-out digits read right", got="0.11 (40 of 360)", picture=misread
    )
    return ExerciseReport(
        "training.train",
        "training.py",
        40,
        "Learning is walking downhill",
        [
            CheckReport("training.train:falls", "The loss falls below 0.35.", Outcome.FAILED, 0.0, 1.0, flat),
            CheckReport(
                "training.train:reads_digits",
                "The network reads nine of ten digits that it has never seen.",
                Outcome.WAITING,
                0.0,
                2.0,
                accuracy,
                needs=["layers.dense_backward"],
            ),
            CheckReport("training.train:by_hand", "One step by hand.", Outcome.ANSWERED, 0.0, 1.0),
            CheckReport(
                "training.train:on_a_gpu",
                "A GPU gives the same loss as the processor.",
                Outcome.SKIPPED,
                0.0,
                0.0,
                message="needs a GPU; run it with --device cuda",
            ),
            CheckReport(
                "training.train:same_seed",
                "Training twice from the same weights ends at the same weights.",
                Outcome.HELD,
                0.0,
                1.0,
                message="checks/training.py:88 same_seed raised KeyError: 'weights', with the solution too",
            ),
        ],
    )


def half_finished() -> GradeReport:
    stub = ExerciseReport(
        "losses.cross_entropy",
        "losses.py",
        9,
        "Surprise, measured",
        [
            CheckReport(f"losses.cross_entropy:{name}", sentence, Outcome.NOT_STARTED, 0.0, 1.0)
            for name, sentence in [
                ("log_classes", "With equal logits the loss is log(C)."),
                ("confident", "A confident right answer costs almost nothing."),
            ]
        ],
    )
    return GradeReport(
        submission="grace hopper",
        chapter="ch01_neural_networks",
        title="Neural networks from scratch",
        engine="0.1.0",
        seed="3f9a1c",
        isolation=OPEN,
        score=3.0,
        max_score=14.5,
        pending=True,
        exercises=[RELU_DONE, SOFTMAX, stub, _backward(), _training()],
        notes=[
            "Found the package in a sub-folder, homework/final (2)/ch01_neural_networks.",
            "Losses.py was read as losses.py.",
        ],
        key="b1946ac92492d2347c6235b4d2611184",
        written=[
            WrittenAnswer("Question 1: Why the shift?", "Because *exp* overflows.\n\nNot the ratio."),
            WrittenAnswer("Question 2: What is a slope?", ""),
        ],
    )


EVIL = '<script>alert(1)</script><img src=x onerror="alert(2)">\x1b[31mred\x1b[0m\u202egnp.exe\x00{{ 7*7 }}[bold]=1+1'


def hostile() -> GradeReport:
    wide = "[" + ", ".join(["0.123456789"] * 400) + "]"
    picture = Curve(EVIL, EVIL, EVIL, {EVIL: [1.0, -1e300, 1e300], "empty": [], "one": [3.0]})
    images = Images(EVIL, [[[1.0, -3.0], [2.0]], [], [[]]], [EVIL])
    example = Example(f"softmax({EVIL})", wide, EVIL, EVIL, f"{EVIL}\n" * 3, picture)
    likely = Likely("a.b:d", EVIL)
    broken = CheckReport(
        "a.b:c", EVIL, Outcome.FAILED, 0.0, 1.0, example, likely=likely, message=EVIL, output=EVIL * 20
    )
    checks = [
        broken,
        CheckReport("a.b:d", "x" * 500, Outcome.WAITING, 0.0, 1.0, Example(picture=images), needs=[EVIL]),
        CheckReport("a.b:e", EVIL, Outcome.HELD, 0.0, 1.0, message=EVIL),
    ]
    return GradeReport(
        submission=f'=HYPERLINK("evil")|{EVIL}',
        chapter="ch01_neural_networks",
        title=EVIL,
        engine="0.1.0",
        seed="3f9a1c",
        isolation=SANDBOXED,
        score=0.0,
        max_score=3.0,
        pending=True,
        exercises=[ExerciseReport("a.b", EVIL, None, EVIL, checks)],
        notes=[EVIL, "z" * 300],
        written=[WrittenAnswer(EVIL, EVIL * 3)],
    )


BROKEN, HELD = 7, 3  # of each forty submissions


def late(score: float = 5.0, days: int = 2) -> Late:
    """10 % a day, and 50 % at most; 0 days: within an extension."""
    penalty = min(10.0 * days, 50.0)
    told = f"Handed in {days - 1} d 3 h after the due date: 10 % a day, {penalty:g} % taken off."
    when = datetime(2026, 5, 4, 23, 59, 59, tzinfo=UTC) + timedelta(days=days - 1, hours=3)
    sentence = told if days else "Handed in within the extension."
    return Late(0, score, score * (1 - penalty / 100), penalty, days, sentence, when)


def late_rows(amount: int) -> list[ClassRow]:
    """The same class under a late policy: every fifth was late, by up to a week."""
    rows = class_rows(amount)
    days = [number % 8 if number % 5 == 0 else 0 for number in range(amount)]
    return [
        replace(each, late=late(each.score, n) if n else Late(0, each.score, each.score, 0.0, 0, ""))
        for each, n in zip(rows, days, strict=True)
    ]


def class_rows(amount: int) -> list[ClassRow]:
    """A class of `amount`: its marks follow a fixed pattern, and every twentieth needs a look."""
    made = [row(good()), row(half_finished())]
    checks = list(sentences(half_finished()))
    return [_class_row(number, made[number * 7 % 5 % 2], checks) for number in range(amount)]


def _class_row(number: int, made: ClassRow, ids: list[str]) -> ClassRow:
    skill = (number * 37 % 101) / 100
    checks = {
        check: Outcome.PASSED if skill > n / 12 else (Outcome.FAILED if n % 2 else Outcome.NOT_STARTED)
        for n, check in enumerate(ids)
    }
    points = {check: float(outcome is Outcome.PASSED) for check, outcome in checks.items()}
    problem = "The zip holds no Python file." if number % 40 == BROKEN else ""
    return replace(
        made,
        submission=f"student{number:04d}",
        href=f"student{number:04d}/ch01_neural_networks/report.html",
        score=sum(points.values()),
        max_score=float(len(points)),
        pending=number % 40 == HELD,
        problem=problem,
        checks={} if problem else checks,
        points=points,
    )
