"""The watch loop's shell: what is on the screen, and the loop on real files."""

from __future__ import annotations

import os
import sys
import threading
import time

import click
import pytest
import watchfiles

from autograder.student import watch as watch_module
from autograder.student.loop import KEYS, Key, Saved, State
from autograder.student.watch import Shell, events, is_source, watch
from autograder.student.work import StudentError
from autograder.tests.student.conftest import STUB, report


class Screen:
    """A shell whose checks answer what `outcomes` says; `text` is what stands on its screen."""

    def __init__(self, kit, chapter, monkeypatch, capsys, *, has_keys=True):
        self.outcomes = {}
        self.checked = []
        self._capsys = capsys
        monkeypatch.setattr(click, "clear", capsys.readouterr)
        self.shell = Shell(kit, chapter, self.check, lambda _, report: f"<{report.name} {report.outcome}>", has_keys)
        self.state = State(kit.names(chapter), kit.in_hand(chapter))

    def check(self, _, exercise):
        self.checked.append(exercise)
        outcome = self.outcomes.get(exercise, "failed")
        if isinstance(outcome, Exception):
            raise outcome
        return report(exercise, outcome)

    def after(self, *events):
        for event in events:
            self.state = self.shell.advance(self.state, event)
        return self._capsys.readouterr().out


@pytest.fixture
def screen(kit, chapter, monkeypatch, capsys):
    return Screen(kit, chapter, monkeypatch, capsys)


def test_a_save_shows_the_report_and_last_the_place_and_the_keys(screen):
    assert screen.after(Saved()) == (
        "ch01_neural_networks   activations.softmax   0 of 3 exercises done\n\n"
        "<activations.softmax failed>\n\n"
        f"ch01_neural_networks/activations.py:4   {KEYS}\n"
    )


def test_a_pass_names_the_next_and_stays(screen):
    screen.outcomes["activations.softmax"] = "passed"
    text = screen.after(Saved())
    assert "softmax is done. Next is activations.relu: n takes you there." in text
    assert screen.state.current == "activations.softmax"
    assert screen.after(Key("n")).startswith("ch01_neural_networks   activations.relu   1 of 3 exercises done\n")
    assert screen.checked == ["activations.softmax", "activations.relu"]


def test_the_last_pass_names_the_submission(screen):
    screen.outcomes = dict.fromkeys(screen.state.exercises, "passed")
    screen.after(Key("a"))
    assert (
        "softmax is done, and with it the chapter. Hand it in with `autograder submit ch01_neural_networks`."
        in screen.after(Saved())
    )


def test_a_hint_stays_over_saves_until_the_exercise_passes(screen):
    assert "hint 1 of 3" in screen.after(Saved(), Key("h"))
    assert "hint 1 of 3" in screen.after(Saved())
    assert "hint 2 of 3" in screen.after(Key("h"))
    screen.outcomes["activations.softmax"] = "passed"
    assert "hint" not in screen.after(Saved()).replace("h hint", "")


def test_a_hint_goes_with_its_exercise(screen):
    screen.after(Saved(), Key("h"))
    assert "hint 1 of 3" not in screen.after(Key("n"))


def test_a_missing_hint_is_words(screen):
    text = screen.after(Key("n"), Key("h"))
    assert "there are no hints for activations.relu" in text
    assert text.endswith(f"activations.py:9   {KEYS}\n")


def test_the_list_stands_under_the_report(screen):
    text = screen.after(Saved(), Key("l"))
    assert (
        text.index("<activations.softmax failed>") < text.index("> activations.softmax") < text.index("training.py:1")
    )


def test_all_is_one_line_for_each(screen):
    screen.outcomes["activations.relu"] = "passed"
    lines = [line.split() for line in screen.after(Key("a")).splitlines()]
    assert ["activations.relu", "passed", "1/1"] in lines
    assert ["activations.softmax", "failed", "0/1"] in lines
    assert screen.state.passed == {"activations.relu"}
    assert screen.state.current == "activations.softmax"


