# ruff: noqa - written as a student might write it
"""Right, with float32 numbers inside, a list of steps in the order they were made, and a global counter."""

import itertools

import numpy as np

births = itertools.count()


def topological_order(root):
    """Kahn's: a node is next once all of its users are in the list, which is turned round at the end."""
    nodes, uses = [root], {id(root): 0}
    for node in nodes:
        for parent in node.parents:
            if id(parent) not in uses:
                uses[id(parent)] = 0
                nodes.append(parent)
            uses[id(parent)] += 1
    ready, order = [root], []
    while ready:
        node = ready.pop(0)
        order.append(node)
        for parent in node.parents:
            uses[id(parent)] -= 1
            if uses[id(parent)] == 0:
                ready.append(parent)
    order.reverse()
    return order


def number(x):
    return np.float32(x)


class Value:
    def __init__(self, data, edges=()):
        self.data = number(data)
        self.grad = np.zeros((), dtype=np.float32)
        self.edges = list(edges)
        self.parents = [parent for parent, _ in self.edges]
        self.born = next(births)

    def _binary(self, other, f, df):
        other = other if isinstance(other, Value) else Value(other)
        a, b = self.data, other.data
        da, db = df(a, b)
        return Value(f(a, b), [(self, number(da)), (other, number(db))])

    def __add__(self, other):
        return self._binary(other, lambda a, b: a + b, lambda a, b: (1, 1))

    def __sub__(self, other):
        return self._binary(other, lambda a, b: a - b, lambda a, b: (1, -1))

    def __mul__(self, other):
        return self._binary(other, lambda a, b: a * b, lambda a, b: (b, a))

    def __truediv__(self, other):
        return self._binary(other, lambda a, b: a / b, lambda a, b: (1 / b, -a / (b * b)))

    def __radd__(self, other):
        return Value(other) + self

    def __rsub__(self, other):
        return Value(other) - self

    def __rmul__(self, other):
        return Value(other) * self

    def __rtruediv__(self, other):
        return Value(other) / self

    def __neg__(self):
        return Value(0) - self

    def __pow__(self, n):
        return Value(self.data ** number(n), [(self, number(n) * self.data ** number(n - 1))])

    def exp(self):
        e = np.exp(self.data)
        return Value(e, [(self, e)])

    def tanh(self):
        t = np.tanh(self.data)
        return Value(t, [(self, 1 - t * t)])

    def relu(self):
        return Value(np.maximum(self.data, 0), [(self, np.heaviside(self.data, number(0)))])

    def backward(self):
        nodes, waiting = {self}, [self]
        while waiting:
            for parent, _ in waiting.pop().edges:
                if parent not in nodes:
                    nodes.add(parent)
                    waiting.append(parent)
        self.grad = number(1)
        for node in sorted(nodes, key=lambda node: -node.born):
            for parent, slope in node.edges:
                parent.grad = parent.grad + node.grad * slope
