"""Prove a chapter: its checks accept the solution, catch every misconception, and ask before they judge.

Each claim is one sentence; what contradicts it is listed under it, with the command or the file that repairs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from autograder.course import calibrate
from autograder.course.cut import cut
from autograder.course.splice import install
from autograder.course.stubs import TAPE_NAME, make_assignment, write_assignments
from autograder.course.tapes import Recording, kit_tape, record, solution_files, stale
from autograder.engine.assemble import assemble
from autograder.engine.by_hand import ATOL, as_written
from autograder.engine.chapter import Chapter
from autograder.engine.check import Check
from autograder.engine.constant import ConstantSlot
from autograder.engine.diagnose import SEPARATION, TOLERANCE, separation
from autograder.engine.examiner import Examination, Examined, examine
from autograder.engine.load import Course
from autograder.engine.observe import Observation
from autograder.engine.report import CheckReport, ExerciseReport, Outcome
from autograder.engine.sandbox import Payload, Slot
from autograder.engine.seeds import PUBLIC, Seed
from autograder.engine.tape import Tape, fits, remember

SEEDS = (PUBLIC, Seed(b"verify 1"), Seed(b"verify 2"))
RETURNED = ("None", "0", "1.0", "[]", "np.zeros(3)")  # in place of an answer
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
    recordings: dict[Seed, Recording]
    slot: Slot
    wrong: dict[str, list[CheckReport]] = field(default_factory=dict)  # by misconception id
    questions: Claim = field(
        default_factory=lambda: Claim(
            "What the reference is asked does not depend on what the submission answers.",
            repair="ask everything first (student and reference), then state the expectations",
        )
    )

    @property
    def tape(self) -> Tape:
        """For the public seed, with the misconceptions."""
        return self.recordings[PUBLIC].tape

    def examine(
        self, who: str, files: Mapping[str, bytes], checks: Sequence[Check] | None = None, slot: Slot | None = None
    ) -> list[ExerciseReport]:
        """The exercises of a report, from all checks that earn points or from some."""
        chapter = self.chapter
        with (slot or self.slot).open(chapter.payload(files)) as box:
            examination = Examination(box, self.tape, PUBLIC, chapter.settings.limits)
            done = examine(examination, chapter.marked if checks is None else checks)
            return self.assembled(who, files, done, examination)

    def assembled(
        self, who: str, files: Mapping[str, bytes], done: Done, examination: Examination | None = None
    ) -> list[ExerciseReport]:
        """A report from what happened, and on the way a look at what the reference was asked."""
        for examined, attempt in done:
            if examined.check.device:
                continue  # it asks no reference
            asked = [remember(request) for request, _ in examined.asked]
            recorded = self.tape.entry(examined.check.id, attempt).requests
            if len(asked) != len(recorded) or not all(map(fits, asked, recorded)):
                self.questions.problems.append(f"{examined.check.id} asks something else when it examines {who}")
        if examination is None:  # none of the checks ran a shared experiment
            examination = Examination(NO_BOX, self.tape, PUBLIC, self.chapter.settings.limits)
        return assemble(self.chapter, examination, done, files)


Done = Sequence[tuple[Examined, int]]
NO_BOX = ConstantSlot(None).open(Payload("", {}))


def verify(course: Course, name: str, slot: Slot, reference: Slot) -> Iterator[Claim]:
    """The claims one by one, as they are settled.

    slot:      where submissions run
    reference: where the solution runs as the reference
    """
    chapter = course.load(name)
    yield _complete(course, chapter)
    yield _stubs_are_current(course, chapter)
    solution = solution_files(course.home(name))
    recordings = {seed: record(chapter, seed, solution, slot, reference, seed == PUBLIC) for seed in SEEDS}
    proof = Proof(course, chapter, solution, recordings, slot)
    for claim in (
        _solution_passes,
        _stub_earns_nothing,
        _constants_earn_nothing,
        _wrong_is_caught,
        _nothing_is_decoration,
        _apart,
    ):
        yield claim(proof)
    for constant in CONSTANTS:
        proof.examine(f"a worker that answers {constant!r}", solution, slot=ConstantSlot(constant))
    yield proof.questions
    yield _few_points_across(chapter)
    yield Claim(
        "The bars of trained checks were measured for these sources, and right work meets them.",
        [*calibrate.stale(course, chapter), *calibrate.unfair(course, chapter)],
        f"run: autograder calibrate {name}",
    )
    yield Claim(
        f"assignments/{name} holds the tape of these checks for the public seed.",
        stale(course.assignment(name) / TAPE_NAME, kit_tape(chapter, proof.tape)),
        "run: autograder stubs",
    )


def _complete(course: Course, chapter: Chapter) -> Claim:
    home = course.home(chapter.name)
    claim = Claim("Every exercise has an objective, a handout section, three hints, a check and a misconception.")
    claim.repair = f"write what is missing in {home.name} (handout README.md, hints.md) or in its exam"
    handout, hints = (
        (home / file).read_text(encoding="utf-8") if (home / file).is_file() else ""
        for file in ("README.md", "hints.md")
    )
    plain = " ".join(handout.split())
    for objective in chapter.settings.objective:
        if objective.sentence not in plain:
            claim.problems.append(f'README.md does not name the objective "{objective.sentence}"')
    aims = {name for objective in chapter.settings.objective for name in objective.exercises}
    for exercise in chapter.exercises:
        if exercise.name not in aims:
            claim.problems.append(f"{exercise.name}: chapter.toml has no [[objective]] for it")
        if not re.search(rf"^#+ .*{re.escape(exercise.section)}", handout, re.MULTILINE):
            claim.problems.append(f'{exercise.name}: README.md has no section "{exercise.section}"')
        part = re.search(rf"^## {re.escape(exercise.name)}\s*$(.*?)(?=^## |\Z)", hints, re.MULTILINE | re.DOTALL)
        steps = len(re.findall(r"^\d+\. ", part[1], re.MULTILINE)) if part else 0
        if steps != 3:
            claim.problems.append(f"{exercise.name}: hints.md has {steps} steps, 3 are expected")
        if not any(check.points for check in chapter.checks_of(exercise.name)):
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
    for seed, recording in proof.recordings.items():
        broken = {name: entry.verdict for name, entry in recording.tape.entries.items() if entry.verdict != "passed"}
        claim.problems += [f"{name} with seed {seed.id}: {verdict}" for name, verdict in broken.items()]
    for check in _checks(proof.examine("the solution", proof.solution, proof.chapter.checks)):
        if check.outcome is Outcome.SKIPPED:
            claim.notes.append(f"{check.id} was skipped: {check.message}")
        elif check.outcome is not Outcome.PASSED:
            claim.problems.append(f"{check.id} with the tape: {check.outcome}")
    claim.problems += [
        f"{check.id} in a kit: {check.outcome}, answered is expected"
        for check in _in_a_kit(proof)
        if check.outcome is not Outcome.ANSWERED
    ]
    return claim


def _in_a_kit(proof: Proof) -> Iterator[CheckReport]:
    """What the solution's numbers found by hand are told where the right ones are withheld."""
    chapter = proof.chapter
    checks = [check for check in chapter.checks if check.by_hand]
    with proof.slot.open(chapter.payload(proof.solution)) as box:
        kit = Examination(box, kit_tape(chapter, proof.tape), PUBLIC, chapter.settings.limits)
        return _checks(assemble(chapter, kit, examine(kit, checks), proof.solution))


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


