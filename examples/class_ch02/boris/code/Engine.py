"""A number that remembers how it was computed, so that derivatives can flow back through it."""

import math


class Value:
    def __init__(self, data, parents=(), local_derivatives=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.local_derivatives = local_derivatives

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def exp(self):
        """e to the power of self"""
        e = math.exp(self.data)
        return Value(e, (self,), (e,))

    def tanh(self):
        """Hyperbolic tangent of self"""
        t = math.tanh(self.data)
        return Value(t, (self,), (1 - t**2,))

    def relu(self):
        """self where it is positive, else 0"""
        return Value(max(0.0, self.data), (self,), (float(self.data > 0),))

    def __pow__(self, exponent):
        """self ** exponent, where exponent is a plain number"""
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def __neg__(self):
        """-self"""
        return Value(-self.data, (self,), (-1,))

    def backward(self):
        """Set `grad` of this node to 1, and of every node it was computed from to d(self)/d(node)."""
        order = topological_order(self)
        order[-1].grad = 1.0
        while order:
            node = order.pop()
            for parent, slope in zip(node.parents, node.local_derivatives):
                parent.grad += slope * node.grad

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


def as_value(number):
    """`number` itself if it is a Value, else a new Value that holds it."""
    return number if isinstance(number, Value) else Value(number)


def topological_order(root):
    """Kahn's algorithm: a node is listed when all of its uses have been; then everything is turned round."""
    uses = {root: 0}
    found = [root]
    for node in found:
        for parent in node.parents:
            if parent not in uses:
                uses[parent] = 0
                found.append(parent)
            uses[parent] += 1
    order, ready = [], [root]
    while ready:
        node = ready.pop()
        order.append(node)
        for parent in node.parents:
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)
    order.reverse()
    return order
