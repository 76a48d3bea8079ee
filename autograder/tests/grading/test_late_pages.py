"""Pages say what the late policy says now, and nothing else follows it: neither the report nor its key."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace as replace_in

from autograder.engine import report as reports
from autograder.engine.grade import student_view
from autograder.engine.load import here
from autograder.engine.report import GradeReport
from autograder.grading import commands, late_pages, session
from autograder.grading import store as stores
from autograder.grading.attempts import Judge, judge_of_run
from autograder.grading.batch import Done
from autograder.grading.late import BadPolicy
from autograder.grading.manifest import read_manifest
from autograder.grading.overview import row
from autograder.grading.progress import follow
from autograder.grading.session import Asks, grade_into, regrade_into
from autograder.grading.slots import with_pages
from autograder.grading.store import FEEDBACK, INSTRUCTOR, LATE, REPORT, Store
from autograder.grading.times import BadTimes
from autograder.reports import html
from autograder.tests.grading.conftest import CHAPTER, RIGHT, SECRET
from autograder.tests.grading.test_session import WRONG, change_the_exam
from autograder.tests.reports import samples

TWENTY = "Handed in 1 day 3 h after the due date: 10 % a day, 20 % taken off."
FIFTY = "Handed in 1 day 3 h after the due date: 25 % a day, 50 % taken off."
TIMES = {"ada": "2026-05-06T03:00", "bob": "on time", "eve": "2026-05-04T20:00"}


class Papers:
    """A policy and its times, as an instructor writes them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / "late.toml"
        self.write()

    def write(self, percent: int = 10, *, extension: str = "", **times: str) -> Path:
        self.times("times.csv", **(times or TIMES))
        self.policy(percent, ["times.csv"], extension)
        return self.path

    def policy(self, percent: int, files: list[str], extension: str = "") -> None:
        self.path.write_text(
            f'time_zone = "Europe/Berlin"\npercent_per_day = {percent}\n[chapter.{CHAPTER}]\n'
            f"due = 2026-05-04T23:59:59\ntimes = {files}\n[chapter.{CHAPTER}.extension]\n{extension}\n"
        )

    def times(self, name: str, **times: str) -> None:
        rows = "".join(f"{student},{when}\n" for student, when in times.items())
        (self.folder / name).write_text(f"student,when\n{rows}")

    def judge(self, percent: int = 10, *, extension: str = "", **times: str) -> Judge:
        self.write(percent, extension=extension, **times)
        return judge_of_run(self.path, {CHAPTER}, CHAPTER, times or TIMES, "1")


@pytest.fixture
def papers(tmp_path) -> Papers:
    return Papers(tmp_path)


def report(name: str, score: float = 5.0) -> GradeReport:
    return replace_in(samples.good(), submission=name, chapter=CHAPTER, score=score, view="instructor")


@pytest.fixture
def graded(store) -> Store:
    """Three reports, as slots leave them."""
    for name in TIMES:
        store.write(report(name), with_pages(report(name)).pages)
    return store


def show(store: Store, judge: Judge | None, names: Iterable[str] = TIMES) -> list[Done]:
    run = (Done(store.read(name), fresh=False) for name in names)
    return list(late_pages.judged(run, store, judge))


def pages(store: Store, name: str) -> tuple[str, str]:
    found = [(store.folder(name) / page).read_text(encoding="utf-8") for page in (FEEDBACK, INSTRUCTOR)]
    return plain(found[0]), plain(found[1])


def plain(page: str) -> str:
    """With spaces at which a line may end."""
    return page.replace("\u00a0", " ")


