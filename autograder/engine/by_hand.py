"""Numbers found with pencil and paper: a slip counts once, and the right number is never shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, cast

import numpy as np
from numpy.typing import NDArray

from autograder.engine.difference import NO_RETURN, kind_of
from autograder.engine.observe import CheckFailed, NotJudged, Withheld
from autograder.engine.plain import is_dict, is_list, is_numeric
from autograder.engine.show import show

FOLLOWS = "what follows from the question and from the answers before it, with three decimal places"
ATOL = 2e-3  # three decimal places, the last of which may be rounded either way at each of a few steps


def as_written(value: Any) -> Any:
    """One answer or many, as they are compared with a misconception's: written by hand, 2 and 2.0 are one number."""
    if is_dict(value):
        return {name: as_written(item) for name, item in value.items()}
    if is_list(value):
        return [as_written(item) for item in value]
    if isinstance(value, np.ndarray):
        return as_written(cast("NDArray[Any]", value).tolist())
    if is_numeric(value) and not isinstance(value, complex):
        return float(cast("float", value))
    return value


Rule = Callable[[Any, Any], object]  # (question, all of the student's answers) -> the number that follows


def follows(
    got: object,
    want: object,
    question: object,
    rules: Mapping[Any, Rule],
    lengths: Mapping[Any, int] | None = None,
) -> None:
    """Every answer is right, or follows rightly from the answers before it.

    got:      what was written: a dict name -> number, or a list of numbers or of tuples of numbers
    want:     the reference's answer, of the same form
    question: the reference's answer to what the question was
    rules:    name (or position) -> what follows from the question and from the answers before it, in the
              order in which a person computes them; only these are judged
    lengths:  name -> how many numbers the answer has, for answers that are one flat list each. A list of
              another form is refused in words, in a kit too, and nothing follows from it

    Raises CheckFailed for another form, and for the first answer that is neither right nor follows; the right
    number is not shown. Raises NotJudged where the form is right and the reference's answer is withheld.
    """
    if not (is_dict(got) or is_list(got)):
        _fail(got, NO_RETURN if got is None else kind_of(got), _form(rules, want))
    answers = cast("Mapping[Any, object] | Sequence[object]", got)
    for name in rules:
        _refuse_other_form(answers, name, rules, want, None if lengths is None else lengths[name])
    if isinstance(want, Withheld):
        raise NotJudged
    true = cast("Mapping[Any, object]", want)
    before = answers if lengths is None else _flat(cast("Mapping[Any, object]", answers), lengths)
    for name, rule in rules.items():
        mine = answers[name]
        if not (_agree(mine, true[name]) or _agree(mine, _following(rule, question, before, lengths))):
            _fail(got, f"{_name(name)}: {show(mine)}", FOLLOWS)


def _refuse_other_form(answers: Any, name: Any, rules: Mapping[Any, Rule], want: object, length: int | None) -> None:
    if name not in (answers if is_dict(answers) else range(len(answers))):
        _fail(answers, show(answers) if is_dict(answers) else f"{len(answers)} answers", _form(rules, want))
    value = answers[name]
    if length is not None and (words := _other_list(value, length)) is not None:
        asked = f"one flat list of {length} numbers" if length > 1 else "a list of 1 number"
        _fail(answers, f"{_name(name)}: {show(value)}", asked, f"{_name(name)} {words}")
    numbers = value if is_list(value) else [value]
    if not numbers or not all(is_numeric(one) and np.ndim(one) <= 1 and np.all(np.isfinite(one)) for one in numbers):
        _fail(answers, f"{_name(name)}: {show(value)}", "numbers")


def _other_list(value: object, length: int) -> str | None:
    """What makes this another thing than one flat list of so many items, in words; None where it is one."""
    items = cast("NDArray[Any]", value).tolist() if isinstance(value, np.ndarray) else value
    if not is_list(items):
        return "is no list"
    if any(is_list(item) or np.ndim(cast("Any", item)) for item in items):
        return "is nested"
    if len(items) != length:
        return f"has {len(items)} number{'s' * (len(items) != 1)}, {length} {'is' if length == 1 else 'are'} asked for"
    return None


def _flat(answers: Mapping[Any, object], lengths: Mapping[Any, int]) -> dict[Any, object]:
    """The answers that have the form that is asked for."""
    return {
        name: answers[name]
        for name, length in lengths.items()
        if name in answers and _other_list(answers[name], length) is None
    }


def _following(rule: Rule, question: object, before: object, lengths: Mapping[Any, int] | None) -> object:
    """What follows from the answers before; None where one that is needed is missing or has another form."""
    try:
        return rule(question, before)
    except KeyError as missing:
        if lengths is None or missing.args[0] not in lengths:
            raise
        return None


def _form(rules: Mapping[Any, Rule], want: object) -> str:
    if all(isinstance(name, int) for name in rules):
        length = len(want) if is_list(want) else max(rules) + 1
        return f"a list of {length} answers"
    return f"a dict with a number for each of {', '.join(map(str, rules))}"


def _agree(mine: object, other: object) -> bool:
    try:
        one, two = np.asarray(mine, dtype=np.float64), np.asarray(other, dtype=np.float64)
    except (TypeError, ValueError):
        return False
    return one.shape == two.shape and bool(np.all(np.abs(one - two) <= ATOL))


def _name(name: Any) -> str:
    return f"answer {name + 1}" if isinstance(name, int) else str(name)


def _fail(got: object, text: str, expected: str, where: str | None = None) -> NoReturn:
    raise CheckFailed(got=got, got_text=text, expected=expected, where=where)
