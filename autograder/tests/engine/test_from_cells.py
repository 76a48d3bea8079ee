"""A notebook's cells become a package; nothing in them is run, and whatever is in them, nothing is raised."""

from __future__ import annotations

import json
import sys
import types
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.engine.answers import read_answers
from autograder.engine.from_cells import PutTogether, put_together
from autograder.engine.notebook import CELLS, MARKER, BadNotebook, Cell, cell_id, part_of, read_cells

PACKAGE = "ch01_neural_networks"
EXERCISES = ("activations.softmax", "losses.cross_entropy", "perceptron.train", "training.train")
SOFTMAX = f"{MARKER}activations.softmax\ndef softmax(z):\n    return z\n"
STUB = f'{MARKER}activations.softmax\ndef softmax(z):\n    raise NotImplementedError("activations.softmax")\n'


def code(source: str, metadata: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": dict(metadata or {}), "outputs": [], **more}


def text(source: str, metadata: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": dict(metadata or {})}


def raw(*cells: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}, **more}).encode()


def made(*cells: dict[str, Any] | str) -> PutTogether:
    whole = [code(cell) if isinstance(cell, str) else cell for cell in cells]
    return put_together(read_cells(raw(*whole), EXERCISES), PACKAGE, EXERCISES)


@pytest.fixture
def run(monkeypatch):
    """Imports what was put together, as a worker does; of one result, each module once."""
    begun: list[PutTogether] = []

    def run(result: PutTogether, module: str) -> types.ModuleType:
        if begun[-1:] != [result]:
            begin(result)
        __import__(f"{PACKAGE}.{module}")
        return sys.modules[f"{PACKAGE}.{module}"]

    def begin(result: PutTogether) -> None:
        begun.append(result)
        package = types.ModuleType(PACKAGE)
        package.__path__ = []  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, PACKAGE, package)
        finder = _Finder(result.files)
        monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
        for name in list(sys.modules):
            if name.startswith(f"{PACKAGE}."):
                monkeypatch.delitem(sys.modules, name)

    return run


class _Finder:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    def find_spec(self, name: str, *_: object) -> Any:
        import importlib.util  # noqa: PLC0415 - a finder that imports at the top would find itself

        file = f"{name.removeprefix(PACKAGE + '.')}.py"
        if not name.startswith(f"{PACKAGE}.") or file not in self.files:
            return None
        return importlib.util.spec_from_loader(name, self)

    def create_module(self, _: Any) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        file = f"{module.__name__.removeprefix(PACKAGE + '.')}.py"
        exec(compile(self.files[file], file, "exec"), vars(module))  # noqa: S102 - a test's own text


# --- what comes along


def test_an_exercise_brings_what_it_uses_and_nothing_else():
    got = made(
        "import numpy as np\nimport seaborn\nprint('hello')",
        f"{SOFTMAX.replace('return z', 'return shift(np.exp(z)) * SCALE')}",
        "SCALE = 2.0\nunused = 3\nplot(softmax)",
        "def shift(z):\n    return z - floor(z)\n\ndef floor(z):\n    return 0\n\ndef never():\n    pass",
    )
    source = got.files["activations.py"].decode()
    for kept in ("import numpy as np", "SCALE = 2.0", "def shift", "def floor", "def softmax"):
        assert kept in source
    for left in ("seaborn", "hello", "unused", "plot", "never"):
        assert left not in source
    assert list(got.files) == ["activations.py"]


def test_of_an_import_only_the_names_in_use_come_along():
    got = made(
        f"from {PACKAGE} import activations, given, no_such\nimport os, seaborn as sns\nfrom math import floor, pi",
        f"{MARKER}losses.cross_entropy\ndef cross_entropy(z):\n    return given.x(os.path, floor(z))",
    )
    source = got.files["losses.py"].decode()
    imports = [line for line in source.splitlines() if "import" in line]
    assert imports == [f"from {PACKAGE} import given", "import os", "from math import floor"]