def _constants_earn_nothing(proof: Proof) -> Claim:
    claim = Claim("Functions that return a constant earn nothing.")
    claim.repair = "look at the form of the answer before you look at what was left as it was"
    stub = make_assignment(proof.course.home(proof.chapter.name))
    for constant in RETURNED:
        files = {
            name: re.sub(rb"raise NotImplementedError\(.*\)", f"return {constant}".encode(), content)
            for name, content in stub.items()
            if name.endswith(".py")
        }
        claim.problems += [
            f"{check.id} passes for return {constant}"
            for check in _checks(proof.examine(f"return {constant}", files))
            if _is_passed(check)
        ]
    return claim


def _wrong_is_caught(proof: Proof) -> Claim:
    chapter = proof.chapter
    claim = Claim(f"Each of {len(chapter.misconceptions)} misconceptions is caught, and named by no other name.")
    claim.repair = "add an input on which it differs, or take the misconception out"
    powerful = calibrate.powerful(proof.course, chapter)
    trained = {check.id for check in calibrate.trained_checks(chapter)}
    for exercise in chapter.exercises:
        dependent = _dependent(proof, exercise.name)
        for wrong in chapter.misconceptions_of(exercise.name):
            name = wrong.id(exercise.name)
            files = install(wrong, proof.solution)
            mine = _examined_alone(proof, name, files, exercise.name)
            named = {check.likely.misconception for check in mine if check.likely}
            if all(check.outcome is Outcome.PASSED for check in mine):
                claim.problems.append(f"{name}: no check fails")
            elif named != {name}:
                claim.problems.append(f"{name}: named {', '.join(sorted(named)) or 'by nothing'}")
            failed = {check.id for check in mine if not _is_passed(check)}
            if failed <= trained and not any(wrong.name in powerful.get(check, ()) for check in failed):
                claim.problems.append(f"{name}: only trained checks catch it, and too rarely (calibration.json)")
            others = list(_checks(proof.examine(name, files, dependent))) if dependent else []
            proof.wrong[name] = [*mine, *others]
            outside = sum(check.max_points - check.points for check in others)
            if outside:
                claim.notes.append(f"{name} loses {outside:g} points outside {exercise.name}")
    return claim


