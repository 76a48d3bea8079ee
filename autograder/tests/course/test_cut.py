"""The cutter: what it leaves, and every text that it refuses, with its words."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course.cut import BadMarker, blocks, cut

PATH = "solutions/ch01_neural_networks/activations.py"

SOFTMAX = textwrap.dedent('''\
    """Activations."""

    import numpy as np


    def softmax(logits):
        """Turn each row into probabilities."""
        # BEGIN SOLUTION
        shifted = logits - logits.max(axis=1, keepdims=True)
        powers = np.exp(shifted)
        return powers / powers.sum(axis=1, keepdims=True)
        # END SOLUTION


    def relu(z):
        """max(z, 0)."""
        # BEGIN SOLUTION
        return np.maximum(z, 0)
        # END SOLUTION
''')


def around(body: str) -> str:
    return "def softmax(logits):\n" + textwrap.indent(textwrap.dedent(body), "    ")


def refusal(source: str) -> str:
    with pytest.raises(BadMarker) as caught:
        cut(source, PATH)
    return str(caught.value)


def test_each_block_becomes_one_line_that_names_its_exercise() -> None:
    assert cut(SOFTMAX, PATH) == textwrap.dedent('''\
        """Activations."""

        import numpy as np


        def softmax(logits):
            """Turn each row into probabilities."""
            raise NotImplementedError("activations.softmax")


        def relu(z):
            """max(z, 0)."""
            raise NotImplementedError("activations.relu")
    ''')


def test_a_methods_block_names_the_class() -> None:
    source = textwrap.dedent("""\
        class Value:
            def __add__(self, other):
                # BEGIN SOLUTION
                return 1
                # END SOLUTION

            def backward(self):
                def visit(node):
                    # BEGIN SOLUTION
                    return node
                    # END SOLUTION
                visit(self)
    """)
    stub = cut(source, "solutions/ch02_backpropagation/engine.py")
    assert stub.count('raise NotImplementedError("engine.Value")') == 2
    assert "return" not in stub
    assert "        visit(self)\n" in stub


def test_what_stands_around_a_block_stays() -> None:
    source = around("""\
        total = 0  # given
        for row in logits:
            # BEGIN SOLUTION
            total += row
            # END SOLUTION
        return total
    """)
    assert cut(source, PATH) == around("""\
        total = 0  # given
        for row in logits:
            raise NotImplementedError("activations.softmax")
        return total
    """)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("try:\n    y = 1\nexcept ValueError:\n", "\nreturn y\n"),
        ("match logits:\n    case 1:\n", "\nreturn 2\n"),
        ("while logits:\n    y = 1\nelse:\n", "\nreturn y\n"),
        ("try:\n    y = 1\nfinally:\n", "\nreturn y\n"),
    ],
)
def test_a_block_may_stand_in_any_branch(before: str, after: str) -> None:
    indent = "        " if "case" in before else "    "
    block = textwrap.indent("# BEGIN SOLUTION\nz = 12345\n# END SOLUTION", indent)
    stub = cut(around(before + block + after), PATH)
    assert stub == around(before + indent + 'raise NotImplementedError("activations.softmax")' + after)


def test_tabs_stay_tabs() -> None:
    source = "def softmax(logits):\n\t# BEGIN SOLUTION\n\treturn 1\n\t# END SOLUTION\n"
    assert cut(source, PATH) == 'def softmax(logits):\n\traise NotImplementedError("activations.softmax")\n'


def test_markers_inside_strings_are_text() -> None:
    source = SOFTMAX.replace('"""Activations."""', '"""# BEGIN SOLUTION"""')
    assert cut(source, PATH).startswith('"""# BEGIN SOLUTION"""')


@pytest.mark.parametrize("odd", ["\x0c", "\u2028", "\x1c"])
def test_lines_are_counted_as_python_counts_them(odd: str) -> None:
    source = SOFTMAX.replace("Activations.", f"Acti{odd}vations.")
    assert "np.exp" not in cut(source, PATH)


