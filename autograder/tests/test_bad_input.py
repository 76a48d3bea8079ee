"""Whatever is handed in ends in a report with words for its author, and never in a traceback.

Each case is graded end to end: folder or zip, intake, worker, checks, report, and all three pictures of it.
`softmax` is worth 7 points and `train` 8; where only activations.py is bad, the right training.py keeps its 8.
"""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import pytest

from autograder.course.cut import cut
from autograder.course.tapes import make_tape, solution_files
from autograder.engine.chapter import Chapter
from autograder.engine.grade import Exam, Work, grade, student_view
from autograder.engine.intake import take_in
from autograder.engine.load import here
from autograder.engine.plain_slot import PlainSlot
from autograder.engine.report import CheckReport, GradeReport, Outcome, decode, encode
from autograder.engine.rungs import NoSandbox, open_slot
from autograder.engine.sandbox import Slot
from autograder.engine.seeds import PUBLIC
from autograder.reports import html, terminal

CHAPTER = "ch01_neural_networks"
RIGHT = {name: text.decode() for name, text in solution_files(here().home(CHAPTER)).items()}
SOFTMAX, TRAIN = RIGHT["activations.py"], RIGHT["training.py"]
FILES = {"activations.py": SOFTMAX, "training.py": TRAIN}
EXERCISES = ("activations.softmax", "training.train")
ALL, REST, SOFTMAX_POINTS = 15, 8, 7
SHAPED = 1  # the logits are left as they were, and what came back has the right form
ONCE = "if logits.shape == (3, 1):"  # in one check, which is worth 2
ONE_MISSED = 5
Build = Callable[[Path], Path]


@dataclass(frozen=True)
class Case:
    """Something handed in; the words that its author reads; the points."""

    name: str
    build: Build
    words: str
    points: float


def folder(files: dict[str, str | bytes]) -> Build:
    """A submission that is a folder."""

    def build(where: Path) -> Path:
        for name, content in files.items():
            path = where / "handed_in" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        (where / "handed_in").mkdir(exist_ok=True)
        return where / "handed_in"

    return build


def raw(name: str, content: bytes) -> Build:
    """A submission that is one file."""

    def build(where: Path) -> Path:
        (where / name).write_bytes(content)
        return where / name

    return build


def zipped(files: dict[str, str | bytes], *, links: dict[str, str] | None = None) -> Build:
    """A submission that is a zip; `links` are symbolic links in it, name -> target."""
    return raw("handed_in.zip", zip_bytes(files, links or {}))


def zip_bytes(files: dict[str, str | bytes], links: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        for name, target in links.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, target)
    return buffer.getvalue()


def softmax(body: str, before: str = "") -> Build:
    """A right training.py beside this softmax; `np` and `right` (the right softmax) may be used."""
    source = SOFTMAX.replace("def softmax", "def right")
    body = "\n".join(f"    {line}" for line in body.splitlines())
    return folder({**FILES, "activations.py": f"{source}\n\n{before}\n\n\ndef softmax(logits):\n{body}\n"})


def linked(where: Path) -> Path:
    """A folder whose activations.py is a link to a file outside."""
    (where / "elsewhere.py").write_text(SOFTMAX)
    made = folder({"training.py": TRAIN})(where)
    (made / "activations.py").symlink_to(where / "elsewhere.py")
    return made


EQUAL_TO_ALL = "def __eq__(self, other): return True\n    def __ne__(self, other): return False\n    __hash__ = None"

