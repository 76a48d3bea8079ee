"""The student's and the instructor's page."""

import dataclasses
from html import escape

import pytest
from msgspec.structs import replace

from autograder.engine.report import Device, GradeReport, Isolation, Outcome
from autograder.reports import html, words
from autograder.tests.reports import samples
from autograder.tests.reports.page_rules import assert_closed_world


@pytest.mark.parametrize("report", [samples.good(), samples.half_finished(), samples.hostile(), samples.plotted()])
@pytest.mark.parametrize("view", ["student", "instructor"])
def test_the_page_is_self_contained(report: GradeReport, view: str) -> None:
    page = assert_closed_world(html.render(replace(report, view=view)))
    assert "script" not in page.names()
    assert {"h1", "h2", "h3", "main", "header", "footer", "title"} <= page.names()


def test_a_students_text_stays_text() -> None:
    text = html.render(samples.hostile())
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "␛[31mred␛[0mU+202Egnp.exe␀{{ 7*7 }}" in text


def test_every_outcome_is_said_in_words() -> None:
    report = samples.half_finished()
    assert {check.outcome for each in report.exercises for check in each.checks} == set(Outcome)
    text = html.render(report)
    for outcome, word in words.WORDS.items():
        assert f'<span class="word {outcome.value.replace(" ", "-")}">{word}</span>' in text


def test_a_failing_example_is_shown_whole() -> None:
    text = html.render(samples.half_finished())
    for part in [
        "softmax([[ 1000.,     0., -1000.]])",
        "[[nan,  0.,  0.]]",
        "[[1., 0., 0.]]",
        "exp(1000) overflowed to inf, and inf / inf is nan.",
        "autograder hint activations.softmax",
        'ch01 handout, "Why we shift"',
        "worst at [3, 1]; only every second row differs, by a factor of 2",
        "layers.py:31: return x @ w.T",
        "layers.dense_backward to pass first",
    ]:
        assert escape(part).replace("&quot;", "&#34;") in text


def test_arrays_scroll_and_single_lines_wrap() -> None:
    text = html.render(samples.half_finished())
    assert '<pre tabindex="0">[[ 0.12 ,' in text
    assert '<pre class="wraps">[[nan,' in text


def test_a_pending_mark_is_said_before_the_checks() -> None:
    text = html.render(samples.half_finished())
    assert text.index("1 of the 14.5 points are pending until an instructor has looked") < text.index("<main>")
    assert "pending until" not in html.render(samples.good())


def test_gains_come_first_and_the_way_on_after_them() -> None:
    text = html.render(replace(samples.half_finished(), view="student"))
    assert '<p class="gains">relu done; 1 mark pending.</p>' in text
    assert 'Next: <a href="#exercise-2">activations.softmax</a>, in activations.py:12</p>' in text
    assert "Next:" not in html.render(replace(samples.good(), view="student"))


def test_the_instructor_sees_more_than_the_student() -> None:
    instructor = html.render(samples.half_finished())
    student = html.render(replace(samples.half_finished(), view="student"))
    for part in ["largest logit: 1000.0", "21 ms of CPU", "KeyError"]:
        assert part in instructor
        assert part not in student
    assert words.HELD in student


def test_a_plain_process_is_a_warning() -> None:
    text = html.render(samples.half_finished())
    assert "<strong>not isolated</strong>: bubblewrap is not installed" in text
    assert "<strong>not isolated" not in html.render(samples.good())


def test_nothing_run_is_no_warning() -> None:
    nothing = replace(samples.good(), isolation=Isolation("none", "nothing was run", ""), exercises=[], score=0.0)
    text = html.render(replace(nothing, max_score=0.0, notes=["The folder is empty."]))
    assert "The folder is empty." in text
    assert "warning" not in text.partition("</style>")[2]


def test_the_footer_names_what_determines_the_marks() -> None:
    footer = html.render(samples.half_finished()).partition("<footer>")[2]
    for part in ["3f9a1c", "0.1.0", "b1946ac92492", "not isolated"]:
        assert part in footer
    assert "b1946ac92492d" not in footer


def test_pictures_are_drawn_with_words_beside() -> None:
    text = html.render(samples.half_finished())
    assert "<figcaption>Loss while training</figcaption>" in text
    assert "Loss while training: loss by step. yours goes from 2.3 to 2.32." in text
    assert "<span>3 read as 8</span>" in text


def test_the_same_report_gives_the_same_page() -> None:
    assert html.render(samples.half_finished()) == html.render(samples.half_finished())


def test_written_answers_are_shown_with_who_marks_them() -> None:
    instructor = html.render(samples.half_finished())
    student = html.render(replace(samples.half_finished(), view="student"))
    assert "1 of 2 questions answered; mark them with the rubric" in instructor
    assert "1 of 2 questions answered; a person marks them" in student
    for page in (instructor, student):
        assert "Because *exp* overflows.\n\nNot the ratio." in page
        assert "nothing was written" in page
    assert "answers.md" not in html.render(samples.good())


def test_what_lateness_takes_is_said_beside_what_was_earned() -> None:
    for view in ("student", "instructor"):
        text = html.render(replace(samples.good(), view=view), samples.late())
        note = text.partition('<p class="note">')[2].partition("</p>")[0]
        assert note == (
            "5 of 5 points were earned. Handed in 1 d 3 h after the due date: 10\u00a0% a day, 20\u00a0% taken off. "
            "<strong>4 of 5 points count.</strong>"
        )
        assert '<strong class="number">5</strong>' in text  # the mark stays as it was earned
        assert_closed_world(text)


def test_where_nothing_is_taken_off_the_sentence_stands_alone() -> None:
    text = html.render(samples.good(), samples.late(days=0))
    assert '<p class="note">Handed in within the extension.</p>' in text
    assert 'class="note"' not in html.render(samples.good())


def test_lateness_is_text_too() -> None:
    text = html.render(samples.good(), dataclasses.replace(samples.late(), sentence=samples.EVIL))
    assert_closed_world(text)
    assert "<script" not in text


def test_the_device_is_named() -> None:
    assert "<dt>Device</dt><dd>cpu</dd>" in html.render(samples.good())
    on = replace(samples.good(), device=Device("cuda", "NVIDIA <T4>"))
    assert "<dt>Device</dt><dd>cuda (NVIDIA &lt;T4&gt;)</dd>" in html.render(on)
