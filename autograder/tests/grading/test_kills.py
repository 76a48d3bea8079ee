"""A grader that is killed at any moment loses nothing: the next run goes on, and each has one right result."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from distributed import Client

from autograder.engine.report import Outcome, decode
from autograder.grading.cluster import A_GPU
from autograder.grading.compare import compare
from autograder.grading.store import REPORT
from autograder.tests.grading import graders
from autograder.tests.grading.conftest import CHAPTER, FOR_A_DEVICE, SECRET

KINDS = ["return x * 2", "return x * 3", "return x + x", "return None", "raise ValueError", "return 2.0 * x"]


@pytest.fixture
def students(hand_in) -> Path:
    """All of them different: equal work would be graded once."""
    return hand_in(**{f"s{n:02}": f"def double(x):\n    {KINDS[n % len(KINDS)]}  # {n}\n" for n in range(24)})


@pytest.fixture
def start(course, students, tmp_path):
    """`start(results)` begins to grade the class; the process."""
    secret = tmp_path / "secret"
    secret.write_text(SECRET.hex())

    def begin(results: Path, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", graders.MODULE, *map(str, (course.root, students, results, secret)), *options]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL)

    return begin


def assert_same(expected: dict, found: dict) -> None:
    """Every report says the same, and is known by the same key."""
    assert expected.keys() == found.keys()
    assert [name for name in expected if compare(expected[name], found[name])] == []
    assert [name for name in expected if expected[name].key != found[name].key] == []


def reports(results: Path) -> dict:
    """Every report there is. Raises if one of them is not whole."""
    return {path.parts[-3]: decode(path.read_bytes()) for path in results.glob(f"*/{CHAPTER}/{REPORT}")}


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.slow)])
def test_killed_at_random_moments_nothing_is_lost(kills, start, tmp_path):
    rng = random.Random(kills)  # noqa: S311 - moments, no secrets
    whole, results = tmp_path / "whole", tmp_path / "results"
    began = time.monotonic()
    assert start(whole).wait(120) == 0
    duration = time.monotonic() - began
    killed = 0
    while killed < kills:
        process = start(results)
        try:
            assert process.wait(rng.uniform(0, duration)) == 0
            shutil.rmtree(results)  # it was faster: from the beginning
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed += 1
        assert reports(results).keys() <= reports(whole).keys()
    assert start(results).wait(120) == 0
    assert_same(reports(whole), reports(results))
    assert [path.name for path in results.rglob(".writing-*")] == []
    assert (results / f"{CHAPTER}.csv").read_bytes() == (whole / f"{CHAPTER}.csv").read_bytes()
    assert _slots_left() == []


def _slots_left() -> list[int]:
    """Slot processes whose grader is gone; they are given a moment to notice."""
    for _ in range(50):
        left = [process.pid for process in psutil.process_iter(["cmdline", "ppid"]) if _is_orphan(process)]
        if not left:
            break
        time.sleep(0.1)
    return left


def _is_orphan(process: psutil.Process) -> bool:
    return "autograder.grading.serve" in (process.info["cmdline"] or []) and process.info["ppid"] == 1


def test_two_runs_do_not_write_into_the_same_results(start, tmp_path):
    results = tmp_path / "results"
    first = start(results)
    while not list(results.glob(f"*/{CHAPTER}")):
        time.sleep(0.02)
    second = start(results)
    assert second.wait(60) != 0
    assert first.wait(120) == 0
    assert len(reports(results)) == 24


def test_one_slot_gives_what_two_slots_give(start, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    assert start(one, "--slots", "1").wait(120) == 0
    assert start(two, "--slots", "2").wait(120) == 0
    assert_same(reports(one), reports(two))


@pytest.fixture
def dask(tmp_path):
    """`dask("worker", ...)` starts a part of a cluster by Dask's own command; all are ended afterwards."""
    file, started = tmp_path / "scheduler.json", []

    def begin(*arguments: str) -> None:
        command = [sys.executable, "-m", "dask", *arguments, "--scheduler-file", str(file)]
        started.append(subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=tmp_path))

    begin.file = file
    yield begin
    for process in reversed(started):
        process.terminate()
        process.wait()


@pytest.mark.linux
def test_with_a_device_submissions_go_only_to_workers_that_have_one(course, start, dask, tmp_path):
    """The worker without a GPU is there first, and idle."""
    checks = course.exam(CHAPTER) / "checks" / "doubling.py"
    checks.write_text(checks.read_text() + FOR_A_DEVICE)
    dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    for name, resources in (("without", ()), ("having", ("--resources", "GPU=1"))):
        dask("worker", "--name", name, "--nthreads", "1", "--no-dashboard", "--no-nanny", *resources)
    while not dask.file.exists():
        time.sleep(0.05)
    with Client(scheduler_file=str(dask.file)) as client:
        client.wait_for_workers(2, timeout=60)
        address = client.scheduler.address
        assert start(tmp_path / "results", "--cluster", address, "--device", "cuda").wait(120) == 0
        did = client.run(lambda dask_worker: (dask_worker.name, dask_worker.state.executed_count))
    graded = dict(did.values())
    assert graded["without"] == 0
    assert graded["having"] >= 24
    found = reports(tmp_path / "results")
    assert {report.device for report in found.values()} == {A_GPU}
    assert found["s00"].exercises[0].checks[-1].outcome is Outcome.PASSED


@pytest.mark.linux
def test_a_killed_worker_of_a_cluster_costs_no_result(start, tmp_path):
    whole, results = tmp_path / "whole", tmp_path / "results"
    assert start(whole).wait(120) == 0
    process = start(results, "--cluster", "local:2")
    while len(reports(results)) < 3:
        assert process.poll() is None
        time.sleep(0.02)
    worker = _a_worker(psutil.Process(process.pid))
    worker.kill()
    assert process.wait(180) == 0
    assert_same(reports(whole), reports(results))
    assert not any(report.pending for report in reports(results).values())


def _a_worker(grader: psutil.Process) -> psutil.Process:
    """The Dask worker that holds a slot: Dask names no process, but a slot is a child of its worker."""
    (slot, *_) = [child for child in grader.children(recursive=True) if "autograder.grading.serve" in child.cmdline()]
    worker = slot.parent()
    assert worker is not None
    assert worker.pid != grader.pid
    return worker
