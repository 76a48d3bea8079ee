"""Percent notebooks: what becomes of each cell, the same bytes each time, and every refusal."""

import json
import textwrap

import pytest

from autograder.course.notebook import BadNotebook, notebook

PATH = "solutions/ch01_neural_networks/notebook.py"

PERCENT = textwrap.dedent("""\
    # ---
    # jupyter: {}
    # ---

    # %% [markdown]
    # # Temperature
    #
    # What happens to `softmax(z / t)`? t → 0 ✓

    # %%
    import numpy as np

    print(np.pi)  # 3.14

    # %% a title
    x = 1
""")


def refusal(source: str) -> str:
    with pytest.raises(BadNotebook) as caught:
        notebook(source, PATH)
    return str(caught.value)


def test_each_cell_keeps_its_kind_and_text() -> None:
    cells = json.loads(notebook(PERCENT, PATH))["cells"]
    assert [(cell["cell_type"], "".join(cell["source"])) for cell in cells] == [
        ("markdown", "# Temperature\n\nWhat happens to `softmax(z / t)`? t → 0 ✓"),
        ("code", "import numpy as np\n\nprint(np.pi)  # 3.14"),
        ("code", "x = 1"),
    ]


def test_code_cells_hold_no_output_and_no_count() -> None:
    for cell in json.loads(notebook(PERCENT, PATH))["cells"][1:]:
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


def test_the_same_text_gives_the_same_bytes_and_every_cell_an_id_of_its_own() -> None:
    twice = PERCENT + "\n# %%\nx = 1\n"
    assert notebook(twice, PATH) == notebook(twice, PATH)
    ids = [cell["id"] for cell in json.loads(notebook(twice, PATH))["cells"]]
    assert len(set(ids)) == len(ids) == 4


def test_jupyter_accepts_it() -> None:
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not among the project's own dependencies")
    nbformat.validate(nbformat.reads(notebook(PERCENT, PATH), as_version=4))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("# a comment\n", ':1: no cells: begin each with a line "# %%" or "# %% [markdown]"'),
        ("x = 1\n# %%\n", ':1: code before the first cell: write "# %%" above it'),
        (
            "# %% [markdown]\n# text\nx = 1\n",
            ':3: code in a text cell: begin the line with "# " or write "# %%" above it',
        ),
        ("# %% [raw]\n", ':1: an unknown kind of cell: write "# %%" for code or "# %% [markdown]" for text'),
    ],
)
def test_what_is_no_notebook_is_refused_with_place_and_repair(source: str, message: str) -> None:
    assert refusal(source) == PATH + message
