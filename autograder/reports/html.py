"""The report as one self-contained page: no script, nothing from outside, everything escaped."""

from __future__ import annotations

from markupsafe import Markup

from autograder.engine.report import CheckReport, GradeReport
from autograder.reports import lateness, svg
from autograder.reports.lateness import Late
from autograder.reports.page import fill


def render(report: GradeReport, late: Late | None = None) -> str:
    """The page of one report. The instructor's view adds output, seconds and why a mark is held.

    late: what a late policy makes of the score, None if nothing is said of that
    """
    return fill("report.html.j2", report=report, late=late, lateness=lateness, picture=_picture)


def _picture(check: CheckReport) -> Markup:
    if check.example is None or check.example.picture is None:
        return Markup()
    return Markup(svg.picture(check.example.picture))  # noqa: S704 - svg escapes every text it draws