def test_windows_line_ends_become_line_feeds() -> None:
    assert cut(SOFTMAX.replace("\n", "\r\n"), PATH) == cut(SOFTMAX, PATH)


def test_blocks_tells_where_the_markers_stand() -> None:
    assert [(block.begin, block.end, block.exercise) for block in blocks(SOFTMAX, PATH)] == [
        (8, 12, "activations.softmax"),
        (17, 19, "activations.relu"),
    ]


@pytest.mark.parametrize(
    "comment",
    [
        "#BEGIN SOLUTION",
        "# BEGIN SOLUTON",
        "# Begin solution",
        "### BEGIN SOLUTION",
        "# BEGIN  SOLUTION",
        "# BEGIN SOLUTION: softmax",
        "# BEGIN SOLUTIONS",
        "# BEGIN_SOLUTION",
        "# BEGINSOLUTION",
        "# BEGN SOLUTION",
        "# START SOLUTION",
        "# SOLUTION BEGIN",
        "# begin of the solution",
        "# B\u0415GIN SOLUTION",  # a Cyrillic letter
    ],
)
def test_a_misspelt_beginning_is_refused(comment: str) -> None:
    message = refusal(SOFTMAX.replace("# BEGIN SOLUTION", comment, 1))
    assert message == f'{PATH}:8: "{comment}" is nearly a marker: write exactly "# BEGIN SOLUTION"'


@pytest.mark.parametrize(
    "comment", ["#END SOLUTION", "# END SOLUTON", "# End solution", "# END OF SOLUTION", "# STOP SOLUTION"]
)
def test_a_misspelt_end_is_refused(comment: str) -> None:
    message = refusal(SOFTMAX.replace("# END SOLUTION", comment, 1))
    assert message == f'{PATH}:12: "{comment}" is nearly a marker: write exactly "# END SOLUTION"'


@pytest.mark.parametrize(
    "comment",
    [
        "# the solution",
        "# begin with the largest",
        "# end of the row",
        "# solution of the linear system",
        "# begin at row 0",
    ],
)
def test_ordinary_comments_are_left_alone(comment: str) -> None:
    source = SOFTMAX.replace("import numpy as np", f"import numpy as np  {comment}")
    assert comment in cut(source, PATH)


