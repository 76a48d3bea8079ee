"""The student kit: what is in it, the same bytes each time, whose files it never overwrites."""

import json
import tomllib
import zipfile
from pathlib import Path

import pytest

from autograder import __version__
from autograder.course.kit import KitError, kit_files, pack, release
from autograder.engine.kit_stamp import MANIFEST
from autograder.tests.course.conftest import EXAM, TINY, write, write_tape


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def refusal(out: Path, root: Path, chapters: tuple[str, ...] = (TINY,)) -> str:
    with pytest.raises(KitError) as caught:
        release(out, root, chapters)
    return str(caught.value)


def test_a_kit_holds_what_students_need_and_nothing_else(repository: Path) -> None:
    assert list(kit_files(repository, [TINY])) == sorted(
        [
            *(f".autograder/stubs/{TINY}/{name}.py" for name in ("__init__", "given", "sums")),
            "AGENTS.md",
            "README.md",
            "pyproject.toml",
            MANIFEST,
            "autograder/__init__.py",
            "autograder/cli.py",
            "autograder/pytest_plugin.py",
            "autograder/engine/__init__.py",
            "autograder/engine/worker/plain.py",
            "autograder/reports/templates/page.html",
            "autograder/student/watch.py",
            "autograder/chapters/__init__.py",
            f"autograder/chapters/{TINY}/__init__.py",
            f"autograder/chapters/{TINY}/experiments.py",
            f"autograder/chapters/{TINY}/calibration.json",
            f"autograder/chapters/{TINY}/checks/__init__.py",
            f"autograder/chapters/{TINY}/checks/sums.py",
            f"{TINY}/README.md",
            f"{TINY}/__init__.py",
            f"{TINY}/chapter.toml",
            f"{TINY}/given.py",
            f"{TINY}/hints.md",
            f"{TINY}/kit.json",
            f"{TINY}/notebook.ipynb",
            f"{TINY}/sums.py",
            f"{TINY}/tape.bin",
            "datasets/coursedata/__init__.py",
            "datasets/coursedata/digits/card.toml",
        ]
    )


def test_the_modules_in_it_are_stubs(repository: Path) -> None:
    assert b'    raise NotImplementedError("sums.total")\n' in kit_files(repository, [TINY])[f"{TINY}/sums.py"]


def test_each_chapter_says_which_state_of_it_this_is(repository: Path) -> None:
    toml = repository / "solutions" / TINY / "chapter.toml"
    toml.write_text("version = 3\n" + toml.read_text())
    stamp = json.loads(kit_files(repository, [TINY])[f"{TINY}/kit.json"])
    assert stamp == {"chapter": TINY, "version": 3, "exam": EXAM, "engine": __version__}


def test_the_form_of_written_answers_goes_with_it_and_is_never_overwritten(repository: Path, out: Path) -> None:
    write(repository / "solutions" / TINY / "answers.md", "## Question 1: Why?\n\n*Your answer:*\n")
    folder, _ = release(out, repository, [TINY])
    mine = folder / TINY / "answers.md"
    mine.write_text(mine.read_text() + "Because.\n")
    assert refusal(out, repository).startswith(f"{mine}: differs from what was released")
    assert mine.read_text().endswith("Because.\n")


def test_a_chapter_that_is_not_named_stays_at_home(repository: Path) -> None:
    write(repository / "autograder/chapters/ch91_later/experiments.py", "")
    assert not [name for name in kit_files(repository, [TINY]) if "ch91_later" in name]


