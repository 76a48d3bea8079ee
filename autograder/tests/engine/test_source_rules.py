"""What modules may use, read as tokens."""

from __future__ import annotations

import pytest

from autograder.engine.source_rules import SourceRule, enforce

NUMPY = SourceRule(["work"], ["numpy"], ["numpy.vectorize", "map"])


def told(source, *, rule=NUMPY, **others):
    """What a submission is told, None if it may run as it is."""
    files = {"work.py": source.encode(), **{f"{name}.py": text.encode() for name, text in others.items()}}
    kept = enforce([rule], "ch90_tiny", files)
    assert {name: kept[name] for name in files if name != "work.py"} == {
        name: files[name] for name in files if name != "work.py"
    }
    if kept["work.py"] == files["work.py"]:
        return None
    with pytest.raises(ImportError) as raised:
        exec(compile(kept["work.py"], "work.py", "exec"), {})  # noqa: S102 - what takes the module's place
    assert type(raised.value).__name__ == "NotAllowed"
    return str(raised.value)


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nfrom numpy.linalg import norm\nimport math, functools\n",
        "from . import helper\nfrom .helper import one\nfrom ch90_tiny.helper import one\nimport helper\n",
        "# torch is not used here\ntext = 'import torch'\n",
        "map = [1]\nx = map[0]\nvars = 3\n",
        "def vectorize(x):\n    return x\n",
        "",
    ],
)
def test_what_keeps_to_the_rule_runs_as_it_is(source):
    assert told(source, helper="one = 1\n") is None


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import numpy\n\nimport torch\n", "work.py, line 3: imports torch; it is to be written with numpy alone"),
        ("def f():\n    import torch.nn as nn\n", "work.py, line 2: imports torch"),
        ("x = 1; from torch import nn\n", "work.py, line 1: imports torch"),
        ("if True: import torch\n", "work.py, line 1: imports torch"),
        ("import math, torch\n", "work.py, line 1: imports torch"),
        ("from \\\n  torch import nn\n", "imports torch"),
        (
            "import numpy as np\nf = np.vectorize(abs)\n",
            "line 2: uses numpy.vectorize, which this exercise is to do without",
        ),
        ("from numpy import (\n  vectorize as v)\n", "uses numpy.vectorize"),
        ("x = list(map(abs, [1]))\n", "uses map"),
        ("exec('import torch')\n", "uses exec, which hides what a module uses"),
        ("t = __import__('torch')\n", "uses __import__"),
        ("import numpy as np\nt = np.lib.sys\n", "uses sys"),
        ("import sys\n", "imports sys"),
    ],
)
def test_what_breaks_the_rule_says_where(source, words):
    assert words in told(source)


def test_a_rule_holds_for_what_a_module_imports():
    words = told("from . import helper\n", helper="from .deeper import x\n", deeper="\nimport torch\nx = 1\n")
    assert words == "deeper.py, line 2 (imported by work.py): imports torch; it is to be written with numpy alone"


def test_a_module_that_imports_in_a_circle_is_read_once():
    assert told("from . import helper\n", helper="from . import work\n") is None


def test_a_module_without_a_rule_is_left_alone():
    assert told("import torch\n", rule=SourceRule(["other"], ["numpy"])) is None


def test_without_imports_only_the_forbidden_names_count():
    rule = SourceRule(["work"], None, ["torch.nn.functional.conv2d"])
    assert told("import torch, sys\nx = getattr(torch, 'x')\n", rule=rule) is None
    assert "conv2d" in told("from torch.nn.functional import conv2d\n", rule=rule)


@pytest.mark.parametrize("source", ["x = (1\n", "'''\nimport torch\n", "if True:\n    x\n  y\n", "# coding: nothing\n"])
def test_what_cannot_be_read_cannot_run(source):
    kept = enforce([NUMPY], "ch90_tiny", {"work.py": source.encode()})["work.py"]
    with pytest.raises((SyntaxError, LookupError)):
        compile(kept, "work.py", "exec")


def test_the_line_of_the_breach_is_the_line_that_raises():
    kept = enforce([NUMPY], "ch90_tiny", {"work.py": b"\n\nimport torch\n"})["work.py"]
    assert kept.decode().splitlines()[2].startswith("raise ")


@pytest.mark.parametrize("nested", ["(" * 5000 + ")" * 5000, "-" * 100_000 + "1", "[" * 90 + "]" * 90])
def test_no_nesting_is_too_deep(nested):
    enforce([NUMPY], "ch90_tiny", {"work.py": f"x = {nested}\nimport torch\n".encode()})


def test_more_than_a_person_writes_is_not_read_and_does_not_run():
    long = "x=1\n" * (2**18)
    assert told("y = 1\n", helper=long) == (
        "work.py, line 1: the modules hold 1.0 MB together, and no more than 1 MB are read"
    )
    assert told(long, rule=SourceRule(["other"], ["numpy"])) is None, "without a rule nothing is read"
