"""Single keys without Enter, where there is a keyboard; nothing where there is none."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Callable, Generator

Keys = Callable[[], str]  # the characters typed since the last call, "" if none; never waits

_SEQUENCE = re.compile(r"\x1b(?:[\[O][0-9;?]*[ -/]*[@-~]?|.)?")  # arrow keys and the like


@contextlib.contextmanager
def keyboard() -> Generator[Keys | None, None, None]:
    """Read single keys inside the block; None where there is no terminal (piped, in the background).

    The terminal is restored however the block ends.
    """
    if not sys.stdin or not sys.stdin.isatty():
        yield None
    elif os.name == "nt":
        yield _windows_keys
    else:
        with _unix_keyboard(sys.stdin.fileno()) as keys:
            yield keys


def plain(typed: str) -> str:
    """`typed` without arrow keys, function keys and control characters, in lower case."""
    return "".join(key for key in _SEQUENCE.sub("", typed) if key.isprintable()).lower()


@contextlib.contextmanager
def _unix_keyboard(terminal: int) -> Generator[Keys | None, None, None]:
    import termios  # noqa: PLC0415 - only Unix has it
    import tty  # noqa: PLC0415

    if os.tcgetpgrp(terminal) != os.getpgrp():  # in the background: touching the terminal would stop us
        yield None
        return
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSANOW)
        yield lambda: _unix_keys(terminal)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _unix_keys(terminal: int) -> str:
    import select  # noqa: PLC0415 - on Windows it takes sockets only

    if not select.select([terminal], [], [], 0)[0]:
        return ""
    try:
        typed = os.read(terminal, 1024)
    except OSError:
        typed = b""
    return plain(typed.decode("utf-8", "ignore")) if typed else "q"  # nothing to read: the terminal was closed


def _windows_keys() -> str:
    import msvcrt  # noqa: PLC0415 - only Windows has it

    typed = ""
    while msvcrt.kbhit():
        key = msvcrt.getwch()
        if key == "\x03":
            raise KeyboardInterrupt
        if key in "\x00\xe0":  # an arrow or function key, whose code follows
            msvcrt.getwch()
        else:
            typed += key
    return plain(typed)
