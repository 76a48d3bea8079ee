"""A slot whose every submission answers one constant: proves that checks ask before they judge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograder.engine.limits import Limits
from autograder.engine.report import CPU, Device, Isolation
from autograder.engine.sandbox import Ending, Payload


@dataclass
class ConstantSlot:
    """Slot, box and session in one, since none of them does anything."""

    value: Any
    isolation: Isolation = Isolation("none", "nothing was run", "")
    ending: Ending = Ending(None)
    experiments: str = ""
    device: Device = CPU
    received: int = 0

    def open(self, payload: Payload) -> ConstantSlot:
        return self

    def start(self, seed: int, limits: Limits, device: bool = False) -> ConstantSlot:
        return self

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"value": self.value}

    def close(self) -> None:
        pass

    def __enter__(self) -> ConstantSlot:
        return self

    def __exit__(self, *details: object) -> None:
        pass
