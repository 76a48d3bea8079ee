"""Who grades: slots on this machine, or a cluster's workers (`cluster`). A batch sees nothing but this interface."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol

from autograder.engine.grade import Work
from autograder.grading.run import Run
from autograder.grading.slot_process import SLOT, SlotGone, SlotProcess
from autograder.grading.slots import Broke, Graded


class CrewRefused(Exception):
    """Nobody of the crew can grade this run. The message says why."""


class GraderBroke(Exception):
    """The grader, or the process it ran in, broke on one submission. The message is for the instructor."""


class Crew(Protocol):
    """Takes submissions, gives reports."""

    window: int  # how many submissions to hand out at a time, so that nobody waits

    def submit(self, work: Work) -> Future[Any]: ...

    def result(self, future: Future[Any]) -> Graded:
        """Of a finished future. Raises GraderBroke and CrewRefused."""
        ...

    def again(self) -> Crew:
        """Who grades alone what went wrong among the others. Ends this crew if it is another one."""
        ...

    def close(self) -> None: ...


def opened(answer: bytes) -> Graded:
    """What a slot answered. Raises GraderBroke."""
    found: Graded | Broke = pickle.loads(answer)  # noqa: S301 - from the slot's process, which is ours: no student code
    if isinstance(found, Broke):
        raise GraderBroke(found.trace)
    return found


class LocalCrew:
    """Slots of this machine: as many threads, each with a slot process that starts with its first submission."""

    def __init__(self, run: Run, slots: int, command: Sequence[str] = SLOT) -> None:
        """run: with its tapes."""
        self.window = 2 * slots
        self._run, self._command = run, command
        self._setup = pickle.dumps(run)
        self._pool = ThreadPoolExecutor(slots)
        self._mine = threading.local()
        self._started: set[SlotProcess] = set()

    def submit(self, work: Work) -> Future[Any]:
        return self._pool.submit(self._grade, work)

    def result(self, future: Future[Any]) -> Graded:
        return opened(future.result())

    def again(self) -> LocalCrew:
        self.close()
        return LocalCrew(self._run, 1, self._command)

    def close(self) -> None:
        """Without waiting for what was not begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for slot in list(self._started):
            slot.close()
        self._pool.shutdown()

    def _grade(self, work: Work) -> bytes:
        try:
            return self._slot().ask(pickle.dumps(work))
        except SlotGone as gone:
            self._dismiss()
            raise GraderBroke(str(gone)) from None

    def _slot(self) -> SlotProcess:
        slot: SlotProcess | None = getattr(self._mine, "slot", None)
        if slot is None:
            slot = SlotProcess(self._setup, self._command)
            self._started.add(slot)
            self._mine.slot = slot
            if slot.ready:
                self._dismiss()
                raise CrewRefused(slot.ready.decode())
        return slot

    def _dismiss(self) -> None:
        slot: SlotProcess | None = getattr(self._mine, "slot", None)
        if slot is not None:
            self._started.discard(slot)
            slot.close()
            self._mine.slot = None
