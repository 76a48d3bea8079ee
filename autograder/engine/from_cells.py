"""Puts a chapter's modules together from the cells of a notebook, on the trusted side, with nothing executed.

In a notebook all cells share one set of names; in a package each module has its own. A module gets the definitions
of its exercises and, in the notebook's order, whatever these need: imports, functions, classes and constants of its
own cells and of the student's extra ones. What only another module's cells define is imported from there. All else
(plots, experiments, calls) stays behind, so that a module costs nothing to import and cannot fail for them.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from autograder.engine.answers import ANSWERS, section
from autograder.engine.notebook import PROMPT, QUESTION, Cell
from autograder.engine.statements import EVERYTHING, UNREADABLE, Statement, statements

_BUILT_IN = frozenset(dir(builtins))
_FUTURE = "from __future__ import "


@dataclass(frozen=True)
class PutTogether:
    """A package, as path -> content, what is to be said about it, and the number of each exercise's cell."""

    files: dict[str, bytes]
    notes: list[str]
    cells: dict[str, int]


def put_together(cells: Sequence[Cell], package: str, exercises: Collection[str]) -> PutTogether:
    """The package that the cells of one notebook hold. Whatever is in them, nothing is raised.

    package:   its name, such as "ch01_neural_networks"
    exercises: names such as "activations.softmax"
    """
    own = {f"{package}.{exercise.partition('.')[0]}" for exercise in exercises}
    made = _Package([_Read.of(cell, own) for cell in cells], tuple(exercises))
    answers = _answers(cells)
    files = made.files() | ({ANSWERS: answers.encode()} if answers else {})
    return PutTogether(files, made.notes, made.numbers)


@dataclass(frozen=True)
class _Read:
    """A cell with its statements, or with the reason why it has none."""

    cell: Cell
    statements: tuple[Statement, ...] = ()
    trouble: str | None = None

    @classmethod
    def of(cls, cell: Cell, own: Collection[str]) -> _Read:
        """own: the modules that the cells themselves define: a name imported from them is that of a cell."""
        if not cell.is_code and not _is_exercise(cell):
            return cls(cell)
        try:
            return cls(cell, tuple(made for one in statements(cell.source) for made in _of_cells(one, own)))
        except UNREADABLE as error:
            return cls(cell, trouble=_in_words(error))

    @property
    def module(self) -> str | None:
        return self.cell.part.partition(".")[0] if self.cell.part else None

    def defines(self, name: str) -> list[Statement]:
        return [statement for statement in self.statements if name in statement.binds]

    def stubs(self, name: str) -> int:
        return sum(statement.stubs for statement in self.defines(name))


def _is_exercise(cell: Cell) -> bool:
    """Also where a slip of a key has turned it into text."""
    return cell.part is not None and "." in cell.part and not cell.part.startswith((f"{QUESTION}.", f"{PROMPT}."))


def _of_cells(statement: Statement, own: Collection[str]) -> list[Statement]:
    """The statement; of an import from the cells themselves, only the new names that it gives."""
    if statement.imported_from not in own:
        return [statement]
    aliases = [alias for node in ast.parse(statement.text).body for alias in getattr(node, "names", [])]
    return statements("\n".join(f"{alias.asname} = {alias.name}" for alias in aliases if alias.asname))


