"""The command that starts a zygote in a root of its own: read-only, and nothing in it but what it needs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.engine.roots import Roots

DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
BOX = "/box"  # where each worker gets its scratch folder, and the zygote's own temporary folder

NAMESPACES = ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")


def bubblewrap(program: str, roots: Roots, nodes: Sequence[Path] = ()) -> list[str]:
    """Arguments up to the command that runs inside.

    nodes: of a GPU, on top of those that every program needs
    """
    devices = [*DEVICES, *map(str, nodes)]
    return [
        *(program, *NAMESPACES),
        # root needs no user namespace, and keeps what it takes to become nobody
        *(("--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID") if os.geteuid() == 0 else ()),
        *(() if os.geteuid() == 0 else ("--unshare-user",)),
        *_parents([*(root.path for root in roots.readable), *map(Path, devices)]),
        *_readable(roots),
        *(part for device in devices for part in ("--dev-bind", device, device)),
        *("--proc", "/proc", "--perms", "1777", "--tmpfs", BOX),
        *("--remount-ro", "/", "--chdir", "/", "--"),
    ]


def _parents(paths: list[Path]) -> Iterator[str]:
    """Folders above what is bound, readable for the user that the zygote becomes."""
    above = {parent for path in paths for parent in path.parents if parent != Path("/")}
    for folder in sorted(above):
        yield from ("--perms", "0755", "--dir", str(folder))


def _readable(roots: Roots) -> Iterator[str]:
    for root in roots.readable:
        yield from ("--ro-bind", str(root.path), str(root.path))
        for name in root.hidden:
            yield from ("--perms", "0755", "--tmpfs", str(root.path / name))
    for hidden in (root.path / name for root in roots.readable for name in root.hidden):
        if all(hidden != root.path for root in roots.readable):  # else a bind lies over it
            yield from ("--remount-ro", str(hidden))
