"""A folder, a zip or a notebook comes in, one package as bytes goes out: on the trusted side, with nothing executed.

Students rename folders, download a file twice and hand in more than was asked. What was meant is used, and said
in a note; nothing is guessed from the contents of a file.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.engine.answers import ANSWERS
from autograder.engine.apart import put_together_apart
from autograder.engine.from_cells import PutTogether
from autograder.engine.handed_in import FILE_BYTES, MB, Found, HandedIn, Unusable, read_submission, shown
from autograder.engine.notebook import BadNotebook, Cell, read_cells
from autograder.engine.plain_text import plain_text

Parts = tuple[str, ...]
_Match = tuple[tuple[int, ...], Parts]  # how well (how deep, how alike) and which file
TOP = "the top folder"
NOTES = 20
NAMED = 5  # names in one sentence
NAME_BYTES = 200
TRIED = 5  # notebooks without marks that are looked through: each takes a process, and up to its limits
ONE_FILE = (".zip", ".py", ".ipynb")  # a submission can be one file of these kinds
DOWNLOADED = re.compile(  # "x (1).py", "x-2.py", "x - Copy.py", "Copy of x.py"
    r"(?:copy of )?(?P<stem>.+?)(?: ?\((?P<paren>\d{1,4})\)|[-_ ](?P<plain>\d{1,4})| - copy| copy|)(?P<suffix>\.\w+)"
)


@dataclass(frozen=True)
class Intake:
    """What one submission holds of one chapter."""

    name: str  # of the folder or file that was handed in, without .zip, .py or .ipynb
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])  # path inside the package -> UTF-8 with LF
    notes: list[str] = field(default_factory=list[str])  # sentences for the student's report
    problem: str | None = None  # why nothing could be used
    stamp: bytes | None = None  # the kit.json beside the modules, as it was handed in; never believed
    cells: dict[str, str] = field(default_factory=dict[str, str])  # of a notebook: exercise -> where it stands


def take_in(path: Path, package: str, exercises: Collection[str]) -> Intake:
    """Find the package in a folder, a zip, a single Python file or a notebook.

    package:   name of the chapter's package, such as "ch01_neural_networks"
    exercises: what the chapter asks for, such as "activations.softmax" in activations.py
    Whatever a student handed in, nothing is raised: notes and `problem` say what is wrong.

    A notebook with the chapter's exercises in its cells goes before modules: a folder of the notebook edition holds
    the kit's files too, under the same names.
    """
    name = _name(path)
    expected = _modules(exercises)
    try:
        handed = read_submission(path)
        if notebooks := _notebooks(handed, package, exercises):
            return _from_notebook(name, handed, notebooks, package, exercises)
        chosen, rivals = _choose(handed, package, expected)
        contents = _contents(handed, chosen, expected)
    except Unusable as unusable:
        return Intake(name, problem=str(unusable))
    notes = _cut([*_about_folder(chosen.folder, rivals, package), *contents.notes, *handed.notes])
    if not any(file in contents.files for file in expected):
        return Intake(name, {}, notes, f"None of {_listed(expected)} could be used.")
    return Intake(name, contents.files, notes, stamp=handed.stamps.get(chosen.folder))


def _modules(exercises: Collection[str]) -> list[str]:
    """The files that hold them."""
    return sorted({f"{exercise.partition('.')[0]}.py" for exercise in exercises})


@dataclass(frozen=True)
class _Notebook:
    """A notebook that may hold the chapter."""

    parts: Parts
    likeness: tuple[int, int] | tuple[()]
    cells: list[Cell]
    named: int  # cells that say which exercise they hold

    @property
    def worth(self) -> tuple[bool, tuple[int, ...], int, int]:
        return (self.likeness != (), tuple(-rank for rank in self.likeness), self.named, -len(self.parts))


def _notebooks(handed: HandedIn, package: str, exercises: Collection[str]) -> list[_Notebook]:
    """The notebooks that hold exercises, the best first. With modules beside them, only what names its exercises."""
    read = list(_read_notebooks(handed, package, exercises))
    if found := [notebook for notebook in read if notebook.named]:
        return sorted(found, key=lambda notebook: notebook.worth, reverse=True)
    if handed.files:
        return []
    unmarked = (notebook for notebook in read[:TRIED] if _defines(notebook, package, exercises))
    return list(itertools.islice(unmarked, 1))


def _defines(notebook: _Notebook, package: str, exercises: Collection[str]) -> bool:
    try:
        made = put_together_apart(notebook.cells, package, exercises)
    except BadNotebook:
        return False
    return any(name.endswith(".py") for name in made.files)


def _read_notebooks(handed: HandedIn, package: str, exercises: Collection[str]) -> Iterator[_Notebook]:
    for parts, found in sorted(handed.notebooks.items()):
        handed.others.append("/".join(parts))
        try:
            cells = read_cells(found.data, exercises) if not found.trouble else []
            trouble = found.trouble
        except BadNotebook as error:
            cells, trouble = [], str(error)
        if trouble:
            handed.notes.append(f"{shown('/'.join(parts))} {trouble}.")
        named = sum(cell.part in exercises for cell in cells)
        yield _Notebook(parts, _likeness(parts[-1], f"{package}.ipynb"), cells, named)


def _from_notebook(
    name: str, handed: HandedIn, notebooks: list[_Notebook], package: str, exercises: Collection[str]
) -> Intake:
    best, *others = notebooks
    where, folder = shown("/".join(best.parts)), best.parts[:-1]
    try:
        made = put_together_apart(best.cells, package, exercises)
    except BadNotebook as error:
        raise Unusable(f"{where} {error}.") from None
    asked = _modules(exercises)
    beside = [parts for parts in handed.files if parts[:-1] in {folder, (*folder, package)} and parts[-1] in asked]
    notes = [f"The exercises were taken from the cells of {where}, not from the modules beside it."] if beside else []
    if others:
        listed = _listed("/".join(other.parts) for other in others)
        notes.append(f"The submission holds more than one notebook with exercises: {where} was used, not {listed}.")
    notes = _cut([*notes, *made.notes, *handed.notes])
    if not any(file.endswith(".py") for file in made.files):
        return Intake(name, {}, notes, f"None of the chapter's exercises was found in the cells of {where}.")
    stamp = handed.stamps.get((*folder, package)) or handed.stamps.get(folder)
    cells = {exercise: f"{where}, cell {number}" for exercise, number in made.cells.items()}
    return Intake(name, _with_answers(made, handed, folder), notes, stamp=stamp, cells=cells)


def _with_answers(made: PutTogether, handed: HandedIn, folder: Parts) -> dict[str, bytes]:
    """With the answers.md that lies beside a notebook, if the notebook has no cells for answers."""
    found = {name: handed.files[parts] for name, parts in _answers(handed, folder).items()}
    beside = {name: plain_text(file.data).data for name, file in found.items() if not file.trouble}
    return {name: data for name, data in beside.items() if data is not None} | made.files


@dataclass(frozen=True)
class _Candidate:
    """A folder that may be the package."""

    folder: Parts
    named: bool  # as the package, but for capitals
    matches: Mapping[str, _Match]  # expected name -> the file that stands for it

    @property
    def direct(self) -> int:
        return sum(rank[0] == 0 for rank, _ in self.matches.values())

    @property
    def worth(self) -> tuple[bool, bool, int, int, int]:
        return (self.named, self.direct > 0, len(self.matches), self.direct, -len(self.folder))


def _choose(handed: HandedIn, package: str, expected: Collection[str]) -> tuple[_Candidate, list[Parts]]:
    """The folder that was most likely meant, and others that could have been."""
    if not handed.files:
        raise Unusable(_nothing(handed, package))
    candidates = [
        _Candidate(folder, folder[-1:] != () and folder[-1].casefold() == package.casefold(), matches)
        for folder, matches in sorted(_matches(handed, expected).items())
    ]
    if not candidates:
        held = _listed("/".join(parts) for parts in sorted(handed.files))
        raise Unusable(f"None of {_listed(expected)} was found; the submission holds {held}.")
    best = max(candidates, key=lambda candidate: candidate.worth)  # of equals the first in the alphabet
    return best, list(_rivals(best, candidates))


def _nothing(handed: HandedIn, package: str) -> str:
    if handed.others:
        found = f"No Python file was found; the submission holds {_listed(handed.others)}."
        return " ".join([found, *handed.notes[:NAMED], f"Hand in the folder {package} or a zip of it."])
    if handed.notes:
        return " ".join(["Nothing that can be used was handed in:", *handed.notes[:NAMED]])
    return f"Nothing was handed in: the submission is empty. Hand in the folder {package} or a zip of it."


def _matches(handed: HandedIn, expected: Collection[str]) -> dict[Parts, dict[str, _Match]]:
    """For each folder, the best file in it or below it for each expected name."""
    table: dict[Parts, dict[str, _Match]] = {}
    for parts in handed.files:
        for name in expected:
            likeness = _likeness(parts[-1], name)
            for depth in range(len(parts)) if likeness else ():
                match = (len(parts) - 1 - depth, *likeness), parts
                row = table.setdefault(parts[:depth], {})
                row[name] = min(row.get(name, match), match)
    return table


def _likeness(file: str, name: str) -> tuple[int, int] | tuple[()]:
    """How well a file's name stands for an expected one, smaller is better, of several downloads the latest.

    Empty if it does not.
    """
    if file.casefold() == name.casefold():
        return file != name, 0
    match = DOWNLOADED.fullmatch(file.casefold()) if len(file) <= NAME_BYTES else None
    if match and match["stem"] + match["suffix"] == name.casefold():
        return 2, -int(match["paren"] or match["plain"] or 0)
    return ()


def _rivals(best: _Candidate, candidates: list[_Candidate]) -> Iterator[Parts]:
    """Not the folders of other chapters, which share file names."""
    for other in candidates:
        below = other.folder[: len(best.folder)] == best.folder
        if not below and other.direct and other.named == best.named and (best.named or other.direct == best.direct):
            yield other.folder


def _about_folder(folder: Parts, rivals: list[Parts], package: str) -> Iterator[str]:
    where = shown("/".join(folder)) or TOP
    if rivals:
        others = _listed("/".join(rival) or TOP for rival in rivals)
        yield f"The submission holds {package} more than once: {where} was used, not {others}."
    if folder and folder[-1] != package:
        yield f"The folder {where} was used as {package}."


@dataclass
class _Package:
    """Collects the files of the chosen folder, and what is to be said about them."""

    folder: Parts
    spend: Callable[[int], None]
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    notes: list[str] = field(default_factory=list[str])

    def use(self, found: Found, name: str) -> None:
        """Put a file in the place of an expected one."""
        inside = found.parts[len(self.folder) :]
        if inside[-1] != name:
            self.notes.append(f"{shown('/'.join(inside))} was used as {name}.")
        elif len(inside) > 1:
            self.notes.append(f"{name} was found in the folder {shown('/'.join(inside[:-1]))} and used.")
        self.convert(found, name)

    def use_other(self, found: Found) -> None:
        """Keep a module of the student's own."""
        inside = found.parts[len(self.folder) :]
        if _can_be_imported(inside):
            self.convert(found, "/".join(inside))
        elif len(inside) == 1 and inside[0].lower().endswith(".py"):
            self.notes.append(f"{shown(inside[0])} was left out: a file of that name cannot be imported.")

    def convert(self, found: Found, name: str) -> None:
        text = plain_text(found.data)
        data, words = text.data, found.trouble or text.note
        if data is not None and len(data) > FILE_BYTES:  # UTF-8 can take three times the bytes
            data, words = None, f"is larger than {FILE_BYTES // MB} MB as UTF-8 and was not used"
        if words:
            self.notes.append(f"{shown(name)} {words}.")
        if not found.trouble and data is not None:
            self.spend(max(len(data) - len(found.data), 0))
            self.files[name] = data


