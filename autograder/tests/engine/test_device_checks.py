"""Checks for a device: skipped where it is not, judged where it is, and without any say in the mark.

The device here is a stand-in: its experiments compute on the processor, in single precision.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.course import tapes
from autograder.course.mutants import _stages
from autograder.course.tapes import kit_tape, make_tape
from autograder.engine import expect
from autograder.engine.check import check
from autograder.engine.grade import student_view
from autograder.engine.plain_slot import PlainSlot
from autograder.engine.report import CPU, Device, GradeReport, Outcome, decode, encode
from autograder.engine.rungs import own_slot
from autograder.engine.sandbox import Slot
from autograder.engine.seeds import PUBLIC
from autograder.engine.tape import dump
from autograder.tests.engine import mini
from autograder.tests.engine.mini_experiments import total_on

GPU = Device("cuda", "a stand-in")
DEVICE_SENTENCE = "Both devices give the same total."


@check("sums.total", points=0, device="cuda")
def is_the_same_on_both_devices(student, rng):
    """Both devices give the same total."""
    numbers = rng.integers(1, 9, size=4).astype(float)
    expect.close(student.run(total_on, "cuda", numbers), student.run(total_on, "cpu", numbers))


@check("sums.total", points=0, device="cuda")
def breaks_on_this_gpu(student):
    """A law that does not hold here."""
    expect.close(student.sums.total([1.0]), 2.0)


@check("rule.step", points=0, device="cuda", needs=("sums.total",))
def waits_for_the_total(student):
    """One step on a device."""
    expect.close(student.rule.step(1.0), 0.25)


NAME = "is_the_same_on_both_devices"
BROKEN = b"float(sum(numbers)) + (str(getattr(numbers, 'dtype', '')) == 'float32')"  # on the device alone
CPU_ONLY = {**mini.SOLUTION, "sums.py": mini.SOLUTION["sums.py"].replace(b"float(sum(numbers))", BROKEN)}


@pytest.fixture(scope="module")
def cpu() -> Iterator[Slot]:
    with own_slot(["numpy"]) as made:
        yield made


@pytest.fixture(scope="module")
def gpu() -> Iterator[Slot]:
    with PlainSlot(["numpy"], "a test", GPU) as made:
        yield made


@pytest.fixture(scope="module")
def made(cpu: Slot) -> mini.Exam:
    return mini.exam(cpu, mini.chapter(is_the_same_on_both_devices))


def test_it_is_skipped_where_no_device_is(cpu: Slot, made: mini.Exam) -> None:
    report = mini.mark(cpu, made, mini.SOLUTION)
    skipped = mini.by_name(report)[NAME]
    assert (skipped.outcome, skipped.points, skipped.max_points) == (Outcome.SKIPPED, 0, 0)
    assert skipped.message == "needs a GPU; run it with --device cuda"
    assert report.device == CPU
    assert mini.by_name(student_view(report))[NAME].message == skipped.message


def test_it_costs_and_earns_nothing_and_leaves_the_exercise_passed(cpu: Slot, made: mini.Exam) -> None:
    plain = mini.mark(cpu, mini.exam(cpu, mini.chapter()), mini.SOLUTION)
    report = mini.mark(cpu, made, mini.SOLUTION)
    assert (report.score, report.max_score) == (plain.score, plain.max_score)
    assert report.exercises[0].outcome is Outcome.PASSED
    assert report.exercises[0].is_done


def test_it_runs_where_the_device_is_and_the_report_names_it(gpu: Slot, made: mini.Exam) -> None:
    report = mini.mark(gpu, made, mini.SOLUTION)
    assert mini.by_name(report)[NAME].outcome is Outcome.PASSED
    assert report.device == GPU
    assert decode(encode(report)) == report


def test_a_mark_is_the_same_on_every_machine(cpu: Slot, gpu: Slot, made: mini.Exam) -> None:
    for files in (mini.SOLUTION, mini.wrong("forgets_the_first"), CPU_ONLY, mini.STUB):
        here, there = mini.mark(cpu, made, files), mini.mark(gpu, made, files)
        assert (here.score, here.max_score, here.pending) == (there.score, there.max_score, there.pending)
        assert _without_device(here) == _without_device(there)


def _without_device(report: GradeReport) -> list[tuple[object, ...]]:
    return [(one.id, one.outcome, one.likely) for one in mini.all_checks(report) if one.sentence != DEVICE_SENTENCE]


def test_a_submission_that_breaks_the_law_fails_it(gpu: Slot, made: mini.Exam) -> None:
    report = mini.mark(gpu, made, CPU_ONLY)
    failed = mini.by_name(report)[NAME]
    assert (failed.outcome, failed.points) == (Outcome.FAILED, 0)
    assert failed.example is not None
    assert report.score == report.max_score


def test_a_stub_is_not_started_and_not_held(cpu: Slot, gpu: Slot, made: mini.Exam) -> None:
    assert mini.by_name(mini.mark(gpu, made, mini.STUB))[NAME].outcome is Outcome.NOT_STARTED
    assert mini.mark(cpu, made, mini.STUB).exercises[0].outcome is Outcome.NOT_STARTED


def test_what_the_solution_does_not_pass_here_is_skipped_with_the_reason_and_holds_no_mark(gpu: Slot) -> None:
    exam = mini.exam(gpu, mini.chapter(breaks_on_this_gpu))
    report = mini.mark(gpu, exam, mini.SOLUTION)
    skipped = mini.by_name(report)["breaks_on_this_gpu"]
    assert skipped.outcome is Outcome.SKIPPED
    assert (skipped.message or "").startswith("the solution does not pass it on this machine either; autograder verify")
    assert not report.pending
    hidden = mini.by_name(student_view(report))["breaks_on_this_gpu"]
    assert hidden.message == "It could not be run on the machine that marked it."


def test_in_a_kit_without_an_entry_it_is_judged_all_the_same(cpu: Slot, gpu: Slot) -> None:
    exam = mini.exam(cpu, mini.chapter(breaks_on_this_gpu))
    assert mini.by_name(mini.mark(gpu, exam, mini.SOLUTION))["breaks_on_this_gpu"].outcome is Outcome.FAILED


def test_nothing_waits_for_it_and_it_waits_for_others(gpu: Slot) -> None:
    exam = mini.exam(gpu, mini.chapter(is_the_same_on_both_devices, waits_for_the_total))
    outcomes = {one.id.split(":")[1]: one.outcome for one in mini.all_checks(mini.mark(gpu, exam, CPU_ONLY))}
    assert outcomes[NAME] is Outcome.FAILED
    assert outcomes["divides_by_the_number"] is Outcome.PASSED


def test_a_public_tape_is_the_same_from_every_machine(cpu: Slot, gpu: Slot) -> None:
    chapter = mini.chapter(is_the_same_on_both_devices)
    made = [kit_tape(chapter, make_tape(chapter, PUBLIC, mini.SOLUTION, slot, cpu)) for slot in (cpu, gpu)]
    assert dump(made[0]) == dump(made[1])
    assert not any(NAME in name for name in made[0].entries)


def test_mutants_leave_it_out(cpu: Slot, made: mini.Exam) -> None:
    stages = _stages(made.chapter, mini.SOLUTION, made.tape, cpu)
    assert NAME not in {check.name for parts in stages.values() for _, checks in parts for check in checks}


def test_a_slot_is_opened_with_the_device_for_chapters_that_use_it_alone(made: mini.Exam) -> None:
    assert made.chapter.on(GPU) == GPU
    assert made.chapter.on(CPU) == CPU
    assert mini.chapter().on(GPU) == CPU


def test_every_other_check_is_hidden_from_the_gpu_and_limited(gpu: Slot) -> None:
    source = {"sums.py": b"import os\n\ndef total(numbers):\n    return os.environ.get('CUDA_VISIBLE_DEVICES')\n"}
    request = {"name": "sums.total", "args": [[1.0]], "kwargs": {}, "source": None}
    chapter = mini.chapter()
    with gpu.open(chapter.payload(source)) as box:
        seen = []
        for device in (False, True, False):
            with box.start(1, chapter.settings.limits, device) as session:
                seen.append(session.ask(request)["value"])
    assert seen == ["-1", None, "-1"]


WRONG = [
    ({"points": 1, "device": "cuda"}, "write points=0, so that a mark is the same on every machine"),
    ({"points": 0}, "write a number above 0 .only checks with a device earn none."),
    ({"points": 0, "device": "cuda", "repeats": 2}, "it has no repeats"),
    ({"points": 0, "device": "cuda", "by_hand": True}, "no by_hand"),
    ({"points": 0, "device": "cuda", "style": True}, "no style"),
]


@pytest.mark.parametrize(("options", "message"), WRONG)
def test_what_does_not_go_together_is_refused_in_words(options, message) -> None:
    with pytest.raises(TypeError, match=message):
        check("sums.total", **options)


def test_a_reference_is_refused() -> None:
    def compares(student, reference):
        """It agrees."""

    with pytest.raises(TypeError, match="compare the student's own answers from both devices"):
        check("sums.total", points=0, device="cuda")(compares)


def test_a_tape_made_with_the_device_knows_how_the_solution_fared(gpu: Slot) -> None:
    chapter = mini.chapter(breaks_on_this_gpu)
    with own_slot(["numpy"]) as reference:
        tape = tapes.make_tape(chapter, PUBLIC, mini.SOLUTION, gpu, reference)
    assert tape.entry("sums.total:breaks_on_this_gpu").verdict.startswith("CheckFailed")
