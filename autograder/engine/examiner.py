"""Run the checks of a chapter against one submission: ask, then judge.

What comes out is what happened to each check (`Examined`); points, outcomes and diagnosis are made from
that in `assemble`.
"""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import msgspec
import numpy as np

from autograder.engine import show
from autograder.engine.check import Check
from autograder.engine.limits import Limits, on_device, words
from autograder.engine.observe import CheckFailed, Died, Observation, Raised, Skipped
from autograder.engine.sandbox import Box, Ending, Session, SessionDied
from autograder.engine.seeds import Seed
from autograder.engine.subject import Request, Subject
from autograder.engine.tape import Tape

NEEDS_GPU = "needs a GPU; run it with --device cuda"
Log = list[tuple[Request, Observation]]
ANSWERS_KEPT = 2  # times the limit of one answer: what the answers of one submission may hold together


@dataclass
class Examined:
    """What happened to one check at one attempt."""

    check: Check
    verdict: CheckFailed | Exception | None  # None: passed; another exception: the check broke
    trace: str  # the examiner's traceback where the check broke, for the instructor
    log: Log  # what the student was asked in this check, and answered
    shared: list[str]  # names of the shared experiments that it used
    asked: Log  # what the reference was asked
    ending: Ending


@dataclass
class Examination:
    """A submission on its way through the checks; remembers the shared experiments."""

    box: Box
    tape: Tape
    seed: Seed
    limits: Limits
    reference: Callable[[str, int], Callable[[Request], Observation]] | None = None  # default: the tape
    kept: int = 0  # bytes of all answers so far: they stay until the report is made
    student_shared: dict[tuple[str, int], _Shared] = field(default_factory=dict[tuple[str, int], "_Shared"])
    reference_shared: dict[tuple[str, int], _Shared] = field(default_factory=dict[tuple[str, int], "_Shared"])

    def run(self, check: Check, attempt: int = 0) -> Examined:
        """One check, whatever the submission does. One for a device that the box lacks is skipped."""
        if check.device and check.device != self.box.device.kind:
            return Examined(check, Skipped(NEEDS_GPU), "", [], [], [], Ending(None))
        worker = _Worker(self, self.worker_seed(check.id, attempt), self.limits, check.device is not None)
        used: list[str] = []

        def share(experiment: Callable[..., Any]) -> Any:
            if worker.session is not None:  # one worker at a time
                raise RuntimeError(f"{check.id}: ask for shared experiments before anything else")
            used.append(experiment.__name__)
            return self._shared_by_student(experiment, attempt)

        student = Subject(worker.answer, share)
        reference = Subject(
            self._reference(check.id, attempt), lambda experiment: self._shared_by_reference(experiment, attempt)
        )
        offered = {
            "student": student,
            "reference": reference,
            "rng": np.random.default_rng(self.seed.stream(check.id, attempt)),
        }
        wanted = inspect.signature(check.function).parameters
        verdict, trace = None, ""
        try:
            check.function(**{name: offered[name] for name in wanted})
        except CheckFailed as failure:
            verdict = failure
        except Exception as broken:  # noqa: BLE001 - whatever a check does, the report is written
            verdict, trace = broken, traceback.format_exc()
        finally:
            worker.close()
        return Examined(check, verdict, trace, student.log, used, reference.log, worker.ending)

    def log_of(self, examined: Examined, attempt: int = 0) -> Log:
        """All that the student answered for a check, shared experiments included."""
        shared = [self.student_shared[name, attempt].log for name in examined.shared]
        return [entry for log in [*shared, examined.log] for entry in log]

    def worker_seed(self, name: str, attempt: int) -> int:
        """For the worker's own generators. Not the check's stream: what the worker knows tells nothing of inputs."""
        return self.seed.stream(f"worker:{name}", attempt)

    def _reference(self, name: str, attempt: int) -> Callable[[Request], Observation]:
        if self.reference is not None:
            return self.reference(name, attempt)
        try:
            return self.tape.entry(name, attempt).replay()
        except LookupError as error:
            reason = error

        def missing(_: Request) -> Observation:
            raise reason

        return missing

    def _shared_by_student(self, experiment: Callable[..., Any], attempt: int) -> Any:
        name = experiment.__name__
        if (name, attempt) not in self.student_shared:
            with _Worker(self, self.worker_seed(shared_key(name), attempt), self.limits) as worker:
                self.student_shared[name, attempt] = self._run_shared(experiment, worker.answer, attempt)
        return self.student_shared[name, attempt].value()

    def _shared_by_reference(self, experiment: Callable[..., Any], attempt: int) -> Any:
        name = experiment.__name__
        if (name, attempt) not in self.reference_shared:
            answer = self._reference(shared_key(name), attempt)
            self.reference_shared[name, attempt] = self._run_shared(experiment, answer, attempt)
        return self.reference_shared[name, attempt].value()

    def _run_shared(
        self, experiment: Callable[..., Any], answer: Callable[[Request], Observation], attempt: int
    ) -> _Shared:
        subject = Subject(answer, _no_nesting)
        rng = np.random.default_rng(self.seed.stream(shared_key(experiment.__name__), attempt))
        try:
            return _Shared(experiment(subject, rng), None, subject.log)
        except Exception as broken:  # noqa: BLE001 - each check that uses it breaks, or fails, with it
            return _Shared(None, broken, subject.log)


