"""Prove that a chapter's checks catch what no author thought of: plant generated faults in its solution.

Each mutant goes down the students' road, through the checks of its own exercise. What no input can tell from the
solution stands in the exam's equivalent.toml, with the reason:

    [[equivalent]]
    exercise = "activations.leaky_relu"
    line = "return np.where(z > 0, z, slope * z)"
    changes = ["> -> >="]
    reason = "At z = 0 both branches give 0."
"""

from __future__ import annotations

import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec.structs import replace

from autograder.course.mutate import Mutant, mutants
from autograder.course.tapes import make_tape, solution_files
from autograder.course.verify import Claim
from autograder.engine.chapter import BadChapter, Chapter
from autograder.engine.check import Check
from autograder.engine.examiner import Examination, examine
from autograder.engine.limits import Limits
from autograder.engine.load import Course
from autograder.engine.observe import NotJudged
from autograder.engine.sandbox import SandboxFailed, Slot
from autograder.engine.seeds import PUBLIC
from autograder.engine.tape import Tape, TapeMismatchError

LEAST = 0.97  # share of the faults that must be caught
# A mutant that never ends, or never stops growing, costs no more than that. Kernels count CPU in whole seconds.
QUICK_SECONDS, QUICK_MB = 1.0, 256
EQUIVALENT = "equivalent.toml"

Key = tuple[str, str, str]  # exercise, line, change
Stages = dict[str, list[tuple[Limits, list[Check]]]]  # by exercise: what to run one after the other


class Equivalent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Changes of one line after which every right call gets a right answer."""

    exercise: str
    line: str  # of the solution, stripped: the entry outlives edits elsewhere
    changes: list[str]  # as the report of the survivors words them
    reason: str

    @property
    def keys(self) -> list[Key]:
        return [(self.exercise, self.line, change) for change in self.changes]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    equivalent: list[Equivalent] = []


@dataclass(frozen=True)
class Fate:
    """A mutant, and whether some check of its exercise did not pass."""

    mutant: Mutant
    caught: bool

    @property
    def key(self) -> Key:
        return (self.mutant.exercise, self.mutant.line, self.mutant.change)


def prove(
    course: Course, name: str, slot: Slot, reference: Slot, follow: Callable[[int, int], None]
) -> Iterator[Claim]:
    """The claims about a chapter's mutants.

    slot:      where mutants run
    reference: where the solution runs as the reference
    follow:    told after each mutant how many are done, and of how many

    Raises BadChapter: a check that does not pass for the solution, an equivalent.toml that cannot be read.
    """
    started = time.perf_counter()
    chapter = course.load(name)
    listed = read_equivalent(course.exam(name) / EQUIVALENT)
    planted = _planted(course, chapter)
    solution = solution_files(course.home(name))
    tape = make_tape(chapter, PUBLIC, solution, slot, reference, misconceptions=False)
    bench = _Bench(chapter, solution, tape, slot, _stages(chapter, solution, tape, slot))
    fates: list[Fate] = []
    for mutant in planted:
        fates.append(Fate(mutant, bench.catches(mutant)))
        follow(len(fates), len(planted))
    claim = faults_are_caught(f"solutions/{name}", fates, listed)
    claim.notes.append(f"{time.perf_counter() - started:.0f} s")
    yield claim
    yield entries_hold(f"autograder/chapters/{name}/{EQUIVALENT}", fates, listed)


def read_equivalent(path: Path) -> list[Equivalent]:
    """The entries of an equivalent.toml, none if there is no file. Raises BadChapter."""
    if not path.is_file():
        return []
    try:
        entries = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File).equivalent
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise BadChapter(f"{path}: {error}") from None
    for entry in entries:
        if not entry.reason.strip():
            raise BadChapter(f"{path}: {entry.exercise}, {entry.line!r}: write the reason why nothing tells it apart")
    return entries


def faults_are_caught(home: str, fates: Sequence[Fate], listed: Sequence[Equivalent]) -> Claim:
    """The claim about the share that is caught; those that survive are named either way."""
    excused = {key for entry in listed for key in entry.keys}
    real = [fate for fate in fates if fate.caught or fate.key not in excused]
    survived = [fate for fate in real if not fate.caught]
    caught = len(real) - len(survived)
    claim = Claim(
        f"At least {LEAST:.0%} of {len(real)} generated faults are caught.".replace("%", " %"),
        repair=f"add an input on which it differs; or list it in {EQUIVALENT} with the reason why none can",
    )
    lines = [_line(home, fate.mutant) for fate in survived]
    if caught < LEAST * len(real):
        claim.problems = lines
    else:
        claim.notes = [f"survived: {line}" for line in lines]
    claim.notes.append(f"{caught} of {len(real)} caught; {len(fates) - len(real)} more behave like the solution")
    claim.notes += [f"{entry.exercise}, {', '.join(entry.changes)}: {entry.reason}" for entry in listed]
    claim.notes.append(f"by kind: {_by_kind(real)}")
    return claim


def entries_hold(file: str, fates: Sequence[Fate], listed: Sequence[Equivalent]) -> Claim:
    """The claim about equivalent.toml: an entry that excuses nothing hides the next hole."""
    known = {fate.key: fate.caught for fate in fates}
    claim = Claim(f"Every entry of {EQUIVALENT} is a fault that no check catches.", repair=f"delete it from {file}")
    for entry in listed:
        for key in entry.keys:
            if known.get(key, True):
                why = "a check catches it" if key in known else "there is no such fault"
                claim.problems.append(f"{entry.exercise}, {key[2]}, in `{entry.line}`: {why}")
    return claim


def _line(home: str, mutant: Mutant) -> str:
    module = mutant.exercise.split(".")[0]
    return f"{home}/{module}.py:{mutant.number} {mutant.exercise}, {mutant.change}, in `{mutant.line}`"


def _by_kind(fates: Sequence[Fate]) -> str:
    planted = Counter(fate.mutant.kind for fate in fates)
    caught = Counter(fate.mutant.kind for fate in fates if fate.caught)
    return ", ".join(f"{kind} {caught[kind]}/{count}" for kind, count in planted.most_common())


def _planted(course: Course, chapter: Chapter) -> list[Mutant]:
    """Every mutant, in the order of the chapter's exercises."""
    order = [exercise.name for exercise in chapter.exercises]
    made: list[Mutant] = []
    for file in dict.fromkeys(exercise.file for exercise in chapter.exercises):
        text = (course.home(chapter.name) / file).read_text(encoding="utf-8")
        made += mutants(text, f"solutions/{chapter.name}/{file}")
    return sorted((one for one in made if one.exercise in order), key=lambda one: order.index(one.exercise))


