"""What a sandbox opens for a device, on a machine that is made of folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.engine import device, driver
from autograder.engine.bubblewrap import bubblewrap
from autograder.engine.driver import NoDriver
from autograder.engine.report import CPU, Device
from autograder.engine.roots import Root, Roots

pytestmark = pytest.mark.linux

GPU = Device("cuda", "a stand-in")
LISTING = """2 libs found in cache `/etc/ld.so.cache'
\tlibcuda.so.1 (libc6) => /usr/lib/i386-linux-gnu/libcuda.so.1
\tlibcuda.so.1 (libc6,x86-64) => /usr/lib/x86_64-linux-gnu/libcuda.so.1
\tlibcuda.so (libc6,x86-64) => /usr/lib/x86_64-linux-gnu/libcuda.so
"""


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With a GPU, its driver outside of the usual folders, and what it reads of the system."""
    touch(*(tmp_path / "dev" / name for name in ("nvidiactl", "nvidia0", "nvidia-uvm")))
    own = tmp_path / "opt" / "nvidia"
    touch(own / "libcuda.so.550.1", own / "libnvidia-ptxjitcompiler.so.1", own / "libsecret.so")
    (own / "libcuda.so.1").symlink_to("libcuda.so.550.1")
    system = tmp_path / "sys"
    touch(*(system / name for name in ("module/nvidia/initstate", "devices/system/node/online", "class/net/eth0")))
    touch(system / "devices" / "pci0" / "0000:01:00.0" / "vendor")
    link = system / "bus" / "pci" / "drivers" / "nvidia" / "0000:01:00.0"
    link.parent.mkdir(parents=True)
    link.symlink_to(system / "devices" / "pci0" / "0000:01:00.0")
    monkeypatch.setattr(device, "DEV", tmp_path / "dev")
    monkeypatch.setattr(driver, "SYSTEM", system)
    monkeypatch.setattr(driver, "_cache", lambda: "")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(own))
    return tmp_path


def test_nothing_is_opened_for_the_cpu(machine: Path) -> None:
    assert driver.driver(CPU, Roots(Path("/p"), (), {})) is None


def test_the_drivers_files_and_no_others_are_opened(machine: Path) -> None:
    found = driver.driver(GPU, Roots(Path("/p"), (), {}))
    assert found is not None
    assert [node.name for node in found.nodes] == ["nvidiactl", "nvidia0", "nvidia-uvm"]
    opened = {root.path.relative_to(machine).as_posix() for root in found.roots}
    assert opened == {
        "opt/nvidia/libcuda.so.1",
        "opt/nvidia/libcuda.so.550.1",
        "opt/nvidia/libnvidia-ptxjitcompiler.so.1",
        "sys/devices/pci0/0000:01:00.0",
        "sys/devices/system/node",
        "sys/module/nvidia",
    }
    assert found.environment()["LD_LIBRARY_PATH"] == str(machine / "opt" / "nvidia")


def test_a_driver_in_a_folder_that_is_read_anyway_needs_no_path(machine: Path) -> None:
    found = driver.driver(GPU, Roots(Path("/p"), (Root(machine / "opt" / "nvidia"),), {}))
    assert found is not None
    assert all(root.path.is_relative_to(machine / "sys") for root in found.roots)
    assert "LD_LIBRARY_PATH" not in found.environment()


def test_links_from_elsewhere_lead_to_the_folder_of_the_library_itself(machine: Path, monkeypatch) -> None:
    alternatives = machine / "etc" / "libcuda.so.1"
    alternatives.parent.mkdir()
    alternatives.symlink_to(machine / "opt" / "nvidia" / "libcuda.so.1")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(alternatives.parent))
    found = driver.driver(GPU, Roots(Path("/p"), (Root(machine / "opt" / "nvidia"),), {}))
    assert found is not None
    assert found.folders == (machine / "opt" / "nvidia",)


def test_before_a_worker_has_the_device_nothing_can_find_it(machine: Path, monkeypatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    found = driver.driver(GPU, Roots(Path("/p"), (), {}))
    assert found is not None
    environment = found.environment()
    assert (environment["CUDA_VISIBLE_DEVICES"], environment["PYTORCH_NVML_BASED_CUDA_CHECK"]) == ("-1", "1")
    assert found.orders().environment == {"CUDA_VISIBLE_DEVICES": "1"}


def test_what_is_missing_is_said(machine: Path, monkeypatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "")
    with pytest.raises(NoDriver, match=r"the loader finds no libcuda\.so\.1"):
        driver.driver(GPU, Roots(Path("/p"), (), {}))
    monkeypatch.setattr(device, "DEV", machine / "nowhere")
    with pytest.raises(NoDriver, match="no device nodes"):
        driver.driver(GPU, Roots(Path("/p"), (), {}))


def test_the_loaders_cache_is_read() -> None:
    assert list(driver.cached(LISTING, "libcuda.so.1")) == [Path("/usr/lib/x86_64-linux-gnu/libcuda.so.1")]


def test_bubblewrap_gets_the_nodes_as_devices_and_the_rest_to_read(machine: Path) -> None:
    plain = Roots(Path("/p"), (), {})
    found = driver.driver(GPU, plain)
    assert found is not None
    text = " ".join(bubblewrap("bwrap", found.added_to(plain), found.nodes))
    for node in found.nodes:
        assert f"--dev-bind {node} {node}" in text
    for root in found.roots:
        assert f"--ro-bind {root.path} {root.path}" in text
    assert f"--perms 0755 --dir {machine / 'dev'} " in text


def test_without_a_device_bubblewrap_gets_none() -> None:
    assert "nvidia" not in " ".join(bubblewrap("bwrap", Roots(Path("/p"), (), {})))
