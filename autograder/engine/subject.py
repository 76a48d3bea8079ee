"""The one under test, as a check sees it: ask, and get an observation back.

    student.activations.softmax(logits)          calls the submission's function
    student.run(experiment, 0.5, -1.2)           runs an experiment beside the submission
    student.lines(experiment, images)            the same, and how many of the submission's lines ran
    student.shared(trained_on_digits)            runs a shared experiment once, remembers its answer

Student and reference are both subjects. An answer may be `Raised` or `Died`; nothing here raises for it,
so that what the reference is asked never depends on a student's answer.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from autograder.engine.observe import Observation


@dataclass(frozen=True)
class Request:
    """One question. `source` is the experiment's module, None for a plain call."""

    name: str  # "activations.softmax", or the experiment's name
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    source: str | None = None
    lines: bool = False  # answer with the number of lines that ran, too

    def to_plain(self) -> dict[str, Any]:
        plain = {"name": self.name, "args": list(self.args), "kwargs": self.kwargs, "source": self.source}
        return plain | {"lines": True} if self.lines else plain


@dataclass
class Subject:
    """Asks through `answer` and keeps a log of what was asked and answered."""

    answer: Callable[[Request], Observation]
    share: Callable[[Callable[..., Any]], Any]
    log: list[tuple[Request, Observation]] = field(default_factory=list[tuple[Request, Observation]])

    def run(self, experiment: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a top-level function of the chapter's experiments beside the code under test."""
        return self.ask(Request(experiment.__name__, args, kwargs, _module_source(experiment)))

    def lines(self, experiment: Callable[..., Any], *args: Any) -> Any:
        """Run an experiment and count: {"answer": what it returned, "lines": lines of the submission that ran}."""
        return self.ask(Request(experiment.__name__, args, {}, _module_source(experiment), lines=True))

    def shared(self, experiment: Callable[..., Any]) -> Any:
        """The answer of `experiment(subject, rng)`, run once for a submission and seed in its own worker.

        A check asks for its shared experiments before anything else.
        """
        return self.share(experiment)

    def __getattr__(self, module: str) -> _Module:
        if module.startswith("__"):
            raise AttributeError(module)
        return _Module(self, module)

    def ask(self, request: Request) -> Observation:
        """Ask, and keep question and answer in the log."""
        observation = self.answer(request)
        self.log.append((request, observation))
        return observation


@dataclass(frozen=True)
class _Module:
    subject: Subject
    name: str

    def __getattr__(self, function: str) -> Callable[..., Any]:
        if function.startswith("__"):
            raise AttributeError(function)

        def call(*args: Any, **kwargs: Any) -> Any:
            return self.subject.ask(Request(f"{self.name}.{function}", args, kwargs))

        return call


@cache
def _module_source(experiment: Callable[..., Any]) -> str:
    module = inspect.getmodule(experiment)
    if module is None:
        raise TypeError(f"{experiment!r} is not a top-level function of a module")
    return inspect.getsource(module)
