"""Inside the worker: run what was asked beside the student's code, return what came of it.

Holds no check, no expected value and no verdict. Everything here may be tampered with by the code that
it runs: what it says is a claim about values, judged elsewhere.
"""

from __future__ import annotations

import importlib
import linecache
import random
import site
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, FrameType, TracebackType
from typing import Any

import numpy as np

from autograder.engine.wire import Channel, WireError

MESSAGE_KEPT = 500


def import_warm(libraries: Sequence[str]) -> None:
    """Import what a chapter allows and touch what is imported late, so that no check pays for it."""
    site.setquit()  # `exit` and `quit`, which a bare interpreter lacks
    importlib.import_module("numpy.random")  # not numpy.testing: few use it, and every fork pays for its pages
    np.linalg.norm(np.ones((2, 2)) @ np.ones((2, 2)))
    for library in libraries:
        importlib.import_module(library)
    if "torch" in libraries:
        torch = importlib.import_module("torch")
        torch.set_num_threads(1)
        parameter = torch.nn.Linear(2, 2)
        optimizer = torch.optim.Adam(parameter.parameters())
        parameter(torch.ones(1, 2)).sum().backward()
        optimizer.step()


def serve(channel: Channel, package: str, folder: Path, seed: int) -> None:
    """Answer requests until the examiner closes the channel.

    package: name of the student's package, which lies in `folder`
    """
    sys.path[:0] = [str(folder)]
    sys.path.append(str(folder / package))  # for submissions that write `import activations`
    for place in (str(folder), str(folder / package)):
        sys.path_importer_cache[place] = FileFinder(place, (_Source, [".py"]))
    _seed(seed)
    chapter = Package(package)
    while True:
        try:
            request = channel.receive()
        except EOFError:
            return
        reply = _answer(chapter, folder / package, request)
        try:
            channel.send(reply)
        except WireError as error:
            channel.send({"refused": str(error)})


class Package:
    """The student's package: `chapter.activations` imports that module when it is first needed."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, module: str) -> Any:
        full = f"{self._name}.{module}"
        try:
            return importlib.import_module(full)
        except ModuleNotFoundError as error:
            if error.name == full:
                raise _NotThereError(f"{module}.py is missing") from None
            raise


class _Source(SourceFileLoader):
    """Reads source and nothing else: no check finds bytecode, so none need look for it."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


class _NotThereError(Exception):
    """What was asked for is not in the submission."""


def _seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed % 2**32)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(seed)


def _answer(chapter: Package, home: Path, request: dict[str, Any]) -> dict[str, Any]:
    try:
        function = _find(chapter, request)
        if request.get("lines"):
            return {"value": _counted(home, function, *request["args"])}
        return {"value": function(*request["args"], **request["kwargs"])}
    except BaseException as error:  # noqa: BLE001 - also SystemExit: ending the process is no way to avoid an answer
        return {"raised": _describe(error, home)}


def _find(chapter: Package, request: dict[str, Any]) -> Callable[..., Any]:
    name: str = request["name"]
    source: str | None = request["source"]
    if source is not None:
        experiment = _experiments(source)[name]
        return lambda *args, **kwargs: experiment(chapter, *args, **kwargs)
    module, function = name.split(".")
    try:
        return getattr(getattr(chapter, module), function)
    except AttributeError:
        raise _NotThereError(f"{module}.py defines no {function}") from None


def _counted(home: Path, function: Callable[..., Any], *args: Any) -> dict[str, Any]:
    """The answer of a call, and how many lines of the submission ran for it; importing a module does not count."""
    inside, count = str(home), 0

    def line(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        count += event == "line"
        return line

    def call(frame: FrameType, *_: object) -> Any:
        code = frame.f_code
        return line if code.co_filename.startswith(inside) and code.co_name != "<module>" else None

    sys.settrace(call)
    try:
        answer = function(*args)
    finally:
        sys.settrace(None)
    return {"answer": answer, "lines": count}


_experiments_now: dict[str, Any] = {}


def prepare(source: str) -> None:
    """Compile the exam's experiments, so that questions need not carry them: "" stands for those here."""
    _experiments_now.clear()
    _experiments_now["__name__"] = "experiments"
    exec(compile(source, "experiments", "exec"), _experiments_now)  # noqa: S102 - this is how experiments travel


def _experiments(source: str) -> dict[str, Any]:
    if source:
        prepare(source)
    return _experiments_now


def _describe(error: BaseException, home: Path) -> dict[str, Any]:
    described: dict[str, Any] = {"type": type(error).__name__, "message": _text(error)}
    if isinstance(error, _NotThereError):
        described["type"] = "NotThere"
    if isinstance(error, SyntaxError):
        described["message"] = str(error.msg)
        return described | _place(error.filename or "", error.lineno, home)
    trace: TracebackType | None = error.__traceback__
    while trace is not None:  # the innermost frame inside the submission
        described |= _place(trace.tb_frame.f_code.co_filename, trace.tb_lineno, home)
        trace = trace.tb_next
    return described


def _place(filename: str, line: int | None, home: Path) -> dict[str, Any]:
    path = Path(filename)
    if line is None or home not in path.parents:
        return {}
    text = linecache.getline(filename, line).strip()
    return {"file": path.relative_to(home).as_posix(), "line": line, "text": text[:200]}


def _text(error: BaseException) -> str:
    try:
        return str(error)[:MESSAGE_KEPT]
    except Exception:  # noqa: BLE001 - a student's __str__ may do anything
        return ""