def _in_words(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"{error.msg}, line {error.lineno} of the cell"
    return str(error) or "it is nested too deeply"


_Place = tuple[int, int]  # cell, and statement in it


@dataclass
class _Module:
    """What is chosen for one module so far."""

    name: str
    chosen: dict[_Place, Statement] = field(default_factory=dict[_Place, Statement])
    imported: dict[str, tuple[str, bool]] = field(default_factory=dict[str, tuple[str, bool]])  # name -> module, now
    broken: dict[str, str] = field(default_factory=dict[str, str])  # exercise's own name -> why it cannot be read

    def text(self, future: Iterable[str]) -> str:
        first = [f"from .{module} import {name}" for name, (module, now) in self.imported.items() if now]
        last = [f"from .{module} import {name}" for name, (module, now) in self.imported.items() if not now]
        body = [_guarded(statement) for _, statement in sorted(self.chosen.items(), key=lambda item: item[0])]
        broken = [_raising(name, why) for name, why in self.broken.items()]
        return "\n\n".join([*future, *first, *body, *broken, *last]) + "\n"


def _guarded(statement: Statement) -> str:
    """In a notebook, a cell that fails leaves the others as they are."""
    if not statement.may_fail:
        return statement.text
    inside = ast.unparse(ast.parse(statement.text))  # no text in quotes over several lines, so that it can be indented
    return "try:\n" + "".join(f"    {line}\n" for line in inside.split("\n")) + "except Exception:\n    pass"


def _raising(name: str, why: str) -> str:
    """In place of a cell that is no Python: who calls it reads why, and its neighbours still work."""
    return f"def {name}(*_, **__):\n    raise SyntaxError({why!r})"


@dataclass
class _Package:
    cells: Sequence[_Read]
    exercises: tuple[str, ...]
    notes: list[str] = field(default_factory=list[str])
    numbers: dict[str, int] = field(default_factory=dict[str, int])  # exercise -> of its cell
    modules: dict[str, _Module] = field(default_factory=dict[str, _Module])

    def files(self) -> dict[str, bytes]:
        self.modules = {name: _Module(name) for name in dict.fromkeys(one.partition(".")[0] for one in self.exercises)}
        for exercise in self.exercises:
            self._begin(exercise)
        future = list(dict.fromkeys(text for read in self.cells for text in _futures(read)))
        made = {name: module for name, module in self.modules.items() if module.chosen or module.broken}
        return {f"{name}.py": module.text(future).encode() for name, module in made.items()}

    def _begin(self, exercise: str) -> None:
        """Choose the cell that holds the exercise, and take what it needs."""
        module, name = exercise.split(".")
        claimed = [at for at, read in enumerate(self.cells) if read.cell.part == exercise]
        near = [at for at, read in enumerate(self.cells) if read.module == module and at not in claimed]
        free = [at for at, read in enumerate(self.cells) if read.cell.part is None]
        for places in (claimed, near, free):
            best = self._best(places, name)
            if best is not None and not (self.cells[best].stubs(name) and self._written(name, near, free)):
                break
        else:
            self._missing(exercise, claimed)
            return
        if sum(bool(self.cells[at].defines(name)) for at in claimed) > 1:
            number = self.cells[best].cell.number
            self.notes.append(f"The notebook has more than one cell for {exercise}: cell {number} was used.")
        self.numbers[exercise] = self.cells[best].cell.number
        for at, statement in enumerate(self.cells[best].statements):
            if name in statement.binds:
                self._take(self.modules[module], (best, at), statement)

    def _best(self, places: Iterable[int], name: str) -> int | None:
        """Of the cells that define it, the one with the least left to do, and of equals the last one."""
        found = [at for at in places if self.cells[at].defines(name)]
        return min(found, key=lambda at: (self.cells[at].stubs(name), -at), default=None)

    def _written(self, name: str, *places: list[int]) -> bool:
        return any(self.cells[at].defines(name) and not self.cells[at].stubs(name) for part in places for at in part)

    def _missing(self, exercise: str, claimed: list[int]) -> None:
        module, name = exercise.split(".")
        for read in [self.cells[at] for at in reversed(claimed)]:
            if read.trouble:
                self.notes.append(f"The cell of {exercise} cannot be read as Python: {read.trouble}.")
                self.modules[module].broken[name] = read.trouble
                self.numbers[exercise] = read.cell.number
                break
        else:
            self.notes.append(f"{exercise} was not found: no cell of the notebook defines {name}.")

    def _take(self, module: _Module, place: _Place, statement: Statement) -> None:
        """Put a statement into a module, with all that it needs."""
        waiting = [(place, statement)]
        while waiting:
            place, statement = waiting.pop()
            if place in module.chosen:
                continue
            module.chosen[place] = statement
            for name in sorted(statement.uses):
                found = self._found(module.name, name)
                waiting += found
                if not found and name not in _BUILT_IN:
                    waiting += self._found(module.name, EVERYTHING)
                    self._import(module, name, name in statement.uses_now)

    def _found(self, module: str, name: str) -> list[tuple[_Place, Statement]]:
        """Where a module's own cells, or cells of nobody, define a name: an exercise only where it was chosen."""
        if f"{module}.{name}" in self.exercises:
            return [(place, one) for place, one in self.modules[module].chosen.items() if name in one.binds]
        return [one for owner in (module, None) for one in self._by_name.get((owner, name), ())]

    def _import(self, module: _Module, name: str, now: bool) -> None:
        owners = [owner for owner in self._owners.get(name, ()) if owner != module.name]
        if not owners:
            return
        owner = owners[-1]
        before = module.imported.get(name, (owner, False))
        module.imported[name] = owner, now or before[1]
        for place, statement in self._found(owner, name):
            self._take(self.modules[owner], place, statement)

    @cached_property
    def _by_name(self) -> Mapping[tuple[str | None, str], list[tuple[_Place, Statement]]]:
        """(module or None, name) -> the statements in its cells that define the name."""
        table: dict[tuple[str | None, str], list[tuple[_Place, Statement]]] = {}
        for at, read in enumerate(self.cells):
            for number, statement in enumerate(read.statements):
                for name in statement.binds if not statement.text.startswith(_FUTURE) else ():
                    table.setdefault((read.module, name), []).append(((at, number), statement))
        return table

    @cached_property
    def _owners(self) -> Mapping[str, list[str]]:
        """Name -> the modules whose cells define it, in the notebook's order."""
        table: dict[str, list[str]] = {}
        for (module, name), found in sorted(self._by_name.items(), key=lambda item: item[1][-1][0]):
            if module in self.modules and found:
                table.setdefault(name, []).append(module)
        return table


def _futures(read: _Read) -> list[str]:
    return [statement.text for statement in read.statements if statement.text.startswith(_FUTURE)]


def _answers(cells: Iterable[Cell]) -> str:
    """The text of answers.md, "" if the notebook asks nothing."""
    titles: dict[int, str] = {}
    texts: dict[int, list[str]] = {}
    for cell in cells:
        kind, _, number = (cell.part or "").partition(".")
        if kind == PROMPT:
            titles[int(number)] = cell.source
        elif kind == QUESTION:
            texts.setdefault(int(number), []).append(cell.source)
    return "\n\n".join(section(number, titles.get(number, ""), "\n\n".join(text)) for number, text in texts.items())