def written(store: Store) -> dict[Path, tuple[int, int]]:
    """Every file, and which write made it."""
    return {
        path: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in store.out.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def changed(before: dict[Path, tuple[int, int]], after: dict[Path, tuple[int, int]]) -> set[str]:
    return {
        "/".join((path.parts[-3], path.name)) for path in {**before, **after} if before.get(path) != after.get(path)
    }


def test_both_pages_say_the_sentence_and_both_numbers(graded, papers) -> None:
    done = {one.report.submission: one for one in show(graded, papers.judge())}
    for page in pages(graded, "ada"):
        assert (
            '<p class="note">5 of 5 points were earned. '
            "Handed in 1 day 3 h after the due date: 10 % a day, 20 % taken off. "
            "<strong>4 of 5 points count.</strong></p>"
        ) in page
    assert (done["ada"].late.score_after, done["ada"].late.days) == (4.0, 2)
    for name in ("bob", "eve"):
        assert pages(graded, name) == tuple(with_pages(report(name)).pages.values())
        assert not (graded.folder(name) / LATE).exists()
    assert done["bob"].late.when is None


def test_the_report_and_its_key_know_nothing_of_it(graded, papers) -> None:
    before = {name: (graded.folder(name) / REPORT).read_bytes() for name in TIMES}
    for judge in (papers.judge(), papers.judge(25), None):
        show(graded, judge)
        assert {name: (graded.folder(name) / REPORT).read_bytes() for name in TIMES} == before


def test_only_pages_of_whom_something_else_is_said_are_drawn_again(graded, papers) -> None:
    states = [written(graded)]
    for judge in (
        papers.judge(),
        papers.judge(),
        papers.judge(25),
        papers.judge(25, extension="ada = { hours = 48 }"),
        papers.judge(25, ada="on time", bob="2026-05-05T01:00", eve="on time"),
        None,
        None,
    ):
        show(graded, judge)
        states.append(written(graded))
    own = {name: {f"{name}/{file}" for file in (FEEDBACK, INSTRUCTOR, LATE)} for name in TIMES}
    found = [changed(before, after) for before, after in pairwise(states)]
    assert found == [own["ada"], set(), own["ada"], own["ada"], own["ada"] | own["bob"], own["bob"], set()]
    assert [path.name for path in graded.out.rglob(LATE)] == []


def test_within_an_extension_or_the_grace_the_sentence_alone_is_said(graded, papers) -> None:
    show(graded, papers.judge(extension="ada = { hours = 48 }"))
    assert '<p class="note">Handed in within the extension.</p>' in pages(graded, "ada")[0]


def test_they_come_one_by_one(graded, papers) -> None:
    pulled: list[str] = []

    def run() -> Iterable[Done]:
        for name in TIMES:
            pulled.append(name)
            yield Done(graded.read(name), fresh=True)

    first = next(late_pages.judged(run(), graded, papers.judge()))
    assert (first.report.submission, pulled) == ("ada", ["ada"])
    assert first.fresh


class Cut(Exception):
    """The machine stops."""


@pytest.mark.parametrize("into", ["more", "none"])
@pytest.mark.parametrize("place", range(1, 5))
@pytest.mark.parametrize("then", ["before", "more", "none"])
def test_wherever_it_is_cut_off_the_next_run_says_what_its_policy_says(
    graded, papers, monkeypatch, into: str, place: int, then: str
) -> None:
    judges: dict[str, Callable[[], Judge | None]] = {
        "before": papers.judge,
        "more": lambda: papers.judge(25),
        "none": lambda: None,
    }
    show(graded, papers.judge())
    calls = 0

    def cut(*arguments: object) -> None:
        nonlocal calls
        calls += 1
        if calls == place:
            raise Cut
        write(*arguments)

    write = stores.write_atomically
    with monkeypatch.context() as patched:
        patched.setattr(stores, "write_atomically", cut)
        if into == "none" and place == 4:  # the last step is no write
            patched.setattr(Path, "unlink", lambda _: cut())
        with pytest.raises(Cut):
            show(graded, judges[into]())
    show(graded, judges[then]())
    said = {"before": TWENTY, "more": FIFTY}.get(then, "")
    for page in pages(graded, "ada"):
        assert ("taken off" in page) is bool(said)
        assert said in page
    assert (graded.folder("ada") / LATE).exists() is bool(said)


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b"\xff", b"null"])
def test_what_cannot_be_read_is_not_known_and_is_written_anew(graded, papers, content: bytes) -> None:
    show(graded, papers.judge())
    for judge in (papers.judge(), None):
        (graded.folder("ada") / LATE).write_bytes(content)
        assert stores.read_late(graded.folder("ada") / REPORT) is None
        show(graded, judge)
        assert (TWENTY in pages(graded, "ada")[0]) is (judge is not None)


def test_a_fresh_report_starts_without_it(graded, papers) -> None:
    show(graded, papers.judge())
    graded.write(report("ada", 3.0), with_pages(report("ada", 3.0)).pages)
    assert not (graded.folder("ada") / LATE).exists()
    show(graded, papers.judge())
    assert "<strong>2.4 of 5 points count.</strong>" in pages(graded, "ada")[0]


def test_a_line_says_it_and_the_end_counts_them(graded, papers, capsys) -> None:
    papers.write(bob="2026-05-05T00:00", ada="2026-05-06T03:00", eve="on time")
    judge = judge_of_run(papers.path, {CHAPTER}, CHAPTER, TIMES, "1")
    graded.write(report("bob", 0.0), {})
    rows = follow(late_pages.judged((Done(graded.read(name), fresh=True) for name in TIMES), graded, judge), 3)
    ada, bob, eve = capsys.readouterr().out.splitlines()
    assert ada.endswith("late by 2 days, 20 % off: 4 count")
    assert bob.endswith("late by 1 day, 10 % off: 0 count")
    assert eve.split() == ["eve", "5", "/", "5"]
    assert late_pages.summary(rows) == "Late: 2 of 3, with points taken off 1."
    assert late_pages.summary([row(report("ada"))]) == "Late: 0 of 1, with points taken off 0."


