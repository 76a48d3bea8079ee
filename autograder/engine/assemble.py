"""From what happened to the checks to a report: outcomes, points, diagnosis, examples."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from autograder.engine import show
from autograder.engine.by_hand import ATOL, as_written
from autograder.engine.chapter import Chapter
from autograder.engine.diagnose import fitting
from autograder.engine.drawable import drawable
from autograder.engine.examiner import Examination, Examined, Log, not_started
from autograder.engine.observe import CheckFailed, Died, NotJudged, Raised, Skipped
from autograder.engine.report import Band, CheckReport, Example, ExerciseReport, Likely, Outcome
from autograder.engine.sandbox import SandboxFailed
from autograder.engine.subject import Request
from autograder.engine.tape import Tape, TapeMismatchError, key


@dataclass(frozen=True)
class Judged:
    """One check with its outcome, before the other exercises are looked at."""

    examined: Examined
    log: Log
    outcome: Outcome
    needs: tuple[str, ...] = ()
    why: str | None = None  # it is skipped


def assemble(
    chapter: Chapter,
    examination: Examination,
    done: Sequence[tuple[Examined, int]],
    files: Mapping[str, bytes],
    public: Mapping[str, Example] | None = None,
) -> list[ExerciseReport]:
    """The report's exercises, in the chapter's order.

    done:   what `examine` returned
    files:  the submission, for the line of each definition
    public: with a keyed seed, the failing examples from the public seed by check id; None keeps the
            examples of `done`
    """
    judged = [_judge(chapter, examination, examined, attempt) for examined, attempt in done]
    judged = _wait(judged)
    exercises: list[ExerciseReport] = []
    for exercise in chapter.exercises:
        mine = [one for one in judged if one.examined.check.exercise == exercise.name]
        if mine:
            likely = _diagnose(examination.tape, exercise.name, mine)
            checks = [_check_report(one, chapter, examination.tape, likely) for one in mine]
            exercises.append(
                ExerciseReport(
                    exercise.name,
                    exercise.file,
                    definition_line(files.get(exercise.file, b""), exercise.name.split(".")[1]),
                    exercise.section,
                    checks,
                )
            )
    return exercises


def _judge(chapter: Chapter, examination: Examination, examined: Examined, attempt: int) -> Judged:
    log = examination.log_of(examined, attempt)
    if examined.verdict is None:
        return Judged(examined, log, Outcome.PASSED)
    if examined.check.device:
        if why := _why_skipped(examination.tape, examined):
            return Judged(examined, log, Outcome.SKIPPED, why=why)
    elif _ours(examination.tape, examined, attempt):
        return Judged(examined, log, Outcome.HELD)
    if isinstance(examined.verdict, NotJudged):
        return Judged(examined, log, Outcome.ANSWERED)
    named = not_started(log)
    if named is None:
        return Judged(examined, log, Outcome.FAILED)
    own = examined.check.exercise
    if named != own and any(exercise.name == named for exercise in chapter.exercises):
        return Judged(examined, log, Outcome.WAITING, (named,))
    return Judged(examined, log, Outcome.NOT_STARTED)


def _why_skipped(tape: Tape, examined: Examined) -> str | None:
    """Why a check with a device says nothing of the submission, None if it does. It never holds a mark back.

    A tape holds how the solution fared with it only where the tape was made with that device.
    """
    if isinstance(examined.verdict, Skipped):
        return str(examined.verdict)
    if isinstance(examined.verdict, SandboxFailed):
        return f"its worker could not be started: {examined.verdict}"
    entry = tape.entries.get(key(examined.check.id, 0))
    if entry is not None and entry.verdict != "passed":
        command = f"autograder verify {tape.chapter} --device cuda"
        return f"the solution does not pass it on this machine either; {command} says how"
    return None


def _ours(tape: Tape, examined: Examined, attempt: int) -> bool:
    """Whether we are to blame: the check breaks, or fails, with the solution too, or there was no sandbox."""
    if isinstance(examined.verdict, TapeMismatchError | SandboxFailed):
        return True
    entry = tape.entries.get(key(examined.check.id, attempt))
    return entry is None or entry.verdict != "passed"


def _wait(judged: Sequence[Judged]) -> list[Judged]:
    """A failed check waits for the exercises that it needs as long as one of them is not all passed.

    Style is looked at once the exercise answers rightly. Checks with a device do not count: what else is said must be
    the same on every machine.
    """
    done = (Outcome.PASSED, Outcome.ANSWERED)
    unfinished = {
        one.examined.check.exercise for one in judged if one.outcome not in done and not one.examined.check.device
    }

    wrong = {
        one.examined.check.exercise
        for one in judged
        if one.outcome is Outcome.FAILED and one.examined.check.is_evidence
    }

    def settle(one: Judged) -> Judged:
        check = one.examined.check
        needs = tuple(name for name in check.needs if name in unfinished)
        if check.style and check.exercise in wrong:
            needs = (check.exercise,)
        if one.outcome is Outcome.FAILED and needs:
            return Judged(one.examined, one.log, Outcome.WAITING, needs)
        return one

    return [settle(one) for one in judged]


def _diagnose(tape: Tape, exercise: str, mine: Sequence[Judged]) -> Likely | None:
    """The one misconception that answers like the student on every check of the exercise that is evidence."""
    mine = [one for one in mine if one.examined.check.is_evidence]
    if all(one.outcome is not Outcome.FAILED for one in mine):
        return None
    if any(one.outcome in (Outcome.WAITING, Outcome.HELD) for one in mine):
        return None
    student = {one.examined.check.id: [observation for _, observation in one.log] for one in mine}
    wrong: dict[str, dict[str, Any]] = {}
    for misconception in tape.sentences:
        if misconception.split(":")[0] == exercise:
            wrong[misconception] = {check: tape.entry(check).wrong.get(misconception, []) for check in student}
    if all(one.examined.check.by_hand for one in mine):
        found = fitting(as_written(student), as_written(wrong), ATOL)
    else:
        found = fitting(student, wrong)
    return None if found is None else Likely(found, tape.sentences[found])


def _check_report(one: Judged, chapter: Chapter, tape: Tape, likely: Likely | None) -> CheckReport:
    check = one.examined.check
    passed, failed = one.outcome is Outcome.PASSED, one.outcome is Outcome.FAILED
    if failed and likely is None:
        likely = _measured(one, tape)
    return CheckReport(
        id=check.id,
        sentence=check.sentence,
        outcome=one.outcome,
        points=check.points if passed else 0.0,
        max_points=check.points,
        example=example(one, chapter.bands.get(check.id)) if failed else None,
        likely=likely if failed else None,
        needs=list(one.needs),
        message=_held_message(one, tape) if one.outcome is Outcome.HELD else one.why,
        seconds=round(one.examined.ending.cpu_seconds, 4),
        output=one.examined.ending.output,
        timed_out=any(isinstance(seen, Died) and seen.cause == "wall" for _, seen in one.log),
    )


def _measured(one: Judged, tape: Tape) -> Likely | None:
    """The misconception that the check itself named, from a property that it measured."""
    verdict = one.examined.verdict
    if not isinstance(verdict, CheckFailed) or verdict.likely is None:
        return None
    misconception = f"{one.examined.check.exercise}:{verdict.likely}"
    sentence = tape.sentences.get(misconception)  # a tape may have been made without misconceptions
    return Likely(misconception, sentence) if sentence else None


def example(one: Judged, band: Band | None = None) -> Example:
    """The failing case in words. A line that is not known stays None.

    band: of the solution's runs, for the curve of a trained check
    """
    verdict = one.examined.verdict
    if isinstance(verdict, CheckFailed):
        found = _find_call(one.log, verdict.got)
        return Example(
            called=found and _call(found, one),
            got=verdict.got_text,
            expected=verdict.expected,
            where=_where(verdict, one.log),
            seen=_seen(one.log, verdict.got),
            picture=drawable(verdict.picture, band),
        )
    last = one.log[-1] if one.log else None
    return Example(
        called=last and _call(last[0], one),
        got=f"something that cannot be read: {show.show(last[1]) if last else 'nothing'}",
        seen=_seen(one.log, last and last[1]),
    )


def _call(request: Request, one: Judged) -> str:
    """As the student would write it; of an experiment, with whose function it runs."""
    call = show.show_call(request.name, request.args, request.kwargs)
    return call if request.source is None else f"{call}   # of the check: runs your {one.examined.check.exercise}"


def _where(verdict: CheckFailed, log: Log) -> str | None:
    """Without the number of the answer among others, where the call that is shown has one answer only."""
    if verdict.where and any(observation is verdict.got for _, observation in log):
        return re.sub(r"^\[\d+\] of \d+ values(; )?", "", verdict.where) or None
    return verdict.where


def _seen(log: Log, shown: object) -> str | None:
    """The first exception or limit of the check, where the failing answer itself does not show it."""
    if isinstance(shown, Died | Raised):
        return None
    return next((show.show(seen) for _, seen in log if isinstance(seen, Died | Raised)), None)


def _held_message(one: Judged, tape: Tape) -> str:
    check, verdict = one.examined.check, one.examined.verdict
    code = check.function.__code__
    return (
        f"The check itself broke, so the mark is pending: {type(verdict).__name__}: {verdict}\n"
        f"Repair {code.co_filename}:{code.co_firstlineno}, then run: autograder verify {tape.chapter}\n"
        f"{one.examined.trace}"
    ).strip()


def _find_call(log: Log, got: object) -> Any:
    """The request whose observation is, or holds, the very object that was judged."""
    if len(log) == 1:
        return log[0][0]
    if got is None or isinstance(got, bool | int | str):  # not unique objects: nothing can be told from identity
        return None
    pieces = cast("list[object]", got) if isinstance(got, list) else []
    candidates: list[object] = [got, *pieces]
    for wanted in candidates:  # a check may judge a list that it made of several answers
        for request, observation in log:
            if _holds(observation, wanted):
                return request
    return None


def _holds(observation: object, got: object) -> bool:
    if observation is got:
        return True
    match observation:
        case list():
            return any(_holds(item, got) for item in observation)  # type: ignore[misc]
        case dict():
            return any(_holds(item, got) for item in observation.values())  # type: ignore[misc]
        case _:
            return False


def definition_line(source: bytes, name: str) -> int | None:
    """The line on which `name` is defined. By pattern: hostile source can crash Python's own parser."""
    text = source.decode("utf-8", "replace")
    found = re.search(rf"^(?:async\s+def|def|class)\s+{re.escape(name)}\b|^{re.escape(name)}\s*=", text, re.MULTILINE)
    return None if found is None else text[: found.start()].count("\n") + 1