def _contents(handed: HandedIn, chosen: _Candidate, expected: Collection[str]) -> _Package:
    package = _Package(chosen.folder, handed.spend)
    used = {name: parts for name, (_, parts) in chosen.matches.items()} | _answers(handed, chosen.folder)
    for name in dict.fromkeys([*expected, *used]):
        if name in used:
            package.use(handed.files[used[name]], name)
        else:
            package.notes.append(f"{name} is missing.")
    for parts in sorted(handed.files.keys() - set(used.values())):
        if parts[: len(chosen.folder)] == chosen.folder:
            package.use_other(handed.files[parts])
    return package


def _answers(handed: HandedIn, folder: Parts) -> dict[str, Parts]:
    beside = [(_likeness(parts[-1], ANSWERS), parts) for parts in handed.files if parts[:-1] == folder]
    alike = sorted(pair for pair in beside if pair[0])
    return {ANSWERS: alike[0][1]} if alike else {}


def _can_be_imported(inside: Parts) -> bool:
    modules = (*inside[:-1], inside[-1].removesuffix(".py"))
    return inside[-1].endswith(".py") and all(
        module.isidentifier() and len(module.encode()) <= NAME_BYTES for module in modules
    )


def _name(path: Path) -> str:
    name = path.absolute()
    return name.stem if name.suffix.lower() in ONE_FILE else name.name


def _listed(names: Collection[str] | Iterator[str]) -> str:
    """The first few names, safe to print."""
    texts = [shown(name) for name in names]
    more = len(texts) - NAMED
    return ", ".join(texts[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _cut(notes: list[str]) -> list[str]:
    more = len(notes) - NOTES
    return [*notes[:NOTES], f"{more} more notes were left out."] if more > 0 else notes
