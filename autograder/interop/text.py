"""What a check says, as plain text and as Markdown that a submission cannot break out of.

Our own words (sentences, exercises' names) are escaped. Everything that a submission could have written stands in
fenced blocks: there, Markdown, HTML, mentions and links are only characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from autograder.engine.report import CheckReport, ExerciseReport, GradeReport, Outcome
from autograder.reports import words
from autograder.reports.clean import one_line, visible
from autograder.reports.plain import details

ACTS = re.compile(r"[\\`*_\[\]{}<>&|~$@!#:]")  # on a line of Markdown, in one renderer or the other


def about(report: GradeReport, said: Iterable[str], *, shown: bool) -> list[str]:
    """Sentences on a report as a whole. said: the platform's own; shown: whether the marks are, by now."""
    sentences = [words.summary(report.score, report.max_score, report.exercises)] if shown else []
    sentences += said
    if report.pending:
        sentences.append("A mark that is pending is not lost: an instructor has to look at it.")
    if report.isolation.rung == "plain":
        sentences.append(f"This was run {report.isolation.label}.")
    if report.written:
        sentences.append(f"Written answers: {words.written(report)}.")
    return sentences


def exercise(found: ExerciseReport, chapter: str, view: str) -> str:
    """Markdown of one exercise: each check with its sign, and below it what a reader needs to know."""
    parts = [part for check in found.checks for part in _check(check, view)]
    failed = [check for check in found.checks if check.outcome is Outcome.FAILED]
    parts += [f"**Likely:** {inline(sentence)}" for sentence in words.likely(failed)]
    if not found.is_done and found.outcome is not Outcome.HELD:
        parts.append(_hint(found, chapter))
    return "\n\n".join(parts)


def notes(found: Iterable[str]) -> str:
    """What intake noted: its sentences quote names of files, so they are fenced."""
    told = "\n".join(found)
    return fence(told) if told else ""


def inline(text: str) -> str:
    """`text` inside a line of Markdown: whatever could act is an entity, which every renderer knows."""
    return ACTS.sub(lambda found: f"&#{ord(found.group())};", one_line(text))


def fence(text: str) -> str:
    """`text` as it is, in a block whose fence is longer than any in it."""
    shown = visible(text)
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}text\n{shown}\n{ticks}"


def _check(check: CheckReport, view: str) -> list[str]:
    sign, word = words.SIGNS[check.outcome], words.WORDS[check.outcome]
    line = f"{sign} {inline(check.sentence)} **{word}**, {words.marks(check)}"
    told = details(check, view)
    return [line, fence(told)] if told else [line]


def _hint(found: ExerciseReport, chapter: str) -> str:
    where = words.handout(chapter, found.section)
    command = f"**Hint:** in your kit, run `autograder hint {one_line(found.name).replace('`', '')}`"
    return f"{command}, or read {inline(where)}." if where else f"{command}."
