"""Where attacks are graded: secrets lie about, an honest submission comes before and after, and all is looked over."""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import psutil
import pytest

from autograder.engine import report as reports
from autograder.engine.grade import Exam, Work, grade, student_view
from autograder.engine.report import GradeReport
from autograder.engine.sandbox import Slot
from autograder.engine.seeds import PUBLIC, keyed
from autograder.grading.batch import Done
from autograder.grading.compare import compare
from autograder.grading.overview import row, write_overview
from autograder.grading.progress import follow
from autograder.grading.run import take
from autograder.grading.slots import Graded, with_pages
from autograder.grading.store import Store
from autograder.reports import terminal
from autograder.reports.rows import ClassRow
from autograder.tests.engine.sandboxed import slot_on
from autograder.tests.redteam import target
from autograder.tests.redteam.attack import Attack
from autograder.tests.redteam.attacks.reports import VICTIM
from autograder.tests.reports.page_rules import assert_closed_world

SECRET = b"the secret of the red team's term"
REACHED = "REA" + "CHED"
CANARY = re.compile(r"canary-[a-z]+-[0-9a-f]{4}")
WORDS = {
    name: f"canary-{name}-{number:04x}"
    for number, name in enumerate(("file", "home", "environment", "neighbour"), 4711)
}
CONTROL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
COLOUR = re.compile("\x1b\\[[0-9;]*m")
FORMULA = re.compile("\\s*[=+@\t\r＝＋－＠-]")  # noqa: RUF001 - full-width signs count
LEAVING = 5.0  # s for the processes of a check to be gone
SLACK = 15.0  # s on a busy machine


@dataclass
class Arena:
    """A slot, the exam with a keyed seed and the public one, and the results of a class."""

    slot: Slot
    exam: Exam
    public: Exam
    places: Mapping[str, str]
    outside: Path  # a folder that holds all there is to be touched
    store: Store
    rows: list[ClassRow] = field(default_factory=list[ClassRow])

    def __post_init__(self) -> None:
        self.before = self.witness()
        self.one_before = self.witness("single.negate")
        self.write(with_pages(self.before))
        self.processes = self._processes()
        self.files = self._files()

    @property
    def rung(self) -> str:
        return self.slot.isolation.rung

    def witness(self, only: str | None = None) -> GradeReport:
        """The report of honest work in this slot, without its timings."""
        work = Work(VICTIM, {name: text.encode() for name, text in target.HONEST.items()})
        return _timeless(grade(work, self.exam, self.slot, public=self.public, only=only))

    def grade(self, attack: Attack, folder: Path) -> GradeReport:
        """As an instructor does: from what was handed in to the report."""
        work = take(attack.called, _hand_in(attack, folder, self.places), self.exam.chapter)
        exam, public = (target.within(one, dict(attack.limits)) for one in (self.exam, self.public))
        return grade(work, exam, self.slot, public=public)

    def longest(self, attack: Attack) -> float:
        """Seconds that a grading may take: each check runs into its wall limit, with both seeds."""
        limits = target.within(self.exam, dict(attack.limits)).chapter.settings.limits
        return 2 * len(self.exam.chapter.checks) * limits.wall_seconds + SLACK

    def write(self, graded: Graded) -> None:
        self.store.write(graded.report, graded.pages)
        self.rows.append(row(graded.report))

    def leftovers(self) -> tuple[set[psutil.Process], set[str]]:
        """Processes and files that were not there before; processes get a moment to go."""
        end = time.monotonic() + LEAVING
        while (more := self._processes() - self.processes) and time.monotonic() < end:
            time.sleep(0.01)
        return more, self._files() - self.files

    def _processes(self) -> set[psutil.Process]:
        return set(psutil.Process().children(recursive=True))

    def _files(self) -> set[str]:
        """Everything outside the results, with its size, so that a change shows too."""
        found = (path for path in self.outside.rglob("*") if self.store.out not in (path, *path.parents))
        return {f"{path} {path.lstat().st_size if path.is_file() else ''}" for path in found}


def _timeless(report: GradeReport) -> GradeReport:
    exercises = [
        msgspec.structs.replace(each, checks=[msgspec.structs.replace(check, seconds=0.0) for check in each.checks])
        for each in report.exercises
    ]
    return msgspec.structs.replace(report, exercises=exercises)


