"""Checks of worksheet.py: numbers found with pencil and paper. A slip costs the part in which it happened, once."""

from __future__ import annotations

import math
from typing import Any

from autograder.chapters.ch07_recurrent_networks.experiments import trace_question
from autograder.engine import expect
from autograder.engine.check import check


@check("worksheet.bptt_trace", points=1, by_hand=True)
def goes_forward_through_three_steps(student, reference):
    """h1, h2, h3 and L are what the unit makes of your numbers."""
    _follow(
        student,
        reference,
        {
            "h1": lambda q, a: math.tanh(q["wx"] * q["x1"] + q["wh"] * q["h0"] + q["b"]),
            "h2": lambda q, a: math.tanh(q["wx"] * q["x2"] + q["wh"] * a["h1"] + q["b"]),
            "h3": lambda q, a: math.tanh(q["wx"] * q["x3"] + q["wh"] * a["h2"] + q["b"]),
            "L": lambda q, a: (a["h3"] - q["y"]) ** 2 / 2,
        },
    )


@check("worksheet.bptt_trace", points=1, by_hand=True)
def goes_back_through_three_steps(student, reference):
    """dL/da3, dL/da2 and dL/da1 are the slopes by the sums before each tanh, from the last step to the first."""
    _follow(
        student,
        reference,
        {
            "dL/da3": lambda q, a: (a["h3"] - q["y"]) * (1 - a["h3"] ** 2),
            "dL/da2": lambda q, a: a["dL/da3"] * q["wh"] * (1 - a["h2"] ** 2),
            "dL/da1": lambda q, a: a["dL/da2"] * q["wh"] * (1 - a["h1"] ** 2),
        },
    )


@check("worksheet.bptt_trace", points=1, by_hand=True)
def adds_over_the_steps(student, reference):
    """dL/dwx, dL/dwh and dL/db are sums over the steps that share the weights, and dL/dh0 is one more step back."""
    _follow(
        student,
        reference,
        {
            "dL/dwx": lambda q, a: sum(a[f"dL/da{t}"] * q[f"x{t}"] for t in (1, 2, 3)),
            "dL/dwh": lambda q, a: a["dL/da1"] * q["h0"] + a["dL/da2"] * a["h1"] + a["dL/da3"] * a["h2"],
            "dL/db": lambda q, a: a["dL/da1"] + a["dL/da2"] + a["dL/da3"],
            "dL/dh0": lambda q, a: a["dL/da1"] * q["wh"],
        },
    )


def _follow(student: Any, reference: Any, rules: dict[str, Any]) -> None:
    got, want = (subject.worksheet.bptt_trace() for subject in (student, reference))
    expect.follows(got, want, reference.run(trace_question), rules)
