"""A number that remembers how it was computed, so that derivatives can flow back through it."""

import math


def topological_order(root: "Value") -> list["Value"]:
    """All nodes that `root` was computed from, and `root` itself: each once, each after all of its parents."""
    topo, visited = [], set()
    stack = [(root, False)]
    while stack:
        node, finished = stack.pop()
        if finished:
            topo.append(node)
        elif node not in visited:
            visited.add(node)
            stack.append((node, True))
            for parent in node.parents:
                stack.append((parent, False))
    return topo


class Value:
    def __init__(self, data, parents=(), local_derivatives=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.local_derivatives = local_derivatives

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        """self + other"""
        other = as_value(other)
        return Value(self.data + other.data, (self, other), (1, 1))

    def __radd__(self, other):
        """other + self, where other is a plain number"""
        return self + other

    def __sub__(self, other):
        """self - other"""
        other = as_value(other)
        return Value(self.data - other.data, (self, other), (1, -1))

    def __rsub__(self, other):
        """other - self, where other is a plain number"""
        return as_value(other) - self

    def __mul__(self, other):
        """self * other"""
        other = as_value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __rmul__(self, other):
        """other * self, where other is a plain number"""
        return self * other

    def __truediv__(self, other):
        """self / other; the divisor is not 0"""
        other = as_value(other)
        return Value(self.data / other.data, (self, other), (1 / other.data, -self.data / other.data**2))

    def __rtruediv__(self, other):
        """other / self, where other is a plain number and self is not 0"""
        return as_value(other) / self

    def __neg__(self):
        """-self"""
        return Value(-self.data, (self,), (-1,))

    def __pow__(self, exponent):
        """self ** exponent, where exponent is a plain number"""
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        """e to the power of self"""
        e = math.exp(self.data)
        return Value(e, (self,), (e,))

    def tanh(self):
        """Hyperbolic tangent of self"""
        t = math.tanh(self.data)
        return Value(t, (self,), (1 - self.data**2,))

    def relu(self):
        """self where it is positive, else 0"""
        return Value(max(0.0, self.data), (self,), (1.0,))

    def backward(self):
        self.grad = 1.0
        for node in topological_order(self)[::-1]:
            for parent, local in zip(node.parents, node.local_derivatives):
                parent.grad += local * node.grad


def as_value(number):
    """`number` itself if it is a Value, else a new Value that holds it."""
    return number if isinstance(number, Value) else Value(number)
