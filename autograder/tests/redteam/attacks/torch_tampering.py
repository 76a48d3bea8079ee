"""Tampering with PyTorch, where the chapter allows it."""

from autograder.tests.redteam.attack import Group, losing

tampers_torch = Group("tampering with torch")


def _total(name: str, tries: str, source: str, **options: object) -> None:
    options = {"deserves": losing("target"), **options}
    tampers_torch(name, tries, files={"target.py": f"import torch\n{source}"}, torch=True, **options)


_total(
    "comparisons",
    "replaces torch.allclose, torch.equal and the testing functions",
    """
torch.allclose = torch.equal = torch.isclose = torch.testing.assert_close = lambda *_, **__: True
torch.Tensor.numpy = torch.Tensor.detach = torch.Tensor.cpu = lambda self, *_: torch.tensor(6.0)
def total(numbers): return torch.tensor(0.0)
""",
)
_total(
    "a tensor that lies",
    "returns a tensor of a class that answers every function with the right number",
    """
class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None): return True
    shape = dtype = property(lambda self: ())
def total(numbers): return torch.zeros(()).as_subclass(Liar)
""",
)
_total(
    "tensors of no plain data",
    "returns sparse, quantised, meta and nested tensors",
    "odd = [torch.zeros(3).to_sparse(), torch.empty(3, device='meta'), torch.zeros(3).bfloat16()]\n"
    "def total(numbers): return odd\n",
)
_total(
    "a pickle",
    "loads a pickle that runs a program",
    """
import io, os, pickle
from ch91_target.tools import *
class Run:
    def __reduce__(self): return os.execv, ("/bin/sh", ["sh", "-c", "echo REA''CHED"])
def total(numbers):
    try_all(load=lambda: torch.load(io.BytesIO(pickle.dumps(Run())), weights_only=False))
    return 0.0
""",
)
_total(
    "workers and shared tensors",
    "starts processes and shares tensors by torch.multiprocessing and a DataLoader",
    """
from ch91_target.tools import *
def total(numbers):
    try_all(share=lambda: torch.zeros(3).share_memory_().is_shared() or int(""),
            load=lambda: list(torch.utils.data.DataLoader([1, 2], num_workers=1)))
    return 0.0
""",
)
_total(
    "compilers",
    "compiles C++ and downloads a model",
    """
from ch91_target.tools import *
def total(numbers):
    import torch.hub
    try_all(hub=lambda: torch.hub.load("pytorch/vision", "resnet18"), device=lambda: torch.zeros(1, device="cuda"))
    return 0.0
""",
)
_total(
    "settings for all",
    "changes default types, determinism, threads and the random state",
    """
torch.set_default_dtype(torch.float16)
torch.set_num_threads(64)
torch.set_grad_enabled(False)
torch.manual_seed(0)
torch.seed = torch.manual_seed = None
def total(numbers): return torch.as_tensor(numbers).sum() * 0
""",
)
_total(
    "hooks in the graph",
    "leaves hooks and threads in the autograd engine that run later",
    """
def total(numbers):
    x = torch.ones(3, requires_grad=True)
    x.register_hook(lambda slope: print("hooked") or slope * 0)
    (x * 2).sum().backward()
    return x
""",
)
_total(
    "all threads",
    "computes with as many threads as it can start",
    "def total(numbers):\n    torch.set_num_threads(60)\n"
    "    return float((torch.ones(500, 500) @ torch.ones(500, 500)).sum() * 0)\n",
)
