"""The pytest plugin on a small kit, with a stubbed runner."""

from __future__ import annotations

import sys
import types
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import autograder.engine.load
import autograder.reports.terminal  # here, so that not every run within a test imports it again

pytest_plugins = "pytester"

SETTINGS = """
title = "Neural networks"
libraries = ["numpy"]
[[exercise]]
name = "activations.softmax"
section = "Softmax"
minutes = 10
difficulty = 1
importance = 3
[[exercise]]
name = "training.train"
section = "Training"
minutes = 30
difficulty = 2
importance = 3
"""

# A conftest of the kit, so that xdist's workers have the stub too. Each examination leaves a line in calls.txt.
RUNNER = """
import sys, types
from pathlib import Path
import autograder.engine.load
from autograder.engine.report import CheckReport, Example, ExerciseReport, Outcome
from autograder.student.work import StudentError

OUTCOMES = {
    "activations.softmax": {"rows_sum_to_one": "passed", "survives_large_logits": "failed"},
    "training.train": OTHERS,
}

class Runner:
    def __init__(self, device=None):
        pass

    def check(self, chapter, exercise):
        return types.SimpleNamespace(exercises=[examine(exercise)])

    def close(self):
        note("closed")

def note(line):
    with (Path(__file__).parent / "calls.txt").open("a") as calls:
        calls.write(line + "\\n")

def examine(exercise):
    note(exercise)
    if isinstance(OUTCOMES[exercise], str):
        raise StudentError(OUTCOMES[exercise])
    checks = [
        CheckReport(
            f"{exercise}:{name}", f"{name} holds.", Outcome(outcome), float(outcome == "passed"), 1.0,
            example=Example(called="softmax([[1000.]])", got="[[nan]]") if outcome == "failed" else None,
            needs=["activations.softmax"] if outcome == "waiting" else [],
            output="seen by print" if outcome == "failed" else "",
            message="needs a GPU; run it with --device cuda" if outcome == "skipped" else None,
        )
        for name, outcome in OUTCOMES[exercise].items()
    ]
    return ExerciseReport(exercise, exercise.split(".")[0] + ".py", 3, "Softmax", checks)

class Named:
    def __init__(self, name): self.name = name

class Course:
    def load(self, chapter): return self
    def checks_of(self, exercise): return [
        Named(name) for name in (["loss_falls"] if isinstance(OUTCOMES[exercise], str) else OUTCOMES[exercise])
    ]

runner = types.ModuleType("autograder.student.runner")
runner.Runner = Runner
sys.modules["autograder.student.runner"] = runner
autograder.engine.load.here = Course
"""

UNTOUCHED = {"loss_falls": "not started", "reaches_the_bar": "not started"}


@pytest.fixture(autouse=True)
def _modules_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo what the kit's conftest patches, in the runs within this process."""
    monkeypatch.setitem(sys.modules, "autograder.student.runner", types.ModuleType("runner"))
    monkeypatch.setattr(autograder.engine.load, "here", autograder.engine.load.here)


def make_kit(pytester: pytest.Pytester, others: dict[str, str] | str = UNTOUCHED, *, ini: bool = True) -> Path:
    chapter = pytester.mkdir("ch01_neural_networks")
    (chapter / "chapter.toml").write_text(SETTINGS)
    (chapter / "__init__.py").write_text("raise SystemExit('the student package was imported by pytest')")
    (chapter / "activations.py").write_text("import nothing_of_that_name\n")
    pytester.makeini("[pytest]\nautograder_chapters = true\n" if ini else "[pytest]\n")
    pytester.makeconftest(RUNNER.replace("OTHERS", repr(others)))
    return chapter