def shared_key(name: str) -> str:
    """The tape's name for a shared experiment."""
    return f"shared:{name}"


def examine(examination: Examination, checks: Sequence[Check]) -> list[tuple[Examined, int]]:
    """Every check once; one that misses and may be repeated, on further seeds until one passes.

    Returns what is to be judged and its attempt: the passing attempt, or the first where all missed.
    """
    done: list[tuple[Examined, int]] = []
    for check in checks:
        first = examination.run(check)
        outcome = (first, 0)
        for attempt in range(1, check.repeats + 1):
            if not isinstance(outcome[0].verdict, CheckFailed) or not_started(examination.log_of(first)):
                break
            again = examination.run(check, attempt)
            if again.verdict is None:
                outcome = (again, attempt)
                break
        done.append(outcome)
    return done


def not_started(log: Log) -> str | None:
    """What the first NotImplementedError in the log names, None if there is none."""
    for _, observation in log:
        if isinstance(observation, Raised) and observation.not_started:
            return observation.message
    return None


@dataclass
class _Shared:
    result: Any
    broken: Exception | None
    log: Log

    def value(self) -> Any:
        if self.broken is not None:
            raise self.broken
        return self.result


def _no_nesting(experiment: Callable[..., Any]) -> Any:
    raise RuntimeError(f"a shared experiment cannot use another one ({experiment.__name__})")


@dataclass
class _Worker:
    """One session, begun at the first question, and never an exception for what the student did."""

    examination: Examination
    seed: int
    limits: Limits
    device: bool = False
    session: Session | None = None
    died: Died | None = None
    ending: Ending = Ending(None)

    def __post_init__(self) -> None:
        self.box = self.examination.box
        self.known = self.box.experiments
        if self.device:
            self.limits = on_device(self.limits)

    def answer(self, request: Request) -> Observation:
        if self.died is not None:
            return self.died
        try:
            if self.session is None:
                self.session = self.box.start(self.seed, self.limits, self.device)
            before = self.session.received
            reply = self.session.ask(self._plain(request))
            self.examination.kept += self.session.received - before
            if self.examination.kept > (most := ANSWERS_KEPT * self.limits.answer_mb) * 2**20:
                self.died = Died("answer", f"sent answers that hold more than {most} MB together, and was stopped")
                return self.died
            return observation_of(reply, self.limits)
        except SessionDied:
            self.close()
            cause = self.ending.cause or "crash"
            self.died = Died(cause, words(cause, self.limits, self.ending.detail))
            return self.died

    def _plain(self, request: Request) -> dict[str, Any]:
        """The experiments' source travels once; "" stands for the one that the worker knows."""
        plain = request.to_plain()
        if request.source is not None:
            plain["source"] = "" if request.source == self.known else request.source
            self.known = request.source
        return plain

    def close(self) -> None:
        if self.session is not None:
            self.session.close()
            self.ending = self.session.ending
            self.session = None

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


def observation_of(reply: object, limits: Limits) -> Observation:
    """The worker's reply as an observation; one that has another form than a worker writes is garbled."""
    answer = cast("dict[str, Any]", reply) if isinstance(reply, dict) else {}
    if "value" in answer:
        return answer["value"]
    if isinstance(refused := answer.get("refused"), str):
        return Died("answer", words("answer", limits, show.clean(refused, 80)))
    raised = _Told.read(answer.get("raised"))
    if raised is None:
        return Died("garbled", words("garbled", limits, "not a reply"))
    message = words("memory", limits) if raised.type == "MemoryError" else raised.message
    return Raised(raised.type, message, raised.file, raised.line, raised.text)


class _Told(msgspec.Struct):
    """What a worker tells of an exception."""

    type: str
    message: str
    file: str | None = None
    line: int | None = None
    text: str | None = None

    @classmethod
    def read(cls, plain: object) -> _Told | None:
        try:
            return msgspec.convert(plain, cls)
        except msgspec.ValidationError:
            return None
