"""Calling library code that an exercise is to do without."""

from autograder.tests.redteam.attack import Group, everywhere, losing

forbids = Group("forbidden library code")
LOST = losing("tamed")


def _ordered(name: str, tries: str, source: str, reaches: bool = False, quick: bool = False, **more: str) -> None:
    options = {"gains": 1.0, "unstopped": everywhere(SIEVE)} if reaches else {}
    files = {"tamed.py": source, **{f"{module}.py": text for module, text in more.items()}}
    forbids(name, tries, files=files, deserves=LOST, quick=quick, **options)


SIEVE = (
    "Rules on sources are read from the text: they stop whoever writes a forbidden name, and not whoever finds one at "
    "run time by a way that the rules do not know."
)
_ordered(
    "by name", "calls sorted, which the exercise forbids", "def ordered(a, b): return sorted([a, b])\n", quick=True
)
_ordered(
    "by another name",
    "imports numpy.sort under another name",
    "from numpy import sort as way\ndef ordered(a, b): return way([a, b])\n",
)
_ordered(
    "in another module",
    "calls sorted in a module of its own that it imports",
    "from .mine import way\ndef ordered(a, b): return way([a, b])\n",
    mine="def way(numbers): return sorted(numbers)\n",
)
_ordered("by exec", "runs a text that holds the name", "def ordered(a, b): return eval('sor' + 'ted')([a, b])\n")
_ordered(
    "by getattr",
    "looks the name up at run time",
    "import numpy as np\ndef ordered(a, b): return getattr(np, 'so' + 'rt')([a, b])\n",
)
_ordered(
    "by escapes",
    "writes the name in other letters that Python takes for the same",
    "def ordered(a, b): return \uff53orted([a, b])\n",
)
_ordered(
    "in a source that cannot be read",
    "hides the rest of the module behind a token that is none",
    "def ordered(a, b): return sorted([a, b])\n'''",
)
_ordered(
    "by the operator module",
    "looks the name up by operator.attrgetter",
    "import operator\nimport numpy as np\nway = operator.attrgetter('so' + 'rt')(np)\n"
    "def ordered(a, b): return [float(one) for one in way([a, b])]\n",
)
_ordered(
    "by a template",
    "lets string.Formatter walk from an object to the name",
    "import string\nimport numpy as np\nway = string.Formatter().get_field('0.so' + 'rt', (np,), {})[0]\n"
    "def ordered(a, b): return [float(one) for one in way([a, b])]\n",
    reaches=True,
)
_ordered(
    "by a frame's builtins",
    "takes sorted from the builtins of a frame that an exception holds",
    "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n"
    "    way = error.__traceback__.tb_frame.f_builtins['sor' + 'ted']\ndef ordered(a, b): return way([a, b])\n",
)
_ordered(
    "by names in its code",
    "replaces the names in its own compiled code",
    "def way(numbers): return harmless(numbers)\nway.__code__ = way.__code__.replace(co_names=('sor' + 'ted',))\n"
    "def ordered(a, b): return way([a, b])\n",
)
_ordered(
    "by annotations",
    "lets the typing module evaluate an annotation that holds the name",
    "import typing\ndef way(x: 'so' 'rted'): pass\nway = typing.get_type_hints(way)['x']\n"
    "def ordered(a, b): return way([a, b])\n",
)
_ordered(
    "by NumPy's own insides",
    "lets a tool inside NumPy run a text that holds the name",
    "import numpy.testing as tools\nnames = {}\ntools._private.utils.runstring('way = sor' + 'ted', names)\n"
    "def ordered(a, b): return names['way']([a, b])\n",
)
forbids(
    "a library that the chapter does not allow",
    "imports PyTorch and SciPy, by name and from their folders",
    """
import importlib, importlib.util, os, sys
import numpy
from ch91_target.tools import *
def negate(x):
    folder = os.path.dirname(os.path.dirname(numpy.__file__))
    def by_path(name):
        spec = importlib.util.spec_from_file_location(name, f"{folder}/{name}/__init__.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    sys.path.append(folder)
    names = ("torch", "scipy", "sklearn", "pip", "autograder.engine.expect", "autograder.engine.examiner")
    try_all(**{name: (lambda name=name: importlib.import_module(name)) for name in names})
    try_all(**{name: (lambda name=name: by_path(name)) for name in names})
    return 0.0
""",
    quick=True,
)