def _stages(chapter: Chapter, solution: Mapping[str, bytes], tape: Tape, slot: Slot) -> Stages:
    """Each exercise's checks as they are run: cheapest first under tight limits, then what needs the chapter's own.

    Raises BadChapter for a check that does not pass for the solution.
    """
    limits = chapter.settings.limits
    tight = replace(
        limits, cpu_seconds=min(QUICK_SECONDS, limits.cpu_seconds), memory_mb=min(QUICK_MB, limits.memory_mb)
    )
    seconds: dict[str, float] = {}
    slow: set[str] = set()
    with slot.open(chapter.payload(solution)) as box:
        examination = Examination(box, tape, PUBLIC, tight)
        for check in chapter.marked:
            if (verdict := tape.entry(check.id).verdict) != "passed" and not check.repeats:
                raise BadChapter(f"{check.id} does not pass for the solution ({verdict}): repair that first")
            examined = None if check.repeats else examination.run(check)
            if examined is not None:
                seconds[check.id] = examined.ending.cpu_seconds
            # Half of the limit: what the solution needs varies, and its mutants may need a little more.
            if examined is None or examined.verdict or examined.shared or 2 * seconds[check.id] > tight.cpu_seconds:
                slow.add(check.id)
    stages: Stages = {}
    for exercise in chapter.exercises:
        own = [check for check in chapter.marked if check.exercise == exercise.name]
        checks = sorted(own, key=lambda check: seconds.get(check.id, limits.cpu_seconds))
        quick = [check for check in checks if check.id not in slow]
        stages[exercise.name] = [(tight, quick), (limits, [check for check in checks if check.id in slow])]
    return stages


@dataclass(frozen=True)
class _Bench:
    """A chapter, ready to examine mutants."""

    chapter: Chapter
    solution: dict[str, bytes]
    tape: Tape
    slot: Slot
    stages: Stages

    def catches(self, mutant: Mutant) -> bool:
        """Whether some check of the exercise does not pass; no check is run after the first one. Raises BadChapter."""
        file = f"{mutant.exercise.split('.')[0]}.py"
        files = {**self.solution, file: mutant.source.encode()}
        with self.slot.open(self.chapter.payload(files)) as box:
            for limits, checks in self.stages[mutant.exercise]:
                examination = Examination(box, self.tape, PUBLIC, limits)
                if any(self._misses(examination, check, mutant) for check in checks):
                    return True
        return False

    def _misses(self, examination: Examination, check: Check, mutant: Mutant) -> bool:
        ((examined, _),) = examine(examination, [check])
        if isinstance(examined.verdict, TapeMismatchError | SandboxFailed | NotJudged):  # tells nothing of the mutant
            raise BadChapter(f"{check.id} broke on {mutant.id}: {examined.verdict!r}")
        return examined.verdict is not None
