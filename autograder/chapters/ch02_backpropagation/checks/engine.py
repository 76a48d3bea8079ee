"""Checks of `Value` in engine.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch02_backpropagation.experiments import compute, differentiate, operands_after
from autograder.engine import expect
from autograder.engine.check import check

# Work with float32 numbers inside is right work: over these graphs its rounding stays below 1e-5 of
# numbers of size 1. The mildest wrong version is off by more than 1e-2.
RTOL, ATOL = 1e-4, 1e-5

SUMS = ["z = x + y", "z = x * y"]
DIFFERENCES = ["z = x - y", "z = x / y", "z = -x"]
FUNCTIONS = ["z = x ** 3", "z = x ** -2", "z = x.exp()", "z = x.tanh()", "z = x.relu()"]
ROOT = "z = x ** 0.5"
WITH_NUMBERS = [
    "z = x + 2",
    "z = 2 + x",
    "z = x - 2",
    "z = 2 - x",
    "z = x * 3",
    "z = 3 * x",
    "z = x / 4",
    "z = 4 / x",
    "z = 1.5 - 0.5 * x / 2.5",
]

# Students may walk back along their own order.
ORDER = ("engine.topological_order",)


@check("engine.Value", points=1)
def computes_sums_and_products(student, reference, rng):
    """x + y and x * y hold the right number."""
    _expect_same_numbers(student, reference, _at_three_points(SUMS, rng))


@check("engine.Value", points=2)
def differentiates_sums_and_products(student, reference, rng):
    """After z = x + y or z = x * y, z.backward() gives z the gradient 1, and x and y the right ones."""
    _expect_same_gradients(student, reference, _at_three_points(SUMS, rng))


@check("engine.Value", points=0.5, needs=ORDER)
def adds_two_uses(student, reference):
    """After z = x + x or z = x * x, in which x is used twice, x has received the sum over both uses."""
    programs = ["z = x + x", "z = x * x"]
    _expect_same_gradients(student, reference, [(program, {"x": x}) for program in programs for x in (2.0, -0.5)])


@check("engine.Value", points=0.5)
def computes_differences_and_quotients(student, reference, rng):
    """x - y, x / y and -x hold the right number."""
    _expect_same_numbers(student, reference, _at_three_points(DIFFERENCES, rng))


@check("engine.Value", points=0.5)
def differentiates_differences_and_quotients(student, reference, rng):
    """After z = x - y, x / y or -x, z.backward() gives x and y the right gradients."""
    _expect_same_gradients(student, reference, _at_three_points(DIFFERENCES, rng))


@check("engine.Value", points=1)
def computes_powers_and_functions(student, reference, rng):
    """x ** 3, x ** -2, x ** 0.5, exp, tanh and relu hold the right number."""
    _expect_same_numbers(student, reference, [*_at_three_points(FUNCTIONS, rng), *_at_positive_points(ROOT, rng)])


@check("engine.Value", points=1)
def differentiates_powers_and_functions(student, reference, rng):
    """After z = x ** 3, x ** -2, x ** 0.5, exp, tanh or relu of x, z.backward() gives x the right gradient."""
    at_zero = [("z = x ** 2", {"x": 0.0})]
    asked = [*_at_three_points(FUNCTIONS, rng), *_at_positive_points(ROOT, rng), *at_zero]
    _expect_same_gradients(student, reference, asked)


@check("engine.Value", points=1, needs=ORDER)
def multiplies_along_a_path(student, reference, rng):
    """Along a path of several operations the derivatives are multiplied."""
    programs = [
        "z = (x * y).tanh()",
        "z = (x * y).tanh().exp() * w",
        "z = ((x / y).tanh() ** 2).exp()",
    ]
    _expect_same_gradients(student, reference, [(program, _inputs(program, *_numbers(rng, 3))) for program in programs])


@check("engine.Value", points=0.5, needs=ORDER)
def adds_over_paths(student, reference):
    """A Value that is used several times receives the sum over its uses, whatever lies between."""
    programs = ["z = x * y + x", "z = (x + y) * x", "z = x * x * y + y"]
    asked = [(program, _inputs(program, *point)) for program in programs for point in [(2.0, 3.0), (0.5, -1.2)]]
    _expect_same_gradients(student, reference, asked)


@check("engine.Value", points=1, needs=ORDER)
def waits_until_a_gradient_is_complete(student, reference, rng):
    """A result that is used several times passes its gradient on once all of its uses have added to it."""
    programs = [
        "a = x * y\nb = a * x\nz = a * b",
        "a = x * y\nb = a * x\nz = b * a",
        "a = x * y\nb = a + x\nc = b * a\nz = c + b",
        "a = x + y\nb = a * x\nc = a * b\nd = b + c\nz = a * d",
    ]
    _expect_same_gradients(student, reference, [(program, _inputs(program, *_numbers(rng, 2))) for program in programs])


@check("engine.Value", points=1)
def works_with_plain_numbers(student, reference, rng):
    """A plain number may stand on either side of + - * /."""
    asked = [(program, {"x": number}) for program in WITH_NUMBERS for number in (3.0, float(_numbers(rng, 1)[0]))]
    _expect_same_gradients(student, reference, asked)


@check("engine.Value", points=0.5)
def leaves_operands_as_they_were(student, rng):
    """An operation returns a new Value: the numbers in its operands are as before."""
    asked = [(program, _inputs(program, *_numbers(rng, 2))) for program in [*SUMS, *DIFFERENCES, *FUNCTIONS]]
    after = [student.run(operands_after, program, **inputs) for program, inputs in asked]
    for got, (_, inputs) in zip(after, asked, strict=True):
        expect.close(got, inputs, rtol=RTOL, atol=ATOL)


@check("engine.Value", points=0.5, needs=ORDER)
def differentiates_long_programs(student, reference, rng):
    """Gradients are right for programs that mix all operations and use results again."""
    asked = [(_random_program(rng, steps), _inputs("x y w", *_numbers(rng, 3))) for steps in (4, 6, 8, 10, 12, 15)]
    _expect_same_gradients(student, reference, asked)


@check("engine.Value", points=0.5, needs=ORDER)
def handles_each_node_once(student, reference):
    """60 doublings, each of the one before, are differentiated as quickly as any graph of 60 nodes."""
    _expect_same_gradients(student, reference, [("z = x\nfor _ in range(60):\n    z = z + z", {"x": 0.5})])


@check("engine.Value", points=0.5, needs=ORDER)
def goes_10000_nodes_deep(student, reference):
    """A chain of 10 000 additions is differentiated without reaching Python's recursion limit."""
    _expect_same_gradients(student, reference, [("z = x\nfor _ in range(10_000):\n    z = z + 0.25", {"x": 1.0})])