REFUSED = {
    "no marker": (
        "def softmax(logits):\n    return 1\n",
        ':1: no solution is marked: write "# BEGIN SOLUTION" and "# END SOLUTION" around what students write',
    ),
    "no end": (
        around("# BEGIN SOLUTION\nreturn 1\n"),
        ':2: this block has no end: write "# END SOLUTION" below it',
    ),
    "no beginning": (
        around("return 1\n# END SOLUTION\n"),
        ':3: "# END SOLUTION" without a beginning: write "# BEGIN SOLUTION" above it or remove it',
    ),
    "nested": (
        around("# BEGIN SOLUTION\nx = 1\n# BEGIN SOLUTION\nreturn x\n# END SOLUTION\n# END SOLUTION\n"),
        ':4: a block inside the block of line 2: end that with "# END SOLUTION" first',
    ),
    "behind code": (
        around("x = 1  # BEGIN SOLUTION\nreturn x\n# END SOLUTION\n"),
        ':2: "# BEGIN SOLUTION" stands behind code: put it on a line of its own',
    ),
    "module level": (
        "# BEGIN SOLUTION\nx = 1\n# END SOLUTION\n",
        ":1: this block stands outside a function: mark the inside of a function or method",
    ),
    "class level": (
        "class Value:\n    # BEGIN SOLUTION\n    x = 1\n    # END SOLUTION\n",
        ":2: this block stands outside a function: mark the inside of a function or method",
    ),
    "a whole function": (
        "# BEGIN SOLUTION\ndef softmax(logits):\n    return 1\n# END SOLUTION\n",
        ":1: this block stands outside a function: mark the inside of a function or method",
    ),
    "only a comment": (
        around("# BEGIN SOLUTION\n# later\n# END SOLUTION\nreturn 1\n"),
        ":2: this block holds no code: put the markers around whole statements",
    ),
    "inside an expression": (
        around("return (\n    # BEGIN SOLUTION\n    1\n    # END SOLUTION\n)\n"),
        ":3: this block holds no code: put the markers around whole statements",
    ),
    "two branches": (
        around("if logits:\n    # BEGIN SOLUTION\n    x = 1\nelse:\n    x = 2\n    # END SOLUTION\nreturn x\n"),
        ":3: this block ends in another branch or function: begin and end it in the same one",
    ),
    "two functions": (
        around("# BEGIN SOLUTION\nreturn 1\n") + "\n\ndef relu(z):\n    return 2\n    # END SOLUTION\n",
        ":2: this block ends in another branch or function: begin and end it in the same one",
    ),
    "docstring inside": (
        around('# BEGIN SOLUTION\n"""What it does."""\nreturn 1\n# END SOLUTION\n'),
        ":2: this block holds the docstring, which students need: begin it below",
    ),
    "indented otherwise": (
        "def softmax(logits):\n# BEGIN SOLUTION\n    return 1\n    # END SOLUTION\n",
        ":2: this marker is indented by 0, its block by 4: indent it alike",
    ),
    "syntax error": (
        around("# BEGIN SOLUTION\nreturn (\n# END SOLUTION\n"),
        ":3: this file does not compile ('(' was never closed)",
    ),
    "half a statement": (
        around("x = (\n# BEGIN SOLUTION\n1)\ny = 2\n# END SOLUTION\n"),
        ":2: the stub that is left after cutting does not compile: mark whole statements ('(' was never closed)",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_unclear_texts_are_refused_with_place_and_repair(case: str) -> None:
    source, message = REFUSED[case]
    assert refusal(source) == PATH + message


def test_a_stub_is_never_cut_again() -> None:
    assert "no solution is marked" in refusal(cut(SOFTMAX, PATH))


NAMES = st.sampled_from(["alpha", "beta", "gamma", "delta"])


@st.composite
def statements(draw: st.DrawFn, depth: int) -> list[str]:
    """Lines of random statements, with "@" wherever a number of its own belongs."""
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["assign", "if", "for", "def", "string"] if depth else ["assign", "string"]))
        if kind == "assign":
            lines.append(f"{draw(NAMES)} = @")
        elif kind == "string":
            lines += [f'{draw(NAMES)} = """@', '# END SOLUTION @"""']
        else:
            head = {"if": "if @:", "for": "for i in range(@):", "def": "def inner@():"}[kind]
            lines += [head, *("    " + line for line in draw(statements(depth - 1)))]
    return lines


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, set[str]]:
    """A module of functions with a marked block each, and the lines that must remain."""
    lines: list[str] = []
    kept: set[int] = set()
    for name in ("first", "second")[: draw(st.integers(1, 2))]:
        before, block, after = (draw(statements(2)) for _ in range(3))
        block = ["# BEGIN SOLUTION", *block, "# END SOLUTION"]
        start = len(lines) + 2 + len(before)
        lines += [
            f"def {name}(x):",
            '    """Says what it does."""',
            *("    " + line for line in before + block + after),
        ]
        kept |= set(range(start - 2 - len(before), start)) | set(range(start + len(block), len(lines)))
    lines = [line.replace("@", str(number)) for number, line in enumerate(lines)]
    return "\n".join(lines) + "\n", {lines[number] for number in kept}


@settings(max_examples=60, deadline=None)
@given(marked())
def test_nothing_of_a_block_survives_and_everything_else_does(case: tuple[str, set[str]]) -> None:
    source, kept = case
    stub = cut(source, "m.py")
    compile(stub, "m.py", "exec")
    raised = [f'    raise NotImplementedError("m.{name}")' for name in ("first", "second") if f"def {name}" in source]
    assert sorted({*stub.splitlines()}) == sorted({*kept, *raised})
    assert stub.count("raise NotImplementedError") == len(raised)