def test_a_reset_is_asked_done_and_said_until_the_next_key(screen, kit, chapter):
    stubs = kit.root / ".autograder" / "stubs" / chapter.name
    stubs.mkdir(parents=True)
    (stubs / "activations.py").write_text(STUB)
    (chapter / "activations.py").write_text("mine")
    text = screen.after(Key("r"))
    assert "Put activations.py back to how it came? It holds softmax, relu." in text
    assert text.endswith("\n\ny puts it back   any other key keeps it\n")
    kept = "Your version is kept in .autograder/backups/ch01_neural_networks/activations-1.py."
    assert kept in screen.after(Key("y"))
    assert (chapter / "activations.py").read_text() == STUB
    assert kept in screen.after(Saved())
    assert kept not in screen.after(Key("l"))


def test_a_reset_without_an_original_is_words(screen):
    assert "holds no original of activations.py" in screen.after(Key("r"), Key("y"))


def test_a_check_that_breaks_does_not_end_the_loop(screen, kit, chapter):
    screen.outcomes["activations.softmax"] = RuntimeError("the tape is missing")
    assert "activations.softmax could not be checked: the tape is missing" in screen.after(Saved())
    screen.outcomes["activations.softmax"] = "passed"
    assert "<activations.softmax passed>" in screen.after(Saved())
    assert kit.passed(chapter) == {"activations.softmax"}


def test_without_keys_the_way_on_is_a_command(kit, chapter, monkeypatch, capsys):
    screen = Screen(kit, chapter, monkeypatch, capsys, has_keys=False)
    screen.outcomes["activations.softmax"] = "passed"
    text = screen.after(Saved())
    assert "go on with `autograder watch activations.relu`" in text
    assert text.endswith("activations.py:4   Ctrl-C ends\n")


@pytest.mark.parametrize(
    ("name", "counts"),
    [("a.py", True), (".a.py.7.tmp", False), (".#a.py", False), ("a.py~", False), ("flycheck_a.py", False),
     ("a.pyc", False), ("hints.md", False)],
)  # fmt: skip
def test_what_counts_as_a_save(name, counts):
    assert is_source(watchfiles.Change.modified, f"/kit/.venv/ch01/{name}") is counts
    assert not is_source(watchfiles.Change.deleted, f"/kit/{name}")


def test_a_save_on_disk_becomes_an_event(chapter):
    coming = events(chapter, keys=lambda: "")
    assert next(coming) == Saved()
    (chapter / "activations.py").write_text("changed")
    assert next(coming) == Saved()
    coming.close()


def test_a_folder_that_cannot_be_watched_is_words(chapter, monkeypatch):
    def full(*_, **__):
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr(watchfiles, "watch", full)
    with pytest.raises(
        StudentError, match=r"cannot be watched \(OS file watch limit reached\)\. Set the environment v"
    ):
        next(events(chapter, None))


def test_the_whole_loop_on_a_pipe_ends_by_interrupt(kit, chapter, capsys):
    checked: list[str] = []

    def check(_, exercise):
        checked.append(exercise)
        if len(checked) == 2:
            raise KeyboardInterrupt
        return report(exercise, "failed")

    def save_soon():
        while not checked:
            time.sleep(0.01)
        (chapter / "training.py").write_text("saved")

    saver = threading.Thread(target=save_soon)
    saver.start()
    watch(kit, chapter, check=check, render=lambda *_: "report", exercise="training.train")
    saver.join()
    assert checked == ["training.train", "training.train"]
    assert capsys.readouterr().out.endswith("\nStopped watching. Your files and your progress are saved.\n")


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_the_whole_loop_on_a_terminal(kit, chapter, monkeypatch, capsys):
    ours, theirs = os.openpty()
    monkeypatch.setattr(os, "tcgetpgrp", lambda _: os.getpgrp())
    monkeypatch.setattr(watch_module.click, "clear", lambda: None)
    with os.fdopen(theirs) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        os.write(ours, b"l\x1b[Anq")
        watch(kit, chapter, check=lambda _, name: report(name, "failed"), render=lambda _, r: f"<{r.name}>")
    os.close(ours)
    text = capsys.readouterr().out
    assert text.index("<activations.softmax>") < text.index("> activations.softmax") < text.index("<activations.relu>")
    assert "Checking training.train" not in text
