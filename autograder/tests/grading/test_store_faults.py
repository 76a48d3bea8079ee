"""Wherever the disk fails while a report is written or read, there is the old report or the new one, whole.

The calls are not listed here: a run without a fault records them, and each of them fails in turn.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from autograder.engine.atomic import write_atomically
from autograder.engine.report import GradeReport, Isolation, decode
from autograder.grading.store import REPORT, Store

CHAPTER = "ch90_small"
ERRORS = [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EDQUOT, errno.EMFILE, errno.EINTR]
ERRORS += [errno.ENAMETOOLONG, errno.ENOENT, errno.EEXIST]
PURE = {"fspath", "getpid", "_path_normpath", "register_at_fork"}  # of the system's module, and never fail
ENDINGS = {"close", "__exit__"}  # give the descriptor back even when they fail
OPENINGS = {"open"}  # have no effect when they fail
PAGES = ("report.html", "instructor.html")
SIZES = (20_000, 50)  # bytes of the pages: more and less than a buffer holds
INTERRUPTED = {sys.modules[made.__module__].__file__ for made in (write_atomically, Store, tempfile.mkstemp)}
unix = pytest.mark.skipif(sys.platform == "win32", reason="needs limits and signals of Unix")


@dataclass
class Calls:
    """The calls into the system that a block of code makes; one of them may fail.

    fails:  the place of that call, in the order of the calls
    after:  the call is made first, and fails then
    """

    fails: int = -1
    error: BaseException | None = None
    after: bool = False
    names: list[str] = field(default_factory=list)
    went_well: set[int] = field(default_factory=set)  # places of the calls that raised nothing

    @contextmanager
    def seen(self) -> Iterator[None]:
        before = sys.getprofile()
        sys.setprofile(self._event)
        try:
            yield
        finally:
            sys.setprofile(before)

    def _event(self, _frame: FrameType, event: str, function: Any) -> None:
        if event not in ("c_call", "c_return") or not _is_of_the_system(function):
            return
        if event == "c_call":
            self.names.append(function.__name__)
        else:
            self.went_well.add(len(self.names) - 1)
        if len(self.names) - 1 == self.fails and self.error and (event == "c_return") == self.after:
            error, self.error = self.error, None
            raise error  # in place of what the call would return; nothing is watched from here on


def _is_of_the_system(function: Any) -> bool:
    if function.__name__ in PURE:
        return False
    return getattr(function, "__module__", None) in ("posix", "nt", "io", "_io") or _is_file(function)


def _is_file(function: Any) -> bool:
    return type(getattr(function, "__self__", None)).__module__ == "_io"


def report_of(version: int) -> GradeReport:
    isolation = Isolation("none", "nothing was run", "")
    notes = [f"version {version}"] * 50
    return GradeReport("ada", CHAPTER, "Small", "1", "public", isolation, version, 1e9, False, [], notes)


def pages_of(version: int) -> dict[str, str]:
    return {name: f"{version:09}\n" * (size // 10) for name, size in zip(PAGES, SIZES, strict=True)}


def put(store: Store, version: int) -> None:
    store.write(report_of(version), pages_of(version))


def versions(store: Store) -> list[int]:
    """Of the pages and last of the report, 0 for one that is not there. Fails for one that is not whole."""
    found = []
    for name in PAGES:
        file = store.folder("ada") / name
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        found.append(int(text[:9] or 0))
        assert text in ("", pages_of(found[-1])[name]), f"{name} is torn"
    file = store.folder("ada") / REPORT
    report = decode(file.read_bytes()) if file.exists() else None
    found.append(0 if report is None else int(report.score))
    assert report in (None, report_of(found[-1])), "the report is torn"
    assert min(found[:-1]) >= found[-1], "the report is newer than its pages"
    return found


def left_over(store: Store) -> list[str]:
    names = {path.name for path in store.out.rglob("*") if path.is_file()} if store.out.exists() else set()
    return sorted(names - {*PAGES, REPORT})


@pytest.fixture
def results() -> Iterator[Path]:
    """A folder in memory where there is such: thousands of writes that reach a disk take minutes."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder) / "results"


@pytest.fixture(params=[0, 1], ids=["nothing there", "an older one there"])
def make_store(request, results) -> Callable[[], Store]:
    """A store as before the write: without a report, or with version 1."""

    def make() -> Store:
        shutil.rmtree(results, ignore_errors=True)
        store = Store(results, CHAPTER)
        if request.param:
            put(store, 1)
        return store

    make().write(report_of(1), pages_of(1))  # what Python does once, it has done now
    return make


def faults(block: Callable[[], object], make: Callable[[], object]) -> Iterator[Calls]:
    """Every call of the block, with every error, before and after the call is made."""
    make()
    recorded = Calls()
    with recorded.seen():
        block()
    assert recorded.names
    for place, name in enumerate(recorded.names):
        before, after = name not in ENDINGS, name not in OPENINGS and place in recorded.went_well
        for mode in [False] * before + [True] * after:
            for number in ERRORS:
                yield Calls(place, OSError(number, os.strerror(number)), mode)


