"""What a worker may use, and the words for each limit that was hit."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits of one check. CPU seconds decide; wall time is a generous backstop."""

    cpu_seconds: float = 10.0
    wall_seconds: float = 60.0
    memory_mb: int = 1024  # address space beyond the libraries'
    processes: int = 0  # beyond the worker itself; threads are allowed
    file_mb: int = 16  # everything written to the scratch folder
    files: int = 256  # number of files in it
    output_kb: int = 256  # printed to stdout and stderr together
    answer_mb: int = 64  # one answer


CONTEXT_SECONDS = 30.0  # until a GPU has a context and its kernels are loaded, on a busy machine


def on_device(limits: Limits) -> Limits:
    """For a check with a device: with the time in which the device is made ready, before anything is computed."""
    return replace(
        limits,
        cpu_seconds=limits.cpu_seconds + CONTEXT_SECONDS,
        wall_seconds=limits.wall_seconds + CONTEXT_SECONDS,
    )


CAUSES = ("cpu", "wall", "memory", "files", "output", "answer", "crash", "exit", "garbled")


def words(cause: str, limits: Limits, detail: str = "") -> str:
    """The sentence for the student. `detail` is a signal name, an exit code, what was garbled or refused."""
    return {
        "cpu": f"used more than {limits.cpu_seconds:g} s of CPU time and was stopped",
        "wall": f"did not answer within {limits.wall_seconds:g} s and was stopped",
        "memory": f"needed more than {limits.memory_mb} MB of memory",
        "files": f"wrote more than {limits.file_mb} MB or {limits.files} files and was stopped",
        "output": f"printed more than {limits.output_kb} kB and was stopped",
        "answer": f"returned too much to be sent ({detail}); up to {limits.answer_mb} MB can be",
        "crash": f"crashed the Python process ({detail})",
        "exit": f"ended the Python process ({detail}) before it answered",
        "garbled": f"sent an answer that cannot be read ({detail})",
    }[cause]
