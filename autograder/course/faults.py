"""The faults that are planted: what people write wrong in numerical code, as changes of the syntax tree.

Each kind is a function `(node, above)`: a node, and what encloses it, outermost first. It yields the change in
words, and what takes the node's place.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from autograder.course.operators import SIGNS, Above, Changes, altered, comparison, condition, operand, operator

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

_PAIRS = ("sum mean", "max min", "argmax argmin", "maximum minimum", "std var", "any all", "zeros ones")
_PAIRS += ("zeros_like ones_like", "exp log", "floor ceil", "sin cos")
FUNCTIONS = {a: b for pair in _PAIRS for a, b in (pair.split(), pair.split()[::-1])}
DROPPED_CALLS = {"sqrt", "abs", "exp", "log", "tanh", "square", "reversed", "sorted", "transpose"}  # f(x) -> x
DROPPED_METHODS = {"copy", "reshape", "transpose", "swapaxes", "flatten", "ravel"}  # x.f(...) -> x
SYMMETRIC = {"maximum", "minimum", "max", "min", "add", "multiply", "isclose", "allclose", "isinstance", "hypot"}
GUARD = "strict"  # of zip: it guards against a caller's mistake, and changes nothing for right calls


def sign(node: ast.AST, above: Above) -> Changes:
    """A minus forgotten, or one too many before what is returned or assigned."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "- dropped", node.operand
    elif _numeric(node) and _is_result(node, above):
        yield "- added", ast.UnaryOp(ast.USub(), node)


def constant(node: ast.AST, above: Above) -> Changes:
    """A number that is slightly or entirely another one."""
    if not isinstance(node, ast.Constant) or (isinstance(above[-1], ast.keyword) and above[-1].arg in _NOT_AS_NUMBER):
        return
    if isinstance(node.value, bool):
        yield f"{node.value} -> {not node.value}", ast.Constant(not node.value)
    elif isinstance(node.value, int):
        for other in (node.value + 1, node.value - 1):
            yield f"{node.value} -> {other}", ast.Constant(other)
    elif isinstance(node.value, float):
        value = node.value
        near = [value + 1, value - 1] if value == round(value) else []
        negated = [] if isinstance(above[-1], ast.UnaryOp) else [-value]  # there, `sign` drops the minus
        for other in (*near, float(f"{1.01 * value:.6g}"), *negated):
            if other != value:
                yield f"{value} -> {other}", ast.Constant(other)


def keyword(node: ast.AST, _: Above) -> Changes:
    """The other axis, or a keyword argument forgotten."""
    if not isinstance(node, ast.Call):
        return
    for at, given in enumerate(node.keywords):
        before, after = node.keywords[:at], node.keywords[at + 1 :]
        text = ast.unparse(given)
        if given.arg == "axis" and text in _OTHER_AXIS:
            other = ast.keyword("axis", ast.Constant(_OTHER_AXIS[text]))
            yield f"{text} -> axis={_OTHER_AXIS[text]}", altered(node, keywords=[*before, other, *after])
        if given.arg not in (None, GUARD):
            yield f"{given.arg}= dropped", altered(node, keywords=[*before, *after])


_OTHER_AXIS = {"axis=0": 1, "axis=1": 0, "axis=-1": 0}
_NOT_AS_NUMBER = {"axis", "keepdims", GUARD}  # the first two are `keyword`'s


def function(node: ast.AST, above: Above) -> Changes:
    """Another function of the same family, or a call forgotten."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield ".T dropped", node.value
    if _called(node, above) and (name := _name(node)) in FUNCTIONS:
        field = "attr" if isinstance(node, ast.Attribute) else "id"
        yield f"{name} -> {FUNCTIONS[name]}", altered(node, **{field: FUNCTIONS[name]})
    if isinstance(node, ast.Call):
        name = _name(node.func)
        if name in DROPPED_CALLS and len(node.args) == 1 and not _is_method(node.func):
            yield f"{name} dropped", node.args[0]
        if name in DROPPED_METHODS and _is_method(node.func):
            yield f".{name}() dropped", node.func.value  # type: ignore[attr-defined]


def place(node: ast.AST, _: Above) -> Changes:
    """One row too few or too many, the neighbour's, or from the wrong end."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        text = ast.unparse(node).removeprefix(ast.unparse(node.value))
        if text == "[::-1]" or "None" in text:
            yield f"{text} dropped", node.value
        if isinstance(node.slice, ast.Name):
            for change, moved in _beside(node.slice):
                yield f"index {change}", altered(node, slice=moved)
    if isinstance(node, ast.Slice):
        for field in ("lower", "upper"):
            bound = getattr(node, field)
            if bound is not None:
                yield f"{field} bound dropped", altered(node, **{field: None})
                for change, moved in _beside(bound):
                    yield f"{field} bound {change}", altered(node, **{field: moved})
    if isinstance(node, ast.Call) and _name(node.func) == "range" and node.args:
        at = min(len(node.args) - 1, 1)
        for change, moved in _beside(node.args[at]):
            yield f"end of range {change}", altered(node, args=[*node.args[:at], moved, *node.args[at + 1 :]])


