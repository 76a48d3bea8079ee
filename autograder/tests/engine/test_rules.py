"""The rules of marking: what earns, what does not, what waits, what is held, what is named."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from msgspec.structs import replace

from autograder.engine import expect
from autograder.engine.check import check
from autograder.engine.constant import ConstantSlot
from autograder.engine.grade import Exam, Work, grade, held_report, hit_wall, student_view
from autograder.engine.report import Outcome, decode, encode
from autograder.engine.rungs import own_slot
from autograder.engine.sandbox import SandboxFailed, Slot
from autograder.engine.seeds import PUBLIC, Seed, keyed
from autograder.engine.tape import TapeMismatchError, dump, load
from autograder.tests.engine import mini

TOTAL = b"def total(numbers):\n    return {}\n\n\ndef mean(numbers):\n    return sum(numbers) / len(numbers)\n"


@pytest.fixture(scope="module")
def slot() -> Iterator[Slot]:
    with own_slot(["numpy"]) as made:
        yield made


@pytest.fixture(scope="module")
def exam(slot: Slot) -> Exam:
    return mini.exam(slot, mini.chapter())


def total(expression: str) -> dict[str, bytes]:
    """The solution with another `total`."""
    return {**mini.SOLUTION, "sums.py": TOTAL.replace(b"{}", expression.encode())}


def test_the_solution_earns_everything(slot: Slot, exam: Exam) -> None:
    report = mini.mark(slot, exam, mini.SOLUTION)
    assert (report.score, report.max_score, report.pending) == (7, 7, False)
    assert report.isolation == slot.isolation


def test_the_stub_is_not_started_and_earns_nothing(slot: Slot, exam: Exam) -> None:
    report = mini.mark(slot, exam, mini.STUB)
    assert report.score == 0
    assert {one.outcome for one in mini.all_checks(report)} == {Outcome.NOT_STARTED}
    assert all(one.example is None for one in mini.all_checks(report))


def test_a_failed_check_shows_what_was_called_what_came_and_what_was_expected(slot: Slot, exam: Exam) -> None:
    found = mini.by_name(mini.mark(slot, exam, total("0.0")))["adds_what_can_be_counted_by_hand"]
    assert (found.outcome, found.points, found.max_points) == (Outcome.FAILED, 0, 2)
    assert found.example is not None
    assert (found.example.called, found.example.got, found.example.expected) == ("total([1, 2, 3])", "0", "6")


def test_an_exception_is_shown_with_its_file_and_line(slot: Slot, exam: Exam) -> None:
    found = mini.by_name(mini.mark(slot, exam, total("numbers.missing")))["adds_any_numbers"]
    assert found.example is not None
    assert "AttributeError" in str(found.example.got)
    assert "sums.py, line 2" in str(found.example.got)


def test_what_needs_a_failed_exercise_waits_and_names_it(slot: Slot, exam: Exam) -> None:
    files = {**mini.SOLUTION, "sums.py": mini.SOLUTION["sums.py"].replace(b"float(sum(numbers))", b"-1.0")}
    waiting = mini.by_name(mini.mark(slot, exam, files))["divides_by_the_number"]
    assert (waiting.outcome, waiting.points, waiting.needs) == (Outcome.WAITING, 0, ["sums.total"])
    assert waiting.likely is None


def test_what_needs_an_exercise_that_is_not_started_waits(slot: Slot, exam: Exam) -> None:
    mean = mini.SOLUTION["sums.py"].split(b"\n\n\n")[1]
    files = {**mini.SOLUTION, "sums.py": mini.STUB["sums.py"].split(b"\n\n\n")[0] + b"\n\n\n" + mean}
    found = mini.by_name(mini.mark(slot, exam, files))
    assert found["divides_by_the_number"].outcome is Outcome.WAITING
    assert found["divides_by_the_number"].needs == ["sums.total"]
    assert found["adds_any_numbers"].outcome is Outcome.NOT_STARTED


def test_a_check_that_passes_earns_whatever_lies_below_it(slot: Slot, exam: Exam) -> None:
    found = mini.by_name(mini.mark(slot, exam, total("0.0")))  # `mean` does without `total` there
    assert found["divides_by_the_number"].outcome is Outcome.PASSED


@pytest.mark.parametrize("name", ["forgets_the_first", "takes_sizes", "divides_by_one_less", "doubles"])
def test_every_misconception_is_caught_and_named(slot: Slot, exam: Exam, name: str) -> None:
    report = mini.mark(slot, exam, mini.wrong(name))
    named = {one.likely.misconception.split(":")[1] for one in mini.all_checks(report) if one.likely}
    assert named == {name}
    assert report.score < report.max_score


def test_diagnosis_is_silent_when_only_some_answers_fit(slot: Slot, exam: Exam) -> None:
    """Fits `takes_sizes` on five random numbers, not on four: judged check by check it would be named."""
    report = mini.mark(slot, exam, total("float(sum(abs(n) for n in numbers)) + (len(numbers) == 4)"))
    assert mini.by_name(report)["adds_any_numbers"].outcome is Outcome.FAILED
    assert all(one.likely is None for one in mini.all_checks(report))


def broken(student, rng):
    """This check is broken."""
    student.sums.total([1.0])
    raise KeyError("ours")


def asks_too_much(student):
    """total of nothing is a list of one."""
    expect.shape(student.sums.total([1.0]), (3,))


@pytest.mark.parametrize("function", [broken, asks_too_much])
def test_a_check_that_the_solution_cannot_pass_is_held(slot: Slot, function: object) -> None:
    check("sums.total", points=3)(function)  # type: ignore[arg-type]
    exam = mini.exam(slot, mini.chapter(function))  # type: ignore[arg-type]
    report = mini.mark(slot, exam, mini.SOLUTION)
    held = mini.by_name(report)[function.__name__]  # type: ignore[attr-defined]
    assert (held.outcome, held.points, held.max_points) == (Outcome.HELD, 0, 3)
    assert "autograder verify ch90_mini" in str(held.message)
    assert "test_rules.py" in str(held.message)
    assert report.pending
    assert (report.score, report.max_score) == (7, 10)
    shown = mini.by_name(student_view(report))[function.__name__]  # type: ignore[attr-defined]
    assert "not your mistake" in str(shown.message)
    assert "test_rules" not in str(shown.message)


@check("sums.total", points=1)
def is_careless(student):
    """total can be used in arithmetic."""
    expect.true(None, student.sums.total([1.0]) + 1 == 2, "total + 1 is 2")


def test_a_check_that_breaks_on_a_students_answer_alone_is_failed_in_words(slot: Slot) -> None:
    exam = mini.exam(slot, mini.chapter(is_careless))
    found = mini.by_name(mini.mark(slot, exam, total("'six'")))["is_careless"]
    assert found.outcome is Outcome.FAILED
    assert found.example is not None
    assert found.example.got == "something that cannot be read: 'six'"
    assert found.message is None


def test_a_shared_experiment_runs_once_for_all_checks_that_use_it(slot: Slot, monkeypatch: pytest.MonkeyPatch) -> None:
    exam = mini.exam(slot, mini.chapter(uses_it_again))
    asked: list[str] = []
    monkeypatch.setattr(ConstantSlot, "ask", lambda self, request: asked.append(request["name"]) or {"value": None})
    grade(Work("counted", {}), exam, ConstantSlot(None))
    assert asked.count("learn") == 1


@check("rule.step", points=1)
def uses_it_again(student):
    """The weight after ten steps is positive."""
    weight = student.shared(mini.trained)["weight"]
    expect.true(weight, weight > 0, "the weight is positive")


def test_a_miss_on_all_three_seeds_fails(slot: Slot, exam: Exam) -> None:
    found = mini.by_name(mini.mark(slot, exam, mini.wrong("doubles")))["comes_down"]
    assert found.outcome is Outcome.FAILED
    assert "at most 0.01 is expected" in str(found.example)


def _start(attempt: int) -> float:
    return float(np.random.default_rng(PUBLIC.stream("shared:trained", attempt)).uniform(1.0, 2.0))


def test_a_result_that_reaches_the_bar_on_one_of_three_seeds_passes(slot: Slot, exam: Exam) -> None:
    last = _start(2)
    source = f"def step(weight):\n    good = any(abs(weight / {last!r} - 0.5**k) < 1e-9 for k in range(11))\n"
    source += "    return weight * (0.5 if good else 1.0)\n"
    found = mini.by_name(mini.mark(slot, exam, {**mini.SOLUTION, "rule.py": source.encode()}))["comes_down"]
    assert found.outcome is Outcome.PASSED


@pytest.mark.parametrize("constant", [None, 42, "42", [], {}, b"", float("nan"), True])
def test_a_worker_that_answers_one_thing_ends_in_worded_failures(exam: Exam, constant: object) -> None:
    report = grade(Work("liar", mini.SOLUTION), exam, ConstantSlot(constant))
    assert report.score <= 1  # a constant may be right by chance, never more
    failed = [one for one in mini.all_checks(report) if one.outcome is Outcome.FAILED]
    assert failed
    assert all(one.example is not None and one.example.got for one in failed)
    assert "Traceback" not in encode(report).decode()


@pytest.mark.parametrize("reply", [{}, [], None, {"raised": 1}, {"raised": {"type": 3, "message": []}}, {"refused": 1}])
def test_a_reply_of_another_form_is_garbled(exam: Exam, reply: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ConstantSlot, "ask", lambda self, request: reply)
    report = grade(Work("liar", mini.SOLUTION), exam, ConstantSlot(None))
    assert report.score == 0
    assert "cannot be read" in encode(report).decode()


def test_nothing_usable_is_a_report_with_the_reason(slot: Slot, exam: Exam) -> None:
    report = grade(Work("empty", {}, ("a note",), "Nothing was handed in."), exam, slot)
    assert (report.score, report.max_score, report.isolation.rung) == (0, 7, "none")
    assert report.notes == ["a note", "Nothing was handed in."]


def test_a_limit_is_said_in_words_and_costs_that_check_alone(slot: Slot, exam: Exam) -> None:
    found = mini.by_name(
        mini.mark(slot, exam, total("float(sum(numbers)) if len(numbers) != 5 else [n for n in iter(int, 1)]"))
    )
    assert found["adds_any_numbers"].outcome is Outcome.FAILED
    assert "used more than 2 s of CPU time" in str(found["adds_any_numbers"].example)
    assert found["adds_what_can_be_counted_by_hand"].outcome is Outcome.PASSED


def test_a_wall_limit_is_marked_so_that_it_is_tried_again(slot: Slot) -> None:
    made = mini.chapter()
    short = replace(made.settings.limits, wall_seconds=0.5)
    made = type(made)(made.name, replace(made.settings, limits=short), made.checks[:1], (), {}, "hash")
    exam = mini.exam(slot, made)
    sleepy = total("__import__('time').sleep(5)")
    report = mini.mark(slot, exam, sleepy)
    assert hit_wall(report)
    assert "did not answer within 0.5 s" in str(mini.by_name(report)["adds_what_can_be_counted_by_hand"].example)
    assert not hit_wall(mini.mark(slot, exam, mini.SOLUTION))


def test_the_student_sees_the_public_example_and_never_the_keyed_one(slot: Slot, exam: Exam) -> None:
    seed = keyed(b"a secret of the term", "ch90_mini", "1")
    hidden = mini.exam(slot, mini.chapter(), seed)
    report = mini.mark(slot, hidden, mini.wrong("takes_sizes"), public=exam)
    shown = student_view(report)
    kept, seen = (mini.by_name(one)["adds_any_numbers"] for one in (report, shown))
    public = mini.by_name(mini.mark(slot, exam, mini.wrong("takes_sizes")))["adds_any_numbers"]
    assert kept.example != public.example
    assert seen.example == kept.public == public.example
    assert seen.public is None
    assert shown.seed == seed.id != "public"
    assert shown.view == "student"


def test_a_failure_on_the_keyed_seed_alone_shows_no_example(slot: Slot, exam: Exam) -> None:
    seed = keyed(b"a secret of the term", "ch90_mini", "1")
    hidden = mini.exam(slot, mini.chapter(), seed)
    public = exam.tape.entry("sums.total:adds_any_numbers")
    first = float(public.requests[0]["args"][0][0])
    cheat = total(f"float(sum(numbers)) if len(numbers) != 5 or numbers[0] == {first!r} else 0.0")
    seen = mini.by_name(student_view(mini.mark(slot, hidden, cheat, public=exam)))["adds_any_numbers"]
    assert seen.outcome is Outcome.FAILED
    assert seen.example is None
    assert seen.message == "It holds for the inputs of your kit, and fails for others."


def test_only_one_exercise_with_what_it_needs(slot: Slot, exam: Exam) -> None:
    files = {**mini.SOLUTION, "sums.py": mini.SOLUTION["sums.py"].replace(b"float(sum(numbers))", b"-1.0")}
    report = mini.mark(slot, exam, files, only="sums.mean")
    assert [exercise.name for exercise in report.exercises] == ["sums.mean"]
    assert report.exercises[0].outcome is Outcome.WAITING


def test_reports_survive_their_json(slot: Slot, exam: Exam) -> None:
    report = mini.mark(slot, exam, mini.wrong("takes_sizes"))
    assert decode(encode(report)) == report


def test_a_tape_survives_its_bytes_and_refuses_other_questions(exam: Exam) -> None:
    again = load(dump(exam.tape))
    assert dump(again) == dump(exam.tape)
    with pytest.raises(ValueError, match=r"other\.bin is not a tape"):
        load(b"not a tape", "other.bin")
    with pytest.raises(TapeMismatchError, match=r"nothing for sums\.total:unknown"):
        again.entry("sums.total:unknown")


def test_another_seed_gives_other_inputs_and_ids_tell_nothing() -> None:
    one, other = (keyed(b"sixteen bytes or more", "ch01", window) for window in ("1", "2"))
    assert one.stream("check") != other.stream("check") != PUBLIC.stream("check")
    assert one.id != other.id
    assert one.secret.hex() not in repr(one)
    with pytest.raises(ValueError, match="shorter than 16 bytes"):
        keyed(b"short", "ch01", "1")
    assert Seed(b"x").stream("a", 0) != Seed(b"x").stream("a", 1)


def test_a_broken_grader_holds_every_mark(exam: Exam) -> None:
    report = held_report("someone", exam.chapter, exam.seed, "ZeroDivisionError: ours")
    assert report.pending
    assert (report.score, report.max_score) == (0, 7)
    assert {one.outcome for one in mini.all_checks(report)} == {Outcome.HELD}


def test_a_sandbox_that_does_not_start_holds_the_mark(exam: Exam, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise SandboxFailed("no process could be made")

    monkeypatch.setattr(ConstantSlot, "start", fails)
    report = grade(Work("someone", mini.SOLUTION), exam, ConstantSlot(None))
    assert report.pending
    assert {one.outcome for one in mini.all_checks(report)} == {Outcome.HELD}
    assert "no process could be made" in encode(report).decode()


def test_written_answers_come_into_the_report_and_change_no_mark(slot: Slot, exam: Exam) -> None:
    form = b"## Question 1: Why?\n\nSay why.\n\n*Your answer:*\n\nSo.\n\n## Question 2: How?\n\n*Your answer:*\n"
    report = mini.mark(slot, exam, {**mini.SOLUTION, "answers.md": form})
    assert [(answer.question, answer.text) for answer in report.written] == [
        ("Question 1: Why?", "So."),
        ("Question 2: How?", ""),
    ]
    assert report.score == mini.mark(slot, exam, mini.SOLUTION).score
    long = form.replace(b"So.", b"So " * 10_000)
    cut = mini.mark(slot, exam, {**mini.SOLUTION, "answers.md": long}).written[0].text
    assert cut.endswith("[cut: 29999 characters were handed in]")


def test_a_call_of_an_experiment_names_the_function_that_it_runs(slot: Slot, exam: Exam) -> None:
    found = mini.by_name(mini.mark(slot, exam, total("0.0")))["adds_the_same_twice"]
    assert found.example is not None
    assert str(found.example.called).startswith("total_twice(")
    assert str(found.example.called).endswith("# of the check: runs your sums.total")
