"""Attacks on whoever reads the report: in a browser, a terminal, a spreadsheet, another program."""

from autograder.grading.store import folder_name
from autograder.tests.redteam.attack import Group
from autograder.tests.redteam.target import PACKAGE

attacks_reports = Group("attacking the reports")
VICTIM = "Ada Lovelace"  # whose report others try to replace
HTML = "</pre></dd><script>alert(1)</script><img src=x onerror=alert(1)>\" onmouseover=\"alert(1)' autofocus onfocus='x"
ANSI = "\\x1b[2J\\x1b]0;full marks\\x07\\x1b[32m8/8\\x9b31m\\r\\x08\\x08\\x7f"
TURNED = "\\u202e8/8\\u2066\\u200f\\u061c\\ufeff\\u200b\\u2028\\u2029\\U000e0041"


def _told(name: str, tries: str, text: str, quick: bool = False) -> None:
    """The same text by every way into a report: printed, raised, returned, as a name of a type and of a key."""
    source = f"""
TEXT = {text!r}.encode().decode("unicode_escape") if {text.startswith(chr(92))} else {text!r}
print(TEXT)
def negate(x):
    raise type(TEXT[:60].replace(chr(0), "0"), (Exception,), {{}})(TEXT)
"""
    target = (
        source.split("def negate", maxsplit=1)[0]
        + "def total(numbers):\n    return {TEXT: TEXT, 'type': type(TEXT.replace(chr(0), '0'), (), {})()}\n"
    )
    answers = f"## Question 1: {text}\n*Your answer:* {text}\n"
    files = {"single.py": source, "target.py": target, "answers.md": answers}
    attacks_reports(name, tries, files=files, deserves=3.0, quick=quick)


_told("markup", "puts tags, scripts and handlers into all texts of its report", HTML, quick=True)
_told(
    "an attribute's end",
    "ends attributes and comments of the page",
    "'\"><svg onload=alert(1)>--><!--]]>{{ 7 * 7 }}{% raw %}",
)
_told("a terminal's commands", "puts escape sequences into all texts of its report", ANSI, quick=True)
_told("turned letters", "turns the direction of letters and hides others", TURNED, quick=True)
_told("piled marks", "piles hundreds of marks on one letter", "a" + "\u0301" * 400 + "b" + "\u20dd" * 200)
_told("formulas", "puts spreadsheet formulas into all texts of its report", "=cmd|' /C calc'!A0;@SUM(1)\t+1,-1")
_told(
    "colours of another program",
    "writes in the markup of the terminal's library",
    "[bold red]8/8[/] [link=http://x]:smile:",
)
_told("halves of letters", "prints lone surrogates and nulls", "\\x00\\x01\\uffff\\x85")
_told("endless lines", "fills the page with one line and with thousands", "x" * 5000 + "\n" * 3000)
attacks_reports(
    "bytes that are no text",
    "prints bytes of no encoding, and names them in exceptions",
    "import os\ndef negate(x):\n    os.write(1, bytes(range(128, 256)) * 4)\n    raise ValueError('\\ud800\\udfff')\n",
)
attacks_reports(
    "a picture of words",
    "answers with arrays and tables that are long to print",
    "import numpy as np\ndef negate(x): return {('k' * 900 + str(n)): np.full((3, 3), 1e300) for n in range(100)}\n",
)
attacks_reports(
    "lines of its own source",
    "raises on a line of source that holds markup and escapes, which the report quotes",
    "def negate(x):\n    raise ValueError(x)  # </code><script>alert(1)</script> \u202e\x1b[2J\n",
)
attacks_reports(
    "a hostile kit.json",
    "puts markup and a huge number into kit.json",
    "def negate(x): return 0.0\n",
    files={"kit.json": '{"chapter": "<script>\\u202e", "version": 1e999, "exam": "<b>", "engine": "\\u001b[2J"}'},
)
NAMES = {
    "a name of markup": ("is handed in under a name of tags", "<img src=x onerror=alert(1)>\"'&"),
    "a name that is a formula": ("is handed in under a name that a spreadsheet runs", '=HYPERLINK("http://x")'),
    "a name of commands": ("is handed in under a name of escape sequences", "\x1b[2J\x1b[31mada\x07"),
    "a turned name": ("is handed in under a name that reads as another", "\u202eecalevoL adA\u2069"),
    "a name with lines": ("is handed in under a name of several lines", 'ada\n"bob",8,8\r\tx'),
    "a name that climbs": ("is handed in under a name that is a path", "..\\..\\results"),
    "a reserved name": ("is handed in under a name that Windows reserves", "CON.py"),
    "the name of another's results": (
        "is handed in under the name of the folder in which another's report lies",
        folder_name(VICTIM),
    ),
    "the name of the class page": ("is handed in under the name of the class page", f"{PACKAGE}.html"),
    "the name of the run": ("is handed in under the name of the file that describes the run", f"{PACKAGE}.run.json"),
    "a name that is too long": (
        "is handed in under the longest name that a disk takes, of letters of four bytes",
        "\U00020000" * 62 + " ",
    ),
}
for title, (words, given) in NAMES.items():
    attacks_reports(title, words, called=given, quick="another's" in title)
