"""The calls that grading a submission makes, without grading: in this process, and in a fresh pytest."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder.engine.chapter import Chapter
from autograder.engine.examiner import Examination, examine
from autograder.engine.sandbox import Slot
from autograder.engine.seeds import Seed
from autograder.engine.subject import Request
from autograder.engine.tape import Tape
from autograder.engine.worker.answer import serve

Calls = dict[str, list[Request]]  # check or shared experiment -> what the student's code was asked

TESTS = '''"""Every call of every check once. It compares nothing: the least that a test of them can cost."""
import importlib, pickle
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PACKAGE, CALLS = pickle.loads((HERE / "calls.pickle").read_bytes())


class Chapter:
    def __getattr__(self, module):
        return importlib.import_module(f"{PACKAGE}.{module}")


@pytest.mark.parametrize("check", CALLS)
def test_check(check):
    for name, args, kwargs, source in CALLS[check]:
        if source is None:
            module, function = name.split(".")
            getattr(getattr(Chapter(), module), function)(*args, **kwargs)
        else:
            namespace = {}
            exec(compile(source, "experiments", "exec"), namespace)
            namespace[name](Chapter(), *args, **kwargs)
'''


FORKS = """
import gc, os, time
from autograder.engine.worker.answer import import_warm

import_warm({libraries!r})
gc.collect()
gc.freeze()
for turn in range(21):
    if turn == 1:
        before = sum(os.times()[:4])
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
print((sum(os.times()[:4]) - before) / 20)
"""


def calls_of(chapter: Chapter, files: Mapping[str, bytes], tape: Tape, seed: Seed, slot: Slot) -> Calls:
    """Grade the submission once, and write down what its code was asked."""
    with slot.open(chapter.payload(files)) as box:
        examination = Examination(box, tape, seed, chapter.settings.limits)
        done = examine(examination, chapter.checks)
    calls = {f"shared:{name}#{attempt}": shared.log for (name, attempt), shared in examination.student_shared.items()}
    calls |= {examined.check.id: examined.log for examined, _ in done}
    return {name: [request for request, _ in log] for name, log in calls.items() if log}


@contextmanager
def laid_out(package: str, files: Mapping[str, bytes], calls: Calls) -> Generator[Path]:
    """A folder with the submission, importable here, and beside it the pytest file."""
    with tempfile.TemporaryDirectory(prefix="autograder-bare-") as name:
        folder = Path(name)
        for file, content in files.items():
            path = folder / package / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        plain = {name: [(each.name, each.args, each.kwargs, each.source) for each in calls[name]] for name in calls}
        (folder / "calls.pickle").write_bytes(pickle.dumps((package, plain)))
        (folder / "test_calls.py").write_text(TESTS, encoding="utf-8")
        yield folder


class _Replay:
    """In place of a worker's connection: all questions at once, and nobody reads the answers."""

    def __init__(self, calls: Calls) -> None:
        self._left = iter([request.to_plain() for requests in calls.values() for request in requests])
        self._sent: str | None = None  # experiments are compiled once here: a warm process has done so

    def receive(self) -> dict[str, Any]:
        request = next(self._left, None)
        if request is None:
            raise EOFError
        if request["source"] is not None:
            self._sent, request["source"] = (
                request["source"],
                "" if request["source"] == self._sent else request["source"],
            )
        return request

    def send(self, reply: dict[str, Any]) -> None:
        if not {"value", "raised"} & set(reply):  # some calls are right to raise; that the work is, its grade says
            raise RuntimeError(f"the submission answered {reply}")


def replay(package: str, folder: Path, calls: Calls) -> None:
    """Make every call in this process, as a worker would, without a connection."""
    path = list(sys.path)
    serve(_Replay(calls), package, folder, seed=0)  # type: ignore[arg-type]
    sys.path[:] = path


def fresh_pytest(folder: Path) -> None:
    """Make every call in a fresh `python -m pytest`, one test a check."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_calls.py"]
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"the bare pytest failed:\n{done.stdout[-2000:]}")


def fork_and_wait(libraries: Sequence[str]) -> float:
    """CPU seconds of a fork of a process with these libraries that ends at once: what no check can go below."""
    command = [sys.executable, "-c", FORKS.format(libraries=list(libraries))]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)  # noqa: S603
