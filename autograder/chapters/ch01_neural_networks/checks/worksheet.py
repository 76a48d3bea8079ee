"""Checks of worksheet.py: numbers that were found by hand. A slip costs the part in which it happened, once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograder.chapters.ch01_neural_networks.experiments import network_question, trace_question
from autograder.engine import expect
from autograder.engine.by_hand import Rule
from autograder.engine.check import check


@check("worksheet.perceptron_trace", points=1.5, by_hand=True)
def traces_the_first_three_points(student, reference):
    """The weights after each of the first three points follow from the rule."""
    _expect_trace(student, reference, range(3))


@check("worksheet.perceptron_trace", points=1.5, by_hand=True)
def traces_the_last_three_points(student, reference):
    """The weights after each of the last three points follow from those before them."""
    _expect_trace(student, reference, range(3, 6))


@check("worksheet.predictions", points=1, by_hand=True)
def counts_the_parameters(student, reference):
    """The number of parameters is that of all weights and all biases."""
    _expect_predictions(student, reference, {"parameters": _parameters})


@check("worksheet.predictions", points=1, by_hand=True)
def predicts_the_first_loss(student, reference):
    """The first loss is that of a network whose logits are all equal."""
    _expect_predictions(student, reference, {"first_loss": lambda question, _: math.log(question["sizes"][-1])})


def _expect_trace(student: Any, reference: Any, places: range) -> None:
    got, want = (subject.worksheet.perceptron_trace() for subject in (student, reference))
    question = reference.run(trace_question)
    expect.follows(got, want, question, {place: _after(place) for place in places})


def _after(place: int) -> Rule:
    """The weights after a point, from those that the student wrote for the point before."""

    def rule(question: Any, answers: Any) -> Any:
        before = np.asarray(answers[place - 1], dtype=float) if place else np.zeros(3)
        signed = question["labels"][place] * np.array([*question["points"][place], 1.0])
        return before + signed if before @ signed <= 0 else before

    return rule


def _expect_predictions(student: Any, reference: Any, rules: dict[Any, Rule]) -> None:
    got, want = (subject.worksheet.predictions() for subject in (student, reference))
    expect.follows(got, want, reference.run(network_question), rules)


def _parameters(question: Any, _: Any) -> int:
    sizes = question["sizes"]
    return sum(sizes[layer] * sizes[layer + 1] + sizes[layer + 1] for layer in range(len(sizes) - 1))
