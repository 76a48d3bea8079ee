"""What the statements of a cell define and use, found in their text without running them."""

from __future__ import annotations

import ast
import symtable
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)  # what parsing hostile text raises
EVERYTHING = "*"  # what `from module import *` defines

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Statement:
    """One statement at the top level of a cell.

    binds:    names that it defines or changes
    uses:     global names that it, or a function defined in it, reads
    uses_now: those that must be there when the statement itself runs
    stubs:    places in it that raise NotImplementedError
    """

    text: str
    binds: frozenset[str]
    uses: frozenset[str]
    uses_now: frozenset[str]
    stubs: int = 0
    imported_from: str | None = None  # in `from module import name`: the module
    may_fail: bool = False  # it computes something: no import, no definition, no plain constant


def statements(source: str) -> list[Statement]:
    """The statements of a cell that define something, in their order; expressions are left out.

    IPython's magics are left out, and so is a cell in another language (`%%bash`).
    Raises one of UNREADABLE.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an invalid escape is the student's affair
        text, tree = _parse(source)
        found = [_statement(one, part) for node, whole in _parts(text, tree) for one, part in _one_name(node, whole)]
    return [statement for statement in found if statement.binds]


def _parse(source: str) -> tuple[str, ast.Module]:
    try:
        return source, ast.parse(source)
    except SyntaxError:
        if (text := _without_magics(source)) == source:
            raise
        return text, ast.parse(text)


def _without_magics(source: str) -> str:
    """Python from what IPython takes: only if it does not parse as it is, so that no text in quotes changes."""
    lines = source.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        if lines[first].split()[0] not in ("%%time", "%%timeit", "%%capture", "%%prun"):
            return ""
        lines[first] = ""
    return "\n".join(_plain(line) for line in lines)


def _plain(line: str) -> str:
    code = line.strip()
    magic = code.startswith(("%", "!", "?")) or (code.endswith("?") and "#" not in code)
    return f"{line[: len(line) - len(line.lstrip())]}pass" if magic else line


def _parts(text: str, tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """Each statement with its own lines as they were written, or made anew where two share a line."""
    lines = text.split("\n")
    for at, node in enumerate(tree.body):
        first, last = _first_line(node), node.end_lineno or node.lineno
        before, after = tree.body[at - 1 : at] if at else [], tree.body[at + 1 : at + 2]
        shared = any(other.end_lineno == first for other in before) or any(other.lineno == last for other in after)
        yield node, ast.unparse(node) if shared else "\n".join(lines[first - 1 : last])


def _one_name(node: ast.stmt, text: str) -> Iterator[tuple[ast.stmt, str]]:
    """An import of several names as several, so that what is not needed cannot be missing."""
    if not isinstance(node, (ast.Import, ast.ImportFrom)) or len(node.names) == 1:
        yield node, text
        return
    for alias in node.names:
        more = (node.module, [alias], node.level) if isinstance(node, ast.ImportFrom) else None
        one = ast.ImportFrom(*more) if more else ast.Import([alias])
        yield one, ast.unparse(one)


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, _Definition) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _statement(node: ast.stmt, text: str) -> Statement:
    compile(text, "cell", "exec", dont_inherit=True)  # finds what parsing does not, such as a return outside a function
    bound = frozenset(_bound(node))
    changes = not isinstance(node, (ast.Import, ast.ImportFrom, _Definition))
    return Statement(
        text,
        bound,
        frozenset(_globals(symtable.symtable(text, "cell", "exec"))),
        frozenset(_read_now(node)),
        sum(_is_stub(child) for child in ast.walk(node)),
        node.module if isinstance(node, ast.ImportFrom) else None,
        changes and not _is_plain(node),
    )


def _is_plain(node: ast.stmt) -> bool:
    """Whether it gives a literal to a name."""
    kinds = (ast.Assign, ast.AnnAssign, ast.Name, ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.UnaryOp)
    return all(isinstance(one, (*kinds, ast.expr_context, ast.unaryop)) for one in ast.walk(node))


def _is_stub(node: ast.AST) -> bool:
    if not isinstance(node, ast.Raise):
        return False
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def _bound(node: ast.stmt) -> Iterator[str]:
    """Names of the cell that the statement defines, and those of which it sets an attribute or an element."""
    waiting: list[ast.AST] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, _Definition):
            yield one.name
        elif isinstance(one, (ast.Import, ast.ImportFrom)):
            for alias in one.names:
                yield alias.asname or alias.name.partition(".")[0]
        elif isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            yield one.id
        elif isinstance(one, (ast.Attribute, ast.Subscript)) and isinstance(one.ctx, ast.Store):
            yield from _base(one)
        elif isinstance(one, ast.Global):
            raise SyntaxError("global outside a function", ("cell", one.lineno, 0, None))  # noqa: TRY004 - as Python's
        elif not isinstance(one, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            waiting += ast.iter_child_nodes(one)


def _base(node: ast.expr) -> Iterator[str]:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


def _globals(table: symtable.SymbolTable) -> Iterator[str]:
    waiting = [table]
    while waiting:
        one = waiting.pop()
        at_top = one.get_type() == "module"
        for symbol in one.get_symbols():
            if symbol.is_referenced() and (at_top or symbol.is_global()):
                yield symbol.get_name()
        waiting += one.get_children()


def _read_now(node: ast.stmt) -> Iterator[str]:
    """Names read when the statement runs: not those in the bodies of functions that it defines."""
    waiting: list[ast.AST] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load):
            yield one.id
        elif isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)):
            waiting += [*one.decorator_list, one.args, *([one.returns] if one.returns else [])]
        elif isinstance(one, ast.Lambda):
            waiting.append(one.args)
        elif isinstance(one, (ast.Attribute, ast.Subscript)) and isinstance(one.ctx, ast.Store):
            yield from _base(one)
            waiting += ast.iter_child_nodes(one)
        else:
            waiting += ast.iter_child_nodes(one)
