"""A kit is brought up to date in the middle of a term, and nothing that a student wrote is lost."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.engine.kit_stamp import MANIFEST
from autograder.student import update as updating
from autograder.student.update import update
from autograder.student.work import StudentError
from autograder.tests.student import kits
from autograder.tests.student.kits import FORM, ONE, PROJECT, RELU, STUB, TWO

DONE = b"def softmax(logits):\n    return logits / 2  # mine\n"
ANSWERED = FORM.encode() + b"Because.\n"
OLD = kits.kit(autograder__gone_dot_py=b"old = 1\n")
NEW = kits.kit(kits.chapter_files(version=2, stub=STUB + RELU), datasets__new_dot_csv=b"1\n")
PROGRESS = ".autograder/progress.json"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A kit in which a student has worked."""
    own = {f"{ONE}/notes.md": b"mine\n", f"{ONE}/layers.py": b"x = 1\n", PROGRESS: b'{"chapter": null}'}
    return kits.write(tmp_path / "kit", {**OLD, f"{ONE}/activations.py": DONE, f"{ONE}/answers.md": ANSWERED, **own})


@pytest.fixture
def run(mine: Path, tmp_path: Path) -> Callable[..., list[str]]:
    def run(new: dict[str, bytes] = NEW, *, dry_run: bool = False) -> list[str]:
        (tmp_path / "new.zip").write_bytes(kits.zipped(new))
        said: list[str] = []
        update(mine, tmp_path / "new.zip", said.append, dry_run=dry_run)
        return said

    return run


def refusal(run: Callable[..., list[str]], new: dict[str, bytes]) -> str:
    with pytest.raises(StudentError) as caught:
        run(new)
    return str(caught.value)


def test_what_is_not_edited_is_replaced_added_and_removed(mine: Path, run: Callable[..., list[str]]) -> None:
    said = run()
    now = kits.read(mine)
    for name in NEW.keys() - {f"{ONE}/activations.py", f"{ONE}/answers.md", MANIFEST}:
        assert now[name] == NEW[name], name
    assert "autograder/gone.py" not in now
    assert "ch01_neural_networks: version 1 becomes version 2." in said
    assert "Files of the kit: 5 replaced, 1 added, 1 removed." in said


def test_what_a_student_wrote_stays_byte_by_byte(mine: Path, run: Callable[..., list[str]]) -> None:
    before = kits.read(mine)
    run()
    now = kits.read(mine)
    for name in ("activations.py", "answers.md", "notes.md", "layers.py"):
        assert now[f"{ONE}/{name}"] == before[f"{ONE}/{name}"]
    assert now[PROGRESS] == before[PROGRESS]


def test_a_changed_stub_is_laid_beside_and_what_is_new_is_said(mine: Path, run: Callable[..., list[str]]) -> None:
    said = run()
    beside = f".autograder/updates/{ONE}/activations.py"
    assert (mine / beside).read_bytes() == NEW[f"{ONE}/activations.py"]
    at = said.index(f"  {ONE}/activations.py   new version: {beside}")
    assert said[at + 1] == "    relu is new: copy it into your file"
    assert "  Compare your files with those in .autograder/updates, and copy over what you want." in said
    assert not (mine / f".autograder/updates/{ONE}/answers.md").exists()  # its form did not change


def test_a_new_question_is_named(run: Callable[..., list[str]]) -> None:
    form = FORM + "\n## Question 2: And then?\n\n*Your answer:*\n"
    assert '    "Question 2: And then?" is new: copy it into your file' in run(kits.kit(kits.chapter_files(form=form)))


def test_a_file_of_ours_that_was_edited_is_kept_elsewhere(mine: Path, run: Callable[..., list[str]]) -> None:
    (mine / ONE / "given.py").write_bytes(b"VERSION = 99\n")
    said = run()
    place = f".autograder/backups/{ONE}/given-1.py"
    assert f"  {ONE}/given.py   your version: {place}" in said
    assert (mine / place).read_bytes() == b"VERSION = 99\n"
    assert (mine / ONE / "given.py").read_bytes() == b"VERSION = 2\n"
    (mine / ONE / "given.py").write_bytes(b"VERSION = 98\n")
    run(kits.kit(kits.chapter_files(version=3)))
    assert (mine / f".autograder/backups/{ONE}/given-2.py").read_bytes() == b"VERSION = 98\n"


def test_an_edited_file_that_the_new_kit_lacks_stays(mine: Path, run: Callable[..., list[str]]) -> None:
    (mine / "autograder/gone.py").write_bytes(b"mine\n")
    assert said_under(run(), "Edited, and not part of the kit any more; kept as they are:") == ["  autograder/gone.py"]
    assert (mine / "autograder/gone.py").read_bytes() == b"mine\n"


