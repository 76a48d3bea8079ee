"""Rules on a module's source: what it may import, and names that it may not use.

Read on the trusted side, before anything runs. A module that breaks a rule is replaced by one that says so, and
goes down the same road as every other: whatever needs it fails with that sentence. Sources are read as tokens, not
parsed: no nesting is too deep for that.
"""

from __future__ import annotations

import io
import tokenize
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import msgspec

# fmt: off
STANDARD = frozenset((
    "__future__", "abc", "collections", "copy", "dataclasses", "enum", "fractions", "functools", "itertools", "math",
    "numbers", "operator", "random", "statistics", "string", "time", "typing", "warnings",
))
# what can find any name at run time, so that a rule on names would say nothing
HIDING = frozenset((
    "__builtins__", "__closure__", "__code__", "__dict__", "__getattribute__", "__globals__", "__import__",
    "__loader__", "__spec__", "__subclasses__", "attrgetter", "builtins", "compile", "ctypes", "ctypeslib",
    "eval", "exec", "f_back", "f_builtins", "f_globals", "f_locals", "getattr", "get_type_hints", "globals",
    "importlib", "locals", "methodcaller", "modules", "pickle", "runstring", "setprofile", "settrace", "sys",
    "vars",
))
# fmt: on
MOST_READ = 2**20  # bytes of a package's modules: reading takes the grader's own time, some seconds for as much
CALLED = {"map", "filter", "vars", "locals", "compile"}  # good names for variables too: count where called


class SourceRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[source]]` in chapter.toml: what some modules of a chapter may use."""

    modules: list[str]  # "convolution"
    imports: list[str] | None = None  # of the chapter's libraries; None: all of them
    forbidden: list[str] = []  # "numpy.vectorize", or a builtin: "map"


@dataclass(frozen=True)
class Breach:
    """One place where a source breaks its rule."""

    file: str
    line: int
    words: str


def enforce(rules: Iterable[SourceRule], package: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files, with a module that breaks a rule replaced by one that raises NotAllowed, in words.

    package: name under which the modules import each other
    files:   path inside the package -> content

    The rule of a module holds for the package's other modules that it imports, too.
    """
    kept = dict(files)
    ruled = [(rule, f"{module}.py") for rule in rules for module in rule.modules if f"{module}.py" in files]
    modules = {name: content for name, content in files.items() if name.endswith(".py")}
    size = sum(map(len, modules.values()))
    if size > MOST_READ:
        words = f"the modules hold {size / 2**20:.1f} MB together, and no more than {MOST_READ / 2**20:.0f} MB are read"
        return kept | {name: _replacement(Breach(name, 1, words), name) for _, name in ruled}
    sources = {name: _Source.read(name, content) for name, content in modules.items()} if ruled else {}
    for rule, name in ruled:
        if not sources[name].readable:
            kept[name] = files[name] + b"\n$\n"  # what cannot be read must not run, and $ is never Python
        elif breach := _first_breach(rule, name, package, sources):
            kept[name] = _replacement(breach, name)
    return kept


def _first_breach(rule: SourceRule, name: str, package: str, sources: Mapping[str, _Source]) -> Breach | None:
    seen, waiting = {name}, [name]
    while waiting:
        source = sources[waiting.pop(0)]
        if breach := source.breach(rule, package, sources):
            return breach
        found = source.neighbours(package, sources) - seen
        seen |= found
        waiting += sorted(found)
    return None


def _replacement(breach: Breach, name: str) -> bytes:
    via = "" if breach.file == name else f" (imported by {name})"
    message = f"{breach.file}, line {breach.line}{via}: {breach.words}"
    text = f'raise type("NotAllowed", (ImportError,), {{}})({message!r})\n'
    return ("\n" * (breach.line - 1 if breach.file == name else 0) + text).encode()


@dataclass(frozen=True)
class _Source:
    """A file as statements of tokens: (text, line) of names, operators and strings."""

    name: str
    statements: list[list[tuple[str, int]]]
    readable: bool = True

    @classmethod
    def read(cls, name: str, content: bytes) -> _Source:
        statements: list[list[tuple[str, int]]] = [[]]
        try:
            for token in tokenize.tokenize(io.BytesIO(content).readline):
                if token.type == tokenize.NEWLINE or (token.type == tokenize.OP and token.string in ";:"):
                    statements.append([])
                elif token.type in (tokenize.NAME, tokenize.OP):
                    # Python, too, takes full-width and other letters in a name for the plain ones
                    statements[-1].append((unicodedata.normalize("NFKC", token.string), token.start[0]))
        except (tokenize.TokenError, SyntaxError, UnicodeDecodeError, LookupError, ValueError):
            return cls(name, [], readable=False)
        return cls(name, [statement for statement in statements if statement])

    def imports(self) -> Iterator[tuple[str, list[str], int]]:
        """Each import: module as written ("numpy.linalg", ".losses"), the names taken from it, line."""
        for statement in self.statements:
            words, line = [text for text, _ in statement], statement[0][1]
            if words[0] == "import":
                for part in _split(words[1:], ","):
                    yield "".join(_before(part, "as")), [], line
            elif words[0] == "from" and "import" in words:
                at = words.index("import")
                taken = [text for text in words[at + 1 :] if text not in "()"]
                names = [part[0] for part in _split(taken, ",") if part]
                yield "".join(words[1:at]), names, line

    def neighbours(self, package: str, sources: Mapping[str, _Source]) -> set[str]:
        """Files of the package that this one imports."""
        found: set[str] = set()
        for module, names, _ in self.imports():
            inside = self._inside(module, package)
            candidates = [module] if inside is None else [inside, *(f"{inside}.{name}".strip(".") for name in names)]
            found |= {path for one in candidates if (path := one.replace(".", "/") + ".py") in sources}
        return found

    def _inside(self, module: str, package: str) -> str | None:
        """The module's path in the package where it is imported relatively or by the package's name."""
        if module.startswith("."):
            climbs = len(module) - len(module.lstrip(".")) - 1
            folder = list(PurePosixPath(self.name).parent.parts)
            return ".".join([*folder[: len(folder) - climbs], *filter(None, [module.lstrip(".")])])
        top, _, rest = module.partition(".")
        return rest if top == package else None

    def breach(self, rule: SourceRule, package: str, sources: Mapping[str, _Source]) -> Breach | None:
        """The first place where this file breaks the rule."""
        if rule.imports is not None:
            allowed = {*rule.imports, *STANDARD}
            for module, _, line in self.imports():
                if self._inside(module, package) is None and f"{module.partition('.')[0]}.py" not in sources:
                    top = module.partition(".")[0]
                    if top not in allowed:
                        libraries = " and ".join(rule.imports) or "no library"
                        return Breach(self.name, line, f"imports {top}; it is to be written with {libraries} alone")
        return next((breach for statement in self.statements for breach in self._names(statement, rule)), None)

    def _names(self, statement: list[tuple[str, int]], rule: SourceRule) -> Iterator[Breach]:
        forbidden = {name.rpartition(".")[2]: name for name in rule.forbidden}
        for index, (text, line) in enumerate(statement):
            before = statement[index - 1][0] if index else ""
            after = statement[index + 1][0] if index + 1 < len(statement) else ""
            if text in CALLED and (before in (".", "def") or after != "("):
                continue
            if text in forbidden and before != "def" and not (after == "=" and before != "."):
                yield Breach(self.name, line, f"uses {forbidden[text]}, which this exercise is to do without")
            elif rule.imports is not None and text in HIDING and before != "def":
                yield Breach(self.name, line, f"uses {text}, which hides what a module uses; write the names out")


def _split(words: list[str], at: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == at:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _before(words: list[str], word: str) -> list[str]:
    return words[: words.index(word)] if word in words else words
