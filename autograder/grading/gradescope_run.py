"""What a Gradescope container runs for each submission: grade what was handed in, and write results.json.

python -m autograder.grading.gradescope_run [--check] [ROOT]        ROOT: /autograder, where Gradescope puts its folders

Whatever happens, a results.json is there at the end: without one, a student gets no mark and no word. What is printed
is for the instructor: Gradescope keeps it from students.
"""

from __future__ import annotations

import sys
import time
import tomllib
import traceback
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec.structs import replace

from autograder.engine import tape
from autograder.engine.atomic import write_atomically
from autograder.engine.chapter import Chapter
from autograder.engine.grade import Exam, grade, hit_wall, student_view
from autograder.engine.load import Course
from autograder.engine.report import GradeReport
from autograder.engine.rungs import RungName, describe, open_slot
from autograder.engine.seeds import PUBLIC, Seed
from autograder.grading.basis import basis
from autograder.grading.run import take
from autograder.interop import gradescope
from autograder.reports.words import count, number

ROOT = Path("/autograder")
RELEASE, SETTINGS, KEYED, OPEN = "release.json", "settings.toml", "tapes/keyed.bin", "tapes/public.bin"
BROKE = (
    "The grader broke on this submission. This is not your mistake: your mark is pending, and an instructor has to "
    "look at it."
)


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was decided when the zip was made.

    seed:    of this chapter and window, in hex; the term's secret, from which it comes, stays behind
    sources: hash of the chapter's exam, solution and misconceptions: with it, a report gets the same key as elsewhere
    """

    chapter: str
    window: str
    seed: str
    sources: str


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`settings.toml`: what the instructor decides."""

    isolation: RungName = "auto"  # "auto" never means "plain"
    points: Annotated[float, msgspec.Meta(gt=0)] | None = None  # None: as many as the chapter has
    visibility: gradescope.Visibility = "visible"


class Assignment(msgspec.Struct, frozen=True):
    due_date: str | None = None
    total_points: float | str | None = None  # manual grading included


class User(msgspec.Struct, frozen=True):
    assignment: Assignment | None = None  # the user's own dates, where there is an extension


class Attempt(msgspec.Struct, frozen=True):
    submission_time: str = ""
    score: float | str | None = None
    autograder_error: bool | None = None


class Metadata(msgspec.Struct, frozen=True):
    """`submission_metadata.json`, as far as it is used. Nothing in it can stop the grading."""

    id: int | str = "submission"
    created_at: str | None = None
    assignment: Assignment = Assignment()
    users: list[User] = []
    previous_submissions: list[Attempt] = []


class BadSettings(Exception):
    """The message names the file, the key and the repair."""


def main() -> None:
    """Grade the one submission that is there."""
    places = [argument for argument in sys.argv[1:] if argument != "--check"]
    root = Path(places[0]) if places else ROOT
    if "--check" in sys.argv:
        check(root / "source")
        return
    out, metadata = root / "results" / "results.json", read_metadata(root / "submission_metadata.json")
    kept = gradescope.pending(kept_score(metadata), [BROKE, *about_kept(metadata)])
    write_atomically(out, kept)  # what stands if this process is killed, such as for its memory
    try:
        write_atomically(out, graded(root, metadata))
    except Exception:  # noqa: BLE001 - whatever it is, the student keeps what there is
        traceback.print_exc(file=sys.stdout)


def graded(root: Path, metadata: Metadata) -> bytes:
    """The results.json of the submission. Raises whatever breaks the grader."""
    started = time.monotonic()
    settings = read_settings(root / "source" / SETTINGS)
    report = examine(root / "source", root / "submission", str(metadata.id), settings.isolation)
    print(f"{number(report.score)} of {number(report.max_score)}, {report.isolation.label}; key {report.key[:12]}")
    score, scaled = _score(report, settings.points, metadata)
    said = about_time(metadata)
    if settings.visibility == "visible":  # these tell marks
        said += [*about_attempts(metadata), *scaled]
    return gradescope.results(
        student_view(report),
        said=said,
        score=score,
        visibility=settings.visibility,
        seconds=time.monotonic() - started,
    )


def examine(source: Path, submission: Path, name: str, isolation: RungName) -> GradeReport:
    """The instructor's report. Raises NoSandbox, and ValueError where the zip's files do not belong together."""
    course, release = Course(source), read_release(source)
    chapter, seed = course.load(release.chapter), Seed(bytes.fromhex(release.seed))
    exam, public = _exam(source / KEYED, chapter, seed), _exam(source / OPEN, chapter, PUBLIC)
    work = take(name, submission, chapter)
    with open_slot(chapter.settings.libraries, isolation) as slot:
        rests_on = replace(basis(course, chapter.name, seed, slot.isolation.rung), sources=release.sources)
        key = rests_on.key(work)
        report = grade(work, exam, slot, public=public, key=key)
        # a busy machine is nobody's mistake: what ran out of wall time is tried once more
        return grade(work, exam, slot, public=public, key=key) if hit_wall(report) else report


