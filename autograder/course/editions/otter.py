"""Both sides of otter-grader, as `otter assign` lays them out: an autograder's zip, and a folder for students.

The zip works with `otter run`, in a container of `otter grade` and on Gradescope. otter's own Dockerfile takes only
some of its files along, and of folders only `tests`; so what judges travels in there, packed once more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.course import kit
from autograder.course.editions import gradescope, notebook
from autograder.course.editions.cells import HAND_IN, OPENING, Piece, to_notebook
from autograder.engine.atomic import write_atomically
from autograder.engine.check import Check
from autograder.engine.grade import held_report, student_view
from autograder.engine.load import Course
from autograder.engine.seeds import Seed
from autograder.grading.gradescope_run import BROKE, SETTINGS, BadSettings, Settings, read_settings
from autograder.interop.otter import questions, verdicts

NAME = "{chapter}-autograder.zip"
STUDENT = "student"
OTTER = "otter-grader[grading]>=7.0,<8"  # where the locks do not name it
NEEDED = ("otter-grader", "ipykernel", "pypdf")  # with what these require
PLUGIN = "autograder.grading.otter_plugin.GradeOutside"
EXAM, PENDING = "tests/exam.zip", "pending.json"

_TEMPLATES = kit.TEMPLATES / "otter"
_FILES = ("run_autograder", "run_otter.py")
_TORCH = "requirements.torch.txt"  # otter's Dockerfile takes requirements.* along
_END = "\nchmod "  # with this line begins what of setup.sh is Gradescope's alone
_MARKED_LATER = "Answered. It is marked when you hand it in: your kit does not hold the right answer."
_ELSEWHERE = "This one needs a GPU. It earns no points."

_README = "## What you hand in\n"
_BEGIN = """\
import otter

grader = otter.Notebook("{chapter}.ipynb")"""
_OPEN = """\
import autograder.student.otter_checks

autograder.student.otter_checks.open_chapter("{chapter}")"""
_HAND_IN = """\
---

# Hand in

Save the notebook first: the zip that the next cell makes holds what is on disk. Hand in that zip. A PDF of the notebook
needs more software than this course does, so none is made; write `pdf=True` if your instructor asks for one.

The checks above use inputs that everybody has. When your work is marked, the same checks run on other inputs."""
_EXPORT = "grader.export(pdf=False)"
_THAT_ZIP = "The last cell makes the zip that you hand in."
_HANDED_IN = """\
Save the notebook, and run its last cell: it makes a zip. Hand that in. From the notebook's cells the exercises are
taken, each with the imports, functions, classes and constants that it uses, wherever in the notebook they stand. You
may add cells, and move them. What a cell prints or plots is for you: when your work is marked, it is not run.
"""


def release(
    course: Course, chapter: str, seed: Seed, window: str, out: Path, settings: Path | None = None
) -> list[Path]:
    """Write `out/<chapter>-autograder.zip` and, into `out/student`, the students' kit as a folder and as a zip.

    seed:     keyed, by which students are marked
    settings: the instructor's settings.toml, Gradescope's template if None

    Raises BadSettings, KitError, and what making tapes raises. Of the kit and the zip, nothing is written then.
    """
    _refuse_other(out / STUDENT / kit.NAME, chapter)
    files = zip_files(course, chapter, seed, window, settings)
    students = kit.release(out / STUDENT, course.root, [chapter], kit_files)
    path = out / NAME.format(chapter=chapter)
    write_atomically(path, gradescope.pack(files))
    return [path, *students]


def _refuse_other(folder: Path, chapter: str) -> None:
    """A release takes away what it does not hold, and this one holds one chapter."""
    others = [path.parent.name for path in sorted(folder.glob("*/chapter.toml")) if path.parent.name != chapter]
    if others:
        raise kit.KitError(f"{folder}: holds the students' kit of {others[0]}: name another folder with --out")


def zip_files(course: Course, chapter: str, seed: Seed, window: str, settings: Path | None = None) -> dict[str, bytes]:
    """Every file of the autograder's zip, path -> content. Raises BadSettings, and what making tapes raises."""
    chosen = read_settings(settings or gradescope.TEMPLATES / SETTINGS)
    config = _json(otter_config(chapter, chosen))
    loaded = course.load(chapter)
    broke, seen = student_view(held_report("submission", loaded, seed, "")), chosen.visibility
    pending = verdicts(broke, [BROKE], shown=seen == "visible", hidden=seen == "hidden")
    exam = gradescope.exam_files(course, chapter, seed, window, settings)
    needed = _requirements(course, chapter)
    return {
        **{name: (_TEMPLATES / name).read_bytes() for name in _FILES},
        **needed,
        **_tests(chapter, loaded.checks, "reads_the_verdict.py.in", "tests"),
        EXAM: gradescope.pack(exam | {PENDING: pending}),
        "setup.sh": _setup(),
        "environment.yml": _environment(needed),
        "otter_config.json": config,
    }


