"""A misconception's source takes the place of its target."""

from __future__ import annotations

import textwrap

import pytest

from autograder.course.splice import install, splice
from autograder.engine.chapter import BadChapter
from autograder.engine.check import misconception

SOURCE = textwrap.dedent('''\
    import functools

    LIMIT = 3


    @functools.cache
    def area(side):
        """The area."""
        return side * side


    class Value:
        """A number."""

        def __init__(self, data):
            self.data = data

        def double(self):
            return Value(2 * self.data)


    after = area(2)
''')


def run(source: str) -> dict[str, object]:
    namespace: dict[str, object] = {"__name__": "spliced"}
    exec(source, namespace)  # noqa: S102 - that is the test
    return namespace


def test_a_function_is_replaced_under_its_own_name_without_decorators() -> None:
    spliced = splice(SOURCE, ["area"], "@marked\ndef forgets(side):\n    return side + LIMIT\n")
    assert run(spliced)["after"] == 5
    assert "forgets" not in spliced
    assert "functools.cache" not in spliced


def test_a_method_is_replaced_and_the_rest_of_the_class_stays() -> None:
    spliced = splice(SOURCE, ["Value", "double"], "def triples(self):\n    return Value(3 * self.data)\n")
    value = run(spliced)["Value"](2)  # type: ignore[operator]
    assert value.double().data == 6


def test_a_class_is_replaced_by_what_a_function_returns() -> None:
    other = "    class Other:\n        def __init__(self, data):\n            self.data = 0\n"
    wrong = f"def forgetful():\n{other}    return Other\n"
    assert run(splice(SOURCE, ["Value"], wrong))["Value"](5).data == 0  # type: ignore[operator]


def test_lines_after_the_target_keep_their_text() -> None:
    assert splice(SOURCE, ["area"], "def area(side):\n    return 1\n").endswith("\n\nafter = area(2)\n")


def test_lines_are_counted_as_python_counts_them() -> None:
    source = 'NOTE = "a\x0cb\u2028c"\n\n\ndef f():\n    return 1\n\n\nlast = f()\n'
    assert run(splice(source, ["f"], "def g():\n    return 2\n"))["last"] == 2


@misconception("shapes.volume")
def wrong(side):
    """Something."""
    return side


def test_a_target_that_is_not_there_is_refused_by_name() -> None:
    made = wrong.__misconception__  # type: ignore[attr-defined]
    with pytest.raises(BadChapter, match=r"misconception wrong: the solution has no shapes\.py"):
        install(made, {"other.py": b""})
    with pytest.raises(BadChapter, match=r"misconception wrong: shapes\.py defines no volume"):
        install(made, {"shapes.py": SOURCE.encode()})
