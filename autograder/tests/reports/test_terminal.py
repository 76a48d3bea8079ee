"""What the terminal shows, word for word."""

import re
from textwrap import dedent

import pytest
from msgspec.structs import replace

from autograder.engine.report import CheckReport, Device, Example, ExerciseReport, Outcome
from autograder.reports import terminal
from autograder.tests.reports import samples

CHAPTER = "ch01_neural_networks"


def shown(exercise: ExerciseReport, width: int = 88, encoding: str = "utf-8") -> str:
    return terminal.render_exercise(exercise, chapter=CHAPTER, colour=False, width=width, encoding=encoding)


def test_a_failed_check_answers_the_questions_in_order() -> None:
    assert shown(samples.SOFTMAX) == dedent("""\
        activations.softmax                                                    activations.py:12
        ✓ softmax turns every row into probabilities that sum to 1.                  passed  1/1
        ✗ softmax stays finite for logits as large as 1000.                         not yet  0/2
          Called    softmax([[ 1000.,     0., -1000.]])
          Got       [[nan,  0.,  0.]]
          Expected  [[1., 0., 0.]]
          Likely    exp(1000) overflowed to inf, and inf / inf is nan.
          Hint      autograder hint activations.softmax
          Read      ch01 handout, "Why we shift"

        1 of 3 points
        Open ch01_neural_networks/activations.py:12 and run autograder check activations.softmax
        """)


def test_an_untouched_stub_is_quiet() -> None:
    stub = samples.half_finished().exercises[2]
    assert shown(stub) == dedent("""\
        ○ losses.cross_entropy                                                  not started  0/2
          Hint      autograder hint losses.cross_entropy
          Read      ch01 handout, "Surprise, measured"

        0 of 2 points
        Open ch01_neural_networks/losses.py:9 and run autograder check losses.cross_entropy
        """)
    coloured = terminal.render_exercise(stub, chapter=CHAPTER, colour=True, width=88)
    assert "\x1b[31m" not in coloured


def test_a_whole_report_ends_with_the_gains_and_the_way_on() -> None:
    lines = terminal.render(samples.half_finished(), colour=False, width=88).splitlines()
    assert lines[:2] == ["Neural networks from scratch", "Note: not isolated"]
    assert lines[-2:] == [
        "3 of 14.5 points; relu done; 1 mark pending",
        "Open ch01_neural_networks/activations.py:12 and run autograder check activations.softmax",
    ]


def test_lateness_stands_behind_the_gains() -> None:
    text = terminal.render(samples.good(), late=samples.late(), colour=False, width=100)
    assert text.endswith(
        "\n5 of 5 points; all done\n"
        "Handed in 1 d 3 h after the due date: 10 % a day, 20 % taken off. 4 of 5 points count.\n"
    )
    text = terminal.render(samples.half_finished(), late=samples.late(3.0, 0), colour=False, width=100)
    assert text.splitlines()[-2] == "Handed in within the extension."


def test_all_passed_leaves_nothing_to_open() -> None:
    text = terminal.render(samples.good(), colour=False, width=88)
    assert text.endswith("\n5 of 5 points; all done\n")


def test_one_exercise_of_a_report() -> None:
    text = terminal.render(samples.half_finished(), exercise="activations.softmax", colour=False, width=88)
    assert "relu" not in text
    assert "1 of 3 points\n" in text


def test_the_students_loop_explains_only_the_first_failure() -> None:
    backward, training = samples.half_finished().exercises[3:]
    assert shown(backward).count("Called") == 1
    assert "batch of 1" in shown(backward)
    assert "Needs" not in shown(training)


def test_a_waiting_exercise_says_what_to_repair_first() -> None:
    waits = CheckReport("m.f:c", "It holds.", Outcome.WAITING, 0.0, 1.0, needs=["layers.dense_backward"])
    assert "  Needs     layers.dense_backward to pass first\n" in shown(ExerciseReport("m.f", "m.py", 1, "", [waits]))


