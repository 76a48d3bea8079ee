"""Twenty submissions of an assignment in eight functions, from a seed: right, half-finished, wrong, broken."""
# ruff: noqa: F821 - the styles run in the place of the assignment's functions, with that module's names

from __future__ import annotations

import ast
import copy
import inspect
import pickle
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograder.course.cut import cut
from autograder.course.splice import install, splice
from autograder.engine.load import Course
from autograder.engine.seeds import PUBLIC
from autograder.engine.subject import Request, Subject

CHAPTER, MODULE = "ch91_mlp", "mlp.py"
COURSE = Path(__file__).resolve().parent / "versus" / "course"
MARKER = re.compile(r"^ *# (BEGIN|END) SOLUTION\n", re.MULTILINE)
KINDS = 9 * ["right"] + 5 * ["half"] + 5 * ["wrong"] + ["broken"]


def affine_by_einsum(x, weight, bias):
    return np.einsum("nd,dm->nm", x, weight, optimize=True) + bias


def affine_by_dot(x, weight, bias):
    rows = np.dot(x, weight)
    rows += bias
    return rows


def relu_by_mask(z):
    return z * (z > 0)


def relu_by_where(z):
    return np.where(z > 0, z, 0.0)


def softmax_by_logarithms(logits):
    largest = np.max(logits, axis=1)[:, None]
    total = largest + np.log(np.sum(np.exp(logits - largest), axis=1))[:, None]
    return np.exp(logits - total)


def cross_entropy_by_one_hot(logits, labels):
    largest = logits.max(axis=1, keepdims=True)
    logs = logits - largest - np.log(np.exp(logits - largest).sum(axis=1, keepdims=True))
    return -(np.eye(logits.shape[1])[labels] * logs).sum() / len(labels)


def gradient_by_one_hot(logits, labels):
    return (softmax(logits) - np.eye(logits.shape[1])[labels]) / logits.shape[0]


def step_in_a_loop(parameters, slopes, rate):
    moved = {}
    for name in parameters:
        moved[name] = parameters[name] - rate * slopes[name]
    return moved


STYLES: dict[str, list[Callable[..., Any]]] = {
    "affine": [affine_by_einsum, affine_by_dot],
    "relu": [relu_by_mask, relu_by_where],
    "softmax": [softmax_by_logarithms],
    "cross_entropy": [cross_entropy_by_one_hot],
    "gradient_by_logits": [gradient_by_one_hot],
    "sgd_step": [step_in_a_loop],
}


def handed_in(count: int, seed: int = 0) -> dict[str, str]:
    """Name -> source of mlp.py, all different; the first few hold something of every kind."""
    rng = np.random.default_rng(seed)
    kinds = [*dict.fromkeys(KINDS), *rng.permutation(_rest(KINDS))]
    makers = {"right": _right, "half": _half, "wrong": _wrong, "broken": _broken}
    return {
        f"student-{number:02}-{kind}": f"{MARKER.sub('', makers[kind](rng))}\n# handed in as number {number}\n"
        for number, kind in enumerate(kinds[:count])
    }


def solution() -> str:
    return (COURSE / "solutions" / CHAPTER / MODULE).read_text(encoding="utf-8")


def truths() -> bytes:
    """Check -> its calls with the solution's answers, for the tools that compare by themselves; a pickle."""
    module, chapter = _imported(), Course(COURSE).load(CHAPTER)
    calls: dict[str, list[tuple[str, Any, Any]]] = {}
    for check in chapter.checks:
        log: list[tuple[str, Any, Any]] = []
        offered = {
            "reference": Subject(_answering(module, log), _none),
            "student": Subject(_answering(module, []), _none),
        }
        check.function(**offered, rng=np.random.default_rng(PUBLIC.stream(check.id, 0)))
        calls[check.id.rpartition(".")[2]] = log
    return pickle.dumps(calls)


def _answering(module: ModuleType, log: list[tuple[str, Any, Any]]) -> Callable[[Request], Any]:
    def answer(request: Request) -> Any:
        name, args = request.name.partition(".")[2], copy.deepcopy(request.args)
        log.append((name, request.args, getattr(module, name)(*args)))
        return log[-1][2]

    return answer


def _none(experiment: Callable[..., Any]) -> Any:
    raise RuntimeError(f"the other tools cannot run {experiment.__name__}")


def _imported() -> ModuleType:
    module = ModuleType("mlp_solution")
    exec(compile(solution(), MODULE, "exec"), vars(module))  # noqa: S102 - our own
    return module


def _rest(kinds: list[str]) -> list[str]:
    rest = list(kinds)
    for kind in dict.fromkeys(kinds):
        rest.remove(kind)
    return rest


def _right(rng: np.random.Generator) -> str:
    """Each function in one of its styles."""
    source = solution()
    for name, styles in STYLES.items():
        if chosen := rng.integers(len(styles) + 1):
            source = splice(source, [name], inspect.getsource(styles[chosen - 1]))
    return source


def _half(rng: np.random.Generator) -> str:
    """The first few functions, and the rest untouched."""
    source = cut(solution(), MODULE)
    done = list(_functions(solution()))[: rng.integers(2, 7)]
    for name, text in done:
        source = splice(source, [name], text)
    return source


def _wrong(rng: np.random.Generator) -> str:
    """One or two misconceptions in right work."""
    files: Mapping[str, bytes] = {MODULE: _right(rng).encode()}
    wrong = Course(COURSE).load(CHAPTER).misconceptions
    for chosen in rng.choice(len(wrong), size=rng.integers(1, 3), replace=False):
        files = install(wrong[chosen], files)
    return files[MODULE].decode()


def _broken(rng: np.random.Generator) -> str:
    """It raises while it is imported."""
    return _right(rng).replace("import numpy as np\n", "import numpy as np\n\nnp.no_such_name\n", 1)


def _functions(source: str) -> Iterator[tuple[str, str]]:
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, ast.get_source_segment(source, node) or ""
