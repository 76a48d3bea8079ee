"""Several attempts in one gradebook: which one counts, what lateness leaves of it, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from autograder.engine.report import CPU, GradeReport
from autograder.grading import export as exports
from autograder.grading.basis import Basis
from autograder.grading.export import export_command
from autograder.grading.manifest import manifest
from autograder.grading.store import REPORT, Store
from autograder.tests.interop import nbgrader_made, test_canvas, test_moodle
from autograder.tests.interop.nbgrader_made import alone  # noqa: F401 - a fixture

CHAPTER = "ch01_neural_networks"
ON_TIME, DAY, TWO_DAYS = "2026-05-04T20:00", "2026-05-05T20:00", "2026-05-06T20:00"
ADA, JANE, BOND = "lovelaceada_1001", "doejane_1003", "1004"
ONE_FOLDER = sorted(set(exports.FORMATS) - {"canvas", "moodle", "nbgrader"})


def report(name: str, softmax: float, **changes: object) -> GradeReport:
    """2 points and those of softmax, of 5."""
    return replace(nbgrader_made.report(name, softmax), view="instructor", **changes)


class Attempts:
    """Results folders, a policy and its times, and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folders: list[Path] = []
        self.times: list[str] = []

    def add(self, **students: tuple[float, str]) -> None:
        """One more attempt: softmax's points of each, and when it was handed in."""
        number = len(self.folders) + 1
        store = Store(self.folder / f"results{number}", CHAPTER)
        for name, (softmax, _) in students.items():
            store.write(report(name, softmax), {})
        rows = "".join(f"{name},{when}\n" for name, (_, when) in students.items())
        (self.folder / f"times{number}.csv").write_text(f"student,when\n{rows}")
        self.folders.append(store.out)
        self.times.append(f"times{number}.csv")

    def policy(self, rule: str = "best", extension: str = "") -> Path:
        path = self.folder / "late.toml"
        path.write_text(
            f'time_zone = "UTC"\npercent_per_day = 10\nattempt = "{rule}"\n[chapter.{CHAPTER}]\n'
            f"due = 2026-05-04T23:59:59\ntimes = {self.times}\n[chapter.{CHAPTER}.extension]\n{extension}\n"
        )
        return path

    def export(self, *options: object, rule: str = "best", folders: list[Path] | None = None) -> tuple[int, str]:
        return run(*(folders or self.folders), "--policy", self.policy(rule), *options)


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(export_command, ["--chapter", CHAPTER, *(str(argument) for argument in arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.fixture
def attempts(tmp_path) -> Attempts:
    return Attempts(tmp_path)


@pytest.fixture
def to_canvas(attempts) -> Callable[..., tuple[dict[str, str], str]]:
    """The marks by the student's id, and what was said."""
    listing = attempts.folder / "gradebook.csv"
    listing.write_bytes(test_canvas.export(test_canvas.GRADEBOOK))

    def export(**options: object) -> tuple[dict[str, str], str]:
        code, said = attempts.export("--to", "canvas", "--class-list", listing, **options)
        assert code == 0, said
        read = test_canvas.imported((attempts.folders[0] / f"{CHAPTER}.canvas.csv").read_bytes())
        return {id_: row["ch01_neural_networks (4711)"] for id_, row in read.items()}, said

    return export


def test_the_best_attempt_counts_after_the_penalty_or_the_last_one(attempts, to_canvas) -> None:
    attempts.add(**{ADA: (1.0, ON_TIME), JANE: (3.0, ON_TIME)})
    attempts.add(**{ADA: (3.0, DAY), JANE: (2.0, TWO_DAYS)})
    best, said = to_canvas(rule="best")
    assert (best["1001"], best["1003"]) == ("4.5", "5")
    last, _ = to_canvas(rule="last")
    assert (last["1001"], last["1003"]) == ("4.5", "3.2")
    assert said.splitlines()[-1] == f"2 submissions: {attempts.folders[0] / f'{CHAPTER}.canvas.csv'}"


def test_the_order_of_the_folders_is_that_of_the_attempts(attempts) -> None:
    attempts.add(ada=(1.0, ON_TIME))
    attempts.add(ada=(3.0, TWO_DAYS))
    marks = comments(attempts, "last")
    assert marks["101"][1].startswith("5 of 5 points")
    attempts.folders.reverse()
    attempts.times.reverse()
    again = comments(attempts, "last")  # it is the time that makes it the last one
    assert again["101"][0] == marks["101"][0]
    assert "Attempt 1 of 2 counts" in again["101"][1]


def comments(attempts: Attempts, rule: str) -> dict[str, tuple[float | None, str]]:
    """Grade and comment in Moodle's worksheet, in which Ada is "ada" and the participant 101."""
    listing = attempts.folder / "worksheet.csv"
    listing.write_bytes(test_moodle.export(test_moodle.WORKSHEET).replace(b"ada@example.org", b"ada"))
    out = attempts.folder / "filled.csv"
    code, said = attempts.export("--to", "moodle", "--class-list", listing, "--out", out, rule=rule)
    assert code == 0, said
    return test_moodle.taken(out.read_bytes())


def test_the_comment_says_which_attempt_counts_and_why(attempts) -> None:
    attempts.add(ada=(1.0, ON_TIME))
    attempts.add(ada=(3.0, TWO_DAYS))
    grade, comment = comments(attempts, "best")["101"]
    assert grade == 4.0
    assert comment == (
        "5 of 5 points; all done<br>Attempt 2 of 2 counts, the best one. Handed in 1 day 20 h after the due date: "
        "10 % a day, 20 % taken off.<br>4 of 5 points count."
    )


def test_a_student_may_lack_an_attempt(attempts, to_canvas) -> None:
    attempts.add(**{ADA: (1.0, ON_TIME), JANE: (2.0, DAY)})
    attempts.add(**{ADA: (2.0, ON_TIME), BOND: (3.0, TWO_DAYS)})
    for rule in ("best", "last"):
        marks, said = to_canvas(rule=rule)
        assert (marks["1001"], marks["1003"], marks["1004"]) == ("4", "3.6", "4")
    assert "3 submissions: " in said


def test_without_a_policy_the_line_that_is_missing_is_said(attempts, tmp_path) -> None:
    attempts.add(ada=(1.0, ON_TIME))
    attempts.add(ada=(2.0, ON_TIME))
    code, said = run(*attempts.folders, "--to", "nbgrader", "--out", tmp_path / "course")
    assert (code, said) == (
        1,
        "autograder: of several attempts, a policy says which one counts: add --policy FILE, where the file has "
        'attempt = "best" or "last", and times of each attempt; instructor_guide/late_policy.toml is one\n',
    )
    assert not (tmp_path / "course").exists()


@pytest.mark.parametrize("to", ONE_FOLDER)
def test_what_is_a_file_for_each_submission_or_check_is_of_one_attempt(attempts, tmp_path, to: str) -> None:
    attempts.add(ada=(1.0, ON_TIME))
    attempts.add(ada=(2.0, ON_TIME))
    (tmp_path / "file").write_text("")
    needs = {"class_list": "--class-list", "download": "--download"}
    options = [part for need in exports.FORMATS[to].needs for part in (needs[need], tmp_path / "file")]
    code, said = run(*attempts.folders, "--to", to, *options, "--out", tmp_path / "out")
    assert (code, said) == (1, f"autograder: --to {to} is of one attempt: name one results folder\n")
    assert not (tmp_path / "out").exists()


def _twice(attempts: Attempts) -> None:
    attempts.folders[1] = attempts.folder / "elsewhere" / ".." / "results1"
    (attempts.folder / "elsewhere").mkdir()


def _missing_time(attempts: Attempts) -> None:
    (attempts.folder / "times2.csv").write_text("student,when\n")


def _time_of_nobody(attempts: Attempts) -> None:
    (attempts.folder / "times2.csv").write_text(f"student,when\nada,{ON_TIME}\nbob,{ON_TIME}\n")


def _other_points(attempts: Attempts) -> None:
    Store(attempts.folders[1], CHAPTER).write(report("ada", 2.0, max_score=6.5), {})


def _unreadable(attempts: Attempts) -> None:
    (Store(attempts.folders[1], CHAPTER).folder("ada") / REPORT).write_text("{")


def _other_chapter(attempts: Attempts) -> None:
    folder = Store(attempts.folders[1], CHAPTER).folder("ada")
    folder.rename(folder.with_name("ch02_backpropagation"))


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (_twice, "a results folder is named twice: name the folder of each attempt once, in their order"),
        (lambda attempts: attempts.times.pop(), "late.toml: chapter.ch01_neural_networks.times names 1 file, for the "
            "results of 2 attempts: name a file for each attempt there, and here the results folder of each, in the "
            "same order"),
        (lambda attempts: attempts.folders.pop(), "times names 2 files, for the results of 1 attempt: name a file"),
        (lambda attempts: attempts.times.clear(), "times names no file: write who handed in when into one, and add"),
        (_missing_time, 'times2.csv: 1 submissions have no row (ada): add a time, or "on time"'),
        (_time_of_nobody, 'times2.csv, line 3: there is no student "bob": write the name of the submission'),
        (_other_points, '"ada": the attempts are of 5 and 6.5 points, as after a change of the chapter: autograder '
            "regrade brings the older results up to date"),
        (_unreadable, "report.json is not a report ("),
        (_other_chapter, f"results2 holds no report of {CHAPTER}; there are reports of: ch02_backpropagation"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_refused_before_anything_is_written(attempts, tmp_path, harm, words: str) -> None:
    attempts.add(ada=(1.0, ON_TIME))
    attempts.add(ada=(2.0, ON_TIME))
    harm(attempts)
    listing = tmp_path / "worksheet.csv"
    listing.write_bytes(test_moodle.export(test_moodle.WORKSHEET).replace(b"ada@example.org", b"ada"))
    for options in (("--to", "moodle", "--class-list", listing), ("--to", "nbgrader")):
        code, said = attempts.export(*options, "--out", tmp_path / "out")
        assert (code, said.count("\n")) == (1, 1), said
        assert words in said
        assert not (tmp_path / "out").exists()


def test_an_extension_may_be_of_one_who_has_only_one_attempt(attempts) -> None:
    attempts.add(ada=(1.0, ON_TIME))
    attempts.add(bob=(3.0, DAY))
    options = ("--to", "nbgrader", "--out", attempts.folder / "course", *attempts.folders)
    assert run(*options, "--policy", attempts.policy(extension="bob = { hours = 48 }"))[0] == 0
    code, said = run(*options, "--policy", attempts.policy(extension="kurt = { hours = 48 }"))
    assert (code, 'there is no student "kurt"' in said) == (1, True)


@pytest.mark.parametrize(("rule", "given"), [("best", False), ("last", True)])
def test_a_pending_mark_that_may_yet_be_the_best_holds_the_other_back(
    attempts, to_canvas, rule: str, given: bool
) -> None:
    attempts.add(**{ADA: (1.0, ON_TIME)})
    attempts.add(**{ADA: (3.0, ON_TIME)})
    Store(attempts.folders[0], CHAPTER).write(report(ADA, 1.0, pending=True), {})
    marks, said = to_canvas(rule=rule)
    assert (marks["1001"] == "5") is given
    assert (f"{ADA}: the mark is pending, and was left as it was." in said) is not given
    assert said.splitlines()[-1] == f"Pending marks, which an instructor has to look at first: {ADA}"


def test_nbgrader_keeps_the_attempt_that_counts(attempts, tmp_path) -> None:
    attempts.add(ada=(1.0, ON_TIME), bob=(2.0, DAY))
    attempts.add(ada=(3.0, TWO_DAYS))
    course = tmp_path / "course"
    for _ in range(2):
        code, said = attempts.export("--to", "nbgrader", "--out", course)
        assert code == 0, said
    with nbgrader_made.book(course) as opened:
        ada, bob = (opened.find_submission(CHAPTER, name) for name in ("ada", "bob"))
        assert (ada.score, ada.late_submission_penalty, str(ada.timestamp)) == (5.0, 1.0, "2026-05-06 20:00:00")
        assert bob.late_submission_penalty == pytest.approx(0.4)
    assert "Attempt 2 of 2 counts, the best one" in nbgrader_made.cells_of(course)["introduction"]
    assert "Attempt 1 of 2 counts, the only one" in nbgrader_made.cells_of(course, "bob")["introduction"]


def test_marks_as_earned_are_said_to_be_so_where_the_pages_say_more(attempts, to_canvas) -> None:
    attempts.add(**{ADA: (3.0, TWO_DAYS)})
    basis = Basis(CHAPTER, "seed", "plain", CPU, "", "", "", "3.11", {})
    manifest(basis, attempts.folder, "1", attempts.folder / "late.toml").write(attempts.folders[0])
    listing = ("--class-list", attempts.folder / "gradebook.csv")
    _, said = run(attempts.folders[0], "--to", "canvas", *listing)
    assert said.splitlines()[-1] == (
        f"Graded with --policy {attempts.folder / 'late.toml'}: without it here too, marks were written as they were "
        "earned."
    )
    assert "as they were earned" not in to_canvas()[1]
    assert "as they were earned" not in run(attempts.folders[0], "--to", "csv")[1]
