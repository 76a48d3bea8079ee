"""The notebook of a report: valid for nbgrader, readable for people, harmless on every page that is made of it."""

from __future__ import annotations

import json
import re
import time
from html.parser import HTMLParser
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbgrader import utils
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from autograder.engine.grade import student_view
from autograder.engine.report import GradeReport, WrittenAnswer
from autograder.interop.nbgrader_ids import student_id, submission_of
from autograder.interop.nbgrader_notebook import BLANK, RUBRIC_TAG, Question, harmless, notebook
from autograder.tests.interop.conftest import HOSTILE_NAMES, everyone
from autograder.tests.interop.nbgrader_made import QUESTIONS, report
from autograder.tests.reports import samples

# What a page may hold that was made of an answer: nothing that loads, runs, asks or covers
TAGS = {
    *("p", "em", "strong", "del", "code", "pre", "span", "div", "br", "hr", "blockquote", "a", "input"),
    *("ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"class", "id", "href", "start", "style", "type", "disabled", "checked"}
STYLE = re.compile(r"text-align:\s*(left|center|right)")
HREF = re.compile(r"(https?://|mailto:|#)\S*")
ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT\n>alert(1)</SCRIPT\n>",
    "</textarea></pre></div><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<!DOCTYPE x><?php x ?><![CDATA[<img src=x>]]>",
    "<https://evil.example>",
    "<javascript:alert(1)>",
    "[x](javascript:alert(1)) [x](<javascript:alert(1)>) [x]\n(javascript:alert(1))",
    "[x][r] [r] ![x][r] [r][]\n\n[r]: javascript:alert(1)\n",
    "  [r]:javascript:alert(1)\n\n[r]",
    "[a\\]: b]: javascript:x\n\n[a\\]: b]",
    "![x](https://evil.example/1.png) ![x](/formgrader/api/x)",
    "![x](attachment:none.png)",
    "[![x](data:image/svg+xml,x)](data:text/html,x)",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
    "`<script>alert(1)</script>` ``<b>`` `` ` <b>``",
    "```html\n<script>alert(1)</script>\n```",
    '```"><img src=x onerror=alert(1)>\n<b>\n```',
    "```mermaid\n</pre><img src=x onerror=alert(1)>\n&lt;img src=x onerror=alert(1)&gt;\n```",
    "    <script>alert(1)</script>",
    "$<script>alert(1)</script>$ $$<img src=x onerror=alert(1)>$$",
    "\\begin{a}<script>alert(1)</script>\\end{a}",
    "\\\\(<script>alert(1)</script>\\\\) \\\\[<b>\\\\]",
    "\\(<script>x</script>\\)",
    "$\\href{javascript:alert(1)}{x}$ $\\unicode{<img src=x onerror=alert(1)>}$ $\\require{x}\\style{a:b}{c}$",
    "# <script>alert(1)</script> {#x onclick=alert(1)}",
    '# a" onclick="alert(1)',
    "| <b> | `|<i>` |\n|:-:|---|\n| <script> | x |",
    "term\n: <script>alert(1)</script>",
    "- [ ] <b>\n- [x] <i>",
    "> <b>\n> > <script>",
    "\x3cscript\x00>\x1b[31m\u202e\u2028<b\x0b>",
    "files/<script>",
    "<\u0130mg src=x> <\uff1cscript>",
    "{{ 7*7 }}{% raw %}<b>",
    "http://a.example/<script> www.x.example https://a.example/\"onclick=alert(1)",
]  # fmt: skip


class Page(HTMLParser):
    """Every tag with its attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment", {}))

    handle_decl = handle_pi = unknown_decl = handle_comment


def acting(html: str) -> list[object]:
    """What on a page could act."""
    found: list[object] = []
    for tag, attributes in Page(html).tags:
        if tag not in TAGS or set(attributes) - ATTRIBUTES:
            found.append((tag, attributes))
        for name, pattern in (("href", HREF), ("style", STYLE)):
            if name in attributes and not pattern.fullmatch(attributes[name] or ""):
                found.append((tag, attributes))
    return found


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_an_answer_acts(attack: str) -> None:
    assert acting(markdown2html_mistune(harmless(attack))) == []
    assert "javascript:" not in "".join(str(tag) for tag in Page(markdown2html_mistune(harmless(attack))).tags)


def test_most_attacks_would_act() -> None:
    """The test above can fail."""
    work = [attack for attack in ATTACKS if "attachment" not in attack and acting(markdown2html_mistune(attack))]
    assert len(work) > 20


PIECES = ["<", ">", "[", "]", "(", ")", "!", ":", "\\", "`", "```", "$", "$$", "&", "#", "*", "_", "~", "|", "-", "\n"]
PIECES += [
    "\n\n",
    " ",
    "    ",
    "script",
    "img src=x onerror=y",
    "javascript:z",
    "x",
    "/",
    "http://a",
    '"',
    "'",
    "{",
    "}",
]
PIECES += [
    "\\begin{a}",
    "\\end{a}",
    "\\\\(",
    "\\\\)",
    "<!--",
    "-->",
    "mermaid",
    "lt;",
    "1.",
    "+",
    "=",
    "?",
    "@",
    "^[",
    "]:",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@settings(max_examples=400, deadline=None)
def test_nothing_in_any_text_acts(text: str) -> None:
    assert acting(markdown2html_mistune(harmless(text))) == []


HONEST = """The exponent of 1000 *overflows*: `np.exp(1000)` is **inf**, and if a < b, then $e^{a} < e^{b}$.

$$\\frac{\\partial L}{\\partial z_i} = p_i - y_i, \\quad i<=n$$

1. first, 2 <= 3
2. second, [1, 2] and x[0] (here)

```python
for i in range(3):
    if x[i] < 1:
        print(i)
```

| a | b |
|---|---|
| 1 | 2 |
"""


def test_honest_markdown_stays_as_it_was() -> None:
    assert harmless(HONEST) == HONEST
    html = markdown2html_mistune(harmless(HONEST))
    for part in ("<em>overflows</em>", "<code>np.exp(1000)</code>", "$e^{a} &lt; e^{b}$", "<table>", "<ol>"):
        assert part in html
    assert "$$\\frac{\\partial L}{\\partial z_i} = p_i - y_i, \\quad i&lt;=n$$" in html


def test_a_space_is_all_that_is_added() -> None:
    assert harmless("a<b, $a<b$, `a<b`, f[i](x), x[1]: y") == "a< b, $a< b$, `a< b`, f[i] (x), x[1] : y"
    assert harmless("\x1b[2J\u202e") == "␛[2JU+202E"


@pytest.mark.parametrize(
    "unit", ["[", "*", "**a ", "`", "$", "\\begin{a}", "> ", "- ", "<", "|", "~~", "![", "_a ", "#", "&"]
)
def test_no_answer_keeps_the_page_waiting(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    began = time.process_time()
    markdown2html_mistune(harmless(text))
    assert time.process_time() - began < 20


@pytest.mark.parametrize("given", everyone(), ids=["good", "half_finished", "hostile"])
@pytest.mark.parametrize("with_rubric", [True, False])
def test_every_report_is_a_valid_notebook(given: GradeReport, with_rubric: bool) -> None:
    made = notebook(given, QUESTIONS, with_rubric=with_rubric)
    assert made == notebook(given, QUESTIONS, with_rubric=with_rubric)
    read = nbformat.reads(made.decode(), as_version=4)
    nbformat.validate(read)
    MetadataValidator().validate_nb(read)
    assert any(RUBRIC_TAG in cell.metadata.get("tags", []) for cell in read.cells) == with_rubric
    for cell in read.cells:
        about = cell.metadata.nbgrader
        changed = cell.cell_type == "markdown" and about.solution and cell.source != BLANK
        assert (about.checksum == utils.compute_checksum(cell)) is not changed
        assert about.cell_type == cell.cell_type
    graded = {cell.metadata.nbgrader.grade_id: cell for cell in read.cells if utils.is_grade(cell)}
    assert sum(float(cell.metadata.nbgrader.points) for cell in graded.values()) == given.max_score + 5
    for exercise in given.exercises:
        cell = graded[f"check-{exercise.name.replace('.', '-')}"]
        if len(cell.outputs) == 2:
            assert utils.determine_grade(cell) == (exercise.points, exercise.max_points)
        else:
            assert "The mark is pending." in cell.outputs[0].text


def test_the_output_is_what_the_student_reads() -> None:
    given = everyone()[1]
    cells = {cell["id"]: cell for cell in json.loads(notebook(given, QUESTIONS))["cells"]}
    assert cells["check-activations-softmax"]["outputs"][0]["text"] == (
        "activations.softmax   activations.py:12\n"
        "✓ softmax turns every row into probabilities that sum to 1.   passed, 1/1\n"
        "✗ softmax stays finite for logits as large as 1000.   not yet, 0/2\n"
        "  Called    softmax([[ 1000.,     0., -1000.]])\n"
        "  Got       [[nan,  0.,  0.]]\n"
        "  Expected  [[1., 0., 0.]]\n"
        "  Likely    exp(1000) overflowed to inf, and inf / inf is nan.\n"
        "  Hint      autograder hint activations.softmax\n"
        '  Read      ch01 handout, "Why we shift"\n'
    )
    assert "KeyError" not in str(cells)  # a held check's message is for the instructor
    assert "Found the package in a sub-folder" in "".join(cells["introduction"]["source"])
    with pytest.raises(ValueError, match="students read feedback: make the notebook from student_view"):
        notebook(replace(given, view="instructor"), QUESTIONS)


def test_examples_from_secret_inputs_are_not_in_it() -> None:
    seen = notebook(student_view(replace(samples.half_finished(), view="instructor")), QUESTIONS).decode()
    assert "1000.,     0." not in seen
    assert "largest logit" not in seen
    assert "It holds for the inputs of your kit, and fails for others." in seen


def test_answers_to_what_was_not_asked_are_shown_too() -> None:
    more = replace(
        report(q1="One."),
        written=[WrittenAnswer("Question 7: <b>More</b>", "<i>Seven</i>"), *report(q2="Two.").written],
    )
    cells = json.loads(notebook(more, QUESTIONS))["cells"]
    assert "".join(cells[-1]["source"]) == "**Question 7&#58; &#60;b&#62;More&#60;/b&#62;**\n\n< i>Seven< /i>"


def shown(given: GradeReport, template: str, tmp_path: Any) -> str:
    """The page that formgrader serves, or the page of feedback, but for what comes from the gradebook."""
    path = tmp_path / "x.ipynb"
    path.write_bytes(notebook(given, QUESTIONS, with_rubric=True))
    config = Config()
    config.HTMLExporter.template_name = template
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    about = {"base_url": "", "notebook_id": "x", "assignment_id": "x", "submission_id": "x", "index": 0, "total": 1}
    resources = {**about, "student": "x", "last_name": "", "first_name": "", "notebook_path": "x"}
    return HTMLExporter(config=config).from_filename(str(path), resources=resources)[0]


def test_formgrader_shows_prompt_answer_rubric_and_outputs_and_nothing_acts(tmp_path) -> None:
    attacks = replace(everyone()[2], written=[WrittenAnswer("Question 1", "\n\n".join(ATTACKS))])
    kinder = replace(
        attacks, title="A", notes=["a"], exercises=report().exercises, written=[WrittenAnswer("Question 1", "$x$")]
    )
    html = shown(attacks, "formgrade", tmp_path)
    page, before = Page(html), Page(shown(kinder, "formgrade", tmp_path))
    for part in ("Why the shift?", "it overflows", "alert(1)", "question-1", "check-a-b"):
        assert part in html
    assert html.count('class="score tabbable"') == 3  # one for the exercise, and for each answer
    assert html.count('class="comment tabbable"') == 2
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in before.tags} | TAGS
    for name in ("script", "img", "iframe", "style", "link", "form", "textarea"):
        assert sum(tag == name for tag, _ in page.tags) == sum(tag == name for tag, _ in before.tags)
    handlers_of = [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert handlers_of == [name for _, attributes in before.tags for name in attributes if name.startswith("on")]


# Names


@given(st.text())
@settings(max_examples=500)
def test_an_id_leads_back_to_its_submission(name: str) -> None:
    if not 0 < len(name) <= 16:  # longer ones can be too long
        return
    made = student_id(name)
    assert submission_of(made) == name
    assert not set(made) & set("+ \t\n/\\*?[]<>&\"',;:|%#=`$(){}!^")
    assert not made.startswith((".", "-", "@"))
    assert not made.endswith(".")


@pytest.mark.parametrize("name", [name for name in HOSTILE_NAMES if name])
def test_hostile_names_have_ids(name: str) -> None:
    assert submission_of(student_id(name)) == name


@pytest.mark.parametrize("name", ["ada", "lovelaceada_1001", "s123.b@example.org", "zoë", "李小龍", "a-b_c"])
def test_usual_names_are_their_own_ids(name: str) -> None:
    assert student_id(name) == name


def test_names_that_look_alike_to_a_disk_have_different_ids() -> None:
    names = ["é", "e\u0301", "ﬁn", "fin", "가", "\u1100\u1161", "CON", "~43~ON", "a", "ａ", "K", "\u212a"]  # noqa: RUF001 - meant
    ids = [student_id(name) for name in names]
    assert len(set(ids)) == len(names)
    assert [submission_of(made) for made in ids] == names


def test_a_question_is_found_by_its_number() -> None:
    one = Question(1, 2.0, "## Question 1: Why?", "")
    given = replace(report(), written=[WrittenAnswer("QUESTION 01 - why not", "Since.")])
    (cell,) = [cell for cell in json.loads(notebook(given, [one]))["cells"] if cell["id"] == "question-1"]
    assert cell["source"] == ["Since."]
