"""Written answers, read from a student's answers.md: a form that people change as they like."""

from __future__ import annotations

import re
from dataclasses import dataclass

ANSWERS = "answers.md"
BLANK = "*Your answer:*"  # what stands above an answer in the form
LONGEST = 200_000  # characters that are read; a hundred pages
QUESTIONS = 100

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]*(?P<title>question[ \t]*(?P<number>\d{1,3})\b.*)", re.IGNORECASE)
_MARKER = re.compile(r"[ \t>*_#]*your answers?[ \t*_]*:[*_]*(?P<rest>.*)", re.IGNORECASE)
_RULE = re.compile(r"\n[ \t]*(-{3,}|\*{3,}|_{3,})\s*\Z")  # between two questions


@dataclass(frozen=True)
class Answer:
    """What stands under one question.

    title: of the heading, such as "Question 2: Why the shift?"
    text:  Markdown as the student wrote it; the question too, where its line "*Your answer:*" is gone
    """

    title: str
    text: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written: blanks, rules and signs are no answer."""
        return not any(character.isalnum() for character in self.text)


def read_answers(text: str) -> list[Answer]:
    """The answers in the order of the file, also the empty ones. Whatever the text is, nothing is raised.

    A question begins with a heading of any level ("## Question 2: Why the shift?") whose number was not there
    before, so that a comment in an answer's code begins none.
    """
    sections: list[tuple[str, list[str]]] = []
    seen: set[int] = set()
    for line in text[:LONGEST].splitlines():
        heading = _HEADING.match(line)
        if heading and (number := int(heading["number"])) not in seen and len(seen) < QUESTIONS:
            seen.add(number)
            sections.append((heading["title"].strip(" \t#"), []))
        elif sections:
            sections[-1][1].append(line)
    return [Answer(title, _written(lines)) for title, lines in sections]


def section(number: int, question: str, answer: str) -> str:
    """One question for `read_answers`, which gives back its title and the answer.

    question: its text, which may begin with its heading
    answer:   Markdown; a heading in it that looks like a question's begins none
    """
    first = question.strip().partition("\n")[0]
    heading = _HEADING.match(first)
    title = first if heading and int(heading["number"]) == number else f"## Question {number}"
    lines = [f"\\{line.lstrip()}" if _HEADING.match(line) else line for line in answer.split("\n")]
    marker = [] if any(map(_MARKER.match, lines)) else [BLANK]
    return "\n\n".join([title, *marker, "\n".join(lines)])


def _written(lines: list[str]) -> str:
    """What stands below the marker, or everything where there is none."""
    markers = ((at, found) for at, line in enumerate(lines) if (found := _MARKER.match(line)))
    at, marker = next(markers, (-1, None))
    first = [marker["rest"]] if marker else []
    return _RULE.sub("", "\n".join(["", *first, *lines[at + 1 :]])).strip()
