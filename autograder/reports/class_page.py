"""The page of a class: who needs a look, the marks, which checks fail, which misconceptions are common."""

from __future__ import annotations

import base64
import hashlib
import statistics
import urllib.parse
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from autograder.reports import lateness, svg
from autograder.reports.page import TEMPLATES, fill
from autograder.reports.rows import ClassRow, bins, items, misconceptions

__all__ = ["ClassRow", "render"]

EDGES = ("0", "", "20", "", "40", "", "60", "", "80", "", "100")
SHOWN = 10  # checks; the others wait behind a line
LISTED = 50  # submissions to look at that are listed on top; all of them stand first in the table


def render(rows: Sequence[ClassRow], *, title: str = "", sentences: Mapping[str, str] | None = None) -> str:
    """One self-contained page. Its script sorts the table; without it the page is complete.

    title:     of the chapter
    sentences: of the checks, by id; a check without one is shown by its id
    """
    ordered = sorted(rows, key=lambda row: (not row.needs_a_look, row.submission.casefold()))
    looks = [row for row in ordered if row.needs_a_look]
    script = (TEMPLATES / "sort.js").read_text(encoding="utf-8")
    return fill(
        "class.html.j2",
        title=title,
        rows=ordered,
        looks=looks[:LISTED],
        looks_total=len(looks),
        judged=any(row.late for row in rows),
        late_rows=sum(row.is_late for row in rows),
        lateness=lateness,
        open_rows=sum(row.isolation_rung == "plain" for row in rows),
        middle=statistics.median(row.score for row in rows) if rows else 0.0,
        most=max((row.max_score for row in rows), default=0.0),
        items=items(rows, sentences or {}),
        shown=SHOWN,
        misconceptions=misconceptions(rows),
        histogram=_histogram(rows),
        link=link,
        script=Markup(script),  # noqa: S704 - our own file
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def link(path: str) -> str:
    """A path below this page as an address: no scheme and no host can come out of it."""
    return "./" + urllib.parse.quote(path, safe="/", errors="replace")


def _histogram(rows: Sequence[ClassRow]) -> Markup:
    counts = bins(rows)
    said = ", ".join(f"{count} from {10 * n} to {10 * n + 10} %" for n, count in enumerate(counts) if count)
    drawn = svg.histogram(counts, EDGES, f"Submissions by share of the points: {said}")
    return Markup(drawn)  # noqa: S704 - svg escapes every text it draws