def test_the_order_of_the_cells_does_not_matter(run):
    got = made(SOFTMAX.replace("return z", "return SCALE * z"), "SCALE = half * 4", "half = 0.5", "SCALE = 5")
    assert run(got, "activations").softmax(2) == 10  # the last one, as after running all cells


def test_a_cell_that_fails_leaves_the_others_as_they_are(run):
    got = made(
        SOFTMAX, f"{MARKER}losses.cross_entropy\ndef cross_entropy(z):\n    return TABLE[z]", "TABLE = no_such()"
    )
    with pytest.raises(NameError, match="TABLE"):
        run(got, "losses").cross_entropy(0)
    assert run(got, "activations").softmax(3) == 3


def test_what_another_module_defines_is_imported_from_there(run):
    got = made(
        "class Base:\n    pass",
        f"{MARKER}activations.softmax\nclass softmax(Base):\n    other = None",
        f"{MARKER}losses.cross_entropy\nclass cross_entropy(softmax):\n    pass",
    )
    assert "from .activations import softmax" in got.files["losses.py"].decode()
    assert issubclass(run(got, "losses").cross_entropy, run(got, "activations").softmax)


def test_two_modules_may_use_each_other(run):
    got = made(
        f"{MARKER}activations.softmax\ndef softmax(z):\n    return z if z < 1 else cross_entropy(z - 1)",
        f"{MARKER}losses.cross_entropy\ndef cross_entropy(z):\n    return softmax(z - 1)",
    )
    assert run(got, "losses").cross_entropy(4) == -1
    assert run(got, "activations").softmax(4) == 0


def test_names_are_those_of_the_module_and_not_of_the_notebook(run):
    got = made(
        f"{MARKER}perceptron.train\ndef train():\n    return step()\ndef step():\n    return 'perceptron'",
        f"{MARKER}training.train\ndef train():\n    return step()\ndef step():\n    return 'training'",
    )
    assert run(got, "perceptron").train() == "perceptron"
    assert run(got, "training").train() == "training"


def test_a_name_imported_from_the_cells_own_modules_is_that_of_the_cell(run):
    got = made(
        f"from {PACKAGE}.activations import softmax, softmax as soft\nfrom {PACKAGE}.activations import *",
        SOFTMAX.replace("return z", "return z and softmax(z - 1)"),
        f"{MARKER}losses.cross_entropy\ndef cross_entropy(z):\n    return soft(z)",
    )
    assert run(got, "activations").softmax(3) == 0
    assert run(got, "losses").cross_entropy(3) == 0


def test_what_changes_a_class_later_comes_along(run):
    got = made(
        f"{MARKER}activations.softmax\nclass softmax:\n    pass", "def add(self):\n    return 7\nsoftmax.add = add"
    )
    assert not hasattr(run(got, "activations").softmax, "add") or run(got, "activations").softmax().add() == 7


def test_magics_and_cells_in_other_languages_are_left_out(run):
    got = made(
        "%matplotlib inline\n!pip install seaborn\nimport math\nmath.floor?",
        "%%bash\nrm -rf /",
        f"%%time\n{SOFTMAX.replace('return z', 'return math.floor(z)')}",
        f"TEXT = '''\n%not a magic\n'''\n{MARKER}losses.cross_entropy\ndef cross_entropy(z):\n    return TEXT",
    )
    assert run(got, "activations").softmax(2.5) == 2
    assert run(got, "losses").cross_entropy(0) == "\n%not a magic\n"


def test_future_imports_come_first(run):
    got = made(SOFTMAX.replace("(z)", "(z: NoSuchName)"), "from __future__ import annotations")
    assert run(got, "activations").softmax(1) == 1


def test_a_star_import_comes_where_a_name_is_unknown(run):
    got = made("from math import *", SOFTMAX.replace("return z", "return floor(z)"))
    assert run(got, "activations").softmax(2.5) == 2


# --- which cell is meant