def _examined_alone(proof: Proof, name: str, files: Mapping[str, bytes], exercise: str) -> list[CheckReport]:
    """The checks of a misconception's own exercise; those that are no evidence only where no other check catches it."""
    done = [(examined, 0) for examined in proof.recordings[PUBLIC].wrong[name]]
    if all(examined.verdict is None for examined, _ in done):
        own = [check for check in proof.chapter.marked if check.exercise == exercise]
        return list(_checks(proof.examine(name, files, own)))
    return list(_checks(proof.assembled(name, files, done)))


def _dependent(proof: Proof, exercise: str) -> list[Check]:
    """Checks of other exercises that run through this one: those that do not pass while it is a stub.

    A trained check is slow: it counts where it says so (`needs`).
    """
    others = [check for check in proof.chapter.marked if check.exercise != exercise]
    files = {**proof.solution, **_without(exercise, proof)}
    quick = [check for check in others if not check.repeats]
    touched = {
        check.id for check in _checks(proof.examine(f"{exercise} as a stub", files, quick)) if not _is_passed(check)
    }
    return [check for check in others if check.id in touched or (check.repeats and exercise in check.needs)]


def _without(exercise: str, proof: Proof) -> dict[str, bytes]:
    """The module of an exercise with this one solution cut out."""
    file = f"{exercise.split('.', maxsplit=1)[0]}.py"
    source = proof.solution[file].decode("utf-8")
    return {file: cut(source, file, only=exercise).encode("utf-8")}


def _nothing_is_decoration(proof: Proof) -> Claim:
    claim = Claim("Every check is failed by some misconception.", repair="plant the mistake that it is there to catch")
    failed = {check.id for checks in proof.wrong.values() for check in checks if not _is_passed(check)}
    failed |= calibrate.powerful(proof.course, proof.chapter).keys()
    claim.problems = [check.id for check in proof.chapter.marked if check.id not in failed]
    return claim


def _apart(proof: Proof) -> Claim:
    least = SEPARATION * TOLERANCE
    claim = Claim(f"Misconceptions lie at least {SEPARATION} tolerances from the solution and from each other.")
    claim.repair = "give a check an input on which the two differ more"
    recording = proof.recordings[PUBLIC]
    right = {examined.check.id: _answers_of(examined) for examined in recording.solution if examined.check.is_evidence}
    designed = {name for name, checks in proof.wrong.items() if _is_measured(proof, checks)}
    closest = inf
    for exercise in proof.chapter.exercises:
        checks = [check.id for check in proof.chapter.checks_of(exercise.name) if check.id in right]
        answers = {
            wrong.id(exercise.name): dict(
                zip(checks, map(_answers_of, recording.wrong[wrong.id(exercise.name)]), strict=True)
            )
            for wrong in proof.chapter.misconceptions_of(exercise.name)
            if wrong.id(exercise.name) not in designed
        }
        answers["the solution"] = {check: right[check] for check in checks}
        if all(check.by_hand for check in proof.chapter.marked if check.exercise == exercise.name):
            # compared as people write: a misconception must not be taken for its neighbour after rounding
            apart = {pair: gap * least / (4 * ATOL) for pair, gap in separation(as_written(answers)).items()}
        else:
            apart = separation(answers)
        for (one, other), distance in apart.items():
            closest = min(closest, distance)
            if distance < least:
                claim.problems.append(f"{one} and {other}: {distance:.1e}, {least:.0e} is needed")
    claim.notes.append(f"the closest two are {closest / TOLERANCE:.2g} tolerances apart")
    return claim


def _is_measured(proof: Proof, checks: Sequence[CheckReport]) -> bool:
    """Whether the name came from a measured property, not from the answers: all checks that are evidence pass."""
    evidence = {check.id for check in proof.chapter.checks if check.is_evidence}
    return not evidence & {check.id for check in checks if not _is_passed(check)}


def _answers_of(examined: Examined) -> list[Observation]:
    return [observation for _, observation in examined.log]


def _few_points_across(chapter: Chapter) -> Claim:
    total = sum(check.points for check in chapter.checks)
    across = sum(check.points for check in chapter.checks if check.needs)
    claim = Claim("Checks that need several exercises hold at most a quarter of the points.")
    if across > total / 4:
        claim.problems = [f"they hold {across:g} of {total:g}"]
        claim.repair = "pass upstream values as arguments, or move points to checks of one exercise"
    return claim


def _is_passed(check: CheckReport) -> bool:
    return check.outcome is Outcome.PASSED


def _checks(reports: Iterable[ExerciseReport]) -> Iterator[CheckReport]:
    return (check for report in reports for check in report.checks)
