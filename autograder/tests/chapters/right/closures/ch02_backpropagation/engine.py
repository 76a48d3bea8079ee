# ruff: noqa - written as a student might write it
"""Right, in another style: a function inside each node, a set of parents, an order by iteration."""

import math


def topological_order(root):
    """Depth first with iterators in place of calls."""
    order, met, path = [], {root}, [(root, iter(root.parents))]
    while path:
        node, rest = path[-1]
        for parent in rest:
            if parent not in met:
                met.add(parent)
                path.append((parent, iter(parent.parents)))
                break
        else:
            order.append(node)
            path.pop()
    return order


class Value:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0
        self.parents = set(_children)
        self._push = lambda: None

    def _lift(self, other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = self._lift(other)
        out = Value(self.data + other.data, (self, other))

        def push():
            self.grad += out.grad
            other.grad += out.grad

        out._push = push
        return out

    def __mul__(self, other):
        other = self._lift(other)
        out = Value(self.data * other.data, (self, other))

        def push():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._push = push
        return out

    def __pow__(self, exponent):
        assert isinstance(exponent, (int, float))
        return self._unary(self.data**exponent, lambda _: exponent * self.data ** (exponent - 1))

    def _unary(self, data, slope):
        out = Value(data, (self,))

        def push():
            self.grad += slope(out.data) * out.grad

        out._push = push
        return out

    def exp(self):
        return self._unary(math.exp(self.data), lambda y: y)

    def tanh(self):
        e = math.exp(2 * self.data)
        return self._unary((e - 1) / (e + 1), lambda y: 1 - y * y)

    def relu(self):
        return self._unary(max(0, self.data), lambda y: float(y > 0))

    def __neg__(self):
        return -1 * self

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return (-self) + other

    def __truediv__(self, other):
        return self * self._lift(other) ** -1

    def __rtruediv__(self, other):
        return other * self**-1

    __radd__ = __add__
    __rmul__ = __mul__

    def backward(self):
        uses = {self: 0}
        found = [self]
        for node in found:
            for parent in node.parents:
                if parent not in uses:
                    uses[parent] = 0
                    found.append(parent)
                uses[parent] += 1
        self.grad = 1
        ready = [self]
        while ready:
            node = ready.pop()
            node._push()
            for parent in node.parents:
                uses[parent] -= 1
                if uses[parent] == 0:
                    ready.append(parent)
