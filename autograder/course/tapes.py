"""Make tapes: run the solution and every misconception down the students' road, and write down the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course.splice import install
from autograder.course.stubs import TAPE_NAME
from autograder.engine.atomic import write_atomically
from autograder.engine.chapter import Chapter
from autograder.engine.check import Check
from autograder.engine.diagnose import same
from autograder.engine.examiner import Examination, Examined, Log, observation_of, shared_key
from autograder.engine.limits import Limits
from autograder.engine.load import Course
from autograder.engine.observe import Observation, Skipped
from autograder.engine.rungs import own_slot
from autograder.engine.sandbox import Box, Session, SessionDied, Slot
from autograder.engine.seeds import PUBLIC, Seed
from autograder.engine.subject import Request
from autograder.engine.tape import Entry, Tape, dump, fits, key, load, remember, withhold

TRAINED_TOLERANCE = 1e-6  # relative: training carries differences in the last bits along


def solution_files(home: Path) -> dict[str, bytes]:
    """The package of a chapter, as a submission would hold it."""
    ours = {"notebook.py", "figures.py"}
    return {path.name: path.read_bytes() for path in sorted(home.glob("*.py")) if path.name not in ours}


def make_tape(
    chapter: Chapter,
    seed: Seed,
    solution: Mapping[str, bytes],
    slot: Slot,
    reference: Slot,
    misconceptions: bool = True,
) -> Tape:
    """Record the solution and the misconceptions on every check of the chapter.

    slot:      where they run as students
    reference: where the solution runs as the reference
    """
    return record(chapter, seed, solution, slot, reference, misconceptions).tape


@dataclass
class Recording:
    """A tape, and what happened to whom while it was made.

    solution: every check at every attempt
    wrong:    misconception id -> the checks of its exercise that take part in diagnosis
    """

    tape: Tape
    solution: list[Examined]
    wrong: dict[str, list[Examined]]


def record(
    chapter: Chapter,
    seed: Seed,
    solution: Mapping[str, bytes],
    slot: Slot,
    reference: Slot,
    misconceptions: bool = True,
) -> Recording:
    """`make_tape`, for who wants to know how it went."""
    maker = _Maker(chapter, seed, dict(solution), slot, reference)
    right = maker.record_solution()
    wrong: dict[str, list[Examined]] = {}
    for exercise in chapter.exercises if misconceptions else ():
        for one in chapter.misconceptions_of(exercise.name):
            name = one.id(exercise.name)
            wrong[name] = maker.record_wrong(name, one.sentence, install(one, solution), exercise.name)
    return Recording(load(dump(maker.tape)), right, wrong)  # what it is after a file, it is at once


def kit_tape(chapter: Chapter, tape: Tape) -> Tape:
    """The tape as students get it, the same from every machine.

    Without the answers to what is done by hand, and without how the solution fared on a device here.
    """
    of_devices = {key(check.id, 0) for check in chapter.checks if check.device}
    entries = {name: entry for name, entry in tape.entries.items() if name not in of_devices}
    return withhold(replace(tape, entries=entries), [check.id for check in chapter.checks if check.by_hand])


@dataclass
class LiveReference:
    """The solution, answering in its own worker; one session a check."""

    box: Box
    seed: Seed
    limits: Limits
    session: Session | None = None

    def __call__(self, name: str, attempt: int) -> Callable[[Request], Observation]:
        started: list[Session] = []

        def answer(request: Request) -> Observation:
            if not started:
                self.close()
                self.session = self.box.start(self.seed.stream(f"worker:{name}", attempt), self.limits)
                started.append(self.session)
            try:
                reply = started[0].ask(request.to_plain())
            except SessionDied:
                started[0].close()
                raise RuntimeError(f"the solution's worker died: {started[0].ending}") from None
            return observation_of(reply, self.limits)

        return answer

    def close(self) -> None:
        if self.session is not None:
            self.session.close()
            self.session = None


@dataclass
class _Maker:
    chapter: Chapter
    seed: Seed
    solution: dict[str, bytes]
    slot: Slot
    reference: Slot

    def __post_init__(self) -> None:
        self.tape = Tape(self.chapter.name, self.chapter.exam_hash, self.seed.id)

    def record_solution(self) -> list[Examined]:
        done: list[Examined] = []
        payload = self.chapter.payload(self.solution)
        with self.slot.open(payload) as box, self.reference.open(payload) as trusted:
            live = LiveReference(trusted, self.seed, self.chapter.settings.limits)
            examination = self._examination(box, live)
            for check, attempt in _attempts(self.chapter.checks):
                examined = examination.run(check, attempt)
                done.append(examined)
                if not isinstance(examined.verdict, Skipped):
                    entry = self._entry(key(check.id, attempt), examined.asked)
                    entry.verdict = verdict_text(examined)
            for (name, attempt), shared in examination.reference_shared.items():
                self._entry(key(shared_key(name), attempt), shared.log)
            live.close()
        return done

    def record_wrong(self, name: str, sentence: str, files: Mapping[str, bytes], exercise: str) -> list[Examined]:
        self.tape.sentences[name] = sentence
        done: list[Examined] = []
        with self.slot.open(self.chapter.payload(files)) as box:
            examination = self._examination(box, None)
            for check in self.chapter.checks_of(exercise):
                if check.is_evidence:
                    examined = examination.run(check)
                    done.append(examined)
                    self.tape.entries[key(check.id, 0)].wrong[name] = _answers(examined.log)
        return done

    def _examination(self, box: Box, live: LiveReference | None) -> Examination:
        return Examination(box, self.tape, self.seed, self.chapter.settings.limits, live)

    def _entry(self, name: str, log: Log) -> Entry:
        entry = self.tape.entries.setdefault(name, Entry())
        entry.requests = [remember(request) for request, _ in log]
        entry.answers = _answers(log)
        return entry


def verdict_text(examined: Examined) -> str:
    """ "passed", or why the check does not pass."""
    verdict = examined.verdict
    return "passed" if verdict is None else f"{type(verdict).__name__}: {verdict}"


def _answers(log: Log) -> list[Observation]:
    return [observation for _, observation in log]


def _attempts(checks: Sequence[Check]) -> Iterable[tuple[Check, int]]:
    return ((check, attempt) for check in checks for attempt in range(check.repeats + 1))


def stale(path: Path, tape: Tape) -> list[str]:
    """How the tape in a file differs from a new one, in words; nothing if it may stay.

    Compared within a tolerance: another machine computes other last bits.
    """
    if not path.is_file():
        return [f"{path.name} is missing"]
    try:
        old = load(path.read_bytes(), path.name)
    except ValueError as error:
        return [str(error)]
    if (old.exam_hash, old.sentences, old.entries.keys()) != (tape.exam_hash, tape.sentences, tape.entries.keys()):
        return [f"{path.name} was recorded for other checks or misconceptions"]
    return [
        f"{path.name}: other answers for {name}"
        for name in tape.entries
        if not _alike(old.entries[name], tape.entries[name])
    ]


def _alike(one: Entry, other: Entry) -> bool:
    return (
        len(one.requests) == len(other.requests)
        and all(map(fits, one.requests, other.requests))
        and same([one.answers, one.wrong], [other.answers, other.wrong], TRAINED_TOLERANCE)
    )


def public_tape(course: Course, name: str, *, check: bool) -> list[str]:
    """Write the chapter's tape for the public seed beside its stubs, if the one there does not do.

    Returns what differed, in words. With `check`, writes nothing.
    """
    chapter = course.load(name)
    libraries = chapter.settings.libraries
    with own_slot(libraries) as slot, own_slot(libraries) as reference:
        tape = kit_tape(chapter, make_tape(chapter, PUBLIC, solution_files(course.home(name)), slot, reference))
    path = course.assignment(name) / TAPE_NAME
    differences = [f"{path.relative_to(course.root).as_posix()}: {text}" for text in stale(path, tape)]
    if differences and not check:
        write_atomically(path, dump(tape))
    return differences
