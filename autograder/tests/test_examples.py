"""The example classes get the marks that examples/README.md says, and the demo says where to look."""

from __future__ import annotations

import html
import importlib.util
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest

from autograder.engine.load import here
from autograder.engine.report import GradeReport
from autograder.engine.rungs import NoSandbox, RungStatus
from autograder.grading import batch
from autograder.grading.session import Asks, prepared
from autograder.grading.store import FEEDBACK, Store

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SECRET = f"{1:064x}"
CLASSES = {"class_ch01": "ch01_neural_networks", "class_ch02": "ch02_backpropagation"}


@dataclass(frozen=True)
class Row:
    """One line of the README's tables."""

    folder: str
    name: str
    mark: float
    out_of: float  # of the table's heading
    named: frozenset[str]


def rows() -> list[Row]:
    found, folder, out_of = [], "", 0.0
    for line in (EXAMPLES / "README.md").read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"## (class_\w+), .* out of ([\d.]+)", line):
            folder, out_of = heading[1], float(heading[2])
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and re.fullmatch(r"[\d.]+", cells[2]):
            named = frozenset(filter(None, cells[3].split(", ")))
            found.append(Row(folder, cells[0], float(cells[2]), out_of, named))
    return found


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"examples_{name}", EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# What the student's page says, beside the marks.
WORDS = {
    "chiara": "The folder Chapter 1 FINAL (2)/my work was used as ch01_neural_networks.",
    "dmitri": "exp(1000) overflowed to inf",
    "greta": "answer 2: [-4, -4, 0]",
    "hiro": "Activations.py was used as activations.py.",
    "ines": "training.py, line 8",
    "kasimir": "no solution found on this machine",
    "lola": "ended the Python process (exit code 0) before it answered",
    "boris": "Engine.py was used as engine.py.",
    "carmen": "The list begins with the gradients of the last layer.",
    "elena": "s: -0.28",
    "goran": "an axis of length 1 is missing",
    "marek": "used more than 2 s of CPU time and was stopped",
}
WRITTEN = {"amara": 6, "chiara": 4}  # answers that are not empty; nobody else wrote any
KEPT_FROM_STUDENTS = ("Traceback", "passed in 0.01s", "BEGIN SOLUTION", "cannot read the parent", str(EXAMPLES.parent))


@pytest.mark.parametrize("folder", CLASSES)
def test_marks_and_named_mistakes_are_those_of_the_readme(folder: str, tmp_path: Path) -> None:
    chapter, secret = CLASSES[folder], tmp_path / "secret"
    secret.write_text(SECRET)
    store = Store(tmp_path / "results", chapter)
    try:
        with prepared(here(), Asks(chapter, "1", secret=secret, slots=2)) as (run, loaded, hire):
            done = list(batch.grade_all(run, store, batch.submissions(EXAMPLES / folder, loaded), hire))
    except NoSandbox as reason:
        pytest.skip(f"kasimir gains points where nothing isolates: {reason}")
    reports = {one.report.submission: one.report for one in done}
    expected = {row.name: (row.mark, row.out_of, row.named, False) for row in rows() if row.folder == folder}
    assert {name: marked(report) for name, report in reports.items()} == expected
    written = {name: sum(answer.text != "" for answer in report.written) for name, report in reports.items()}
    assert written == {name: WRITTEN.get(name, 0) for name in reports}
    for name, report in reports.items():
        says = page_of(store, report)
        assert WORDS.get(name, "") in says, name
        assert [words for words in KEPT_FROM_STUDENTS if words in says] == [], name


def marked(report: GradeReport) -> tuple[float, float, frozenset[str], bool]:
    return report.score, report.max_score, named(report), report.pending


def named(report: GradeReport) -> frozenset[str]:
    likely = (check.likely for exercise in report.exercises for check in exercise.checks)
    return frozenset(one.misconception for one in likely if one)


def page_of(store: Store, report: GradeReport) -> str:
    """The text of the student's page, as a browser would show it."""
    page = (store.folder(report.submission) / FEEDBACK).read_text(encoding="utf-8")
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def test_every_example_stands_in_the_readme() -> None:
    course = here()
    found = {
        (folder, name)
        for folder, chapter in CLASSES.items()
        for name in batch.submissions(EXAMPLES / folder, course.load(chapter))
    }
    assert {(row.folder, row.name) for row in rows()} == found


def test_zips_are_made_from_the_packed_folders() -> None:
    make_zips = load("make_zips")
    for name, files in make_zips.entries().items():
        assert (EXAMPLES / name).read_bytes() == make_zips.pack(files), "run python examples/make_zips.py"
    assert {path.name for path in EXAMPLES.glob("packed/*/*")} == {Path(name).stem for name in make_zips.entries()}


BEST = [RungStatus("namespaces", True, ""), RungStatus("landlock", True, ""), RungStatus("plain", True, "not isolated")]
NEXT = [RungStatus("namespaces", False, "bubblewrap is not installed"), *BEST[1:]]
LAST = [RungStatus("namespaces", False, "it needs Linux"), RungStatus("landlock", False, "it needs Linux"), BEST[2]]


def test_the_demo_says_which_isolation_is_used_and_why() -> None:
    demo = load("demo")
    assert demo.about_isolation(BEST) == "Submissions run on the rung: namespaces."
    words = demo.about_isolation(NEXT)
    assert "rung: landlock." in words
    assert "Not on namespaces: bubblewrap is not installed." in words
    assert "apt-get install bubblewrap" in words
    assert "NOT ISOLATED" not in words
    assert "NOT ISOLATED" in demo.about_isolation(LAST)


@pytest.mark.slow
def test_the_demo_runs_without_bubblewrap_and_finds_everything_unchanged_the_second_time(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    environment = os.environ | {"PATH": str(home), "HOME": str(home), "PYTHONUTF8": "1"}
    command = [sys.executable, str(EXAMPLES / "demo.py"), str(tmp_path / "results")]
    first, second = (
        subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=True).stdout
        for _ in range(2)
    )
    assert "Not on namespaces: " in first
    assert "unchanged" not in first.partition("Done in")[0]
    assert second.partition("Done in")[0].count("unchanged") == len(rows())
    pages = [Path(url2pathname(urlsplit(page).path)) for page in re.findall(r"file:\S+", first)]
    assert len(pages) == 5
    assert [page for page in pages if not page.is_file()] == []
    assert list(home.iterdir()) == []