def test_its_pyproject_states_the_requirements_of_these_chapters(repository: Path) -> None:
    project = tomllib.loads(kit_files(repository, [TINY])["pyproject.toml"].decode())["project"]
    assert project["dependencies"] == ["click>=8.1", "numpy>=2.0,<3", "pytest>=8.3"]
    assert project["requires-python"] == ">=3.11"
    toml = repository / "solutions" / TINY / "chapter.toml"
    toml.write_text(toml.read_text().replace('["numpy"]', '["numpy", "torch"]'))
    project = tomllib.loads(kit_files(repository, [TINY])["pyproject.toml"].decode())["project"]
    assert "torch>=2.6" in project["dependencies"]
    assert project["optional-dependencies"]["notebooks"] == ["jupyterlab>=4", "matplotlib>=3.9"]
    toml.write_text('notebook = ["prophet"]\n' + toml.read_text())
    project = tomllib.loads(kit_files(repository, [TINY])["pyproject.toml"].decode())["project"]
    assert project["optional-dependencies"]["notebooks"] == ["jupyterlab>=4", "matplotlib>=3.9", "prophet>=1.1.6"]


def test_a_tape_of_other_checks_is_refused(repository: Path, out: Path) -> None:
    write_tape(repository, "f" * 64)
    assert (
        refusal(out, repository) == f"assignments/{TINY}/tape.bin: was recorded for other checks: run autograder stubs"
    )
    assert not out.exists()


def test_a_library_without_a_range_is_refused(repository: Path, out: Path) -> None:
    toml = repository / "solutions" / TINY / "chapter.toml"
    toml.write_text(toml.read_text().replace('["numpy"]', '["numpy", "sklearn"]'))
    assert refusal(out, repository) == (
        "pyproject.toml: no range for scikit-learn, which a chapter uses: add it to an extra"
    )


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (f"autograder/chapters/{TINY}/checks/sums.py", "from coursedata import nile\n"),
        (f"solutions/{TINY}/README.md", "# Tiny\n\n## Why we add\n\nSee `datasets/coursedata/nile/card.toml`.\n"),
    ],
    ids=["the exam", "the handout"],
)
def test_a_data_set_comes_along_where_it_is_used(repository: Path, file: str, text: str) -> None:
    card = "datasets/coursedata/nile/card.toml"
    assert card not in kit_files(repository, [TINY])
    write(repository / file, text)
    assert kit_files(repository, [TINY])[card] == b'title = "Nile"\n'


def test_a_data_set_that_is_not_there_is_refused(repository: Path, out: Path) -> None:
    write(repository / f"solutions/{TINY}/notebook.py", "# %%\nfrom coursedata import nil\n")
    assert refusal(out, repository) == (
        f"{TINY}/notebook.ipynb: uses the data set nil, which datasets/coursedata does not hold: "
        "add it, or name one of digits, nile"
    )


def test_its_readme_leads_to_the_first_exercise(repository: Path) -> None:
    readme = kit_files(repository, [TINY])["README.md"].decode()
    assert f"Open `{TINY}/sums.py`" in readme
    assert 'its section "Why we add"' in readme
    assert f"- `{TINY}`: Tiny (1 exercise, about 5 minutes)" in readme


def test_its_readme_names_the_way_to_a_newer_kit(repository: Path) -> None:
    readme = kit_files(repository, [TINY])["README.md"].decode()
    assert "| `autograder update NEW.zip` |" in readme
    assert "do not unpack it over this folder" in readme


def test_no_placeholder_is_left(repository: Path) -> None:
    kit = kit_files(repository, [TINY])
    for name in ("README.md", "AGENTS.md", "pyproject.toml"):
        assert "@" not in kit[name].decode()


def test_agents_are_asked_to_tutor(repository: Path) -> None:
    assert "be their tutor here" in kit_files(repository, [TINY])["AGENTS.md"].decode()


def test_the_licence_goes_with_it(repository: Path) -> None:
    write(repository / "LICENSE", "MIT\n")
    assert kit_files(repository, [TINY])["LICENSE"] == b"MIT\n"


