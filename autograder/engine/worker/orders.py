"""What the trusted side and the clean processes of a sandbox say to each other: one message a packet.

A `Setup` starts the zygote, which answers `Ready`. A `Boxed` begins a submission; its packet carries the
forker's own socket and a file with the submission. Over that socket a `Start` begins a check (its packet
carries the worker's socket), `END` ends it, `OUT_OF_TIME` says that an answer did not come within the wall
limit, and the forker sends one `Done` a check. Student code reaches none of these sockets.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from autograder.engine.wire import Caps

PACKET = 128 * 1024
END, OUT_OF_TIME = b"end", b"out of time"
SUBMISSION = Caps(frame_bytes=2**30, header_bytes=2**24)  # it comes from the trusted side
OUTPUT_BYTES = 16 * 1024  # of what was printed, sent back


class Gpu(msgspec.Struct):
    """What a worker that may use a GPU gets on top."""

    nodes: list[str]  # device nodes
    environment: dict[str, str]  # which GPUs were chosen, for CUDA


class Setup(msgspec.Struct):
    """How to make the zygote."""

    rung: str
    libraries: list[str]
    readable: list[tuple[str, list[str]]]  # folder or file, and the names in it that stay hidden
    gpu: Gpu | None = None


class Ready(msgspec.Struct):
    """The zygote is warm. `note` says what could not be done, `scratch` is a temporary folder to clear in the end."""

    note: str = ""
    scratch: str = ""
    failed: str = ""


class Start(msgspec.Struct):
    """One check. The limits bear the names of `limits.Limits`."""

    seed: int
    cpu_seconds: float
    wall_seconds: float  # kept by the trusted side
    memory_mb: int
    processes: int
    file_mb: int
    files: int
    output_kb: int
    answer_mb: int
    device: bool = False  # whether it may use the GPU


class Done(msgspec.Struct):
    """How a check ended: measured by the forker.

    limit:  "wall", "files" or "output" if the forker stopped the worker for it
    ended:  the forker stopped the worker because it was still there after the end of the check
    status: as `os.wait4` gives it
    """

    limit: str = ""
    ended: bool = False
    status: int = 0
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    output: bytes = b""
    failed: str = ""  # the forker could not start the worker


Message = TypeVar("Message", Setup, Ready, Start, Done)

pack = msgspec.msgpack.encode


def unpack(data: bytes, kind: type[Message]) -> Message:
    """Raises msgspec.DecodeError."""
    return msgspec.msgpack.decode(data, type=kind)
