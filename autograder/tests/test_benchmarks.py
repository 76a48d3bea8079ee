"""The benchmarks run and print what they promise. No number of theirs is judged here."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent.parent.parent / "benchmarks"
pytestmark = pytest.mark.linux
SLOW = pytest.mark.slow


@pytest.fixture
def load(monkeypatch):
    """A module of benchmarks/, as its programs import it."""
    monkeypatch.syspath_prepend(str(HERE))
    return importlib.import_module


@pytest.mark.parametrize(
    ("program", "sizes", "line"),
    [
        ("ready.py", ["--times", "1", "--libraries", "numpy"], "namespaces"),
        ("watch.py", ["--times", "1"], "activations.softmax, saved 1 times"),
        pytest.param(
            "cost.py", ["--chapter", "ch90_tensors", "--submissions", "1", "--pytest", "1"], "1.3 x", marks=SLOW
        ),
        pytest.param("memory.py", ["--submissions", "4", "--every", "2"], "growth from 2 to 4", marks=SLOW),
        pytest.param("right_and_wrong.py", ["--seeds", "1"], "named by another", marks=SLOW),
        pytest.param("forecasts.py", ["--quick"], "patches", marks=SLOW),
    ],
)
def test_a_program_prints_its_table_and_writes_it(program, sizes, line, tmp_path, load):
    out = tmp_path / "table.json"
    command = [sys.executable, str(HERE / program), *sizes, "--json", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False)
    assert done.returncode == 0, done.stderr
    table = load("measure").read(out)
    assert done.stdout == table.markdown() + "\n"
    words = [*(f"{figure.name} {figure.goal}" for figure in table.figures), *table.notes]
    assert any(line in text or "Not measured" in text for text in words), table


def test_a_table_says_which_goal_is_missed(load):
    measure = load("measure")
    figures = [measure.Figure("one", "1 s", "<= 2 s", True), measure.Figure("two", "3 s", "<= 2 s", False)]
    text = measure.Table("Some", figures, ["A note."]).markdown()
    assert text.startswith("## Some\n\n| figure | measured | goal   | met |\n")
    assert "| one    | 1 s      | <= 2 s | yes |\n| two    | 3 s      | <= 2 s | NO  |\n\nA note.\n" in text


@pytest.mark.parametrize(("graded", "met"), [(0.346, True), (0.348, False)])
def test_the_cost_is_judged_by_the_formula_with_its_numbers(load, graded, met):
    cost = load("cost")
    costs = cost.Costs(9, torch=False, fork=0.002, graded=[graded], bare=[0.135], pytest=[0.692])
    row, bare, _, fresh = cost.rows("ch01_x", costs)
    assert row.goal == "<= 1.3 x 135 ms + 100 ms + 9 x 8.0 ms = 348 ms"
    assert (row.met, bare.value) == (met, "135 ms")
    assert fresh.value.endswith("x the graded")


def test_the_meter_counts_processes_that_nobody_waited_for(load):
    cpu = load("cpu")
    burn = "import os, signal, time\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\nif os.fork() == 0:\n"
    burn += "    while time.process_time() < 0.3: pass\n    os._exit(0)\ntime.sleep(0.1)\n"
    try:
        with cpu.CpuMeter() as meter:
            before = meter.read()
            child = subprocess.Popen([sys.executable, "-c", burn])
            child.wait()
            spent = _settled(meter)
    except cpu.NoMeter as error:
        pytest.skip(str(error))
    assert spent - before >= 0.3


def _settled(meter) -> float:
    """The reading once it stands still: the orphan works on after its parent."""
    last, now = -1.0, meter.read()
    while now - last > 0.001:
        last, now = now, meter.read()
    return now


def test_without_a_control_group_the_repair_is_named(load, monkeypatch):
    cpu = load("cpu")
    monkeypatch.setattr(cpu, "_own_group", lambda: Path("/proc/no-such-group"))
    with pytest.raises(cpu.NoMeter, match=r"run it as root, or with `systemd-run --user --scope"), cpu.CpuMeter():
        pass
