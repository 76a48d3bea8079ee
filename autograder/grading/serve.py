"""A process that is a slot. Submissions come in, reports with their pages go out.

    python -m autograder.grading.serve [ROOT]

speaks on its input and output in the frames of `slot_process`: first the run, then one submission after another.
It ends with its input, whatever it is doing: nothing outlives the grader.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

from autograder.engine.grade import Work
from autograder.grading.run import Run
from autograder.grading.slot_process import read_frame, write_frame
from autograder.grading.slots import Broke, Graded, Refused, SlotWorker, begin

Grade = Callable[[SlotWorker, Work], Graded]


def serve(orders: BinaryIO, answers: BinaryIO, root: Path | None = None, grade: Grade = SlotWorker.grade) -> None:
    """Be a slot until the input ends. The first answer is empty, or says in words why nothing can be graded here.

    root: of the course, if it is not where the run says
    """
    run: Run = pickle.loads(read_frame(orders))  # noqa: S301 - from the grader, which started this process
    try:
        worker = begin(run if root is None else replace(run, root=root))
    except Refused as refused:
        write_frame(answers, str(refused).encode())
        return
    write_frame(answers, b"")
    todo: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_receive, args=(orders, todo, worker), daemon=True).start()
    while True:
        write_frame(answers, pickle.dumps(_answer(worker, grade, todo.get())))


def _answer(worker: SlotWorker, grade: Grade, work: bytes) -> Graded | Broke:
    try:
        return grade(worker, pickle.loads(work))  # noqa: S301 - from the grader
    except Exception:  # noqa: BLE001 - one submission never stops the rest
        return Broke(traceback.format_exc())


def _receive(orders: BinaryIO, todo: SimpleQueue[bytes], worker: SlotWorker) -> None:
    """Hand the work on. At the end of the input the process ends, in the middle of a submission too."""
    try:
        while True:
            todo.put(read_frame(orders))
    except EOFError:
        worker.slot.close()
        os._exit(0)


def main(grade: Grade = SlotWorker.grade) -> None:
    """What a library prints must not come between the answers."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers, Path(sys.argv[1]) if sys.argv[1:] else None, grade)


if __name__ == "__main__":
    main()