@pytest.mark.parametrize(
    ("window", "found"), [("1", {"ada": "2026-05-06T03:00"}), ("2", {"ada": "on time", "bob": "on time"})]
)
def test_the_window_is_the_number_of_the_attempt(papers, window: str, found: dict[str, str]) -> None:
    papers.times("one.csv", ada="2026-05-06T03:00")
    papers.times("two.csv", ada="on time", bob="on time")
    papers.policy(10, ["one.csv", "two.csv"])
    late = judge_of_run(papers.path, {CHAPTER}, CHAPTER, found, window).late("ada", [5.0])
    assert (late.penalty, late.attempt) == (20 if window == "1" else 0, 0)


@pytest.mark.parametrize(
    ("files", "window", "words"),
    [
        (["times.csv", "b.csv"], "resit", r"late\.toml: chapter\.ch90_small\.times names files for 2 attempts, and the "
            r'window "resit" is the number of none: grade the first attempt with --window 1, the second with '),
        (["times.csv", "b.csv"], "3", 'the window "3" is the number of none'),
        (["times.csv", "b.csv"], "2", r"b\.csv: it cannot be read \(No such file or directory\): write it, or correct "
            "its name in the policy's times"),
        ([], "1", r'late\.toml: chapter\.ch90_small\.times names no file: write who handed in when into one, and add '
            r'times = \["ch\.times\.csv"\]'),
    ],
)  # fmt: skip
def test_times_that_could_be_those_of_another_attempt_are_refused(papers, files, window: str, words: str) -> None:
    papers.policy(10, files)
    with pytest.raises((BadPolicy, BadTimes), match=words):
        judge_of_run(papers.path, {CHAPTER}, CHAPTER, TIMES, window)


@pytest.fixture
def asks(tmp_path, monkeypatch, with_tapes, papers) -> Asks:
    (tmp_path / "secret").write_text(SECRET.hex())
    monkeypatch.setattr(session, "with_tapes", with_tapes)
    return Asks(CHAPTER, "1", "plain", secret=tmp_path / "secret", slots=1, policy=papers.path)


