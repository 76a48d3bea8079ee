"""Grade a folder of submissions: slots in parallel, results one by one, nothing done twice, nothing lost."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course.tapes import make_tape, solution_files
from autograder.engine.chapter import Chapter
from autograder.engine.grade import held_report
from autograder.engine.load import Course
from autograder.engine.report import CPU, Device, GradeReport
from autograder.engine.rungs import open_slot, own_slot
from autograder.engine.seeds import PUBLIC
from autograder.engine.tape import dump
from autograder.grading import slots
from autograder.grading.slots import Run

JUNK = {"__MACOSX", "Thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class Done:
    """One submission that is finished: freshly graded, or unchanged since its report was written."""

    report: GradeReport
    fresh: bool


class NoSubmissionsError(Exception):
    """The folder holds nothing to grade; the message says what it should hold."""


def submissions(folder: Path, chapter: Chapter) -> dict[str, Path]:
    """Name -> path of every folder, zip or file in `folder`, in order of their names."""
    if not folder.is_dir():
        raise NoSubmissionsError(f"{folder} is not a folder: name the folder that holds the submissions")
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in JUNK:
            continue
        name = path.stem if path.suffix.lower() in (".zip", ".py") else path.name
        found[_text(path.name if name in found else name)] = path
    files = {exercise.file for exercise in chapter.exercises}
    if files & {path.name for path in found.values()}:
        raise NoSubmissionsError(f"{folder} looks like one submission: name the folder that holds it")
    if not found:
        raise NoSubmissionsError(f"{folder} is empty: put one folder or zip for each submission in it")
    return found


def _text(name: str) -> str:
    """A file's name as text that can be written down: systems allow bytes that are no text."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def grade_all(run: Run, found: dict[str, Path], workers: int) -> Iterator[Done]:
    """Grade what has no report under its key yet; yield every submission as it is finished."""
    chapter = Course(run.root).load(run.chapter)
    todo: dict[str, Path] = {}
    for name, path in found.items():
        old = run.store.read(name)
        if old is not None and old.key == run.key(run.take(name, path, chapter)):
            yield Done(old, fresh=False)
        else:
            todo[name] = path
    if not todo:
        return
    run = replace(run, tapes=tapes(run, chapter))
    slow: dict[str, Path] = {}
    broken: dict[str, Path] = {}
    for name, timed_out in _in_slots(run, todo, min(workers, len(todo))):
        match timed_out:
            case None:
                broken[name] = todo[name]
            case True:
                slow[name] = todo[name]
            case False:
                yield _done(run, name)
    yield from _one_by_one(run, chapter, {**slow, **broken})


def choose_rung(chapter: Chapter, rung: str, device: Device = CPU) -> str:
    """The rung that "auto" means on this machine: all slots of a run use the same. Raises NoSandbox."""
    with open_slot(chapter.settings.libraries, rung, device) as slot:
        return slot.isolation.rung


def tapes(run: Run, chapter: Chapter) -> tuple[bytes, ...]:
    """The answers for the keyed seed, misconceptions and all; and for the public one, the reference's alone."""
    solution = solution_files(Course(run.root).home(run.chapter))
    libraries = chapter.settings.libraries
    with open_slot(libraries, run.rung, run.device) as slot, own_slot(libraries) as reference:
        seeds = [run.seed] if run.seed == PUBLIC else [run.seed, PUBLIC]
        return tuple(
            dump(make_tape(chapter, seed, solution, slot, reference, misconceptions=seed == run.seed)) for seed in seeds
        )


def _in_slots(run: Run, todo: dict[str, Path], workers: int) -> Iterator[tuple[str, bool | None]]:
    """(name, whether the wall limit was hit), in the order in which they finish; None where the grader broke."""
    context = multiprocessing.get_context("spawn")  # a fork would copy the examiner's threads
    with ProcessPoolExecutor(workers, context, slots.begin, (run,)) as pool:
        waiting = {pool.submit(slots.work_on, name, path): name for name, path in todo.items()}
        for future in as_completed(waiting):
            yield waiting[future], _outcome(future)


def _outcome(future: Future[tuple[str, bool] | str]) -> bool | None:
    try:
        result = future.result()
    except BrokenProcessPool:
        return None
    return None if isinstance(result, str) else result[1]


def _one_by_one(run: Run, chapter: Chapter, names: dict[str, Path]) -> Iterator[Done]:
    """Again and alone: what ran out of time on a busy machine, and what was in the works when a slot broke."""
    left = list(names.items())
    while left:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), slots.begin, (run,)) as pool:
            while left:
                name, path = left.pop(0)
                problem = _problem(pool.submit(slots.work_on, name, path))
                if problem is not None:
                    slots.write(run.store, held_report(name, chapter, run.seed, problem))
                yield _done(run, name)
                if problem is not None:
                    break  # with a fresh pool


def _problem(future: Future[tuple[str, bool] | str]) -> str | None:
    try:
        result = future.result()
    except BrokenProcessPool:
        return "the slot's process ended"
    return result if isinstance(result, str) else None


def _done(run: Run, name: str) -> Done:
    report = run.store.read(name)
    if report is None:
        raise OSError(f"the report of {name} could not be read back from {run.out}")
    return Done(report, fresh=True)
