"""The small course of the tests of grading, and reports that are hard to write down."""

from __future__ import annotations

from msgspec.structs import replace

from autograder.engine.grade import student_view
from autograder.engine.report import GradeReport
from autograder.tests.grading.conftest import course, hand_in, store, with_tapes  # noqa: F401 - fixtures
from autograder.tests.interop.otter_made import no_trace, otter_root, otter_zip  # noqa: F401 - fixtures
from autograder.tests.reports import samples

# Names as platforms have them: Unicode, separators, quotes, line ends, formulas, commands of other programs
HOSTILE_NAMES = [
    "Ada Lovelace", "Åsa, Öberg", 'Bobby "); DROP', "line\nbreak", "carriage\rreturn", "=1+1", "@SUM(A1)", "\t=2",
    "李小龍", "مريم", "\u202egnp.exe", "a\x00b\x1b[31m", "x]]>y", "<b>&amp;", "::notice title=x::", "\ud800lone",
    "\uffff\ufffe", "\u2028\u2029\x85", "```", "| a | b |", "a;=1", "\u200d=1", "../../etc", " ", "",
]  # fmt: skip


def everyone() -> list[GradeReport]:
    """The three sample reports as students see them, marked by the public seed, whose examples are shown."""
    reports = samples.good(), samples.half_finished(), samples.hostile()
    return [student_view(replace(report, seed="public")) for report in reports]