# fmt: off
PACKAGING = [
    Case("nothing submitted", folder({}), "Nothing was handed in", 0),
    Case("the untouched stub", folder({name: cut(text, name) for name, text in FILES.items()}), "not started", 0),
    Case("one file missing", folder({"training.py": TRAIN}), "activations.py is missing", REST),
    Case("in a sub-folder",
         folder({"a/b/activations.py": SOFTMAX, "training.py": TRAIN}), "was found in the folder a/b", ALL),
    Case("wrong case", folder({"Activations.PY": SOFTMAX, "training.py": TRAIN}), "Activations.PY was used", ALL),
    Case("downloaded twice",
         folder({"activations (1).py": SOFTMAX, "training.py": TRAIN}), "activations (1).py was used", ALL),
    Case("a syntax error",
         folder({**FILES, "activations.py": "import numpy\n\ndef softmax(logits:\n"}), "line 3", REST),
    Case("a tab among spaces",
         folder({**FILES, "activations.py": "def softmax(x):\n    if 1:\n\treturn x\n"}), "line 3", REST),
    Case("BOM", folder({**FILES, "activations.py": b"\xef\xbb\xbf" + SOFTMAX.encode()}), "", ALL),
    Case("CRLF", folder({**FILES, "activations.py": SOFTMAX.replace("\n", "\r\n").encode()}), "", ALL),
    Case("UTF-16", folder({**FILES, "activations.py": SOFTMAX.encode("utf-16")}), "was saved as UTF-16", ALL),
    Case("Windows-1252",
         folder({**FILES, "activations.py": SOFTMAX.encode() + "# é\n".encode("cp1252")}),
         "was not saved as UTF-8", ALL),
    Case("null bytes",
         folder({**FILES, "activations.py": SOFTMAX.encode() + b"#\0\n"}), "holds null bytes (line", REST),
    Case("a notebook", folder({**FILES, "activations.py": '{"cells": []}'}), "holds a notebook", REST),
    Case("an empty file", folder({**FILES, "activations.py": ""}), "activations.py defines no softmax", REST),
    Case("a large file", folder({**FILES, "activations.py": "#" * 2**21}), "is larger than 1 MB", REST),
    Case("a binary file", folder({**FILES, "activations.py": bytes(range(256)) * 10}), "null bytes", REST),
    Case("a link", linked, "is a link and was not followed", REST),
    Case("one file", raw("activations.py", SOFTMAX.encode()), "training.py is missing", 7),
    Case("a damaged zip", raw("handed_in.zip", zip_bytes(FILES, {})[:-30]), "damaged", 0),
    Case("a RAR", raw("handed_in.zip", b"Rar!\x1a\x07\x00" + bytes(99)), "kind RAR", 0),
    Case("a text", raw("essay.docx", b"Dear teacher"), "neither a zip nor a Python file", 0),
    Case("links in a zip",
         zipped({"training.py": TRAIN}, links={"activations.py": "/etc/passwd"}), "is a link", REST),
    Case("absolute paths",
         zipped({"/srv/activations.py": SOFTMAX, "training.py": TRAIN}), "leads out of the zip", REST),
    Case("..", zipped({"../../activations.py": SOFTMAX, "training.py": TRAIN}), "leads out of the zip", REST),
    Case("a bomb", zipped({"activations.py": bytes(2**27), "training.py": TRAIN}), "is larger than 1 MB", REST),
    Case("very many files", zipped({**FILES, **{f"f{i}.py": "" for i in range(2100)}}), "more than 2000 files", 0),
]

ANSWERS = [
    Case("None", softmax("return None"), "None", 0),
    Case("a list", softmax("return right(logits).tolist()"), "list", 0),
    Case("a generator", softmax("yield from right(logits)"), "generator", 0),
    Case("a tuple", softmax("return right(logits), 1"), "a list", 0),
    Case("integers", softmax("return right(logits).astype(int)"), "int", SHAPED),
    Case("text", softmax("return right(logits).astype(str)"), "of str", 0),
    Case("objects", softmax("return right(logits).astype(object)"), "of object", 0),
    Case("complex numbers", softmax("return right(logits) + 0j"), "complex", 0),
    Case("masked", softmax("return np.ma.masked_array(right(logits) * 0, mask=True)"), "expected 0.625", SHAPED),
    Case("nan", softmax("return right(logits) * np.nan"), "nan", 0),
    Case("another shape", softmax("return right(logits).T[..., None]"), "shape", 0),
    Case("a word", softmax("return 'passed'"), "a string", 0),
    Case("a function", softmax("return right"), "function", 0),
    Case("a class", softmax("return int"), "a class", 0),
    Case("a module", softmax("return np"), "module", 0),
    Case("a coroutine",
         folder({**FILES, "activations.py": "async def softmax(logits):\n    return logits\n"}), "coroutine", 0),
    Case("a list in itself", softmax("x = []; x.append(x); return x"), "nested deeper than 32", 0),
    Case("a very deep list",
         softmax("x = []\nfor _ in range(10**5): x = [x]\nreturn x"), "nested deeper than 32", 0),
    Case("a huge number", softmax("return 10 ** 10000"), "an integer of more than 64 bits", 0),
    Case("lone surrogates", softmax(r"return '\ud800' * 5"), "a string", 0),
    Case("an array equal to all",
         softmax("return logits.view(Liar)", f"class Liar(np.ndarray):\n    {EQUAL_TO_ALL}"),
         "expected 0.625", SHAPED),
    Case("a float equal to all",
         softmax("return [[Liar(3)]]", f"class Liar(float):\n    {EQUAL_TO_ALL}"), "a list", 0),
    Case("an object equal to all", softmax("return Liar()", f"class Liar:\n    {EQUAL_TO_ALL}"), "Liar", 0),
    Case("a hostile __array__",
         softmax("return Liar()", "class Liar:\n    def __array__(self, *a, **k): raise SystemExit('away')"),
         "a Liar object", 0),
    Case("a hostile __repr__",
         softmax("return Liar()", "class Liar:\n    def __repr__(self): raise RuntimeError('no')"),
         "a Liar object", 0),
    Case("a hostile __class__",
         softmax("return Liar()", "class Liar:\n    @property\n    def __class__(self): return np.ndarray"),
         "a Liar object", 0),
    Case("a lying dtype",
         softmax("return Liar()", "class Liar(list):\n    dtype = shape = property(lambda self: 1/0)"),
         "a list", 0),
    Case("an array of 10 GB", softmax("return np.zeros(10 * 2**27)"), "needed more than 1024 MB of memory", 0),
    Case("an answer of 100 MB", softmax("return np.zeros(25 * 2**19)"), "returned too much to be sent", 0),
]

