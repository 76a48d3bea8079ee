"""Prove a chapter: its checks accept the solution, catch every misconception, and ask before they judge.

Each claim is one sentence; what contradicts it is listed under it, with the command or the file that repairs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from autograder.course import calibrate
from autograder.course.splice import install
from autograder.course.stubs import TAPE_NAME, make_assignment, write_assignments
from autograder.course.tapes import make_tape, solution_files, stale
from autograder.engine.assemble import assemble
from autograder.engine.chapter import Chapter
from autograder.engine.constant import ConstantSlot
from autograder.engine.diagnose import SEPARATION, TOLERANCE, separation
from autograder.engine.examiner import Examination, examine, shared_key
from autograder.engine.load import Course
from autograder.engine.observe import Observation
from autograder.engine.report import CheckReport, ExerciseReport, Outcome
from autograder.engine.sandbox import Slot
from autograder.engine.seeds import PUBLIC, Seed
from autograder.engine.tape import Tape, fits, key, remember

SEEDS = (PUBLIC, Seed(b"verify 1"), Seed(b"verify 2"))
CONSTANTS: tuple[Any, ...] = (None, 42, "42", [])


@dataclass
class Claim:
    """One thing that must be true of a chapter."""

    sentence: str
    problems: list[str] = field(default_factory=list)
    repair: str = ""
    notes: list[str] = field(default_factory=list)  # figures worth printing though nothing is wrong


@dataclass
class Proof:
    """A chapter on the bench, with all that the claims are made from."""

    course: Course
    chapter: Chapter
    solution: dict[str, bytes]
    tapes: dict[Seed, Tape]
    slot: Slot
    wrong: dict[str, list[ExerciseReport]] = field(default_factory=dict)  # by misconception id
    questions: Claim = field(
        default_factory=lambda: Claim(
            "What the reference is asked does not depend on what the submission answers.",
            repair="ask everything first (student and reference), then state the expectations",
        )
    )

    def examine(
        self, who: str, files: Mapping[str, bytes], seed: Seed = PUBLIC, slot: Slot | None = None
    ) -> list[ExerciseReport]:
        """The exercises of a report, and on the way a look at what the reference was asked."""
        tape, chapter = self.tapes[seed], self.chapter
        with (slot or self.slot).open(chapter.payload(files)) as box:
            examination = Examination(box, tape, seed, chapter.settings.limits)
            done = examine(examination, chapter.checks)
            for examined, attempt in done:
                asked = [remember(request) for request, _ in examined.asked]
                recorded = tape.entry(examined.check.id, attempt).requests
                if len(asked) != len(recorded) or not all(map(fits, asked, recorded)):
                    self.questions.problems.append(f"{examined.check.id} asks something else when it examines {who}")
            return assemble(chapter, examination, done, files)


def verify(course: Course, name: str, slot: Slot, reference: Slot) -> Iterator[Claim]:
    """The claims one by one, as they are settled.

    slot:      where submissions run
    reference: where the solution runs as the reference
    """
    chapter = course.load(name)
    yield _complete(course, chapter)
    yield _stubs_are_current(course, chapter)
    solution = solution_files(course.home(name))
    tapes = {seed: make_tape(chapter, seed, solution, slot, reference, seed == PUBLIC) for seed in SEEDS}
    proof = Proof(course, chapter, solution, tapes, slot)
    for claim in (_solution_passes, _stub_earns_nothing, _wrong_is_caught, _nothing_is_decoration, _apart):
        yield claim(proof)
    for constant in CONSTANTS:
        proof.examine(f"a worker that answers {constant!r}", solution, slot=ConstantSlot(constant))
    yield proof.questions
    yield _few_points_across(chapter)
    yield Claim(
        "The bars of trained checks were measured for these sources.",
        calibrate.stale(course, chapter),
        f"run: autograder calibrate {name}",
    )
    yield Claim(
        f"assignments/{name} holds the tape of these checks for the public seed.",
        stale(course.assignment(name) / TAPE_NAME, tapes[PUBLIC]),
        "run: autograder stubs",
    )


def _complete(course: Course, chapter: Chapter) -> Claim:
    home = course.home(chapter.name)
    claim = Claim("Every exercise has a handout section, three hints, a check and a misconception.")
    claim.repair = f"write what is missing in {home.name} (handout README.md, hints.md) or in its exam"
    handout, hints = (
        (home / file).read_text(encoding="utf-8") if (home / file).is_file() else ""
        for file in ("README.md", "hints.md")
    )
    for exercise in chapter.exercises:
        if not re.search(rf"^#+ .*{re.escape(exercise.section)}", handout, re.MULTILINE):
            claim.problems.append(f'{exercise.name}: README.md has no section "{exercise.section}"')
        part = re.search(rf"^## {re.escape(exercise.name)}\s*$(.*?)(?=^## |\Z)", hints, re.MULTILINE | re.DOTALL)
        steps = len(re.findall(r"^\d+\. ", part[1], re.MULTILINE)) if part else 0
        if steps != 3:
            claim.problems.append(f"{exercise.name}: hints.md has {steps} steps, 3 are expected")
        if not chapter.checks_of(exercise.name):
            claim.problems.append(f"{exercise.name}: no check earns its points")
        if not chapter.misconceptions_of(exercise.name):
            claim.problems.append(f"{exercise.name}: no misconception")
    return claim


def _stubs_are_current(course: Course, chapter: Chapter) -> Claim:
    return Claim(
        f"assignments/{chapter.name} is what solutions/{chapter.name} makes it.",
        [str(drift) for drift in write_assignments(course.root, [chapter.name], check=True)],
        "run: autograder stubs",
    )


def _solution_passes(proof: Proof) -> Claim:
    claim = Claim(f"The solution passes every check on {len(SEEDS)} seeds.", repair="repair the check or the solution")
    for seed, tape in proof.tapes.items():
        broken = {name: entry.verdict for name, entry in tape.entries.items() if entry.verdict != "passed"}
        claim.problems += [f"{name} with seed {seed.id}: {verdict}" for name, verdict in broken.items()]
        claim.problems += [
            f"{check.id} with seed {seed.id}: {check.outcome}"
            for check in _checks(proof.examine("the solution", proof.solution, seed))
            if check.outcome is not Outcome.PASSED
        ]
    return claim


def _stub_earns_nothing(proof: Proof) -> Claim:
    claim = Claim("The untouched stub earns nothing, and every check says so: not started.")
    claim.repair = "a check that passes for a stub proves nothing: make it ask the exercise"
    stub = make_assignment(proof.course.home(proof.chapter.name))
    modules = {name: content for name, content in stub.items() if name.endswith(".py")}
    claim.problems = [
        f"{check.id}: {check.outcome}"
        for check in _checks(proof.examine("the stub", modules))
        if check.outcome not in (Outcome.NOT_STARTED, Outcome.WAITING)
    ]
    return claim


def _wrong_is_caught(proof: Proof) -> Claim:
    chapter = proof.chapter
    claim = Claim(f"Each of {len(chapter.misconceptions)} misconceptions is caught, and named by no other name.")
    claim.repair = "add an input on which it differs, or take the misconception out"
    for exercise in chapter.exercises:
        for wrong in chapter.misconceptions_of(exercise.name):
            name = wrong.id(exercise.name)
            reports = proof.wrong[name] = proof.examine(name, install(wrong, proof.solution))
            mine = next(report for report in reports if report.name == exercise.name)
            named = {check.likely.misconception for check in mine.checks if check.likely}
            if mine.points == mine.max_points:
                claim.problems.append(f"{name}: no check fails")
            elif named != {name}:
                claim.problems.append(f"{name}: named {', '.join(sorted(named)) or 'by nothing'}")
            outside = sum(report.max_points - report.points for report in reports if report is not mine)
            if outside:
                claim.notes.append(f"{name} loses {outside:g} points outside {exercise.name}")
    return claim


def _nothing_is_decoration(proof: Proof) -> Claim:
    claim = Claim("Every check is failed by some misconception.", repair="plant the mistake that it is there to catch")
    failed = {
        check.id for reports in proof.wrong.values() for check in _checks(reports) if check.outcome != Outcome.PASSED
    }
    claim.problems = [check.id for check in proof.chapter.checks if check.id not in failed]
    return claim


def _apart(proof: Proof) -> Claim:
    least = SEPARATION * TOLERANCE
    claim = Claim(f"Misconceptions lie at least {SEPARATION} tolerances from the solution and from each other.")
    claim.repair = "give a check an input on which the two differ more"
    tape = proof.tapes[PUBLIC]
    right = _solution_answers(proof)
    closest = inf
    for exercise in proof.chapter.exercises:
        names = [wrong.id(exercise.name) for wrong in proof.chapter.misconceptions_of(exercise.name)]
        entries = {name: entry for name, entry in tape.entries.items() if set(names) & set(entry.wrong)}
        answers = {wrong: {name: entry.wrong[wrong] for name, entry in entries.items()} for wrong in names}
        answers["the solution"] = {name: right[name] for name in entries}
        for (one, other), distance in separation(answers).items():
            closest = min(closest, distance)
            if distance < least:
                claim.problems.append(f"{one} and {other}: {distance:.1e}, {least:.0e} is needed")
    claim.notes.append(f"the closest two are {closest / TOLERANCE:.2g} tolerances apart")
    return claim


def _solution_answers(proof: Proof) -> dict[str, list[Observation]]:
    """What the solution answers as a student, by the tape's keys."""
    chapter = proof.chapter
    with proof.slot.open(chapter.payload(proof.solution)) as box:
        examination = Examination(box, proof.tapes[PUBLIC], PUBLIC, chapter.settings.limits)
        logs = {key(check.id, 0): examination.run(check).log for check in chapter.checks}
        logs |= {key(shared_key(name), at): shared.log for (name, at), shared in examination.student_shared.items()}
    return {name: [observation for _, observation in log] for name, log in logs.items()}


def _few_points_across(chapter: Chapter) -> Claim:
    total = sum(check.points for check in chapter.checks)
    across = sum(check.points for check in chapter.checks if check.needs)
    claim = Claim("Checks that need several exercises hold at most a quarter of the points.")
    if across > total / 4:
        claim.problems = [f"they hold {across:g} of {total:g}"]
        claim.repair = "pass upstream values as arguments, or move points to checks of one exercise"
    return claim


def _checks(reports: Iterable[ExerciseReport]) -> Iterator[CheckReport]:
    return (check for report in reports for check in report.checks)
