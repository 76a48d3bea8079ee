"""What a sandbox must open for CUDA beside the device nodes: the driver's libraries, and what they read of the system.

Nothing of it is opened unless a device is asked for and a chapter has checks for it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.engine.device import HIDDEN, VISIBLE, nodes
from autograder.engine.report import Device
from autograder.engine.roots import Root, Roots
from autograder.engine.worker.orders import Gpu

LIBRARY = "libcuda.so.1"
LIBRARIES = ("libcuda.so*", "libcudadebugger.so*", "libnvidia-*.so*")  # beside it, of the same driver
SYSTEM = Path("/sys")
# The driver's modules, where memory and processors are, and which functions the PCI bus has
READ = ("module/nvidia*", "devices/system/cpu", "devices/system/memory", "devices/system/node", "bus/pci/devices")
GPU_FUNCTIONS = "bus/pci/drivers/nvidia/*:*"  # links to the GPUs' own folders
ORDER = "CUDA_DEVICE_ORDER"


class NoDriver(Exception):
    """A sandbox cannot be given the device. The message says what is missing."""


@dataclass(frozen=True)
class Driver:
    """What is opened of this machine for a device.

    nodes:   device nodes, opened for reading, writing and the driver's own calls
    roots:   files and folders to read that no sandbox has otherwise
    folders: where the loader finds the driver's libraries, if it would not find them by itself
    """

    nodes: tuple[Path, ...]
    roots: tuple[Root, ...]
    folders: tuple[Path, ...]

    def added_to(self, found: Roots) -> Roots:
        return replace(found, readable=(*found.readable, *self.roots))

    def environment(self) -> dict[str, str]:
        """For the warm process, in which nothing may find a GPU yet.

        With the second name, even code that asks torch for a GPU at its import does not touch CUDA.
        """
        search = {"LD_LIBRARY_PATH": ":".join(map(str, self.folders))} if self.folders else {}
        return search | {
            VISIBLE: HIDDEN,
            "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
            "CUDA_CACHE_DISABLE": "1",  # compiled kernels would fill the scratch folder
        }

    def orders(self) -> Gpu:
        """For the worker of a check with a device: what it may open, and the GPUs that were chosen."""
        chosen = {name: os.environ[name] for name in (VISIBLE, ORDER) if name in os.environ}
        return Gpu([str(node) for node in self.nodes], chosen)


def driver(device: Device, found: Roots) -> Driver | None:
    """What `device` needs beside what a sandbox reads anyway; None for the CPU. Raises NoDriver."""
    if device.kind == "cpu":
        return None
    opened = nodes()
    if not opened:
        raise NoDriver("there are no device nodes of NVIDIA's driver to open")
    libraries = [path for path in places(LIBRARY) if path.exists()]
    if not libraries:
        raise NoDriver(f"the loader finds no {LIBRARY}")
    folder = libraries[0].resolve().parent  # systems keep links to it in other places
    files = sorted({path for pattern in LIBRARIES for path in folder.glob(pattern)})
    there = [root.path for root in found.readable if not root.hidden]
    readable = [Root(path) for path in files if not any(path.is_relative_to(root) for root in there)]
    at_hand = not readable and libraries[0].parent.resolve() == folder
    return Driver(tuple(opened), (*readable, *map(Root, _system())), () if at_hand else (folder,))


def places(library: str) -> Iterator[Path]:
    """Where the loader looks for a library: the folders of LD_LIBRARY_PATH, then its own cache."""
    for folder in filter(None, os.environ.get("LD_LIBRARY_PATH", "").split(":")):
        yield Path(folder, library)
    yield from cached(_cache(), library)


def cached(listing: str, library: str) -> Iterator[Path]:
    """Paths of a 64-bit library in what `ldconfig -p` prints: "name (kinds) => path"."""
    for line in listing.splitlines():
        entry = re.fullmatch(r"\s*(\S+) \(([^)]*)\) => (\S+)", line)
        if entry is not None and entry[1] == library and re.search(r"x86-64|AArch64", entry[2]):
            yield Path(entry[3])


def _cache() -> str:
    program = shutil.which("ldconfig") or "/sbin/ldconfig"  # not on every user's path
    try:
        return subprocess.run([program, "-p"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - fixed
    except OSError:
        return ""


def _system() -> list[Path]:
    """The folders of /sys that the driver's libraries read, without one inside another."""
    found = {path.resolve() for path in _globbed(READ)} | {path.resolve() for path in _globbed((GPU_FUNCTIONS,))}
    return sorted(path for path in found if not found & set(path.parents))


def _globbed(patterns: Sequence[str]) -> Iterable[Path]:
    return (path for pattern in patterns for path in sorted(SYSTEM.glob(pattern)))