def _hand_in(attack: Attack, folder: Path, places: Mapping[str, str]) -> Path:
    files = attack.handed_in(places)
    if attack.pack is not None:
        path = folder / "mallory.zip"
        path.write_bytes(attack.pack(files))
        return path
    for name, content in files.items():
        (folder / target.PACKAGE).mkdir(exist_ok=True)
        (folder / target.PACKAGE / name).write_bytes(content)
    return folder / target.PACKAGE


@contextmanager
def planted(rung: str, libraries: tuple[str, ...] = ("numpy",)) -> Iterator[Arena]:
    """An arena with a secret in every place where one could lie, open to all users: only the sandbox keeps them."""
    with tempfile.TemporaryDirectory(prefix="redteam-") as name, pytest.MonkeyPatch.context() as patch:
        outside = Path(name)
        outside.chmod(0o755)
        places = _plant(outside)
        temporary = outside / "temporary"
        temporary.mkdir()
        temporary.chmod(0o1777)
        for variable, value in (("HOME", places["HOME"]), ("TMPDIR", str(temporary)), ("TOKEN", WORDS["environment"])):
            patch.setenv(variable, value)
        patch.setattr(tempfile, "tempdir", None)
        chapter = target.chapter(libraries)
        for slot in slot_on(rung, libraries):
            exams = [target.exam(slot, chapter, seed) for seed in (keyed(SECRET, chapter.name, "1"), PUBLIC)]
            store = Store(outside / "results", chapter.name)
            yield Arena(slot, exams[0], exams[1], places, outside, store)


def _plant(outside: Path) -> dict[str, str]:
    texts = {
        "instructor/secret.txt": WORDS["file"],
        "home/notes.txt": WORDS["home"],
        "class/ada/single.py": f'"""{WORDS["neighbour"]}"""\n',
        **{f"solutions/{name}": text for name, text in target.SOLUTION.items()},
    }
    for name, text in texts.items():
        (outside / name).parent.mkdir(parents=True, exist_ok=True)
        (outside / name).write_text(text)
    return {
        "SECRET": str(outside / "instructor/secret.txt"),
        "HOME": str(outside / "home"),
        "NEIGHBOUR": str(outside / "class/ada/single.py"),
        "CLASS": str(outside / "class"),
        "SOLUTION": str(outside / "solutions"),
        "EXAM": str(Path(target.__file__)),
        "PID": str(os.getpid()),
    }


def assert_keeps_secrets(graded: Graded, expected: str, seed: bytes) -> None:
    """No planted text is in what the instructor gets, and no expected value in what the student gets."""
    seen = reports.encode(graded.report).decode() + "".join(graded.pages.values())
    assert not CANARY.search(seen), CANARY.findall(seen)
    for form in (seed.hex(), repr(seed)[2:-1], str(int.from_bytes(seed[:8], "big"))):
        assert form not in seen
    told = reports.encode(student_view(graded.report)).decode()
    assert expected not in told


def assert_harmless(graded: Graded) -> None:
    """What a browser, a terminal, a spreadsheet and a parser of JSON would do with the report: show it."""
    report = graded.report
    assert reports.decode(reports.encode(report)) == report
    for page in graded.pages.values():
        assert "script" not in assert_closed_world(page).names()
    for view in (report, student_view(report)):
        plain = terminal.render(view, colour=False, width=80)
        assert not CONTROL.search(plain), CONTROL.findall(plain)
        assert not CONTROL.search(COLOUR.sub("", terminal.render(view, colour=True, width=80)))


def assert_class_harmless(arena: Arena) -> None:
    """The class page and the table of marks with every submission so far."""
    page = write_overview(arena.store, arena.exam.chapter, arena.rows)
    assert assert_closed_world(page.read_text(encoding="utf-8")).names() >= {"script"}  # the one that sorts, ours
    text = page.with_suffix(".csv").read_text(encoding="utf-8-sig")
    for delimiter in ",;\t":
        cells = [cell for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in line]
        assert not [cell for cell in cells if FORMULA.match(cell)]
    assert not CONTROL.search(text.replace("\r\n", "\n"))


def assert_quiet_progress(report: GradeReport, capsys: pytest.CaptureFixture[str]) -> None:
    """The lines that the instructor's terminal shows while a class is graded, and when it is graded again."""
    capsys.readouterr()
    follow([Done(report, fresh=True)], 1)
    change = compare(msgspec.structs.replace(report, score=-1.0), report)
    shown = capsys.readouterr().out + (change.line() if change else "")
    assert not CONTROL.search(COLOUR.sub("", shown)), shown
