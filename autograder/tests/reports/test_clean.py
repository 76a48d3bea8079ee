"""Text from a submission can neither act nor hide."""

import pytest

from autograder.reports.clean import one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("softmax(z)", "softmax(z)"),
        ("\x1b[31mred", "␛[31mred"),
        ("a\x00b\x7f", "a␀b␡"),
        ("\u202egnp.exe", "U+202Egnp.exe"),
        ("\u2066a\u2069", "U+2066aU+2069"),
        ("a\u200b\ufeffb\u2028c", "aU+200BU+FEFFbU+2028c"),
        ("\x9b31m", "U+009B31m"),
        ("\ud800", "U+D800"),
        ("one\r\ntwo\rthree", "one\ntwo␍three"),
        ("a\tb", "a    b"),
        ("é, 数, 👩\u200d🔬", "é, 数, 👩\u200d🔬"),
    ],
)
def test_control_and_direction_characters_are_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_pile_of_accents_is_thinned() -> None:
    assert visible("z" + "\u0301" * 90) == "z" + "\u0301" * 4


def test_line_ends_are_kept_or_shown() -> None:
    assert visible("a\nb") == "a\nb"
    assert one_line("a\nb") == "a␊b"


def test_what_it_returns_can_always_be_written() -> None:
    everything = "".join(map(chr, [*range(0x3000), *range(0xD800, 0xE000), 0xE0001, 0x10FFFF]))
    visible(everything).encode("utf-8")
