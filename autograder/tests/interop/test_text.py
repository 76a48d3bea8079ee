"""Markdown that a submission cannot break out of: read back with a parser, as the platforms do."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from autograder.interop import text
from autograder.reports.clean import visible
from autograder.tests.interop.conftest import HOSTILE_NAMES
from autograder.tests.reports import samples

ATTACKS = [
    *HOSTILE_NAMES, samples.EVIL, "```\n# out\n```", "`````", "~~~\n<script>", "x\n\n# heading", "[a](javascript:x)",
    "![i](http://e.org/i.png)", "<!-- ", "$$x$$", "\\`", "- [ ] task", "@octocat #1", "https://e.org", "www.e.org",
    "a\r\n```\r\n# b", "&#35; x", "***bold***", "__x__", "~~gone~~", ":tada:",
]  # fmt: skip
KNOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_fence_holds_its_text_and_nothing_follows(attack: str) -> None:
    (token, after) = KNOWN.parse(f"{text.fence(attack)}\n\nafter")[0], KNOWN.parse(f"{text.fence(attack)}\n\nafter")[1:]
    assert token.type == "fence"
    assert token.content == visible(attack) + "\n"
    assert [one.type for one in after] == ["paragraph_open", "inline", "paragraph_close"]
    assert after[1].content == "after"


@pytest.mark.parametrize("attack", ATTACKS)
def test_inline_text_is_text_alone(attack: str) -> None:
    tokens = KNOWN.parse(f"before {text.inline(attack)} after")
    assert [one.type for one in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    assert not {"://", "@", "$$", "www."} & set(text.inline(attack).split()) - {"www.e.org"}


def test_what_the_submission_wrote_is_fenced_and_our_words_are_not() -> None:
    report = samples.hostile()
    for exercise in report.exercises:
        tokens = KNOWN.parse(text.exercise(exercise, report.chapter, report.view))
        outside = [token for token in tokens if token.type != "fence"]
        assert not [token for token in outside if token.type in {"html_block", "heading_open", "link_open"}]
        children = [child for token in outside for child in token.children or []]
        assert not [child for child in children if child.type in {"html_inline", "link_open", "image"}]


def test_details_stand_in_two_columns() -> None:
    check = samples.OVERFLOW
    assert text.details(check, "student").splitlines() == [
        "Called    softmax([[ 1000.,     0., -1000.]])",
        "Got       [[nan,  0.,  0.]]",
        "Expected  [[1., 0., 0.]]",
    ]
    longer = replace(check, example=replace(check.example, got="[[1]\n [2]]", expected=None))
    assert text.details(longer, "student").splitlines()[1:] == ["Got       [[1]", "           [2]]"]


def test_what_passed_and_what_was_not_begun_needs_no_explanation() -> None:
    assert text.details(samples.passed("a.b:c", "It holds."), "student") == ""


def test_an_exercise_names_the_likely_cause_and_the_way_on() -> None:
    told = text.exercise(samples.SOFTMAX, "ch01_neural_networks", "student")
    assert "✗ softmax stays finite for logits as large as 1000. **not yet**, 0/2" in told
    assert "**Likely:** exp(1000) overflowed to inf, and inf / inf is nan." in told
    assert told.endswith('run `autograder hint activations.softmax`, or read ch01 handout, "Why we shift".')