def check(source: Path) -> None:
    """When the container is built: everything loads. Raises what would break the grader for every student."""
    release = read_release(source)
    chapter = Course(source).load(release.chapter)
    for name, seed in ((KEYED, Seed(bytes.fromhex(release.seed))), (OPEN, PUBLIC)):
        _exam(source / name, chapter, seed)
    settings = read_settings(source / SETTINGS)
    print(f"{chapter.name}: {count(len(chapter.checks), 'check')}; isolation: {settings.isolation}")
    for status in describe():  # here: the machine that grades may allow less
        print(f"  {status.rung}: {'works' if status.available else 'does not work'} here. {status.reason}")


def read_release(source: Path) -> Release:
    return msgspec.json.decode((source / RELEASE).read_bytes(), type=Release)


def read_settings(path: Path) -> Settings:
    """Raises BadSettings."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Settings)
    except FileNotFoundError:
        raise BadSettings(f"there is no {path}: take the one that the guide shows") from None
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        keys = ", ".join(Settings.__struct_fields__)
        raise BadSettings(f"{path}: {error}: it may hold {keys}, as the guide shows them") from None


def read_metadata(path: Path) -> Metadata:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Metadata)
    except (OSError, msgspec.MsgspecError, RecursionError) as error:
        print(f"{path.name} cannot be used, so nothing is said about time and attempts: {error}")
        return Metadata()


def about_time(metadata: Metadata) -> list[str]:
    """How late the work is; nothing if it is in time, or if the times are not known."""
    handed_in = _time(metadata.created_at)
    own = [due for user in metadata.users if user.assignment and (due := _time(user.assignment.due_date))]
    due = max(own) if own else _time(metadata.assignment.due_date)
    if handed_in is None or due is None or handed_in <= due:
        return []
    return [f"Handed in {spell(handed_in - due)} after the due date. The points here are without any deduction."]


def about_attempts(metadata: Metadata) -> list[str]:
    past = len(metadata.previous_submissions)
    if not past:
        return []
    scores = [score for attempt in metadata.previous_submissions if (score := _number(attempt.score)) is not None]
    return [f"This is submission {past + 1}" + (f"; the best so far had {number(max(scores))}." if scores else ".")]


def kept_score(metadata: Metadata) -> float:
    """Of the last submission on which no grader broke: a broken one takes nothing away."""
    valid = [attempt for attempt in metadata.previous_submissions if not attempt.autograder_error]
    scores = [(attempt.submission_time, score) for attempt in valid if (score := _number(attempt.score)) is not None]
    return max(scores, default=("", 0.0))[1]


def about_kept(metadata: Metadata) -> list[str]:
    kept = kept_score(metadata)
    return [f"Until then you keep the {number(kept)} points of your last submission."] if kept else []


def spell(late: timedelta) -> str:
    """1 day 3 h, 2 h 5 min, 40 s."""
    minutes, seconds = divmod(int(late.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, count(days, "day")), (hours, f"{hours} h"), (minutes, f"{minutes} min"), (seconds, f"{seconds} s")]
    return " ".join([words for amount, words in parts if amount][:2]) or "less than a second"


def _exam(path: Path, chapter: Chapter, seed: Seed) -> Exam:
    recorded = tape.load(path.read_bytes(), path.name)
    if (recorded.exam_hash, recorded.seed_id) != (chapter.exam_hash, seed.id):
        raise ValueError(f"{path.name} does not belong to these checks: make the zip once more")
    return Exam(chapter, recorded, seed)


def _score(report: GradeReport, points: float | None, metadata: Metadata) -> tuple[float | None, list[str]]:
    """The total and what to say of it, where the assignment counts otherwise than the chapter.

    A mark above the assignment's maximum helps nobody: where that is smaller than the chapter's, it is the scale.
    """
    total = _number(metadata.assignment.total_points)
    most = points or (total if total and 0 < total < report.max_score else report.max_score)
    if most == report.max_score or not report.max_score:
        return None, []
    score = round(report.score * most / report.max_score, 4)
    earned, of = number(report.score), number(report.max_score)
    return score, [f"{earned} of {of} points of the chapter count as {number(score)} of {number(most)} here."]


def _time(text: str | None) -> datetime | None:
    """A time with its zone; None for anything else."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else None


def _number(value: float | str | None) -> float | None:
    try:
        found = float(value if value is not None else "")
    except ValueError:
        return None
    return found if abs(found) < float("inf") else None


if __name__ == "__main__":
    main()
