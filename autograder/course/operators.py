"""Faults with operators: another one, a term forgotten, a condition that never holds. See `faults`."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import Any

Above = tuple[ast.AST, ...]
Changes = Iterator[tuple[str, ast.AST]]

OPERATORS: dict[str, tuple[type[ast.AST], list[str]]] = {  # sign -> node, and what is written in its place
    "+": (ast.Add, ["-"]),
    "-": (ast.Sub, ["+"]),
    "*": (ast.Mult, ["/", "+"]),
    "/": (ast.Div, ["*"]),
    "//": (ast.FloorDiv, ["/"]),
    "%": (ast.Mod, ["//"]),
    "**": (ast.Pow, ["*"]),
    "@": (ast.MatMult, ["*"]),
    "<": (ast.Lt, ["<=", ">"]),
    "<=": (ast.LtE, ["<", ">="]),
    ">": (ast.Gt, [">=", "<"]),
    ">=": (ast.GtE, [">", "<="]),
    "==": (ast.Eq, ["!="]),
    "!=": (ast.NotEq, ["=="]),
    "in": (ast.In, ["not in"]),
    "not in": (ast.NotIn, ["in"]),
    "is": (ast.Is, ["is not"]),
    "is not": (ast.IsNot, ["is"]),
    "and": (ast.And, ["or"]),
    "or": (ast.Or, ["and"]),
}
SIGNS = {kind: sign for sign, (kind, _) in OPERATORS.items()}


def operator(node: ast.AST, _: Above) -> Changes:
    """Another operator."""
    if isinstance(node, ast.BinOp | ast.AugAssign):
        tail = "=" if isinstance(node, ast.AugAssign) else ""
        for sign, other, instead in _confusions(node.op):
            yield f"{sign}{tail} -> {other}{tail}", altered(node, op=instead)


def operand(node: ast.AST, _: Above) -> Changes:
    """A term or a factor forgotten, or the two taken in the other order."""
    if not isinstance(node, ast.BinOp):
        return
    sign = SIGNS.get(type(node.op), "?")
    if isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div | ast.Pow):
        yield f"a {sign} b -> a", node.left
    if isinstance(node.op, ast.Add | ast.Mult):
        yield f"a {sign} b -> b", node.right
    if isinstance(node.op, ast.Sub | ast.Div | ast.Pow | ast.MatMult):
        yield f"a {sign} b -> b {sign} a", altered(node, left=node.right, right=node.left)


def comparison(node: ast.AST, _: Above) -> Changes:
    """Another comparison."""
    if isinstance(node, ast.Compare):
        for at, op in enumerate(node.ops):
            for sign, other, instead in _confusions(op):
                yield f"{sign} -> {other}", altered(node, ops=[*node.ops[:at], instead, *node.ops[at + 1 :]])


def condition(node: ast.AST, above: Above) -> Changes:
    """A condition that always or never holds, or half of it."""
    parent = above[-1]
    if isinstance(parent, ast.If | ast.IfExp | ast.While) and node is parent.test:
        yield "condition -> False", ast.Constant(False)
        if not isinstance(parent, ast.While):  # that would only cost its time limit
            yield "condition -> True", ast.Constant(True)
    if isinstance(parent, ast.comprehension) and node in parent.ifs:
        yield "condition -> True", ast.Constant(True)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not dropped", node.operand
    if isinstance(node, ast.BoolOp):
        ((sign, other, instead),) = _confusions(node.op)
        yield f"{sign} -> {other}", altered(node, op=instead)
        if len(node.values) == 2:
            yield f"a {sign} b -> a", node.values[0]
            yield f"a {sign} b -> b", node.values[1]


def altered(node: ast.AST, **fields: Any) -> ast.AST:
    """A copy of a node with other fields."""
    changed = copy.copy(node)
    for field, value in fields.items():
        setattr(changed, field, value)
    return changed


def _confusions(op: ast.AST) -> Iterator[tuple[str, str, ast.AST]]:
    """The operator's sign, another sign, and the node for that."""
    sign = SIGNS.get(type(op))  # none for operators on bits
    for other in OPERATORS[sign][1] if sign else ():
        yield sign, other, OPERATORS[other][0]()