def said_under(said: list[str], head: str) -> list[str]:
    return [line for line in said[said.index(head) + 1 :] if line.startswith("  autograder/gone")]


def test_a_students_file_where_a_new_module_comes_is_not_overwritten(mine: Path, run: Callable[..., list[str]]) -> None:
    new = kits.chapter_files()
    new[f"{ONE}/chapter.toml"] = kits.settings(["activations.softmax", "layers.dense"]).encode()
    new[f"{ONE}/layers.py"] = b"def dense(x):\n    raise NotImplementedError\n"
    said = run(kits.kit(new))
    assert (mine / ONE / "layers.py").read_bytes() == b"x = 1\n"
    assert "    dense is new: copy it into your file" in said


@pytest.mark.parametrize("name", ["activations.py", "given.py"])
def test_line_ends_that_git_changed_are_no_edit(mine: Path, run: Callable[..., list[str]], name: str) -> None:
    (mine / ONE / name).write_bytes(OLD[f"{ONE}/{name}"].replace(b"\n", b"\r\n"))
    run()
    assert (mine / ONE / name).read_bytes() == NEW[f"{ONE}/{name}"]
    assert not (mine / ".autograder/backups").exists()


def test_a_file_that_was_deleted_comes_back(mine: Path, run: Callable[..., list[str]]) -> None:
    (mine / ONE / "activations.py").unlink()
    run()
    assert (mine / ONE / "activations.py").read_bytes() == NEW[f"{ONE}/activations.py"]


def test_a_second_time_there_is_nothing_to_do(mine: Path, run: Callable[..., list[str]]) -> None:
    run()
    before = kits.read(mine)
    assert run() == ["This kit is up to date."]
    assert kits.read(mine) == before


def test_a_dry_run_lists_and_changes_nothing(mine: Path, run: Callable[..., list[str]]) -> None:
    before = kits.read(mine)
    said = run(dry_run=True)
    assert said[0] == "Nothing is changed. An update would do this:"
    for line in (f"  replace  {ONE}/given.py", "  add      datasets/new.csv", "  remove   autograder/gone.py"):
        assert line in said
    assert "    relu is new: copy it into your file" in said
    assert kits.read(mine) == before


# --- other chapters


def test_a_kit_of_other_chapters_adds_them_and_takes_none_away(mine: Path, run: Callable[..., list[str]]) -> None:
    said = run(kits.kit(kits.chapter_files(TWO)))
    assert f"{TWO} is new." in said
    assert f"{ONE} is not in the new kit and stays as it is." in said
    now = kits.read(mine)
    assert {name for name in OLD if ONE in name} <= set(now)
    assert now[f"{TWO}/activations.py"] == STUB.encode()
    assert "  pip install -e .    once, since the new kit needs more than is installed" in said
    later = run(kits.kit(kits.chapter_files(version=2, stub=STUB + RELU), kits.chapter_files(TWO)))
    assert f"{ONE}: version 1 becomes version 2." in later  # its old hashes are still known
    assert "    relu is new: copy it into your file" in later
    assert not (mine / ".autograder/backups").exists()


@pytest.mark.parametrize(
    ("project", "again"),
    [(PROJECT, False), (PROJECT + "# a comment\n", False), (PROJECT.replace('"numpy"', '"numpy", "torch"'), True)],
)
def test_installing_again_is_asked_for_only_where_it_is_needed(
    run: Callable[..., list[str]], project: str, again: bool
) -> None:
    said = run(kits.kit(kits.chapter_files(version=2), project=project))
    assert any("pip install" in line for line in said) == again
    assert said[-1].startswith("  autograder check")


# --- refused


def test_an_older_kit_is_refused_with_both_versions(mine: Path, run: Callable[..., list[str]]) -> None:
    run()
    before = kits.read(mine)
    assert refusal(run, OLD) == (
        "the new kit is older than this one: it has version 1 of ch01_neural_networks, this one version 2. "
        "Nothing was changed."
    )
    assert kits.read(mine) == before


def test_an_older_engine_is_refused_by_its_numbers(run: Callable[..., list[str]]) -> None:
    run(kits.kit(engine="0.10.0"))
    assert refusal(run, kits.kit(engine="0.9.1")) == (
        "the new kit is older than this one: it has version 0.9.1 of autograder, this one version 0.10.0. "
        "Nothing was changed."
    )


def test_what_is_no_kit_changes_nothing(mine: Path, run: Callable[..., list[str]]) -> None:
    before = kits.read(mine)
    assert "is damaged" in refusal(run, {**NEW, "README.md": b"other"})
    assert kits.read(mine) == before


