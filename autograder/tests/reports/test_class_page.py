"""The page of a class."""

import base64
import hashlib
import re

import pytest

from autograder.engine.report import Likely, Outcome
from autograder.reports import class_page
from autograder.reports.class_page import ClassRow
from autograder.reports.rows import bins, items, misconceptions, row, sentences
from autograder.tests.reports import samples
from autograder.tests.reports.page_rules import assert_closed_world

P, F = Outcome.PASSED, Outcome.FAILED
SAID = sentences(samples.half_finished())


def plain(name: str, score: float, **checks: Outcome) -> ClassRow:
    return ClassRow(name, score, 4.0, checks=checks, points={name: float(each is P) for name, each in checks.items()})


def test_the_page_is_self_contained_but_for_its_own_script() -> None:
    text = class_page.render(samples.class_rows(60), title="Neural networks", sentences=SAID)
    page = assert_closed_world(text)
    assert text.count("<script") == 1
    script = text.partition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text
    assert {"caption", "table", "h1", "h2"} <= page.names()


def test_hostile_names_stay_text() -> None:
    evil = ClassRow(samples.EVIL, 0.0, 1.0, True, "plain", "javascript:alert(1)", samples.EVIL, {samples.EVIL: F})
    text = class_page.render([evil, row(samples.hostile(), href=samples.EVIL)], title=samples.EVIL)
    assert_closed_world(text)
    assert text.count("<script") == 1
    assert 'href="./javascript%3Aalert%281%29"' in text


@pytest.mark.parametrize(
    ("path", "address"),
    [("a b/ch01/report.html", "./a%20b/ch01/report.html"), ("//host/x", ".///host/x"), ("a#b?c", "./a%23b%3Fc")],
)
def test_links_stay_below_the_page(path: str, address: str) -> None:
    assert class_page.link(path) == address


def test_what_needs_a_look_comes_first() -> None:
    rows = [
        plain("ada", 4.0),
        ClassRow("zoe", 0.0, 4.0, problem="The zip is damaged."),
        ClassRow("yan", 1.0, 4.0, True),
    ]
    text = class_page.render(rows)
    table = text.partition("<tbody>")[2]
    assert table.index("yan") < table.index("zoe") < table.index("ada")
    looks = text.partition("To look at first")[2].partition("</section>")[0]
    assert "The zip is damaged." in looks
    assert "Some marks are pending" in looks
    assert "ada" not in looks


def test_a_flood_of_pending_marks_is_counted() -> None:
    text = class_page.render([ClassRow(f"s{n}", 1.0, 4.0, True) for n in range(70)])
    assert "and 20 more, which stand first in the table" in text


def test_nothing_to_look_at_leaves_no_section() -> None:
    assert "To look at first" not in class_page.render([plain("ada", 4.0)])


def test_submissions_that_were_not_isolated_are_counted() -> None:
    assert "1 submission ran in a plain process" in class_page.render([row(samples.half_finished())])
    assert "Not isolated" not in class_page.render([row(samples.good())])


def test_checks_are_listed_hardest_first_with_their_sentence() -> None:
    text = class_page.render([row(samples.good()), row(samples.half_finished())], sentences=SAID)
    section = text.partition("hardest first")[2].partition("</section>")[0]
    rates = [int(rate) for rate in re.findall(r'<span class="number">(\d+) %', section)]
    assert rates == sorted(rates)
    assert rates[-1] == 100
    assert "softmax stays finite for logits as large as 1000." in section
    assert "1 passed, 1 not yet" in section


def test_a_check_that_the_better_ones_fail_is_pointed_out() -> None:
    rows = [plain(f"s{n}", 1.0 + n, odd=F if n > 1 else P, fine=P if n > 1 else F) for n in range(4)]
    odd, fine = sorted(items(rows, {}), key=lambda item: item.id != "odd")
    assert odd.apart is not None
    assert odd.apart < 0
    assert fine.apart is not None
    assert fine.apart > 0
    assert class_page.render(rows).count("those who pass it score lower elsewhere") == 1


def test_a_check_that_all_pass_tells_nothing_apart() -> None:
    assert items([plain("a", 1.0, c=P), plain("b", 2.0, c=P)], {})[0].apart is None


def test_misconceptions_are_counted_once_a_submission() -> None:
    shift, axis = Likely("f:shift", "It overflowed."), Likely("f:axis", "It summed over rows.")
    rows = [ClassRow("a", 0, 1, likely=(shift,)), ClassRow("b", 0, 1, likely=(axis, shift)), ClassRow("c", 0, 1)]
    assert misconceptions(rows) == [(shift, 2), (axis, 1)]
    assert "It summed over rows." in class_page.render(rows)


def test_full_marks_count_in_the_last_bin_and_no_points_in_the_first() -> None:
    assert bins([ClassRow("a", 4.0, 4.0), ClassRow("b", 0.0, 0.0), ClassRow("c", 2.0, 4.0)]) == [
        1,
        0,
        0,
        0,
        0,
        1,
        0,
        0,
        0,
        1,
    ]


def test_a_late_policy_adds_two_columns_and_a_number() -> None:
    rows = [*samples.late_rows(10), row(samples.good(), late=samples.late(5.0, 0))]
    text = class_page.render(rows)
    assert_closed_world(text)
    assert "<div><dt>late</dt><dd>1</dd></div>" in text
    assert '<th scope="col">Late</th><th scope="col" class="number">Counts</th>' in text
    late = next(line for line in text.splitlines() if "student0005</bdi></a></th>" in line)
    assert '<td data-value="5">5 days, 50 % off</td><td class="number" data-value="5.5">5.5</td>' in late
    ada = next(line for line in text.splitlines() if "<bdi>ada</bdi></th>" in line)
    assert '<td data-value="0"></td><td class="number" data-value="5.0">5</td>' in ada
    assert len(re.findall("<th scope=.col", text)) == 6


def test_without_a_policy_the_page_knows_no_lateness() -> None:
    text = class_page.render(samples.class_rows(10))
    assert "Late" not in text
    assert len(re.findall("<th scope=.col", text)) == 4


def test_an_empty_class_is_a_page_too() -> None:
    assert_closed_world(class_page.render([]))


def test_two_thousand_submissions_fit() -> None:
    text = class_page.render(samples.class_rows(2000), title="Neural networks", sentences=SAID)
    assert text.count('<tr><th scope="row">') == 2000
    assert len(text) < 3_000_000


def test_a_skipped_check_is_neither_passed_nor_missed() -> None:
    skipped = Outcome.SKIPPED
    rows = [plain("ada", 4.0, a=P, b=skipped), plain("bob", 1.0, a=F, b=skipped), plain("eve", 2.0, a=P, b=P)]
    assert [(each.passed, each.run) for each in rows] == [(1, 1), (0, 1), (2, 2)]
    assert {item.id: item.pass_rate for item in items(rows, {})} == {"a": 2 / 3, "b": 1.0}
    nobody = items(rows[:2], {})
    assert [(item.id, item.pass_rate) for item in nobody] == [("a", 0.5), ("b", None)]
    text = class_page.render(rows[:2])
    assert '<td class="number">1/1</td>' in text
    assert "2 skipped" in text
    assert_closed_world(text)
