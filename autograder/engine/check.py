"""How an author declares checks, shared experiments and misconceptions."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Check:
    """A function in the examiner: `function(student, reference, rng)`, or without what it does not use."""

    exercise: str  # "activations.softmax"
    name: str
    sentence: str
    points: float
    needs: tuple[str, ...]  # other exercises of the chapter that it runs through
    repeats: int  # how many more seeds a miss is tried on; all must miss
    by_hand: bool  # judges numbers that were found by hand: a kit does not hold the right ones
    style: bool  # judges how the exercise is written, not what it answers
    device: Literal["cuda"] | None  # runs only where this is asked for and there, and is worth no points
    function: Callable[..., None]

    @property
    def id(self) -> str:
        return f"{self.exercise}:{self.name}"

    @property
    def is_evidence(self) -> bool:
        """Whether the answers are compared with those of misconceptions.

        Training and GPUs carry the last bits of a machine along, and style is not in the answers.
        """
        return not self.repeats and not self.style and not self.device


@dataclass(frozen=True)
class Misconception:
    """A wrong version of one exercise, and the sentence that names the act."""

    target: str  # "activations.softmax", or a method: "engine.Value.__mul__"
    name: str
    sentence: str
    function: Callable[..., Any]

    def id(self, exercise: str) -> str:
        return f"{exercise}:{self.name}"


def check(
    exercise: str,
    *,
    points: float,
    needs: tuple[str, ...] = (),
    repeats: int = 0,
    by_hand: bool = False,
    style: bool = False,
    device: Literal["cuda"] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a check. Its docstring is the sentence that the student reads.

    A check draws its inputs from `rng`, asks `student` and `reference` everything it needs, and only
    then states what must be true (`expect.*`).

    exercise: name of the exercise that earns the points, "module.function"
    points:   what passing earns, > 0; 0 for a check with a device, and for no other
    needs:    other exercises of the chapter whose failure makes this one wait
    repeats:  for trained results: a miss is tried on this many more seeds, and only if all miss it fails. Such
              a check takes no part in diagnosis: training does not give the same bits on every machine
    by_hand:  the answer is a number found with pencil and paper, judged with `expect.follows`; a kit, which
              holds no right answers, says "answered"
    style:    judges how the exercise is written (lines that run, `expect.same_lines`), not what it answers. Such a
              check takes no part in diagnosis, and may name a mistake itself (`likely=`)
    device:   "cuda": runs where `--device cuda` is given and there is a GPU, and is skipped elsewhere. It must have
              points=0, so that a mark is the same on every machine. It judges a law on the student's own answers
              (those of CPU and GPU agree), so it takes no reference; its experiments get "cuda" as an argument

    Raises TypeError if the docstring is missing or the parameters are not among student, reference, rng; if points
    and device do not go together; if a check with a device takes a reference, repeats, or is by hand or of style.
    """
    if device is not None and points != 0:
        raise TypeError(
            f"a check of {exercise} has device={device!r} and points={points}: write points=0, so that a mark is "
            "the same on every machine"
        )
    if device is None and points <= 0:
        raise TypeError(
            f"a check of {exercise} has points={points}: write a number above 0 (only checks with a device earn none)"
        )
    if device is not None and (repeats or by_hand or style):
        raise TypeError(f"a check of {exercise} has device={device!r}: it has no repeats, no by_hand and no style")

    def declare(function: Callable[..., None]) -> Callable[..., None]:
        sentence = _sentence(function)
        unknown = set(inspect.signature(function).parameters) - {"student", "reference", "rng"}
        if unknown:
            raise TypeError(f"{_place(function)}: a check takes student, reference and rng, not {sorted(unknown)}")
        if device is not None and "reference" in inspect.signature(function).parameters:
            raise TypeError(
                f"{_place(function)}: a check with a device takes student and rng: compare the student's own answers "
                "from both devices"
            )
        made = Check(exercise, function.__name__, sentence, points, needs, repeats, by_hand, style, device, function)
        function.__check__ = made  # type: ignore[attr-defined]
        return function

    return declare


def misconception(target: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a wrong version of `target`, an exercise or a method of one ("engine.Value.backward").

    The function's source replaces the target's in a copy of the solution, so it may use every name of
    that module. Its docstring is one sentence that names the act (the cure is the hint's).
    """

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        made = Misconception(target, function.__name__, _sentence(function), function)
        function.__misconception__ = made  # type: ignore[attr-defined]
        return function

    return declare


def _sentence(function: Callable[..., Any]) -> str:
    text = inspect.getdoc(function)
    if not text:
        raise TypeError(f"{_place(function)}: write a docstring, it is the sentence that the student reads")
    return " ".join(text.split())


def _place(function: Callable[..., Any]) -> str:
    code = function.__code__
    return f"{code.co_filename}:{code.co_firstlineno} {function.__name__}"