def order(node: ast.AST, above: Above) -> Changes:
    """Two things given in the other order."""
    if isinstance(node, ast.Call) and not any(isinstance(one, ast.Starred) for one in node.args):
        name = _name(node.func)
        if len(node.args) == 2 and name not in SYMMETRIC:
            yield "arguments swapped", altered(node, args=node.args[::-1])
        if name == "where" and len(node.args) == 3:
            yield "branches swapped", altered(node, args=[node.args[0], node.args[2], node.args[1]])
    is_pair = isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load) and len(node.elts) == 2
    if is_pair and not isinstance(above[-1], ast.Subscript):
        yield "pair swapped", altered(node, elts=node.elts[::-1])


def statement(node: ast.AST, above: Above) -> Changes:
    """A statement forgotten, where what follows still runs."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Break() | ast.Continue() | ast.Delete():
            yield "dropped", ast.Pass()
        case ast.Assign():
            if all(_bound_elsewhere(target, _function(above)) for target in node.targets):
                yield "dropped", ast.Pass()
        case ast.Return():
            inside = _function(above)
            if isinstance(inside, ast.Lambda) or node is not inside.body[-1]:
                yield "dropped", ast.Pass()


def assignment(node: ast.AST, _: Above) -> Changes:
    """Replaced where it should be added, added where it should be replaced, or changed in place."""
    if isinstance(node, ast.AugAssign):
        yield f"{SIGNS.get(type(node.op), '?')}= -> =", ast.Assign([node.target], node.value, lineno=node.lineno)
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Attribute | ast.Subscript):
            yield "= -> +=", ast.AugAssign(target, ast.Add(), value)
        if isinstance(value, ast.BinOp) and ast.unparse(value.left) == ast.unparse(target):
            yield "in place", ast.AugAssign(target, value.op, value.right)


def jump(node: ast.AST, _: Above) -> Changes:
    """Leaving a loop where it should go on, or the other way round."""
    if isinstance(node, ast.Break):
        yield "break -> continue", ast.Continue()
    if isinstance(node, ast.Continue):
        yield "continue -> break", ast.Break()


def name(node: ast.AST, above: Above) -> Changes:
    """Another parameter: the one that is declared next."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and not _called(node, above):
        arguments = _function(above).args
        names = [one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        if len(names) > 1 and node.id in names:
            other = names[(names.index(node.id) + 1) % len(names)]
            yield f"{node.id} -> {other}", altered(node, id=other)


KINDS: dict[str, Callable[[ast.AST, Above], Changes]] = {
    kind.__name__: kind
    for kind in (
        *(operator, operand, comparison, condition, sign, constant, keyword),
        *(function, place, order, statement, assignment, jump, name),
    )
}


def _numeric(node: ast.AST) -> bool:
    """Whether a minus before it may mean something: -0 does not."""
    if isinstance(node, ast.Constant):
        return type(node.value) in (int, float) and node.value != 0
    return isinstance(node, ast.BinOp | ast.Call | ast.Name | ast.Attribute | ast.Subscript)


def _is_result(node: ast.AST, above: Above) -> bool:
    """Whether it is returned or assigned, alone or as one of several."""
    for parent in reversed(above):
        match parent:
            case ast.Tuple() | ast.List():
                node = parent
            case ast.Dict() if node in parent.values:
                node = parent
            case _:
                return isinstance(parent, ast.Return | ast.Assign) and node is parent.value
    return False


def _called(node: ast.AST, above: Above) -> bool:
    return isinstance(above[-1], ast.Call) and node is above[-1].func


def _name(node: ast.AST) -> str:
    """Of what is called: "sum" for sum, np.sum and x.sum."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_method(called: ast.AST) -> bool:
    """x.copy, not np.sqrt: modules have short names of their own."""
    return isinstance(called, ast.Attribute) and ast.unparse(called.value) not in ("np", "numpy", "math", "torch")


def _beside(bound: ast.expr) -> Changes:
    """One more and one less; a plain number is `constant`'s."""
    if not isinstance(bound, ast.Constant | ast.UnaryOp):
        yield "+ 1", ast.BinOp(bound, ast.Add(), ast.Constant(1))
        yield "- 1", ast.BinOp(bound, ast.Sub(), ast.Constant(1))


def _function(above: Above) -> Function:
    """The innermost function. A marked block always stands in one."""
    return next(one for one in reversed(above) if isinstance(one, Function))


def _bound_elsewhere(target: ast.AST, inside: Function) -> bool:
    """Whether the names of an assignment's target hold something without it too."""
    parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
    stored = [one.id for one in ast.walk(inside) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]
    bound = [one.arg for one in ast.walk(inside.args) if isinstance(one, ast.arg)] + stored
    return all(not isinstance(part, ast.Name) or bound.count(part.id) > 1 for part in parts)
