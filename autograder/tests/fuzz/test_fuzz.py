"""The fuzzer finds what is hidden in it, and nothing in the wire and the intake."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from autograder.tests.fuzz import __main__ as command
from autograder.tests.fuzz.archive import ARCHIVE
from autograder.tests.fuzz.loop import INPUT_BYTES, MB, Broken, Target, examined, fuzz, shrunk, traced_memory
from autograder.tests.fuzz.mutations import damaged
from autograder.tests.fuzz.notebook import NOTEBOOK
from autograder.tests.fuzz.wire import WIRE

ALL = pytest.mark.parametrize("target", [WIRE, ARCHIVE, NOTEBOOK], ids=["wire", "archive", "notebook"])
SHORT, LONG = 150_000, 10_000_000


@ALL
@pytest.mark.parametrize("budget", [SHORT, pytest.param(LONG, marks=pytest.mark.slow)])
def test_whatever_comes_is_read_or_refused(target, budget):
    run = fuzz(target, budget, seed=1)
    assert run.error is None, f"python -m autograder.tests.fuzz {target.name} --bytes {budget} --seed 1"
    assert budget <= run.bytes < budget + INPUT_BYTES


@ALL
def test_the_same_seed_gives_the_same_inputs(target):
    first, second, other = (fuzz(target, 20_000, seed) for seed in (3, 3, 4))
    assert (first.inputs, first.bytes, first.kept) == (second.inputs, second.bytes, second.kept)
    assert first.kept != other.kept


LINES = {
    "wire.py": 170,
    "handed_in.py": 95,
    "intake.py": 80,
    "plain_text.py": 35,
    "notebook.py": 25,
    "statements.py": 80,
    "from_cells.py": 95,
}


def test_a_short_run_reaches_most_lines():
    runs = (fuzz(WIRE, SHORT, 2), fuzz(ARCHIVE, 3 * SHORT, 2), fuzz(NOTEBOOK, SHORT, 2))
    lines = {name: count for run in runs for name, count in run.steps.lines.items()}
    assert {name: lines[name] >= least for name, least in LINES.items()} == dict.fromkeys(LINES, True)


def locked(data: bytes) -> None:
    """Four doors, one behind the other: by chance all open once in 65 536 inputs."""
    if data[:1] < b"\xf0":
        return
    if data[1:2] < b"\xf0":
        return
    if data[2:3] < b"\xf0":
        return
    if data[3:4] >= b"\xf0":
        raise KeyError("behind the doors")


DOORS = Target(
    name="doors",
    sources=(__file__,),
    make=lambda random: random.randbytes(4),
    change=damaged,
    examine=locked,
    cpu_seconds=1.0,
    memory=lambda data: MB,
)


def test_what_is_hidden_behind_four_doors_is_found_and_shrunk():
    run = fuzz(DOORS, SHORT, seed=1)
    assert run.inputs < 10_000
    assert isinstance(run.error, KeyError)
    assert run.failing is not None
    assert len(shrunk(DOORS, run.failing, run.error)) == 4


@pytest.mark.parametrize(
    ("examine", "words"),
    [(lambda data: bytes(2 * MB) and None, "MB of memory"), (lambda data: sum(range(10**6)), "s of CPU")],
)
def test_an_input_that_needs_too_much_is_a_finding(examine, words):
    with traced_memory(), pytest.raises(Broken, match=words):
        examined(replace(DOORS, examine=examine, cpu_seconds=1e-3 if "CPU" in words else 5.0), b"x")


def test_a_failing_input_is_saved_and_replayed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "TARGETS", {"wire": DOORS})
    monkeypatch.setattr(command, "_bound_memory", lambda: None)
    assert command.main(["wire", "--save", str(tmp_path)]) == 1
    file = tmp_path / "failing-doors.bin"
    assert f"python -m autograder.tests.fuzz doors --replay {file}" in capsys.readouterr().out
    assert len(file.read_bytes()) == 4
    with pytest.raises(KeyError, match="behind the doors"):
        command.main(["wire", "--replay", str(file)])


def test_a_run_without_a_finding_says_what_it_did(monkeypatch, capsys):
    monkeypatch.setattr(command, "_bound_memory", lambda: None)
    assert command.main(["wire", "--bytes", "5000"]) == 0
    assert capsys.readouterr().out.startswith("wire, seed 1: 5,")


@ALL
def test_inputs_are_small_and_different(target):
    random = Random(5)  # noqa: S311 - the same seed, the same inputs
    made = [target.make(random) for _ in range(300)]
    assert sorted(map(len, made))[150] < 2000
    assert len(set(made)) > 200
