"""Each kind of fault is planted, where it stands, and nothing else is touched."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from autograder.course.cut import BadMarker
from autograder.course.faults import KINDS
from autograder.course.mutate import Mutant, mutants

ROOT = Path(__file__).parents[3]

MODULE = '''\
"""Notes."""

import numpy as np

LIMIT = 3


def solve(x, y=1):
    """Solve it, 1 + 1 times."""
    # BEGIN SOLUTION
{body}
    # END SOLUTION


def given(x):
    return x + 1
'''


def planted(*lines: str) -> list[Mutant]:
    return mutants(MODULE.format(body="\n".join(f"    {line}" for line in lines)), "solutions/ch01/work.py")


def changes(kind: str, *lines: str) -> dict[str, str]:
    """The changes of one kind, each with its line afterwards."""
    return {one.change: one.source.split("\n")[one.number - 1].strip() for one in planted(*lines) if one.kind == kind}


@pytest.mark.parametrize(
    ("kind", "line", "found"),
    [
        ("operator", "x = x * y", {"* -> /": "x = (x / y)", "* -> +": "x = (x + y)"}),
        ("operator", "x = x @ y", {"@ -> *": "x = (x * y)"}),
        ("operator", "x = x ** y", {"** -> *": "x = (x * y)"}),
        ("operator", "x -= y", {"-= -> +=": "x += y"}),
        ("operand", "x = x + y", {"a + b -> a": "x = (x)", "a + b -> b": "x = (y)"}),
        ("operand", "x = x - y", {"a - b -> a": "x = (x)", "a - b -> b - a": "x = (y - x)"}),
        ("comparison", "x = x <= y", {"<= -> <": "x = (x < y)", "<= -> >=": "x = (x >= y)"}),
        ("comparison", "x = x == y", {"== -> !=": "x = (x != y)"}),
        ("comparison", "x = x not in y", {"not in -> in": "x = (x in y)"}),
        (
            "condition",
            "x = x if y else 2",
            {"condition -> True": "x = x if (True) else 2", "condition -> False": "x = x if (False) else 2"},
        ),
        (
            "condition",
            "x = x and y",
            {"and -> or": "x = (x or y)", "a and b -> a": "x = (x)", "a and b -> b": "x = (y)"},
        ),
        ("condition", "x = not x", {"not dropped": "x = (x)"}),
        ("condition", "x = [z for z in x if z]", {"condition -> True": "x = [z for z in x if (True)]"}),
        ("sign", "return -x", {"- dropped": "return (x)"}),
        ("sign", "return x, y", {"- added": "return (-x), y", "- added #2": "return x, (-y)"}),
        ("sign", 'return {"a": x}', {"- added": 'return {"a": (-x)}'}),
        ("sign", "x = y", {"- added": "x = (-y)"}),
        ("sign", "print(x)", {}),
        ("constant", "x = 2", {"2 -> 3": "x = (3)", "2 -> 1": "x = (1)"}),
        ("constant", "x = True", {"True -> False": "x = (False)"}),
        ("constant", "x += 0.5", {"0.5 -> 0.505": "x += (0.505)", "0.5 -> -0.5": "x += (-0.5)"}),
        ("constant", "x = -0.5", {"0.5 -> 0.505": "x = -(0.505)"}),
        ("constant", "x = 0.0", {"0.0 -> 1.0": "x = (1.0)", "0.0 -> -1.0": "x = (-1.0)"}),
        ("constant", "x = zip(x, y, strict=True)", {}),
        ("keyword", "x = x.sum(axis=1)", {"axis=1 -> axis=0": "x = (x.sum(axis=0))", "axis= dropped": "x = (x.sum())"}),
        ("keyword", "x = x.sum(keepdims=True)", {"keepdims= dropped": "x = (x.sum())"}),
        ("keyword", "x = x.max(initial=0.0)", {"initial= dropped": "x = (x.max())"}),
        ("function", "x = x.T", {".T dropped": "x = (x)"}),
        ("function", "x = x.sum()", {"sum -> mean": "x = (x.mean)()"}),
        ("function", "x = max(x)", {"max -> min": "x = (min)(x)"}),
        ("function", "x = np.argmin(x)", {"argmin -> argmax": "x = (np.argmax)(x)"}),
        ("function", "x = np.sqrt(x)", {"sqrt dropped": "x = (x)"}),
        ("function", "x = x.copy()", {".copy() dropped": "x = (x)"}),
        ("function", "x = x.mean", {}),
        ("place", "x = x[::-1]", {"[::-1] dropped": "x = (x)"}),
        ("place", "x = x[:, None]", {"[:, None] dropped": "x = (x)"}),
        (
            "place",
            "x = x[:, :y]",
            {
                "upper bound dropped": "x = x[:, :]",
                "upper bound + 1": "x = x[:, :y + 1]",
                "upper bound - 1": "x = x[:, :y - 1]",
            },
        ),
        ("place", "x = x[1:]", {"lower bound dropped": "x = x[:]"}),
        ("place", "x = x[y]", {"index + 1": "x = (x[y + 1])", "index - 1": "x = (x[y - 1])"}),
        ("place", "x[y] = 3", {}),
        (
            "place",
            "x = range(2, y, 3)",
            {"end of range + 1": "x = (range(2, y + 1, 3))", "end of range - 1": "x = (range(2, y - 1, 3))"},
        ),
        ("order", "x = np.dot(x, y)", {"arguments swapped": "x = (np.dot(y, x))"}),
        ("order", "x = np.maximum(x, y)", {}),
        ("order", "x = np.where(x, y, 0)", {"branches swapped": "x = (np.where(x, 0, y))"}),
        ("order", "return x, y", {"pair swapped": "return ((y, x))"}),
        ("order", "x = x[y, 0]", {}),
        ("statement", "x += y", {"dropped": "pass"}),
        ("statement", "print(x)", {"dropped": "pass"}),
        ("statement", "x = y", {"dropped": "pass"}),
        ("statement", "z = y", {}),  # what follows could not run
        ("statement", "return x", {}),
        ("assignment", "x += y", {"+= -> =": "x = y"}),
        ("assignment", "x[0] = y", {"= -> +=": "x[0] += y"}),
        ("assignment", "x = x - y", {"in place": "x -= y"}),
        ("name", "print(x)", {"x -> y": "print((y))"}),
        ("name", "x(2)", {}),
    ],
)
def test_a_fault_of_each_kind(kind: str, line: str, found: dict[str, str]) -> None:
    assert changes(kind, line) == found


def test_statements_inside_others() -> None:
    lines = "for z in x:", "    if z:", "        break", "    if not z:", "        continue", "return x"
    assert changes("jump", *lines) == {"break -> continue": "continue", "continue -> break": "break"}
    assert changes("statement", *lines) == {"dropped": "pass"}
    assert [one.line for one in planted(*lines) if one.kind == "statement"] == ["break", "continue"]


def test_a_return_that_is_not_the_last_statement_may_be_forgotten() -> None:
    lines = "if x:", "    return 2", "return 3"
    assert [(one.number, one.line) for one in planted(*lines) if one.kind == "statement"] == [(12, "return 2")]


def test_a_loop_is_not_made_endless_by_its_condition() -> None:
    assert changes("condition", "while x:", "    x -= y") == {"condition -> False": "while (False):"}


def test_every_kind_has_a_case() -> None:
    cases = next(mark for mark in test_a_fault_of_each_kind.pytestmark if mark.name == "parametrize").args[1]
    assert {case[0] for case in cases} | {"jump"} == set(KINDS)


def test_an_identity_says_where_and_what() -> None:
    first, second = (one for one in planted("x = x < y", "return x < y") if one.change == "< -> <=")
    assert first.id == "work.solve:11:< -> <="
    assert (second.exercise, second.line, second.number) == ("work.solve", "return x < y", 12)


def test_lines_that_read_alike_are_told_apart_by_their_order() -> None:
    found = [(one.number, one.change) for one in planted("x = x < y", "x = x < y") if one.kind == "comparison"]
    assert [change for number, change in found if number == 11] == ["< -> <=", "< -> >"]
    assert [change for number, change in found if number == 12] == ["< -> <= #2", "< -> > #2"]


def test_nothing_outside_the_markers_and_no_message_is_touched() -> None:
    made = planted("if x > y:", '    raise ValueError(f"{x + 1} is more than 1")', "return x")
    before = MODULE.split("{body}")
    for one in made:
        assert one.source.startswith(before[0])
        assert one.source.endswith(before[1])
        assert "ValueError" not in one.source or 'raise ValueError(f"{x + 1} is more than 1")' in one.source


def test_all_other_lines_keep_their_text_and_number() -> None:
    lines = "total = (x +  # é", "         y)", "return total"
    source = MODULE.format(body="\n".join(f"    {line}" for line in lines))
    for one in planted(*lines):
        changed = one.source.split("\n")
        same = [new == old for new, old in zip(changed, source.split("\n"), strict=True)]
        assert same.count(False) <= 2


def test_no_two_mutants_and_no_mutant_and_the_solution_are_the_same() -> None:
    made = planted("x = x + 0", "return np.where(x > y, x, x) * -1.0")
    trees = [ast.dump(ast.parse(one.source)) for one in made]
    assert len(set(trees)) == len(trees)
    assert (
        ast.dump(ast.parse(MODULE.format(body="    x = x + 0\n    return np.where(x > y, x, x) * -1.0"))) not in trees
    )


def test_a_module_without_markers_has_none_and_a_bad_marker_is_refused() -> None:
    assert mutants("def f():\n    return 1 + 1\n", "work.py") == []
    with pytest.raises(BadMarker, match="nearly a marker"):
        mutants("def f():\n    # BEGIN SOLUTIONS\n    return 1\n    # END SOLUTION\n", "work.py")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "solutions").glob("*/*.py")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_every_mutant_of_the_course_compiles(path: Path) -> None:
    for one in mutants(path.read_text(encoding="utf-8"), path.name):
        compile(one.source, path.name, "exec", dont_inherit=True)
