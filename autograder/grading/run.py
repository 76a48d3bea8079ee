"""A run: one chapter's exam for one cohort, as every slot has to know it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course.tapes import make_tape, solution_files
from autograder.engine.chapter import Chapter
from autograder.engine.grade import Work
from autograder.engine.intake import take_in
from autograder.engine.kit_stamp import about_kit
from autograder.engine.load import Course
from autograder.engine.report import CPU, Device
from autograder.engine.rungs import RungName, own_slot
from autograder.engine.seeds import PUBLIC, Seed
from autograder.engine.tape import dump
from autograder.grading.basis import Basis, basis
from autograder.grading.kept_tapes import keep as keep_tape
from autograder.grading.kept_tapes import kept


@dataclass(frozen=True)
class Run:
    """Travels to the slots.

    root:  of the course, on the machine where the run is
    tapes: for the run's seed, and for the public one if that is another
    """

    root: Path
    seed: Seed
    basis: Basis
    tapes: tuple[bytes, ...] = ()

    @property
    def chapter(self) -> str:
        return self.basis.chapter

    @property
    def rung(self) -> RungName:
        return self.basis.rung

    @property
    def device(self) -> Device:
        return self.basis.device


def run_of(course: Course, chapter: str, seed: Seed, rung: RungName, device: Device = CPU) -> Run:
    """A run with what is here; its tapes are made when the first submission needs them. Raises NotInstalled."""
    return Run(course.root, seed, basis(course, chapter, seed, rung, device))


def with_tapes(run: Run, chapter: Chapter, *, keep: bool = True) -> Run:
    """With the answers for the run's seed, misconceptions and all; and for the public one, the reference's alone.

    keep: use those of an earlier run on the same basis, and keep these for a later one

    Needs the run's device, but not its rung: all of it is the course's own code.
    """
    seeds = [run.seed] if run.seed == PUBLIC else [run.seed, PUBLIC]
    found = {seed: kept(run.basis, seed, misconceptions=seed == run.seed) if keep else None for seed in seeds}
    made = _made(run, chapter, [seed for seed, tape in found.items() if tape is None])
    for seed, tape in made.items() if keep else ():
        keep_tape(run.basis, seed, tape, misconceptions=seed == run.seed)
    tapes = {**found, **made}
    return replace(run, tapes=tuple(tapes[seed] for seed in seeds))


def _made(run: Run, chapter: Chapter, seeds: Sequence[Seed]) -> dict[Seed, bytes]:
    if not seeds:
        return {}
    solution, libraries = solution_files(Course(run.root).home(run.chapter)), chapter.settings.libraries
    with own_slot(libraries, run.device) as slot, own_slot(libraries) as reference:
        return {
            seed: dump(make_tape(chapter, seed, solution, slot, reference, misconceptions=seed == run.seed))
            for seed in seeds
        }


def take(name: str, path: Path, chapter: Chapter) -> Work:
    """What was handed in, after intake."""
    taken = take_in(path, chapter.name, chapter.names)
    about = about_kit(taken.stamp, chapter)
    notes = taken.notes if about is None else [about, *taken.notes]
    return Work(name, taken.files, tuple(notes), taken.problem, taken.cells)