def nobody_grades(monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("graded again")

    monkeypatch.setattr(session, "LocalCrew", refuse)


def test_a_run_a_changed_policy_and_no_policy(  # noqa: PLR0917 - fixtures
    course, hand_in, asks, store, papers, monkeypatch, capsys
) -> None:
    """Ada and Bob hand in equal work, and only one of them late. Nobody is graded twice."""
    folder = hand_in(ada=RIGHT, bob=RIGHT, eve=WRONG)
    without = replace(asks, policy=None)
    grade_into(course, folder, store.out, without)
    nobody_grades(monkeypatch)
    page = grade_into(course, folder, store.out, without)
    before = contents(store)
    assert "Late" not in capsys.readouterr().out
    grade_into(course, folder, store.out, asks)
    assert capsys.readouterr().out.splitlines()[-1] == "Late: 1 of 3, with points taken off 1."
    with_policy = contents(store)
    differ = {name for name in {*before, *with_policy} if before.get(name) != with_policy.get(name)}
    own = {f"ada/{CHAPTER}/{file}" for file in (FEEDBACK, INSTRUCTOR, LATE)}
    assert differ == own | {f"{CHAPTER}.html", f"{CHAPTER}.csv", f"{CHAPTER}.run.json"}
    assert "<strong>2.4 of 3 points count.</strong>" in pages(store, "ada")[0]
    lines = csv.DictReader(io.StringIO(page.with_suffix(".csv").read_text(encoding="utf-8-sig"), newline=""))
    columns = ("score", "handed_in", "days_late", "percent_off", "score_after")
    assert {line["submission"]: [line[column] for column in columns] for line in lines} == {
        "ada": ["3", "2026-05-06T03:00:00+02:00", "2", "20", "2.4"],
        "bob": ["3", "on time", "0", "0", "3"],
        "eve": ["0", "2026-05-04T20:00:00+02:00", "0", "0", "0"],
    }
    papers.write(25)
    grade_into(course, folder, store.out, asks)
    assert FIFTY in pages(store, "ada")[1]
    capsys.readouterr()
    grade_into(course, folder, store.out, without)
    assert capsys.readouterr().out.splitlines()[0] == (
        f"Last time with --policy {papers.path}: without it, pages and CSV say nothing of lateness."
    )
    assert contents(store) == before


def test_what_a_fresh_report_gets_is_not_drawn_again(course, hand_in, asks, store) -> None:
    folder = hand_in(ada=RIGHT, bob=RIGHT, eve=WRONG)
    grade_into(course, folder, store.out, asks)
    before = written(store)
    grade_into(course, folder, store.out, asks)
    again = {name.rpartition("/")[2] for name in changed(before, written(store))}
    assert again == {f"{CHAPTER}.{kind}" for kind in ("html", "csv", "run.json")}


def contents(store: Store) -> dict[str, bytes]:
    return {
        path.relative_to(store.out).as_posix(): path.read_bytes()
        for path in store.out.rglob("*")
        if path.is_file() and not path.name.endswith(".lock")
    }


def test_what_is_wrong_is_said_before_anything_is_graded(course, hand_in, asks, store, papers, monkeypatch) -> None:
    folder = hand_in(ada=RIGHT, bob=RIGHT)
    nobody_grades(monkeypatch)
    for write, words in (
        (lambda: papers.write(ada="on time"), r'1 submissions have no row \(bob\): add a time, or "on time"'),
        (lambda: papers.write(ada="on time", bob="LATE"), "LATE is no time: write the one that Canvas shows"),
        (lambda: papers.write(ada="on time", bob="on time", eve="on time"), 'there is no student "eve"'),
        (lambda: papers.write(extension="kurt = { hours = 1 }"), 'extension: there is no student "kurt"'),
        (lambda: papers.write(percent=-1), "percent_per_day"),
        (papers.path.unlink, r"late\.toml: it cannot be read \(No such file or directory\): name the policy's file"),
    ):
        write()
        with pytest.raises((BadPolicy, BadTimes), match=words):
            grade_into(course, folder, store.out, asks)
    assert not store.out.exists()


def test_a_regrade_remembers_the_policy(course, hand_in, asks, store, papers) -> None:
    folder = hand_in(ada=RIGHT, bob=RIGHT, eve=RIGHT)
    grade_into(course, folder, store.out, asks)
    before = read_manifest(store.out, CHAPTER)
    assert before.policy == str(papers.path.absolute())
    key = store.read("ada").key
    change_the_exam(course)
    regrade_into(course, folder, store.out, Asks.like(before, asks.secret, 1), before)
    assert "<strong>1.6 of 2 points count.</strong>" in pages(store, "ada")[0]
    assert store.read("ada").key != key
    moved = papers.path.rename(papers.folder / "moved.toml")
    with pytest.raises(BadPolicy, match="name the policy's file with --policy"):
        regrade_into(course, folder, store.out, Asks.like(before, asks.secret, 1), before)
    regrade_into(course, folder, store.out, Asks.like(before, asks.secret, 1, policy=moved), before)
    assert read_manifest(store.out, CHAPTER).policy == str(moved)


def test_a_manifest_from_before_there_were_policies_is_read(course, hand_in, asks, store) -> None:
    grade_into(course, hand_in(ada=RIGHT), store.out, replace(asks, policy=None))
    path = store.out / f"{CHAPTER}.run.json"
    path.write_text(path.read_text().replace(' "policy": null,\n', ""))
    assert "policy" not in path.read_text()
    before = read_manifest(store.out, CHAPTER)
    assert Asks.like(before, None).policy is None


def test_the_terminal_says_it_where_it_is_known(graded, papers, tmp_path) -> None:
    show(graded, papers.judge())
    file = graded.folder("ada") / REPORT
    shown = CliRunner().invoke(commands.report_command, [str(file)]).output
    assert f"5 of 5 points; all done {TWENTY} 4 of 5 points count." in " ".join(shown.split())  # however wide it is
    alone = tmp_path / "alone.json"
    alone.write_bytes(file.read_bytes())
    assert "taken off" not in CliRunner().invoke(commands.report_command, [str(alone)]).output


def test_a_page_is_a_picture_of_the_report_and_of_what_the_policy_says(graded, papers) -> None:
    judge = papers.judge()
    show(graded, judge)
    late = stores.read_late(graded.folder("ada") / REPORT)
    assert late == judge.late("ada", [5.0])
    made = reports.decode((graded.folder("ada") / REPORT).read_bytes())
    assert pages(graded, "ada") == (plain(html.render(student_view(made), late)), plain(html.render(made, late)))


def test_the_command_refuses_a_policy_in_one_line_before_anything_is_graded(tmp_path, papers) -> None:
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "secret").write_text(SECRET.hex())
    results = tmp_path / "results"
    options = ["--isolation", "plain", "--secret", tmp_path / "secret", "--policy", papers.path, "--out", results]
    asked = [tmp_path / "class", "--chapter", "ch01_neural_networks", *options]
    done = CliRunner().invoke(commands.grade_command, list(map(str, asked)))
    assert (done.exit_code, done.output) == (
        1, f'autograder: {papers.path}: there is no chapter "{CHAPTER}": write one of {", ".join(here().names())}\n',
    )  # fmt: skip
    assert not results.exists()
    assert "--policy" in CliRunner().invoke(commands.regrade_command, ["--help"]).output
