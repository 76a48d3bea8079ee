"""Which device is used, asked of stand-ins for the system: its nodes, NVIDIA's tool, the installed torch."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from autograder.engine import device
from autograder.engine.report import CPU, Device

pytestmark = pytest.mark.linux

NODES = ["nvidiactl", "nvidia0", "nvidia1", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-caps/nvidia-cap1"]
OTHERS = ["nvidia-modeset", "nvidia-caps/nvidia-cap-imex", "null", "dri/card0"]


class Machine:
    """A machine with as much of a GPU as a test gives it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        (folder / "bin").mkdir()
        for name in ("DEV", "MODELS"):
            monkeypatch.setattr(device, name, folder / name)
        monkeypatch.setenv("PATH", str(folder / "bin"))
        monkeypatch.delenv(device.VISIBLE, raising=False)
        self.torch(None)

    def nodes(self, *names: str) -> None:
        for name in names:
            path = self.folder / "DEV" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()

    def tool(self, script: str) -> None:
        path = self.folder / "bin" / "nvidia-smi"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def torch(self, version: str | None) -> None:
        """The installed torch's own words about itself, None if none is installed."""
        spec = None
        if version is not None:
            (self.folder / "version.py").write_text(version)
            spec = ModuleSpec("torch", None, is_package=True)
            spec.submodule_search_locations = [str(self.folder)]
        self.monkeypatch.setattr(device, "find_spec", lambda _: spec)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


@pytest.fixture
def with_gpus(machine: Machine) -> Machine:
    machine.nodes(*NODES, *OTHERS)
    machine.tool("echo 'NVIDIA A100-SXM4-40GB'; echo 'NVIDIA T4'")
    return machine


@pytest.mark.parametrize("asked", ["cuda", "auto"])
def test_a_gpu_is_used_under_the_name_that_the_driver_gives(with_gpus: Machine, asked: device.Asked) -> None:
    assert device.choose(asked) == (Device("cuda", "NVIDIA A100-SXM4-40GB"), "")


def test_the_cpu_is_used_without_a_question(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "find", None)
    assert device.choose("cpu") == (CPU, "")


def nothing(machine: Machine) -> None:
    pass


def no_tool(machine: Machine) -> None:
    machine.nodes(*NODES)


def only_a_screen(machine: Machine) -> None:
    machine.nodes("nvidiactl", "nvidia-modeset")
    machine.tool("echo 'NVIDIA T4'")


def another_driver(machine: Machine) -> None:
    machine.nodes(*NODES)
    machine.tool("echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18")


def nothing_listed(machine: Machine) -> None:
    machine.nodes(*NODES)
    machine.tool("true")


def torch_for_cpus(machine: Machine) -> None:
    machine.nodes(*NODES)
    machine.torch("__version__ = '2.13.0+cpu'\ncuda: Optional[str] = None\nhip: Optional[str] = None\n")


def hidden(machine: Machine) -> None:
    machine.nodes(*NODES)
    machine.tool("echo 'NVIDIA T4'")
    machine.monkeypatch.setenv(device.VISIBLE, "")


WITHOUT = [
    (nothing, "this machine has no .*/nvidia0"),
    (no_tool, "nvidia-smi is not installed"),
    (only_a_screen, "this machine has no .*/nvidia0"),
    (another_driver, "nvidia-smi says: Failed to initialize NVML"),
    (nothing_listed, "nvidia-smi says: nothing"),
    (torch_for_cpus, "the installed torch is a build without CUDA"),
    (hidden, "CUDA_VISIBLE_DEVICES hides every GPU"),
]


@pytest.mark.parametrize(("make", "reason"), WITHOUT, ids=[make.__name__ for make, _ in WITHOUT])
def test_without_a_gpu_cuda_is_refused_with_the_repair_and_auto_says_what_it_does(machine: Machine, make, reason):
    make(machine)
    with pytest.raises(device.NoDevice, match=f"--device cuda: {reason}.*nvidia-smi -L.*run with --device cpu"):
        device.choose("cuda")
    chosen, said = device.choose("auto")
    assert chosen == CPU
    assert said.startswith("Without a GPU (")
    assert said.endswith("): checks that need one are skipped.")


def test_a_container_without_the_tool_has_the_drivers_files(machine: Machine) -> None:
    machine.nodes(*NODES)
    information = machine.folder / "MODELS" / "0000:01:00.0" / "information"
    information.parent.mkdir(parents=True)
    information.write_text("Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 123\n")
    assert device.find() == ("NVIDIA H100 80GB HBM3", "")


def test_of_several_gpus_the_first_that_is_chosen_is_named(with_gpus: Machine) -> None:
    for chosen, name in (
        ("1,0", "NVIDIA T4"),
        ("GPU-8932f937", "NVIDIA A100-SXM4-40GB"),
        ("7", "NVIDIA A100-SXM4-40GB"),
    ):
        with_gpus.monkeypatch.setenv(device.VISIBLE, chosen)
        assert device.find() == (name, "")


def test_a_torch_for_cuda_is_no_obstacle(with_gpus: Machine) -> None:
    with_gpus.torch("__version__ = '2.13.0+cu126'\ncuda: Optional[str] = '12.6'\n")
    assert device.find()[1] == ""


def test_linux_inside_windows_has_no_nodes_but_the_tool(machine: Machine) -> None:
    machine.nodes("dxg")
    machine.tool("echo 'NVIDIA GeForce RTX 3060'")
    assert device.find() == ("NVIDIA GeForce RTX 3060", "")


def test_the_nodes_are_those_for_computing(with_gpus: Machine) -> None:
    found = [path.relative_to(with_gpus.folder / "DEV").as_posix() for path in device.nodes()]
    assert found == NODES


def test_asking_imports_no_torch(with_gpus: Machine) -> None:
    before = "torch" in sys.modules
    device.choose("auto")
    assert ("torch" in sys.modules) == before
