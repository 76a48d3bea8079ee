"""One run at a time writes into a results folder."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: nobody is kept out there
    fcntl = None


class InUse(Exception):
    """Another run writes there. The message says where, and what to do."""


@contextmanager
def only_one(results: Path, chapter: str) -> Generator[None]:
    """Keep other runs of the chapter out. The lock goes with the process, however that ends. Raises InUse."""
    results.mkdir(parents=True, exist_ok=True)
    if fcntl is None:
        yield
        return
    with (results / f".{chapter}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(
                f"another run grades {chapter} into {results}: wait until it has ended, or name another --out"
            ) from None
        yield
