"""The instructor guide's page of a chapter: what is asked, what it is worth, what goes wrong."""

from __future__ import annotations

from pathlib import Path

from autograder.engine.atomic import write_atomically
from autograder.engine.chapter import Chapter
from autograder.engine.load import Course
from autograder.reports.words import number

FOLDER = Path("instructor_guide") / "chapters"


def page(chapter: Chapter) -> str:
    """Markdown, made from the chapter's own files: never edited by hand."""
    exercises = chapter.exercises
    minutes = sum(exercise.minutes for exercise in exercises)
    points = sum(check.points for check in chapter.checks)
    lines = [
        f"# {chapter.name}: {chapter.settings.title}",
        "",
        f"Made by `autograder stubs` from the chapter's files. {len(exercises)} exercises, {minutes} minutes of "
        f"writing code, {number(points)} points.",
        "",
        "| exercise | minutes | difficulty | importance | points | handout |",
        "|---|---|---|---|---|---|",
    ]
    for exercise in exercises:
        worth = sum(check.points for check in chapter.checks_of(exercise.name))
        lines.append(
            f"| `{exercise.name}` | {exercise.minutes} | {exercise.difficulty} of 3 | {exercise.importance} of 3 "
            f"| {number(worth)} | {exercise.section} |"
        )
    lines += _objectives(chapter)
    for exercise in exercises:
        lines += ["", f"## `{exercise.name}`", "", "| check | points |", "|---|---|"]
        lines += [f"| {check.sentence} | {number(check.points)} |" for check in chapter.checks_of(exercise.name)]
        lines += ["", "Common mistakes, each caught and named:", ""]
        lines += [f"- {wrong.sentence}" for wrong in chapter.misconceptions_of(exercise.name)]
    return "\n".join(lines) + "\n"


def _objectives(chapter: Chapter) -> list[str]:
    """Objective -> exercise -> checks."""
    known = {exercise.name: exercise for exercise in chapter.exercises}
    lines = ["", "## From objectives to checks", "", "After this chapter a student can:"]
    for objective in chapter.settings.objective:
        minutes = sum(known[name].minutes for name in objective.exercises)
        lines += ["", f"**{objective.sentence}** ({minutes} minutes)", ""]
        for name in objective.exercises:
            exercise, checks = known[name], chapter.checks_of(name)
            worth = sum(check.points for check in checks)
            listed = ", ".join(f"`{check.name}` ({number(check.points)})" for check in checks)
            facts = f"{exercise.minutes} min, difficulty {exercise.difficulty}, {number(worth)} points"
            lines.append(f"- `{name}` ({facts}): {listed}")
    return lines


def write_page(course: Course, name: str, *, check: bool) -> list[str]:
    """Write the page if it differs; what differed, in words. With `check`, writes nothing."""
    text = page(course.load(name))
    path = course.root / FOLDER / f"{name}.md"
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return []
    if not check:
        write_atomically(path, text.encode("utf-8"))
    return [f"{(FOLDER / path.name).as_posix()}: different"]
