"""The hint ladder."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.student.hints import Hint, HintsError, next_hint, parse
from autograder.student.work import StudentError
from autograder.tests.student.conftest import HINTS


def test_a_ladder_is_a_numbered_list_under_its_exercise():
    assert parse(HINTS) == {
        "activations.softmax": [
            "Look at the largest logit.",
            "Notice that `exp(1000)`\nis not a number.",
            "The line has the shape `exp(z - ...)`.",
        ],
        "training.train": ["Read the handout's loop."],
    }


def test_code_inside_a_hint_is_no_heading_and_no_step():
    text = "## a.b\n1. See:\n\n   ```python\n   ## not.one\n   7. not a hint\n   ```\n2. Next\n"
    assert parse(text) == {"a.b": ["See:\n\n```python\n## not.one\n7. not a hint\n```", "Next"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# Hints\n\n## softmax\n1. x", 'line 3: "softmax" is not an exercise: write "## module.function"'),
        ("## a.b\n1. x\n## a.b\n1. x", "line 3: a.b has hints already, further up: move these there"),
        ("## a.b\n1. x\n\n3. z", "line 4: hint 3 stands where hint 2 belongs"),
        ("## a.b\n\n2. z", "line 3: hint 2 stands where hint 1 belongs"),
        ("## a.b\ntext", 'line 2: text before the first hint: start a numbered list ("1. ...")'),
        ("## a.b\n\n## c.d\n1. x", 'line 1: a.b has no hints: write a numbered list ("1. ...")'),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(text, message):
    with pytest.raises(HintsError) as caught:
        parse(text)
    assert str(caught.value) == message


def test_each_call_climbs_one_step_and_the_top_one_stays(kit, chapter):
    steps = [next_hint(kit, chapter, "activations.softmax") for _ in range(4)]
    assert [hint.step for hint in steps] == [1, 2, 3, 3]
    assert steps[0].words() == (
        "activations.softmax: hint 1 of 3\n\nLook at the largest logit.\n\n"
        "2 more: `autograder hint activations.softmax`. Asking costs nothing.\n"
    )
    assert "This is the last one." in steps[2].words()


def test_again_repeats_the_last_one(kit, chapter):
    assert next_hint(kit, chapter, "activations.softmax", again=True).step == 1
    assert next_hint(kit, chapter, "activations.softmax").step == 2
    assert next_hint(kit, chapter, "activations.softmax", again=True).step == 2
    assert next_hint(kit, chapter, "activations.softmax", again=True).step == 2
    assert next_hint(kit, chapter, "activations.softmax").step == 3


def test_ladders_are_remembered_apart(kit, chapter):
    next_hint(kit, chapter, "activations.softmax")
    assert next_hint(kit, chapter, "training.train").step == 1
    assert kit.progress.hints == {
        "ch01_neural_networks/activations.softmax": 1,
        "ch01_neural_networks/training.train": 1,
    }


def test_a_shortened_ladder_still_answers(kit, chapter):
    for _ in range(3):
        next_hint(kit, chapter, "activations.softmax")
    (chapter / "hints.md").write_text("## activations.softmax\n1. Only this.\n")
    assert next_hint(kit, chapter, "activations.softmax").text == "Only this."


@pytest.mark.parametrize("exercise", ["activations.relu", "engine.Value"])
def test_without_hints_the_message_names_the_handout(kit, chapter, exercise):
    home = chapter if exercise == "activations.relu" else kit.root / "ch02_backpropagation"
    with pytest.raises(StudentError) as caught:
        next_hint(kit, home, exercise)
    assert str(caught.value) == f"there are no hints for {exercise}: read its section of the handout ({home.name})."


def test_a_malformed_file_is_named(kit, chapter):
    (chapter / "hints.md").write_text("## softmax\n")
    with pytest.raises(HintsError, match=r"hints\.md: line 1: "):
        next_hint(kit, chapter, "activations.softmax")


def test_paragraphs_are_filled_and_code_is_not():
    long = "word " * 30
    hint = Hint("a.b", 1, 1, f"{long}end\n\n```python\n{'x' * 60} = 1\n```\n- {long}")
    lines = hint.words(40).splitlines()
    assert lines[2:7] == [("word " * 8).strip()] * 3 + [("word " * 6 + "end"), ""]
    assert f"{'x' * 60} = 1" in lines
    assert f"- {long}".strip() in [line.strip() for line in lines]


@given(st.text(alphabet=st.sampled_from("## a.b\n1234. `"), max_size=80) | st.text(max_size=40))
def test_any_text_is_ladders_or_a_line_number(text):
    try:
        read = parse(text)
    except HintsError as error:
        read = str(error)
    assert re.match(r"line \d+: ", read) if isinstance(read, str) else all(read.values())


def test_a_number_of_any_length_is_no_traceback():
    with pytest.raises(HintsError, match="line 2: text before the first hint"):
        parse("## a.b\n" + "1" * 5000 + ". x")
