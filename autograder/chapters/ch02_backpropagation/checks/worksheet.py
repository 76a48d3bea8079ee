"""Checks of worksheet.py: numbers found with pencil and paper."""

from __future__ import annotations

import math
from typing import Any

from autograder.chapters.ch02_backpropagation.experiments import network_question, trace_question
from autograder.engine import expect
from autograder.engine.check import check


@check("worksheet.chain_rule_trace", points=1, by_hand=True)
def goes_forward_through_the_graph(student, reference):
    """p, s and z are what the three steps make of your x and y."""
    _follow_trace(
        student,
        reference,
        {
            "p": lambda q, a: q["x"] * q["y"],
            "s": lambda q, a: a["p"] + q["x"],
            "z": lambda q, a: math.tanh(a["s"]),
        },
    )


@check("worksheet.chain_rule_trace", points=1, by_hand=True)
def goes_back_to_the_product(student, reference):
    """dz/ds and dz/dp are the derivatives by the steps in between."""
    _follow_trace(
        student,
        reference,
        {
            "dz/ds": lambda q, a: 1 - a["z"] ** 2,
            "dz/dp": lambda q, a: a["dz/ds"],
        },
    )


@check("worksheet.chain_rule_trace", points=1, by_hand=True)
def arrives_at_both_inputs(student, reference):
    """dz/dx and dz/dy are the derivatives by the two inputs, over all paths."""
    _follow_trace(
        student,
        reference,
        {
            "dz/dx": lambda q, a: a["dz/ds"] + a["dz/dp"] * q["y"],
            "dz/dy": lambda q, a: a["dz/dp"] * q["x"],
        },
    )


@check("worksheet.network_trace", points=1, by_hand=True)
def runs_the_network_forward(student, reference):
    """h, o and L are what the network makes of your x, w1, w2 and t."""
    _follow_network(
        student,
        reference,
        {
            "h": lambda q, a: math.tanh(q["w1"] * q["x"]),
            "o": lambda q, a: q["w2"] * a["h"],
            "L": lambda q, a: (a["o"] - q["t"]) ** 2,
        },
    )


@check("worksheet.network_trace", points=1, by_hand=True)
def goes_back_through_the_last_layer(student, reference):
    """dL/do, dL/dw2 and dL/dh are the derivatives around the last layer."""
    _follow_network(
        student,
        reference,
        {
            "dL/do": lambda q, a: 2 * (a["o"] - q["t"]),
            "dL/dw2": lambda q, a: a["dL/do"] * a["h"],
            "dL/dh": lambda q, a: a["dL/do"] * q["w2"],
        },
    )


@check("worksheet.network_trace", points=1, by_hand=True)
def goes_back_through_the_first_layer(student, reference):
    """dL/dw1 is the derivative by the weight before tanh."""
    _follow_network(student, reference, {"dL/dw1": lambda q, a: a["dL/dh"] * (1 - a["h"] ** 2) * q["x"]})


def _follow_trace(student: Any, reference: Any, rules: dict[str, Any]) -> None:
    got, want = (subject.worksheet.chain_rule_trace() for subject in (student, reference))
    expect.follows(got, want, reference.run(trace_question), rules)


def _follow_network(student: Any, reference: Any, rules: dict[str, Any]) -> None:
    got, want = (subject.worksheet.network_trace() for subject in (student, reference))
    expect.follows(got, want, reference.run(network_question), rules)