def test_a_duplicate_the_later_one_counts_and_is_named():
    got = made(SOFTMAX, SOFTMAX.replace("return z", "return 2 * z"))
    assert b"2 * z" in got.files["activations.py"]
    assert "The notebook has more than one cell for activations.softmax: cell 2 was used." in got.notes


@pytest.mark.parametrize("cells", [(SOFTMAX, STUB), (STUB, SOFTMAX)], ids=["stub last", "stub first"])
def test_a_stub_never_goes_before_what_was_written(cells):
    assert b"NotImplementedError" not in made(*cells).files["activations.py"]


def test_what_was_written_in_a_cell_of_ones_own_is_found():
    got = made(STUB, "def softmax(z):\n    return 5 * z")
    assert b"5 * z" in got.files["activations.py"]
    assert b"NotImplementedError" not in got.files["activations.py"]


def test_an_untouched_stub_stays_one():
    assert b'raise NotImplementedError("activations.softmax")' in made(STUB).files["activations.py"]


def test_a_cell_of_another_module_is_not_taken_for_it():
    got = made(f"{MARKER}perceptron.train\ndef train():\n    return 1")
    assert list(got.files) == ["perceptron.py"]
    assert "training.train was not found: no cell of the notebook defines train." in got.notes


def test_a_cell_that_is_no_python_costs_only_its_own_exercise(run):
    got = made("def helper(:\n    pass", SOFTMAX, f"{MARKER}losses.cross_entropy\ndef cross_entropy(z)\n    return z")
    assert run(got, "activations").softmax(1) == 1
    with pytest.raises(SyntaxError, match=r"expected ':', line 2 of the cell"):
        run(got, "losses").cross_entropy(1)
    assert any("The cell of losses.cross_entropy cannot be read" in note for note in got.notes)


@pytest.mark.parametrize(
    "cell",
    [
        code(SOFTMAX),
        code("def softmax(z): return z", {"dlf": {"part": "activations.softmax"}}),
        code("def softmax(z): return z", {"nbgrader": {"grade_id": "activations-softmax", "schema_version": 99}}),
        code("def softmax(z): return z", id="activations-softmax"),
        code("\n\n#  exercise  activations.softmax\ndef softmax(z): return z"),
        code("def softmax(z): return z", {"dlf": 5, "nbgrader": ["x"], "tags": None}, id="changed"),
    ],
    ids=["first line", "our metadata", "nbgrader's", "id", "nearly the first line", "by its definition"],
)
def test_a_cell_is_known_by_any_of_its_marks(cell):
    assert b"def softmax" in made(cell).files["activations.py"]


def test_a_cell_that_was_turned_into_text_is_read_as_code():
    mark = {"dlf": {"part": "activations.softmax"}}
    assert b"def softmax" in made(text("def softmax(z): return z", mark)).files["activations.py"]


def test_the_first_line_says_more_than_copied_metadata():
    copied = {"dlf": {"part": "activations.softmax"}}
    got = made(code(SOFTMAX, copied), code(f"{MARKER}losses.cross_entropy\ndef cross_entropy(z): return 1", copied))
    assert sorted(got.files) == ["activations.py", "losses.py"]


def test_a_split_cell_is_put_together(run):
    mark = {"dlf": {"part": "activations.softmax"}}
    got = made(
        code("import math\ndef half(z):\n    return math.floor(z)", mark),
        code("def softmax(z):\n    return half(z)", mark),
    )
    assert run(got, "activations").softmax(2.5) == 2


def test_parts_and_their_ids():
    assert cell_id("activations.softmax") == "activations-softmax"
    assert part_of(SOFTMAX, EXERCISES) == "activations.softmax"
    assert part_of("x = 1", EXERCISES) is None
    assert part_of(f"{MARKER}no.such", EXERCISES) is None


# --- answers