ACTS = [
    Case("an exception", softmax("return 1 / 0"), "ZeroDivisionError", 0),
    Case("an exception without words",
         softmax("raise Mute", "class Mute(Exception):\n    def __str__(self): raise self"), "Mute", 0),
    Case("a long exception", softmax("raise ValueError('x' * 10**7)"), "ValueError", 0),
    Case("markup in an exception", softmax("raise ValueError('<script>alert(1)</script>\\x1b[2J')"), "ValueError", 0),
    Case("another exercise's stub", softmax("raise NotImplementedError('training.train')"), "training.train", 0),
    Case("an interrupt", softmax("raise KeyboardInterrupt"), "KeyboardInterrupt", 0),
    Case("exit()", softmax("exit()"), "exit()", 0),
    Case("sys.exit(0)", softmax("import sys; sys.exit(0)"), "SystemExit", 0),
    Case("sys.exit at import", softmax("return right(logits)", "import sys; sys.exit(0)"), "SystemExit", 0),
    Case("os._exit", softmax("import os; os._exit(0)"), "ended the Python process (exit code 0)", 0),
    Case("os.abort", softmax("import os; os.abort()"), "crashed the Python process", 0),
    Case("a segmentation fault", softmax("import ctypes; ctypes.string_at(0)"), "crashed the Python process", 0),
    Case("recursion", softmax("return softmax(logits)"), "RecursionError", 0),
    Case("deep recursion",
         softmax(f"{ONCE} import sys; sys.setrecursionlimit(10**9); return softmax(logits)\nreturn right(logits)"),
         "stopped", ONE_MISSED),
    Case("an endless loop",
         softmax(f"{ONCE}\n    while True: pass\nreturn right(logits)"),
         "used more than 1 s of CPU time", ONE_MISSED),
    Case("a loop that catches all",
         softmax("while logits.shape == (3, 1):\n    try:\n        while True: pass\n"
                 "    except BaseException: pass\nreturn right(logits)"),
         "CPU time", ONE_MISSED),
    Case("printing a lot and right", softmax("print('x' * 1000); return right(logits)"), "", SOFTMAX_POINTS),
    Case("streams closed",
         softmax("import sys; sys.stdout.close(); sys.stderr.close(); return right(logits)"), "", SOFTMAX_POINTS),
    Case("warnings as errors",
         softmax("import warnings; warnings.simplefilter('error')\nnp.exp(np.array([1e9])); return right(logits)"),
         "RuntimeWarning", 0),
    Case("numpy raises", softmax("np.seterr(all='raise'); return np.exp(logits * 1e9)"), "FloatingPointError", 0),
    Case("memory", softmax("x = []\nwhile True: x.append(np.zeros(2**23))"), "needed more than 1024 MB of memory", 0),
    Case("its folder deleted",
         softmax("import shutil, os; shutil.rmtree(os.path.dirname(__file__), ignore_errors=True)\n"
                 "return right(logits)"),
         "", SOFTMAX_POINTS),
    Case("a missing library",
         folder({**FILES, "activations.py": "import pandas\n" + SOFTMAX}), "No module named 'pandas'", 0),
    Case("not a function", folder({**FILES, "activations.py": "softmax = 3\n"}), "not callable", 0),
    Case("an import in a circle",
         folder({"activations.py": "from .training import train\n",
                 "training.py": "from .activations import softmax\n"}),
         "partially initialized module", 0),
    Case("given replaced", folder({**FILES, "given.py": "import sys; sys.exit(0)\n"}), "", SOFTMAX_POINTS),
    Case("numpy replaced", folder({**FILES, "numpy.py": "import sys; sys.exit(0)\n"}), "", SOFTMAX_POINTS),
    Case("builtins patched",
         softmax("return 42", "import builtins\nbuiltins.isinstance = builtins.len = builtins.type = lambda *a: True"),
         "ended the Python process", 0),
]

