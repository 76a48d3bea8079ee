"""Lateness on the pages: what slots have drawn knows nothing of it, and is drawn again where there is something to say.

Reports, and the keys by which they are found unchanged, know nothing of it either. A page is a picture of the report
and of `late.json` beside it: where that is what the policy says now, nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from autograder.grading.attempts import Judge
from autograder.grading.batch import Done
from autograder.grading.slots import with_pages
from autograder.grading.store import Store
from autograder.reports.rows import ClassRow


def judged(run: Iterable[Done], store: Store, judge: Judge | None) -> Iterator[Done]:
    """Each finished submission with what the judge says of it, on its pages too. judge: None without a policy."""
    for done in run:
        report = done.report
        late = judge.late(report.submission, [report.score]) if judge else None
        said = late if late and late.sentence else None
        if not store.says(report.submission, said):
            store.say(report.submission, said, with_pages(report, said).pages)
        yield replace(done, late=late)


def summary(rows: Sequence[ClassRow]) -> str:
    """How many of a class were late."""
    late = [row.late for row in rows if row.late and row.is_late]
    costs = sum(one.score_after < one.score for one in late)
    return f"Late: {len(late)} of {len(rows)}, with points taken off {costs}."
