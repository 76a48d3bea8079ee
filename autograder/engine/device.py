"""Which device checks may use: asked here, on the trusted side, of the system and never of torch.

CUDA does not survive a fork. Whoever touches it before a worker is forked (importing torch is harmless, asking it for
a GPU is not) takes it away from the worker.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from autograder.engine.report import CPU, Device

Asked = Literal["cpu", "cuda", "auto"]
CHOICES: tuple[Asked, ...] = ("cpu", "cuda", "auto")
HELP = "Where checks for a GPU run. cpu: they are skipped. auto: on a GPU if there is one. No mark depends on it."
VISIBLE = "CUDA_VISIBLE_DEVICES"  # with it, people choose among their GPUs
HIDDEN = "-1"  # hides them all; Windows cannot keep an empty value
NO_SUCH = ("", HIDDEN, "NoDevFiles")
DEV = Path("/dev")
MODELS = Path("/proc/driver/nvidia/gpus")  # where the driver describes each GPU
TOOL = "nvidia-smi"
PATIENCE = 30.0  # s: a driver that nobody uses may have to load itself first
REPAIR = "Repair that (`nvidia-smi -L` must list the GPU), or run with --device cpu: no mark changes."


class NoDevice(Exception):
    """There is no GPU that can be used. The message gives the reason and the repair."""


def choose(asked: Asked) -> tuple[Device, str]:
    """The device, and what to tell people of the choice: "" unless `auto` found none.

    Raises NoDevice if a GPU is asked for and there is none.
    """
    if asked == "cpu":
        return CPU, ""
    name, reason = find()
    if name:
        return Device("cuda", name), ""
    if asked == "auto":
        return CPU, f"Without a GPU ({reason}): checks that need one are skipped."
    raise NoDevice(f"--device cuda: {reason}. {REPAIR}")


def find() -> tuple[str, str]:
    """(name of the GPU, ""), or ("", why there is none)."""
    if os.environ.get(VISIBLE) in NO_SUCH:
        return "", f"{VISIBLE} hides every GPU"
    if _torch_is_for_cpus():
        return "", "the installed torch is a build without CUDA; pytorch.org/get-started/locally names the one with it"
    if sys.platform == "linux" and not nodes() and not (DEV / "dxg").exists():  # dxg: Linux inside Windows
        return "", f"this machine has no {DEV}/nvidia0: NVIDIA's driver is not installed, or a container hides it"
    names, complaint = _listed()
    names = names or _models()
    return (_first_visible(names), "") if names else ("", complaint)


def nodes() -> list[Path]:
    """The device nodes of the driver that computing needs, in a fixed order; none of those for screens."""
    patterns = ("nvidiactl", "nvidia[0-9]*", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-caps/nvidia-cap[0-9]*")
    found = [path for pattern in patterns for path in sorted(DEV.glob(pattern))]
    return found if any(re.fullmatch(r"nvidia\d+", path.name) for path in found) else []


def _listed() -> tuple[list[str], str]:
    """Names by the driver's own tool, or why there are none."""
    command = [TOOL, "--query-gpu=name", "--format=csv,noheader"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603 - fixed
    except FileNotFoundError:
        return [], f"{TOOL} is not installed"
    except (OSError, subprocess.TimeoutExpired) as error:
        return [], f"{TOOL} does not answer ({error})"
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    if done.returncode != 0 or not lines:
        said = " ".join((done.stdout + done.stderr).split())[:200]
        return [], f"{TOOL} says: {said or 'nothing'}"
    return lines, ""


def _models() -> list[str]:
    """Names by the driver's files, where a container holds the driver without its tool."""
    found: list[str] = []
    for path in sorted(MODELS.glob("*/information")):
        model = re.search(r"^Model:\s*(.+?)\s*$", path.read_text("utf-8", "replace"), re.MULTILINE)
        found += [model[1]] if model else []
    return found


def _first_visible(names: list[str]) -> str:
    first = os.environ.get(VISIBLE, "0").split(",")[0].strip()
    index = int(first) if first.isdecimal() else 0  # else a UUID: GPUs of one machine are mostly alike
    return names[index] if index < len(names) else names[0]


def _torch_is_for_cpus() -> bool:
    """Whether the installed torch says of itself that it was built without CUDA; it is not imported."""
    spec = find_spec("torch")
    if spec is None or not spec.submodule_search_locations:
        return False  # nothing to say: a chapter may compute on a GPU without torch
    version = Path(spec.submodule_search_locations[0], "version.py")
    return version.is_file() and bool(re.search(r"^cuda\b[^=]*=\s*None", version.read_text("utf-8"), re.MULTILINE))
