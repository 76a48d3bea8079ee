"""Single keys, on a pseudo-terminal and without one."""

from __future__ import annotations

import io
import os
import sys
import time
import types

import pytest

from autograder.student import keys
from autograder.student.keys import keyboard, plain

unix = pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("n", "n"), ("N", "n"), ("nh", "nh"), ("\x1b[A", ""), ("\x1bOP", ""), ("\x1b[1;5Cq", "q"), ("\x1b", ""),
        ("\x1ba", ""), ("\r\n\t\x04", ""), ("é", "é"), ("\x1b[3~n", "n"),
    ],
)  # fmt: skip
def test_arrow_and_control_keys_are_no_letters(typed, kept):
    assert plain(typed) == kept


def test_without_a_terminal_there_are_no_keys(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("nnn"))
    with keyboard() as pressed:
        assert pressed is None
    monkeypatch.setattr(sys, "stdin", None)  # as under pythonw
    with keyboard() as pressed:
        assert pressed is None


@pytest.fixture
def terminal(monkeypatch):
    """Our end of a pseudo-terminal whose other end is stdin."""
    ours, theirs = os.openpty()
    stdin = os.fdopen(theirs, "r")
    monkeypatch.setattr(sys, "stdin", stdin)
    monkeypatch.setattr(os, "tcgetpgrp", lambda _: os.getpgrp())
    yield ours
    stdin.close()
    os.close(ours)


def pressed_within_a_second(pressed):
    typed, end = "", time.monotonic() + 1
    while not typed and time.monotonic() < end:
        typed = pressed()
    return typed


@unix
def test_keys_come_without_enter_and_without_waiting(terminal):
    with keyboard() as pressed:
        assert pressed() == ""
        os.write(terminal, b"n")
        assert pressed_within_a_second(pressed) == "n"
        assert pressed() == ""


@unix
@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_the_terminal_is_restored_however_it_ends(terminal, error):
    import termios  # noqa: PLC0415 - only Unix has it

    before = termios.tcgetattr(terminal)
    within = []

    def interrupted():
        with keyboard():
            within.append(termios.tcgetattr(terminal))
            raise error

    with pytest.raises(error):
        interrupted()
    assert within != [before]
    assert termios.tcgetattr(terminal) == before


@unix
def test_in_the_background_the_terminal_is_left_alone(terminal, monkeypatch):
    import termios  # noqa: PLC0415

    monkeypatch.setattr(os, "tcgetpgrp", lambda _: os.getpgrp() + 1)
    before = termios.tcgetattr(terminal)
    with keyboard() as pressed:
        assert pressed is None
        assert termios.tcgetattr(terminal) == before


@unix
def test_a_closed_terminal_ends_the_loop(terminal, monkeypatch):
    with keyboard() as pressed:
        os.write(terminal, b"x")
        time.sleep(0.05)
        monkeypatch.setattr(os, "read", lambda *_: (_ for _ in ()).throw(OSError("gone")))
        assert pressed() == "q"


def test_windows_keys(monkeypatch):
    waiting = list("N\xe0H\x00;h")
    console = types.SimpleNamespace(kbhit=lambda: bool(waiting), getwch=lambda: waiting.pop(0))
    monkeypatch.setitem(sys.modules, "msvcrt", console)
    assert keys._windows_keys() == "nh"
    waiting[:] = ["\x03"]
    with pytest.raises(KeyboardInterrupt):
        keys._windows_keys()