def test_answers_are_read_from_their_cells():
    got = made(
        SOFTMAX,
        text("## Question 1: Why the shift?\n\nSay why.", {"dlf": {"part": "prompt.1"}}),
        text("*Your answer:*\n\nBecause $e^z$.\n\n## Question 2\nis next.", {"dlf": {"part": "question.1"}}),
        text("*Your answer:*\n", {"nbgrader": {"grade_id": "question-2"}}),
        text("of two cells", {"nbgrader": {"grade_id": "question-3"}}),
        text("in all", {"nbgrader": {"grade_id": "question-3"}}),
    )
    answers = read_answers(got.files["answers.md"].decode())
    assert [answer.title for answer in answers] == ["Question 1: Why the shift?", "Question 2", "Question 3"]
    assert answers[0].text == "Because $e^z$.\n\n\\## Question 2\nis next."
    assert answers[1].is_empty
    assert answers[2].text == "of two cells\n\nin all"


# --- notebooks that are none


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is not a notebook"),
        (b"[1, 2]", "is not a notebook"),
        (b'{"cells": [{"source": 5}]}', "is not a notebook"),
        (b"\xff\xfe{}", "is not a notebook"),
        (b'{"cells": [{"source": "\\ud800"}]}', "is not a notebook"),
        (b"[" * 100_000, "is not a notebook"),
        (b'{"worksheets": [], "nbformat": 3}', "of an old format"),
        (b'{"cells": [], "nbformat": 3}', "of an old format"),
        (raw(*[text("x")] * (CELLS + 1)), f"holds more than {CELLS} cells"),
        (raw(text("x" * 2**20), text("y")), "holds more than 1 MB of text"),
    ],
)
def test_what_is_no_notebook_is_refused_in_words(data, words):
    with pytest.raises(BadNotebook, match=words):
        read_cells(data, EXERCISES)


def test_a_source_may_be_a_list_of_lines_of_any_kind():
    cells = read_cells(b'\xef\xbb\xbf{"cells": [{"cell_type": "code", "source": ["a\\r\\n", "b\\r", "c"]}]}', EXERCISES)
    assert cells == [Cell(1, is_code=True, source="a\nb\nc")]


HOSTILE = [
    "-" * 100_000 + "1",
    "x" + ".a" * 100_000,
    "x = " + "[" * 190 + "]" * 190,
    "if 1: pass\n" + "elif 1: pass\n" * 50_000,
    "def softmax(z):\n" + "    x = 1\n" * 50_000,
    "from . import " + ", ".join(f"a{n}" for n in range(20_000)),
    "softmax = lambda: 1\nsoftmax = softmax = softmax",
    "global softmax\nreturn 5",
    "from __future__ import braces",
    "import softmax as softmax\nfrom activations import softmax\nfrom .activations import *",
    "class softmax:\n    global x\n    x: int = (yield)",
    "def softmax(z): nonlocal z",
    "\0",
    "\f\u2028x = '''\u2028",
    "async def softmax(): await x\nawait softmax()",
    "if True:\n    def softmax(z): return 1\nelse:\n    softmax = 2",
]


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_no_source_stops_it(source):
    for cell in (source, f"{MARKER}activations.softmax\n{source}"):
        got = made(cell, f"{MARKER}losses.cross_entropy\ndef cross_entropy(z):\n    return softmax(z)")
        assert "losses.py" in got.files
        for name, data in got.files.items():
            compile(data, name, "exec")


FRAGMENTS = """\
def softmax(z):
    return z
--
softmax = 1
--
import softmax
--
x = softmax(y)
--
y: int
--
for x in y: z = x
--
del softmax
--
class softmax: y = x
--
%magic
--
!ls
--
softmax.x = [z for z in y]
--
with x as softmax: pass
--
try:
    import y
except E as x:
    softmax = 2
--
@x
def y(): pass
--
# Exercise: activations.softmax
--
'''
--
x; y = 1; z
"""
fragments = st.sampled_from(FRAGMENTS.split("--\n"))


@given(st.lists(st.lists(fragments, max_size=4).map("".join), max_size=6))
@settings(max_examples=200, deadline=None)
def test_whatever_the_cells_hold_modules_come_out(sources):
    for name, data in made(*sources).files.items():
        compile(data, name, "exec")