def test_the_instructor_reads_why_a_mark_is_held() -> None:
    text = terminal.render(samples.half_finished(), colour=False, width=100)
    assert "  Pending   checks/training.py:88 same_seed raised KeyError: 'weights', with the solution too\n" in text
    assert "KeyError" not in shown(samples.half_finished().exercises[-1])


def test_advice_is_given_once_an_exercise() -> None:
    twice = replace(samples.SOFTMAX, checks=[samples.OVERFLOW, replace(samples.OVERFLOW, id="activations.softmax:b")])
    text = terminal.render(replace(samples.half_finished(), exercises=[twice]), colour=False, width=100)
    assert text.count("Called") == 2
    assert text.count("Likely") == text.count("Hint") == 1


def test_arrays_keep_their_lines() -> None:
    text = shown(samples.half_finished().exercises[3])
    assert "  Got       [[ 0.12 , -0.4  ,  1.31 ],\n             [ 0.98 ,  0.22 , -0.07 ],\n" in text


@pytest.mark.parametrize("width", [20, 40, 60, 88, 100, 250])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    text = terminal.render(samples.half_finished(), colour=False, width=width)
    commands = re.compile("^(autograder|ch01_|and run) ?")  # stay in one piece to be copied
    lines = [line for line in text.splitlines() if not commands.match(line)]
    assert max(map(len, lines)) <= min(width, terminal.WIDEST)


def test_a_command_stays_in_one_piece() -> None:
    assert "\nautograder check activations.softmax\n" in shown(samples.SOFTMAX, width=60).replace("and run ", "\n")
    assert "autograder hint activations.softmax" in shown(samples.SOFTMAX, width=50)


def test_signs_fall_back_where_the_encoding_lacks_them() -> None:
    text = shown(samples.SOFTMAX, encoding="ascii")
    assert text.isascii()
    assert "\nx softmax stays finite" in text
    assert "\n+ softmax turns" in text
    shown(samples.half_finished().exercises[4], encoding="cp1252").encode("cp1252")


def test_other_letters_are_escaped_rather_than_fatal() -> None:
    example = Example(got="'数 ☃'")
    check = CheckReport("m.f:c", "It holds.", Outcome.FAILED, 0.0, 1.0, example)
    assert r"'\u6570 \u2603'" in shown(ExerciseReport("m.f", "m.py", 1, "", [check]), encoding="ascii")


@pytest.mark.parametrize("colour", [True, False])
def test_nothing_from_a_submission_reaches_the_terminal_raw(colour: bool) -> None:
    text = terminal.render(samples.hostile(), colour=colour, width=80)
    assert not re.search("[\x00\x07\u202e\ue000]", text)
    plain = re.sub("\x1b\\[[0-9;]*m", "", text)
    assert "\x1b" not in plain
    assert "␛[31mred" in plain.replace("\n", "")
    assert ("\x1b" in text) is colour
    assert "[bold]" in plain  # is no markup


def test_the_look_does_not_depend_on_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    before = shown(samples.SOFTMAX)
    for name, value in [("COLUMNS", "20"), ("NO_COLOR", "1"), ("TERM", "dumb"), ("FORCE_COLOR", "1")]:
        monkeypatch.setenv(name, value)
    assert shown(samples.SOFTMAX) == before
    assert "\x1b[" in terminal.render_exercise(samples.SOFTMAX, colour=True, width=88)


def test_what_is_skipped_says_why_and_how_to_run_it() -> None:
    text = terminal.render(samples.half_finished(), colour=False, width=100)
    line = next(line for line in text.splitlines() if "same loss as the processor" in line)
    assert line.startswith("– ")  # noqa: RUF001 - its sign
    assert line.endswith("skipped  no points")
    assert "Skipped   needs a GPU; run it with --device cuda" in text


def test_the_heading_names_the_device_where_there_is_one() -> None:
    report = samples.good()
    assert "Device" not in terminal.render(report, colour=False, width=100)
    on = replace(report, device=Device("cuda", "NVIDIA T4"))
    assert "Device: cuda (NVIDIA T4)" in terminal.render(on, colour=False, width=100)
