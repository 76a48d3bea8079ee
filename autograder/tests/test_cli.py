"""The command line: each mistake is one line that says what to type instead, never a traceback."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder import __version__, cli
from autograder.engine import report as reports
from autograder.tests.reports import samples


def run(*arguments: str) -> Result:
    for part in cli.PARTS:
        for command in importlib.import_module(f"autograder.{part}.commands").COMMANDS:
            cli.group.add_command(command)
    return CliRunner().invoke(cli.group, arguments)


def test_every_command_has_one_line_of_help() -> None:
    ran = run("--help")
    assert ran.exit_code == 0
    listed = ran.output.split("Commands:")[1].strip().splitlines()
    assert len(listed) >= 13
    assert all(len(line.split(maxsplit=1)) == 2 for line in listed)


def test_the_version_is_the_packages() -> None:
    assert __version__ in run("--version").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("verify", "ch99_none"), "there is no chapter ch99_none; there are: ch01_neural_networks"),
        (("verify", "ch01_neural_networks", "--device", "cuda"), "--device cuda: "),
        (("stubs", "ch99_none"), "there is no chapter ch99_none"),
        (("new", "example"), '"example" is no name for a chapter: write it like ch14_example'),
        (("new", "ch01_example"), "exists: choose another number than ch01"),
        (("grade", "nowhere", "--chapter", "ch99_none", "--out", "out"), "there is no chapter 'ch99_none'"),
        (
            ("grade", "nowhere", "--chapter", "ch01_neural_networks", "--out", "out"),
            "nowhere is not a folder: name the folder that holds the submissions",
        ),
    ],
)
def test_a_mistake_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*arguments)
    assert ran.exit_code == 1
    assert words in ran.output
    assert ran.output.startswith("autograder: ")
    assert "Traceback" not in ran.output
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_and_a_single_submission_are_told_apart(tmp_path: Path) -> None:
    options = ("--chapter", "ch01_neural_networks", "--out", str(tmp_path / "out"))
    assert (
        "is empty: put one folder, zip or notebook for each submission in it"
        in run("grade", str(tmp_path), *options).output
    )
    (tmp_path / "activations.py").write_text("")
    assert "looks like one submission: name the folder that holds it" in run("grade", str(tmp_path), *options).output


def test_a_short_secret_is_refused_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "class" / "anna").mkdir(parents=True)
    secret = tmp_path / "secret"
    secret.write_text("1234")
    options = ("--chapter", "ch01_neural_networks", "--out", str(tmp_path / "out"), "--secret", str(secret))
    ran = run("grade", str(tmp_path / "class"), *options)
    assert f"{secret} does not hold a term's secret" in ran.output
    assert secret.read_text() == "1234"


def test_a_report_is_shown_and_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(reports.encode(samples.good()))
    assert samples.good().title in run("report", str(path)).output
    path.write_text("{}")
    assert f"{path} is not a report" in run("report", str(path)).output


def test_doctor_names_every_rung() -> None:
    output = run("doctor").output
    assert [line.split()[1] for line in output.splitlines()] == ["namespaces", "landlock", "plain"]
    assert output.count("← used") == 1