def run(pytester: pytest.Pytester, *args: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess("-p", "no:hypothesispytest", *args)  # which takes a second to start


def calls(pytester: pytest.Pytester) -> list[str]:
    path = pytester.path / "calls.txt"
    return path.read_text().split() if path.exists() else []


def test_items_have_the_ids_of_the_checks_and_collecting_examines_nothing(pytester):
    make_kit(pytester)
    result = run(pytester, "--collect-only", "-q")
    assert result.outlines[:4] == [
        "ch01_neural_networks/activations.softmax::rows_sum_to_one",
        "ch01_neural_networks/activations.softmax::survives_large_logits",
        "ch01_neural_networks/training.train::loss_falls",
        "ch01_neural_networks/training.train::reaches_the_bar",
    ]
    assert calls(pytester) == []


def test_each_exercise_is_examined_once_and_the_runner_is_closed(pytester):
    make_kit(pytester)
    run(pytester)
    assert calls(pytester) == ["activations.softmax", "training.train", "closed"]


def test_a_failure_is_the_terminals_text_without_a_traceback(pytester):
    make_kit(pytester)
    result = run(pytester)
    text = result.stdout.str()
    result.stdout.fnmatch_lines(["*survives_large_logits holds.*not yet*0/1*", "*Called*softmax*1000.*"])
    result.stdout.fnmatch_lines(["*seen by print*"])
    assert "Traceback" not in text
    assert "NotPassedError" not in text
    assert "pytest_plugin.py" not in text


def test_an_untouched_stub_is_its_own_category_and_not_a_success(pytester):
    make_kit(pytester)
    result = run(pytester, "-k", "train")
    result.stdout.fnmatch_lines(["*ch01_neural_networks/training.train oo*", "*2 deselected, 2 not started*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "FAILURES" not in result.stdout.str()


def test_an_untouched_stub_shows_no_red(pytester):
    make_kit(pytester)
    text = run(pytester, "-k", "train", "--color=yes", "-v").stdout.str()
    assert "NOT STARTED" in text
    assert "\x1b[31m" not in text
    assert "\x1b[1m\x1b[31m" not in text


@pytest.mark.parametrize(("selected", "times"), [("train", 1), ("softmax or train", 0)])
def test_where_nothing_failed_the_end_names_the_file_and_the_command(pytester, selected, times):
    make_kit(pytester)
    line = f"Open {Path('ch01_neural_networks/training.py')} and run autograder check training.train"
    assert run(pytester, "-k", selected).outlines.count(line) == times


def test_waiting_has_its_letter_and_held_is_an_error_in_words(pytester):
    make_kit(pytester, {"loss_falls": "waiting", "reaches_the_bar": "held"})
    result = run(pytester, "-k", "train")
    result.stdout.fnmatch_lines(["*training.train wE*", "*ERROR at setup*", "*pending*"])
    assert "Traceback" not in result.stdout.str()
    result.stdout.fnmatch_lines(["*1 error, 1 waiting*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_all_passed_is_a_success(pytester):
    make_kit(pytester, {"loss_falls": "passed", "reaches_the_bar": "passed"})
    result = run(pytester, "-k", "train")
    result.assert_outcomes(passed=2, deselected=2)
    assert result.ret == pytest.ExitCode.OK


def test_x_stops_at_the_first_check_that_does_not_pass(pytester):
    make_kit(pytester)
    result = run(pytester, "-x")
    result.assert_outcomes(passed=1, failed=1)
    assert calls(pytester) == ["activations.softmax", "closed"]


def test_the_printed_id_can_be_run_again(pytester):
    make_kit(pytester)
    result = run(pytester, "ch01_neural_networks/activations.softmax::survives_large_logits")
    result.assert_outcomes(failed=1)
    result = run(pytester, "ch01_neural_networks/training.train", "-v")
    result.stdout.fnmatch_lines(["*training.train::loss_falls*NOT STARTED*", "*2 not started*"])


def test_last_failed_runs_what_did_not_pass(pytester):
    make_kit(pytester)
    run(pytester)
    result = run(pytester, "--lf", "-v")
    result.stdout.fnmatch_lines(["*survives_large_logits*FAILED*", "*1 failed*2 not started*"])
    assert "rows_sum_to_one" not in result.stdout.str()


def test_junit_holds_the_outcomes_in_words(pytester):
    make_kit(pytester, {"loss_falls": "not started", "reaches_the_bar": "held"})
    run(pytester, "--junitxml=out.xml")
    suite = ET.parse(pytester.path / "out.xml").getroot()[0]  # noqa: S314 - written a line above
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    outcomes = {name: case.find("properties/property").get("value") for name, case in cases.items()}
    assert outcomes == {
        "rows_sum_to_one": "passed",
        "survives_large_logits": "failed",
        "loss_falls": "not started",
        "reaches_the_bar": "held",
    }
    assert "softmax([[1000.]])" in cases["survives_large_logits"].find("failure").text
    assert "not started" in cases["loss_falls"].find("failure").text
    assert cases["reaches_the_bar"].find("error") is not None


def test_a_check_that_needs_a_device_is_skipped_with_its_reason(pytester):
    make_kit(pytester, {"loss_falls": "passed", "runs_on_a_gpu": "skipped"})
    result = run(pytester, "-k", "train", "-rs", "--junitxml=out.xml")
    result.assert_outcomes(passed=1, skipped=1, deselected=2)
    result.stdout.fnmatch_lines(["SKIPPED*needs a GPU; run it with --device cuda"])
    assert result.ret == pytest.ExitCode.OK
    suite = ET.parse(pytester.path / "out.xml").getroot()[0]  # noqa: S314 - written a line above
    assert suite.get("skipped") == "1"
    (skipped,) = suite.iter("skipped")
    assert skipped.get("message") == "needs a GPU; run it with --device cuda"


def test_a_device_that_is_not_there_is_refused_in_words_before_anything_is_collected(pytester, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    make_kit(pytester)
    result = run(pytester, "--device", "cuda")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--device cuda: CUDA_VISIBLE_DEVICES hides every GPU*--device cpu*"])
    assert calls(pytester) == []


def test_auto_says_that_there_is_no_device_and_goes_on(pytester, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    make_kit(pytester, {"loss_falls": "passed"})
    result = run(pytester, "-k", "train", "--device", "auto")
    result.stdout.fnmatch_lines(["autograder: Without a GPU (*): checks that need one are skipped."])
    result.assert_outcomes(passed=1, deselected=2)


def test_xdist_carries_the_outcomes(pytester):
    make_kit(pytester)
    result = pytester.runpytest_subprocess("-p", "no:hypothesispytest", "-n", "2")
    result.stdout.fnmatch_lines(["*1 failed, 1 passed, 2 not started*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_other_projects_properties_are_left_alone(pytester):
    pytester.makepyfile("""
        def test_own(record_property, request):
            record_property("outcome", "waiting")
            request.node.user_properties.append(("three", "of", "them"))
            assert False
    """)
    run(pytester).assert_outcomes(failed=1)


def test_inert_without_the_ini_option(pytester):
    make_kit(pytester, ini=False)
    pytester.makepyfile(test_own="def test_own():\n    assert True\n")
    result = run(pytester, "test_own.py", "--collect-only", "-q", ".")
    assert "activations.softmax" not in result.stdout.str()
    assert calls(pytester) == []


@pytest.mark.parametrize("named", ["ch01_neural_networks", "ch01_neural_networks/chapter.toml"])
def test_a_chapter_named_on_the_command_line_is_collected_anyway(pytester, named):
    make_kit(pytester, ini=False)
    result = run(pytester, named, "-k", "softmax")
    result.assert_outcomes(passed=1, failed=1, deselected=2)


def test_a_broken_chapter_is_an_error_in_words(pytester):
    chapter = make_kit(pytester)
    (chapter / "chapter.toml").write_text(SETTINGS.replace("difficulty = 1", "difficulty = 9"))
    result = run(pytester)
    result.stdout.fnmatch_lines(['*chapter.toml: exercise "activations.softmax": difficulty is 1, 2 or 3*'])
    assert "Traceback" not in result.stdout.str()


def test_a_kit_that_lacks_something_is_an_error_in_words(pytester):
    make_kit(pytester, "tape.bin is missing: unpack the kit again")
    result = run(pytester, "-k", "train")
    result.stdout.fnmatch_lines(["*ERROR at setup*", "tape.bin is missing: unpack the kit again", "*1 error*"])
    assert "Traceback" not in result.stdout.str()


def test_importing_the_plugin_imports_no_engine(pytester):
    pytester.makepyfile(
        probe="""
        import sys
        import autograder.pytest_plugin
        print(sorted(name for name in sys.modules if name.startswith("autograder.") or name in ("numpy", "msgspec")))
    """
    )
    assert pytester.runpython("probe.py").stdout.str() == "['autograder.pytest_plugin']"
