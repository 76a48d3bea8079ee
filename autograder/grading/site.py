"""What a Dask worker holds of a run: the code to grade with, and warm slots.

This module travels to the workers by its value, since they need not have the suite installed: it uses nothing but the
standard library, Dask, and `slot_process`, which travels along.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import os
import queue
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker

from autograder.grading.slot_process import SLOT, SlotProcess

MAKE_TAPES = ("-m", "autograder.grading.tapes_elsewhere")


class Site(WorkerPlugin):
    """Set up on every worker, also on one that joins later.

    A worker that accepts the run offers as many of the resource `name` as it has threads; submissions ask for one
    each, and so go nowhere else.

    packed, digest: the bundle and its hash
    setup:          the run, as a slot reads it
    """

    def __init__(self, name: str, packed: bytes, digest: str, setup: bytes) -> None:
        self.name = name
        self.problem = ""  # why this worker takes no part, in words
        self._packed, self._digest, self._setup = packed, digest, setup

    async def setup(self, worker: Worker) -> None:
        self._idle: queue.SimpleQueue[SlotProcess] = queue.SimpleQueue()
        await asyncio.get_running_loop().run_in_executor(None, self._begin, worker.local_directory)
        if not self.problem:
            await worker.set_resources(**{self.name: worker.state.nthreads})

    def _begin(self, place: str) -> None:
        try:
            self._folder = unpack(self._packed, self._digest, place)
            slot = self._start()
            self._idle.put(slot)
            self.problem = slot.ready.decode()
        except Exception as error:  # noqa: BLE001 - a plugin that raises stops a worker for everybody
            self.problem = f"{type(error).__name__}: {error}"

    def _start(self) -> SlotProcess:
        return start(self._folder, SLOT, self._setup)

    def grade(self, work: bytes) -> bytes:
        """In an idle slot, or in a new one: Dask gives out no more at a time than the worker has threads."""
        try:
            slot = self._idle.get_nowait()
        except queue.Empty:
            slot = self._start()
        try:
            answer = slot.ask(work)
        except BaseException:
            slot.close()
            raise
        self._idle.put(slot)
        return answer

    async def teardown(self, worker: Worker) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self._end)

    def _end(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()
        shutil.rmtree(self._folder, ignore_errors=True)


def unpack(packed: bytes, digest: str, place: str) -> Path:
    """A new folder in `place` that holds the bundle. Raises ValueError if it is not the one that was sent."""
    if hashlib.sha256(packed).hexdigest() != digest:
        raise ValueError("the code that arrived is not the code that was sent")
    Path(place).mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="grading-", dir=place))
    folder.chmod(0o755)  # the sandbox's own user reads the worker's side of the engine
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(folder)
    return folder


def start(folder: Path, command: tuple[str, ...], question: bytes) -> SlotProcess:
    """A process that runs the bundle's code, whatever is installed here."""
    path = os.pathsep.join([str(folder), str(folder / "datasets")])
    return SlotProcess(question, (*command, str(folder)), {"PYTHONPATH": path})


def grade(name: str, work: bytes) -> bytes:
    """A submission's task. The site is looked up by name: tasks carry no copy of it."""
    site: Any = get_worker().plugins[name]
    return site.grade(work)


def problem(name: str, dask_worker: Any) -> str:
    """Why a worker takes no part, "" if it does."""
    return dask_worker.plugins[name].problem


def tapes(packed: bytes, digest: str, run: bytes) -> bytes:
    """The run with its tapes: made where the run's device is."""
    folder = unpack(packed, digest, get_worker().local_directory)
    try:
        process = start(folder, MAKE_TAPES, run)
        process.close()
        return process.ready
    finally:
        shutil.rmtree(folder, ignore_errors=True)