def test_a_folder_that_is_no_kit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        StudentError, match=r"is not a kit: it holds no autograder/release\.json\. Change to the folder"
    ):
        update(tmp_path, tmp_path / "new.zip", print)


def test_the_kit_itself_is_no_new_one(mine: Path) -> None:
    with pytest.raises(StudentError, match="is the kit that would be updated"):
        update(mine, mine, print)


def test_with_its_manifest_lost_all_that_differs_counts_as_edited(mine: Path, run: Callable[..., list[str]]) -> None:
    (mine / MANIFEST).write_bytes(b"{")
    before = kits.read(mine)
    run()
    now = kits.read(mine)
    assert now[f"{ONE}/activations.py"] == DONE
    assert now[f".autograder/backups/{ONE}/given-1.py"] == before[f"{ONE}/given.py"]
    assert now["autograder/gone.py"] == before["autograder/gone.py"]


def test_a_manifest_that_leads_out_removes_nothing(mine: Path, run: Callable[..., list[str]], tmp_path: Path) -> None:
    (tmp_path / "victim").write_bytes(b"1\n")
    digest = json.loads(NEW[MANIFEST])["datasets/new.csv"]
    (mine / MANIFEST).write_text(json.dumps({"../victim": digest, **json.loads(OLD[MANIFEST])}))
    run()
    assert (tmp_path / "victim").exists()


# --- cut off


class Cut(Exception):
    """The machine stops."""


STEPS = ["write_atomically", "_place", "_remove"]


@pytest.mark.parametrize("step", STEPS)
def test_cut_off_anywhere_the_next_run_finishes_and_says_what_is_to_do(
    mine: Path, run: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    (mine / ONE / "given.py").write_bytes(b"VERSION = 99\n")
    new = kits.with_manifest({**NEW, "pyproject.toml": PROJECT.replace("numpy", "torch").encode()})
    start = kits.read(mine)
    told = run(new)
    to_do = ["    relu is new: copy it into your file", next(line for line in told if "pip install" in line)]
    end = kits.read(mine)
    for stop in range(100):
        for path in sorted(mine.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        kits.write(mine, start)
        if not cut_off(lambda: run(new), monkeypatch, step, stop):
            break
        again = run(new)
        assert kits.read(mine) == end, (step, stop)
        assert set(to_do) <= set(again), (step, stop)
    assert stop >= {"write_atomically": 10, "_place": 6, "_remove": 1}[step]


def cut_off(run: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch, step: str, stop: int) -> bool:
    """Run until the step was taken `stop` times; whether there were that many."""
    real, calls = getattr(updating, step), iter(range(stop))

    def once(*args: object) -> object:
        if next(calls, None) is None:
            raise Cut
        return real(*args)

    with monkeypatch.context() as patched:
        patched.setattr(updating, step, once)
        try:
            run()
        except Cut:
            return True
    return False


def test_a_file_that_is_saved_meanwhile_is_not_overwritten(
    mine: Path, run: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (mine / ONE / "activations.py").write_bytes(OLD[f"{ONE}/activations.py"])
    real = updating.write_atomically

    def saving(path: Path, content: bytes) -> None:
        (mine / ONE / "activations.py").write_bytes(DONE)
        real(path, content)

    with monkeypatch.context() as patched:
        patched.setattr(updating, "write_atomically", saving)
        assert "was saved while the update ran: run the command again" in refusal(run, NEW)
    run()
    assert (mine / ONE / "activations.py").read_bytes() == DONE
    assert (mine / f".autograder/updates/{ONE}/activations.py").exists()


@pytest.mark.skipif(os.name == "nt", reason="a folder in a file's place is another error there")
def test_what_cannot_be_read_is_words_and_changes_nothing(mine: Path, run: Callable[..., list[str]]) -> None:
    (mine / ONE / "given.py").unlink()
    (mine / ONE / "given.py").mkdir()
    before = kits.read(mine)
    assert "given.py cannot be read or written (Is a directory)." in refusal(run, NEW)
    assert kits.read(mine) == before


def test_the_same_kit_again_repairs_what_is_not_as_it_came(mine: Path, run: Callable[..., list[str]]) -> None:
    (mine / "autograder/cli.py").unlink()
    (mine / f"{ONE}/given.py").write_bytes(b"broken")
    run(OLD)
    now = kits.read(mine)
    assert [now["autograder/cli.py"], now[f"{ONE}/given.py"]] == [OLD["autograder/cli.py"], OLD[f"{ONE}/given.py"]]
    assert now[f"{ONE}/activations.py"] == DONE
