"""The benchmarks run and print what they promise. No number of theirs is judged here."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import runpy
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
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
        pytest.param("scaling.py", ["--quick"], "2 slots: throughput", marks=SLOW),
        pytest.param("stages.py", ["--submissions", "1", "--chapter", "ch91_mlp"], "starting workers", marks=SLOW),
        pytest.param("versus.py", ["--quick", "--assignment", "NumPy"], "gave every submission the same", marks=SLOW),
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


def test_without_the_other_tools_their_set_up_is_named(load, monkeypatch, tmp_path):
    monkeypatch.setattr(load("contestants"), "TOOLS", tmp_path)
    table = load("versus").measure(argparse.Namespace())
    assert table.notes == ["Not measured: run versus.py --set-up first."]
    assert table.figures == []


def test_the_class_beside_other_tools_is_the_same_for_the_same_seed(load):
    mlp_class = load("mlp_class")
    handed_in = mlp_class.handed_in(20)
    assert handed_in == mlp_class.handed_in(20)
    assert len(set(handed_in.values())) == 20
    assert Counter(name.split("-")[2] for name in handed_in) == {"right": 9, "half": 5, "wrong": 5, "broken": 1}
    assert not any("SOLUTION" in module for module in handed_in.values())


def test_the_other_tools_compare_with_the_answers_of_the_solution(load, tmp_path):
    mlp_class, versus = load("mlp_class"), HERE / "versus"
    calls = mlp_class.truths()
    (tmp_path / "truths.py").write_bytes((versus / "truths.py").read_bytes())
    (tmp_path / "truths.pickle").write_bytes(calls)
    truths = runpy.run_path(str(tmp_path / "truths.py"))
    passed = {
        name: _passed(truths, module)
        for name, module in mlp_class.handed_in(6).items()
        if not name.endswith("broken")  # it cannot be imported
    }
    assert len(truths["CALLS"]) == 20
    assert {name for name, count in passed.items() if count == 20} == {name for name in passed if "right" in name}


def _passed(truths, module):
    """How many checks the functions of a module pass."""
    functions, passed = {}, 0
    exec(compile(module, "mlp.py", "exec"), functions)  # noqa: S102 - made above
    for check in truths["CALLS"]:
        with contextlib.suppress(AssertionError, NotImplementedError), np.errstate(all="ignore"):
            truths["compare"](check, functions)
            passed += 1
    return passed


@pytest.mark.parametrize(("cpu", "met"), [(0.999, True), (1.001, False)])
def test_one_more_submission_is_judged_without_the_start_up(load, cpu, met):
    turns, versus = load("turns"), load("versus")
    assignment = load("contestants").Assignment("", {"a": "", "b": ""}, b"", ["one", "two"])
    ours = (turns.ONE_SLOT, turns.ALL_CORES, turns.AGAIN)
    names = (*ours, turns.NBGRADER, turns.OTTER, turns.WARM_OTTER, turns.PYTEST)
    rounds = {name: [turns.Spent(20.0, 20.0)] for name in names}
    rounds[turns.ONE_SLOT] = [turns.Spent(3.0 + 2 * cpu, 5.0)]
    rounds[turns.ALL_CORES] = [turns.Spent(5.0, 2.0)]
    bare = turns.Spent((1.0 - 0.1 - 2 * 0.008) / 1.3, 0.7)
    run = turns.Run(assignment, rounds, [bare], [turns.Spent(3.0, 1.0)])
    figures = {figure.name: figure for figure in versus.rows("NumPy", run)}
    row = figures[f"NumPy: {turns.ONE_SLOT}, one more submission"]
    assert row.goal == "<= 1.3 x 680 ms + 100 ms + 2 x 8.0 ms = 1000 ms"
    assert row.met is met
    faster = figures[f"NumPy: throughput of {turns.ALL_CORES} / of {turns.NBGRADER}"]
    assert (faster.value.split(";")[0], faster.met) == ("10.0, not for the first time 1.0, without start-up 20.0", True)


def test_two_slots_are_judged_on_a_quiet_machine_only(load):
    scaling = load("scaling")

    def figures(others):
        memory = [(at, 10**8) for at in range(0, 501, 10)]
        spent = [(at, 0.1 * at) for at in range(0, 501, 10)]
        some = [
            scaling.Graded(count, slots, 2 + 0.1 * count / slots, 0.1 * count, others, memory, spent)
            for count in (10, 100, 500)
            for slots in (1, 2)
        ]
        return {figure.name: figure for figure in scaling.rows(some)}

    quiet, busy = (figures(others)["2 slots: throughput"] for others in (0.1, 0.9))
    assert (quiet.value, quiet.met) == ("2.00 x", True)
    assert (busy.value, busy.met) == ("2.00 x, not a quiet machine", None)
    linear = figures(0.1)["CPU of a submission among 500, 1 slot: second half / first half"]
    assert linear.value.startswith(("+0.0%", "-0.0%"))
    assert linear.met


def test_a_stage_is_booked_without_the_stages_inside_it(load):
    clock = load("stages").Clock()
    inner = clock.timed("comparing", lambda: time.sleep(0.03))
    outer = clock.timed("diagnosis", inner)
    clock.start()
    outer()
    clock.book()
    assert clock.wall["comparing"] >= 0.03
    assert clock.wall["diagnosis"] < 0.03


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