def test_folder_and_zip_hold_the_same(repository: Path, out: Path) -> None:
    folder, archive = release(out, repository, [TINY])
    assert (folder, archive) == (out / "dlf-kit", out / "dlf-kit.zip")
    with zipfile.ZipFile(archive) as packed:
        inside = {name: packed.read(name) for name in packed.namelist()}
    written = {f"dlf-kit/{p.relative_to(folder).as_posix()}": p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert inside == written
    assert inside == {f"dlf-kit/{name}": content for name, content in kit_files(repository, [TINY]).items()}


def test_the_zip_is_the_same_each_time_in_any_order(repository: Path) -> None:
    kit = kit_files(repository, [TINY])
    assert pack(kit) == pack(dict(reversed(kit.items())))


def test_releasing_again_takes_up_what_changed_and_drops_what_is_gone(repository: Path, out: Path) -> None:
    release(out, repository, [TINY])
    write(repository / "solutions" / TINY / "given.py", "NUMBERS = [4]\n")
    (repository / "autograder/student/watch.py").unlink()
    folder, _ = release(out, repository, [TINY])
    assert (folder / TINY / "given.py").read_text() == "NUMBERS = [4]\n"
    assert not (folder / "autograder/student").exists()


def test_a_students_own_file_may_stand_beside(repository: Path, out: Path) -> None:
    folder, _ = release(out, repository, [TINY])
    write(folder / TINY / "notes.md", "mine\n")
    release(out, repository, [TINY])
    assert (folder / TINY / "notes.md").read_text() == "mine\n"


@pytest.mark.parametrize("lost", [False, True], ids=["with its manifest", "manifest lost"])
def test_an_edited_file_is_never_overwritten(repository: Path, out: Path, lost: bool) -> None:
    folder, _ = release(out, repository, [TINY])
    mine = folder / TINY / "sums.py"
    mine.write_text("def total(numbers):\n    return 6\n")
    if lost:
        (folder / MANIFEST).write_text("{")
    write(repository / "datasets/coursedata/digits/new.txt", "new\n")
    assert refusal(out, repository) == (
        f"{mine}: differs from what was released: move the folder {folder} away, or release elsewhere"
    )
    assert "return 6" in mine.read_text()
    assert not (folder / "datasets/coursedata/digits/new.txt").exists()


def test_an_edited_file_of_a_chapter_that_leaves_is_kept(repository: Path, out: Path) -> None:
    folder, _ = release(out, repository, [TINY])
    known = json.loads((folder / MANIFEST).read_text())
    write(folder / "ch89_old/mine.py", "edited\n")
    (folder / MANIFEST).write_text(json.dumps(known | {"ch89_old/mine.py": "another hash"}))
    assert "ch89_old/mine.py: differs from what was released" in refusal(out, repository).replace("\\", "/")


def test_a_kit_of_nothing_is_refused(repository: Path, out: Path) -> None:
    assert refusal(out, repository, ()) == "a kit of no chapters: name at least one"


def test_a_missing_tape_is_refused(repository: Path, out: Path) -> None:
    (repository / "assignments" / TINY / "tape.bin").unlink()
    assert refusal(out, repository) == f"assignments/{TINY}/tape.bin: missing: run autograder stubs"


def test_a_damaged_tape_is_refused(repository: Path, out: Path) -> None:
    (repository / "assignments" / TINY / "tape.bin").write_bytes(b"no tape")
    assert refusal(out, repository) == f"assignments/{TINY}/tape.bin: cannot be read: run autograder stubs"


def test_a_chapter_without_an_exam_is_refused(repository: Path, out: Path) -> None:
    (repository / "autograder/chapters" / TINY / "experiments.py").unlink()
    assert refusal(out, repository).startswith(f"autograder/chapters/{TINY}/experiments.py: missing")


def test_a_leak_stops_the_release_before_anything_is_written(repository: Path, out: Path) -> None:
    write(repository / "solutions" / TINY / "README.md", "Write `exactly = math.fsum(numbers)` there.\n")
    assert refusal(out, repository) == (
        "this kit would give answers away (if a line is a coincidence, reword one of the two):\n"
        f'  {TINY}/README.md: holds "exactly = math.fsum(numbers)" of solutions/{TINY}/sums.py:7'
    )
    assert not out.exists()
