"""JUnit XML, as Jenkins, GitLab, Artemis and Surefire's readers take it: a suite an exercise, a case a check.

Valid under Surefire's schema (each suite) and under junit-10.xsd of Jenkins' xunit plugin (the whole).
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET  # writes only

from autograder.engine.report import CheckReport, ExerciseReport, GradeReport, Outcome
from autograder.interop.text import details
from autograder.reports import words
from autograder.reports.clean import one_line, visible

# Without these, an XML 1.0 document is not one, and no escape helps
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FAILURES = {Outcome.FAILED, Outcome.NOT_STARTED, Outcome.WAITING}  # an untouched stub must not look green
SKIPS = {Outcome.SKIPPED, Outcome.ANSWERED}


def suites(report: GradeReport) -> bytes:
    """The report as a document. Made from the student's view, it holds nothing of the examiner's."""
    root = ET.Element("testsuites", _attributes(name=f"{report.chapter}: {report.submission}"))
    checks = [check for exercise in report.exercises for check in exercise.checks]
    root.attrib.update(_attributes(time=_seconds(checks), tests=str(len(checks)), **_counts(checks, skipped=False)))
    for exercise in report.exercises:
        root.append(_suite(exercise, report))
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _suite(exercise: ExerciseReport, report: GradeReport) -> ET.Element:
    name = f"{report.chapter}.{exercise.name}"
    counted = _counts(exercise.checks, skipped=True)
    attributes = {"name": name, "time": _seconds(exercise.checks), "tests": str(len(exercise.checks)), **counted}
    suite = ET.Element("testsuite", _attributes(**attributes))
    properties = ET.SubElement(suite, "properties")
    for key, value in _properties(exercise, report).items():
        ET.SubElement(properties, "property", _attributes(name=key, value=value))
    suite.extend(_case(check, name, report.view) for check in exercise.checks)
    return suite


def _properties(exercise: ExerciseReport, report: GradeReport) -> dict[str, str]:
    """Points stand here, since a case may have no properties under either schema."""
    found = {
        "submission": report.submission,
        "points": words.number(exercise.points),
        "max_points": words.number(exercise.max_points),
        "seed": report.seed,
        "key": report.key,
        "isolation": report.isolation.label,
    }
    for check in exercise.checks:
        found[f"{_name(check)}.points"] = words.number(check.points)
        found[f"{_name(check)}.max_points"] = words.number(check.max_points)
    return found


def _case(check: CheckReport, suite: str, view: str) -> ET.Element:
    case = ET.Element("testcase", _attributes(name=_name(check), classname=suite, time=_seconds([check])))
    told = "\n".join([details(check, view), *(f"Likely    {sentence}" for sentence in words.likely([check]))])
    if check.outcome in SKIPS:
        message = "; ".join(line.text for line in words.explain(check, view))
        ET.SubElement(case, "skipped", _attributes(message=message))
    elif check.outcome in FAILURES or check.outcome is Outcome.HELD:
        kind = "error" if check.outcome is Outcome.HELD else "failure"
        attributes = _attributes(message=check.sentence, type=words.WORDS[check.outcome])
        ET.SubElement(case, kind, attributes).text = _legal(visible(told.strip("\n")))
    if check.output:
        ET.SubElement(case, "system-out").text = _legal(visible(check.output))
    return case


def _counts(checks: list[CheckReport], *, skipped: bool) -> dict[str, str]:
    outcomes = [check.outcome for check in checks]
    found = {
        "failures": str(sum(outcome in FAILURES for outcome in outcomes)),
        "errors": str(outcomes.count(Outcome.HELD)),
    }
    return found | ({"skipped": str(sum(outcome in SKIPS for outcome in outcomes))} if skipped else {})


def _name(check: CheckReport) -> str:
    return check.id.partition(":")[2] or check.id


def _seconds(checks: list[CheckReport]) -> str:
    return f"{sum(check.seconds for check in checks):.3f}"


def _attributes(**values: str) -> dict[str, str]:
    return {name: _legal(one_line(value)) for name, value in values.items()}


def _legal(text: str) -> str:
    return ILLEGAL.sub(lambda found: f"U+{ord(found.group()):04X}", text)
