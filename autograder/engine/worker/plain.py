"""The worker as a fresh process, without a fork: `python -m autograder.engine.worker.plain FOLDER LIBRARY…`.

Reads checks from its standard input and answers on its standard output, which the student's code never
gets to see: both are moved away before it is imported.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import sys
import threading
import time
from pathlib import Path
from typing import Any

from autograder.engine.wire import Channel
from autograder.engine.worker.answer import import_warm, prepare, serve

CPU_EXIT = 86


def main() -> None:
    """Serve checks until standard input is closed."""
    reader, writer = _take_over_streams()
    folder, libraries = Path(sys.argv[1]), sys.argv[2:]
    import_warm(libraries)
    channel = Channel(reader, writer)
    channel.send({"warm": True})
    clean = set(sys.modules), list(sys.path)
    while True:
        try:
            start: dict[str, Any] = channel.receive()
        except EOFError:
            return
        _limit(start)
        scratch = folder / "work"
        _lay_out(scratch, start["package"], start["files"])
        os.chdir(scratch)
        prepare(start["experiments"])
        watch = _CpuWatch(start["cpu_seconds"])
        serve(_OneCheck(channel), start["package"], scratch, start["seed"])  # type: ignore[arg-type]
        watch.stop()
        channel.send({"cpu": watch.used()})
        _forget(*clean)
        os.chdir(folder)


class _OneCheck:
    """The channel until the examiner says that the check is over."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.send = channel.send

    def receive(self) -> Any:
        message = self._channel.receive()
        if "end" in message:
            raise EOFError
        return message


class _CpuWatch:
    """Ends the process when the check has used up its CPU seconds."""

    def __init__(self, seconds: float) -> None:
        self._began = time.process_time()
        self._over = threading.Event()
        threading.Thread(target=self._run, args=(seconds,), daemon=True).start()

    def used(self) -> float:
        return time.process_time() - self._began

    def stop(self) -> None:
        self._over.set()

    def _run(self, seconds: float) -> None:
        while not self._over.wait(0.1):
            if self.used() > seconds:
                os._exit(CPU_EXIT)


def _take_over_streams() -> tuple[Any, Any]:
    """Private copies of stdin and stdout; 0 becomes empty, 1 goes where 2 goes (the examiner's file)."""
    reader = os.fdopen(os.dup(0), "rb", buffering=0)
    writer = os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return reader, writer


def _limit(start: dict[str, Any]) -> None:
    """What the system can limit. Windows has no such limits."""
    try:
        resource = importlib.import_module("resource")
    except ModuleNotFoundError:
        return
    size = start["file_mb"] * 2**20
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    if sys.platform == "linux" and start["memory_mb"] is not None:  # macOS refuses an address space limit
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        memory = used + start["memory_mb"] * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _lay_out(scratch: Path, package: str, files: dict[str, bytes]) -> None:
    shutil.rmtree(scratch, ignore_errors=True)
    for name, content in files.items():
        path = scratch / package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _forget(modules: set[str], path: list[str]) -> None:
    """The next check imports the student's modules anew."""
    for name in set(sys.modules) - modules:
        if getattr(sys.modules[name], "__file__", None) and str(Path.cwd()) in str(sys.modules[name].__file__):
            del sys.modules[name]
    sys.path[:] = path
    importlib.invalidate_caches()


if __name__ == "__main__":
    with contextlib.suppress(EOFError):  # whoever started us is gone
        main()
