"""JUnit XML under the rules of both schemas that its readers publish.

Surefire's (maven-surefire-plugin, surefire-test-report.xsd) for each suite, and junit-10.xsd of Jenkins' xunit plugin
for the whole, written down here as tables: which children in which order, which attributes.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace

from autograder.interop import junit
from autograder.tests.interop.conftest import HOSTILE_NAMES, everyone
from autograder.tests.reports import samples

TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]{0,3})?")
LEGAL = re.compile("[\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
SUREFIRE = {  # tag -> children in their order, attributes that must be, attributes that may be
    "testsuite": (["properties", "testcase"], {"name", "tests", "errors", "skipped", "failures"}, {"time", "group"}),
    "properties": (["property"], set(), set()),
    "property": ([], {"name", "value"}, set()),
    "testcase": (
        ["failure", "skipped", "error", "system-out", "system-err"],
        {"name", "time"},
        {"classname", "group"},
    ),
    "failure": ([], {"type"}, {"message"}),
    "error": ([], {"type"}, {"message"}),
    "skipped": ([], set(), {"message"}),
    "system-out": ([], set(), set()),
}
JENKINS_TOP = {"name", "time", "tests", "failures", "errors"}  # of testsuites; its suites allow what Surefire does


def check_element(element: ET.Element) -> None:
    order, must, may = SUREFIRE[element.tag]
    assert must <= set(element.keys()) <= must | may, (element.tag, element.attrib)
    tags = [child.tag for child in element]
    assert tags == sorted(tags, key=order.index)
    for tag in ("skipped", "error", "system-out", "properties"):
        assert tags.count(tag) <= 1
    if "time" in element.attrib:
        assert TIME.fullmatch(element.attrib["time"])
    assert order or not len(element)
    for child in element:
        check_element(child)


def valid(content: bytes) -> ET.Element:
    assert LEGAL.fullmatch(content.decode("utf-8"))
    root = ET.fromstring(content)  # noqa: S314 - our own
    assert root.tag == "testsuites"
    assert set(root.keys()) <= JENKINS_TOP
    for suite in root:
        assert suite.tag == "testsuite"
        check_element(suite)
        cases = suite.findall("testcase")
        assert suite.attrib["tests"] == str(len(cases))
        for kind, counted in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert suite.attrib[counted] == str(sum(case.find(kind) is not None for case in cases))
    for counted in ("tests", "failures", "errors"):
        assert int(root.attrib[counted]) == sum(int(suite.attrib[counted]) for suite in root)
    return root


def properties(suite: ET.Element) -> dict[str, str]:
    return {one.attrib["name"]: one.attrib["value"] for one in suite.iter("property")}


@pytest.mark.parametrize(
    "report", [*everyone(), samples.hostile()], ids=["good", "half_finished", "hostile", "instructor"]
)
def test_it_is_valid_and_holds_every_check_and_point(report) -> None:
    root = valid(junit.suites(report))
    assert [suite.attrib["name"] for suite in root] == [f"{report.chapter}.{one.name}" for one in report.exercises]
    points = sum(float(properties(suite)["points"]) for suite in root)
    assert (points, report.score) == (pytest.approx(report.score), report.score)
    for suite, exercise in zip(root, report.exercises, strict=True):
        for check in exercise.checks:
            name = check.id.partition(":")[2]
            assert float(properties(suite)[f"{name}.points"]) == check.points
            assert float(properties(suite)[f"{name}.max_points"]) == check.max_points


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_name_breaks_it(name: str) -> None:
    example = replace(samples.OVERFLOW.example, called=name, seen=name)
    exercise = replace(samples.SOFTMAX, checks=[replace(samples.OVERFLOW, example=example, output=name, message=name)])
    valid(junit.suites(replace(samples.good(), submission=name, exercises=[exercise])))


def test_every_outcome_is_the_right_kind() -> None:
    root = valid(junit.suites(everyone()[1]))
    kinds = {
        case.attrib["name"]: (child.tag, child.attrib.get("type"), child.attrib["message"])
        for case in root.iter("testcase")
        for child in case
        if child.tag in {"failure", "error", "skipped"}
    }
    assert "sums_to_one" not in kinds
    sentence = "softmax stays finite for logits as large as 1000."
    assert kinds["survives_large_logits"] == ("failure", "not yet", sentence)
    assert kinds["log_classes"][:2] == ("failure", "not started")
    assert kinds["reads_digits"][:2] == ("failure", "waiting")
    assert kinds["same_seed"][:2] == ("error", "pending")
    assert kinds["by_hand"][0] == kinds["on_a_gpu"][0] == "skipped"
    assert kinds["on_a_gpu"][2] == "needs a GPU; run it with --device cuda"


def test_a_failure_tells_its_case_and_its_likely_cause() -> None:
    root = valid(junit.suites(everyone()[1]))
    text = next(case for case in root.iter("testcase") if case.attrib["name"] == "survives_large_logits")[0].text or ""
    assert text.splitlines()[0] == "Called    softmax([[ 1000.,     0., -1000.]])"
    assert text.splitlines()[-1] == "Likely    exp(1000) overflowed to inf, and inf / inf is nan."


def test_the_view_decides_whether_what_was_printed_is_there() -> None:
    assert b"largest logit" in junit.suites(samples.half_finished())
    assert b"largest logit" not in junit.suites(everyone()[1])