def _expect_same_numbers(student: Any, reference: Any, asked: list[tuple[str, dict[str, float]]]) -> None:
    got, want = (
        [subject.run(compute, program, **inputs) for program, inputs in asked] for subject in (student, reference)
    )
    expect.close(got, want, rtol=RTOL, atol=ATOL)


def _expect_same_gradients(student: Any, reference: Any, asked: list[tuple[str, dict[str, float]]]) -> None:
    got, want = (
        [subject.run(differentiate, program, **inputs) for program, inputs in asked] for subject in (student, reference)
    )
    expect.close(got, want, rtol=RTOL, atol=ATOL)


def _at_three_points(programs: list[str], rng: np.random.Generator) -> list[tuple[str, dict[str, float]]]:
    points = [(3.0, -2.0), (-1.5, 0.5), tuple(_numbers(rng, 2))]
    return [(program, _inputs(program, *point)) for program in programs for point in points]


def _at_positive_points(program: str, rng: np.random.Generator) -> list[tuple[str, dict[str, float]]]:
    return [(program, {"x": x}) for x in (2.25, abs(float(_numbers(rng, 1)[0])))]


def _inputs(program: str, *numbers: float) -> dict[str, float]:
    """The named inputs that a program uses."""
    return {
        name: float(number) for name, number in zip("xyw", numbers, strict=False) if name in program.replace("exp", "")
    }


def _numbers(rng: np.random.Generator, count: int) -> np.ndarray:
    """Numbers between 0.4 and 1.6 with either sign: no kink, no division by nearly 0, exp stays small."""
    return rng.uniform(0.4, 1.6, size=count) * rng.choice([-1.0, 1.0], size=count)


def _random_program(rng: np.random.Generator, steps: int) -> str:
    """Lines that each combine two earlier results, squeezed by tanh so that all numbers stay of size 1."""
    names, lines = ["x", "y", "w"], []
    for step in range(steps):
        left, right = (str(name) for name in rng.choice(names[-5:], size=2))
        form = str(rng.choice(FORMS))
        names.append(f"v{step}")
        lines.append(f"v{step} = {form.format(left=left, right=right)}")
    return "\n".join([*lines, f"z = {names[-1]} * {names[-2]} + x * y - w"])


FORMS = [
    "({left} + {right}).tanh()",
    "({left} - {right} * 2).tanh()",
    "({left} * {right} - {right} ** 2 / 4).tanh()",
    "0.5 - {left} / ({right} * {right} + 1)",
    "(({left} * 0.5).exp() * {right} / 3).tanh()",
    "(({left} + 1).relu() / 2 - {right}).tanh()",
]