def test_the_calls_that_matter_are_seen(make_store):
    store = make_store()
    calls = Calls()
    with calls.seen():
        put(store, 2)
    assert {"mkdir", "open", "write", "flush", "fsync", "__exit__", "chmod", "replace"} <= set(calls.names)
    calls.names.clear()
    with calls.seen():
        store.read("ada")
    assert {"open", "read", "__exit__"} <= set(calls.names)


def test_wherever_a_write_fails_the_old_or_the_new_is_there_whole(make_store):
    store = make_store()
    for calls in faults(lambda: put(store, 2), make_store):
        old = versions(make_store())
        raised = attempt(lambda: put(store, 2), calls)
        found = versions(store)
        assert all(version in (before, 2) for version, before in zip(found, old, strict=True)), calls
        assert raised or found == [2, 2, 2], f"{calls}: no error, and not written"
        assert left_over(store) == [], calls
        put(store, 3)
        assert versions(store) == [3, 3, 3]


def attempt(block: Callable[[], object], calls: Calls) -> bool:
    """Whether an error of the system came out. No other may."""
    try:
        with calls.seen():
            block()
    except OSError:
        assert calls.error is None
        return True
    finally:
        assert calls.error is None, f"{calls}: the call was not made again"
    return False


def test_where_the_half_written_file_cannot_be_removed_either_the_report_is_whole(make_store, monkeypatch):
    store = make_store()
    old = versions(store)
    for calls in faults(lambda: put(store, 2), make_store):
        make_store()
        with monkeypatch.context() as patched:
            patched.setattr(os, "unlink", _read_only)
            attempt(lambda: put(store, 2), calls)
        assert all(version in (before, 2) for version, before in zip(versions(store), old, strict=True)), calls
        assert len(left_over(store)) <= 1
        put(store, 3)
        assert versions(store) == [3, 3, 3]


def _read_only(*_: object, **__: object) -> None:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def test_wherever_a_read_fails_there_is_the_report_or_none(make_store):
    store = make_store()
    put(store, 2)
    for calls in faults(lambda: store.read("ada"), lambda: None):
        with calls.seen():
            got = store.read("ada")
        assert calls.error is None
        assert got in (None, report_of(2)), calls
        assert store.read("ada") == report_of(2)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interrupt_between_any_two_lines_leaves_the_old_or_the_new(make_store):
    """Also in the moment in which nobody knows the temporary file yet: it stays then, and `sweep` removes it."""
    stayed, line = 0, 0
    while True:
        store = make_store()
        old = versions(store)
        if not interrupted(lambda: put(store, 2), line):  # noqa: B023 - called at once
            break
        assert all(version in (before, 2) for version, before in zip(versions(store), old, strict=True))
        stayed += bool(left_over(store))
        put(store, 3)
        store.sweep()
        assert left_over(store) == []
        assert versions(store) == [3, 3, 3]
        line += 1
    assert line > 30
    assert stayed < line / 3


def interrupted(block: Callable[[], object], line: int) -> bool:
    """Run the block, with Ctrl-C before the line of that number. False if it ends earlier."""
    left = line

    def trace(frame: FrameType, event: str, _argument: object) -> Callable[..., Any] | None:
        nonlocal left
        if frame.f_code.co_filename not in INTERRUPTED:
            return None
        if event == "line":
            left -= 1
            if left < 0:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        block()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


@unix
@pytest.mark.parametrize("room", [0, 1, 8191, 8192, 8193, 19_999])
def test_a_disk_that_takes_only_a_part_of_a_file(make_store, room):
    """The system itself writes short here: first a part, and then nothing more."""
    import resource  # noqa: PLC0415 - only on Unix

    store = make_store()
    old = versions(store)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            put(store, 2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert versions(store) == old
    assert left_over(store) == []
    put(store, 3)
    assert versions(store) == [3, 3, 3]


def test_a_name_that_is_too_long_is_an_error_of_the_system(tmp_path):
    with pytest.raises(OSError, match=os.strerror(errno.ENAMETOOLONG)):
        write_atomically(tmp_path / ("x" * 300), b"new")
    assert list(tmp_path.iterdir()) == []


WRITES_ON = """
import sys
from pathlib import Path
from autograder.grading.store import Store
from autograder.tests.grading.test_store_faults import CHAPTER, put
store = Store(Path(sys.argv[1]), CHAPTER)
first = int(sys.argv[2])
put(store, first)
print("ready", flush=True)
for version in range(first + 1, 10**9):
    put(store, version)
"""


@unix
@pytest.mark.parametrize("kills", [20, pytest.param(100, marks=pytest.mark.slow)])
def test_killed_while_it_writes_every_report_is_whole(tmp_path, kills):
    moments = random.Random(kills)  # noqa: S311 - the same moments each time
    store = Store(tmp_path / "results", CHAPTER)
    last = half_done = 0
    for _ in range(kills):
        with subprocess.Popen(
            [sys.executable, "-c", WRITES_ON, store.out, str(max(versions(store)) + 1)], stdout=subprocess.PIPE
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            time.sleep(moments.uniform(0, 0.05))
            child.send_signal(signal.SIGKILL)
        found = versions(store)
        assert found[-1] > last
        last = found[-1]
        half_done += found != [last, last, last] or bool(left_over(store))
        assert len(left_over(store)) <= 1
        store.sweep()
        assert left_over(store) == []
    assert half_done, "never killed in the middle of a report"