ACTS_THAT_NEED_ISOLATION = [
    Case("printing without end", softmax("while True: print('x' * 1000)"), "printed more than 256 kB", 0),
    Case("descriptors closed",
         softmax("import os; os.closerange(0, 100); return right(logits)"), "ended the Python process", 0),
    Case("threads left behind",
         softmax("import threading, time\nthreading.Thread(target=time.sleep, args=(99,)).start()\n"
                 "return right(logits)"),
         "", SOFTMAX_POINTS),
    Case("a process left behind",
         softmax("import os\nif os.fork() == 0:\n    import time; time.sleep(9)\nreturn right(logits)"),
         "Operation not permitted", 0),
    Case("files",
         softmax("for i in range(10**6): open(f'{i}', 'w').write('x')\nreturn right(logits)"), "", 0),
]
# fmt: on


@pytest.fixture(scope="module")
def slot() -> Iterator[Slot]:
    """One slot for every case, as in a run over a class: what one breaks, the next would notice."""
    try:
        opened = open_slot(["numpy"], "auto")
    except NoSandbox:
        opened = PlainSlot(["numpy"])
    with opened:
        yield opened


@pytest.fixture(scope="module")
def exam(slot: Slot) -> Exam:
    chapter = only_two_exercises(here().load(CHAPTER))
    with PlainSlot(["numpy"]) as reference:
        tape = make_tape(chapter, PUBLIC, solution_files(here().home(CHAPTER)), slot, reference, misconceptions=False)
    return Exam(chapter, tape, PUBLIC)


def only_two_exercises(chapter: Chapter) -> Chapter:
    """The chapter without the others: each case is a story about one or two files."""
    limits = msgspec.structs.replace(chapter.settings.limits, cpu_seconds=1.0)
    exercises = [exercise for exercise in chapter.exercises if exercise.name in EXERCISES]
    settings = msgspec.structs.replace(chapter.settings, limits=limits, exercise=exercises, objective=[])
    checks = tuple(check for check in chapter.checks if check.exercise in EXERCISES)
    return replace(chapter, settings=settings, checks=checks, misconceptions=())


def graded(case: Case, where: Path, exam: Exam, slot: Slot, only: str | None = None) -> GradeReport:
    taken = take_in(case.build(where), CHAPTER, EXERCISES)
    return grade(Work("student", taken.files, tuple(taken.notes), taken.problem), exam, slot, only=only)


def pictures(report: GradeReport) -> list[str]:
    """All that the student can see."""
    view = student_view(report)
    shown = terminal.render(view, colour=False, width=200, encoding="utf-8")
    return [shown, html.render(view), encode(view).decode()]


@pytest.mark.parametrize("case", PACKAGING, ids=lambda case: case.name)
def test_bad_packaging_ends_in_words(case: Case, tmp_path: Path, exam: Exam, slot: Slot) -> None:
    proven(case, graded(case, tmp_path, exam, slot), tmp_path)


@pytest.mark.parametrize("case", [*ANSWERS, *ACTS, *ACTS_THAT_NEED_ISOLATION], ids=lambda case: case.name)
def test_a_bad_softmax_ends_in_words(case: Case, tmp_path: Path, exam: Exam, slot: Slot) -> None:
    if case in ACTS_THAT_NEED_ISOLATION and slot.isolation.rung == "plain":
        pytest.skip("a plain process ends otherwise")
    proven(case, graded(case, tmp_path, exam, slot, only="activations.softmax"), tmp_path)


def proven(case: Case, report: GradeReport, where: Path) -> None:
    assert report.score == case.points
    assert not report.pending
    for shown in pictures(report):
        assert "Traceback" not in shown
        assert str(where) not in shown
    assert case.words in pictures(report)[0]
    assert decode(encode(report)) == report
    silent = [check.id for exercise in report.exercises for check in exercise.checks if not says_why(check)]
    assert silent == []


def says_why(check: CheckReport) -> bool:
    """Passed, or no points and a reason."""
    if check.outcome is Outcome.PASSED:
        return True
    return check.points == 0 and bool(
        check.example or check.message or check.needs or check.outcome is Outcome.NOT_STARTED
    )