def otter_config(chapter: str, settings: Settings) -> dict[str, Any]:
    """otter's own settings. Raises BadSettings for what otter cannot do."""
    if settings.visibility == "after_due_date":
        raise BadSettings(
            'visibility = "after_due_date": otter-grader cannot do that: write "visible", "after_published" or "hidden"'
        )
    # without a summary of the public tests: all are, and every test then has a score, as Gradescope wants it
    seen = {
        "show_hidden": True,
        "show_all_public": settings.visibility == "visible",
        "force_public_test_summary": False,
    }
    config: dict[str, Any] = {"lang": "python", "assignment_name": chapter, "plugins": [PLUGIN], **seen}
    return config | ({"points_possible": settings.points} if settings.points else {})


def kit_files(root: Path, chapters: Sequence[str]) -> dict[str, bytes]:
    """Every file of the students' kit, path -> content, sorted. Raises KitError and BadChapter."""
    files = notebook.kit_files(root, chapters)
    for chapter in chapters:
        about = {"otter": {"assignment_name": chapter}}
        files[f"{chapter}/{chapter}.ipynb"] = to_notebook(cells(root, chapter), whole=about)
        files |= _tests(chapter, Course(root).load(chapter).checks, "asks_the_kit.py.in", f"{chapter}/tests")
    files["pyproject.toml"] = _with_otter(files["pyproject.toml"])
    files["README.md"] = _with_zip(files["README.md"])
    return kit.with_manifest(files)


def cells(root: Path, chapter: str) -> Iterator[Piece]:
    """The cells of the notebook edition, as otter's users know them. Raises BadChapter."""
    shown = notebook.chapter_cells(root, chapter)
    named = questions(piece.name for piece in shown if piece.role == "check")
    yield Piece("play", _BEGIN.format(chapter=chapter))
    for piece in shown:
        if piece.role == "check":
            yield replace(piece, text=f'grader.check("{named[piece.name]}")')
        else:
            text = piece.text.replace(OPENING.format(chapter=chapter), _OPEN.format(chapter=chapter))
            yield replace(piece, text=text.replace(HAND_IN, _THAT_ZIP))
    yield Piece("text", _HAND_IN)
    yield Piece("play", _EXPORT)


def _tests(chapter: str, checks: Iterable[Check], template: str, folder: str) -> dict[str, bytes]:
    """A test file for each exercise, with a case for each of its checks. ASCII: otter reads them in any encoding."""
    by_exercise: dict[str, list[Check]] = {}
    for check in checks:
        by_exercise.setdefault(check.exercise, []).append(check)
    named = questions(by_exercise)
    begin = (_TEMPLATES / template).read_text(encoding="utf-8")
    made: dict[str, bytes] = {}
    for exercise, found in by_exercise.items():
        text = (
            begin.replace("@chapter@", chapter).replace("@exercise@", exercise).replace("@question@", named[exercise])
        )
        cases = [_case(number, check) for number, check in enumerate(found, start=1)]
        made[f"{folder}/{named[exercise]}.py"] = "".join([text, *cases]).encode("ascii")
    return made


def _case(number: int, check: Check) -> str:
    said = _MARKED_LATER if check.by_hand else _ELSEWHERE if check.device else None
    message = f", success_message={said!a}" if said else ""
    return (
        f"\n\n@test_case(name={check.sentence!a}, points={check.points!r}{message})\n"
        f"def case_{number}():\n"
        f"    check({check.name!a})\n"
    )


def _setup() -> bytes:
    """As for Gradescope, but for what it does at the end."""
    shared = (gradescope.TEMPLATES / "setup.sh").read_text(encoding="utf-8").partition(_END)[0]
    end = (_TEMPLATES / "setup_end.sh").read_text(encoding="utf-8")
    return f"{shared.replace('requirements-torch.txt', _TORCH)}\n{end}".encode()


def _requirements(course: Course, chapter: str) -> dict[str, bytes]:
    found = gradescope.requirements(course, chapter, NEEDED)
    if b"\notter-grader==" not in found["requirements.txt"]:
        found = gradescope.requirements(course, chapter)
        found["requirements.txt"] += f"{OTTER}\n".encode()
    return {"requirements.txt": found["requirements.txt"], _TORCH: found["requirements-torch.txt"]}


def _environment(needed: Mapping[str, bytes]) -> bytes:
    """For who builds with conda, as otter's own setup.sh does. JSON is YAML."""
    lines = [line for name in sorted(needed) for line in needed[name].decode().splitlines()]
    packages = ["python>=3.11", "pip", {"pip": lines}]
    return _json({"name": "otter-env", "channels": ["conda-forge"], "dependencies": packages})


def _with_otter(project: bytes) -> bytes:
    """The kit's pyproject.toml with otter among its requirements."""
    return project.replace(b"dependencies = [\n", b'dependencies = [\n    "otter-grader>=7.0",\n', 1)


def _with_zip(readme: bytes) -> bytes:
    """The notebook edition's README, where it says what is handed in."""
    begin, heading, rest = readme.decode().partition(_README)
    return f"{begin}{heading}\n{_HANDED_IN}\n##{rest.partition(chr(10) + '##')[2]}".encode()


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=2) + "\n").encode()
