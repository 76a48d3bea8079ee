"""A number that remembers how it was computed, so that derivatives can flow back through it."""

import math


def topological_order(root: "Value") -> list["Value"]:
    """All nodes that `root` was computed from, and `root` itself: each once, each after all of its parents.

    root:    a node; only the attribute `parents` of nodes is used
    returns: a list that ends with `root`. Of several right orders any will do.

    Graphs may be 10 000 nodes deep, and nodes may be used by many others. Two nodes with equal numbers are
    two nodes. A call leaves nothing behind: the next one, from the same root or another, lists its own nodes.

    Handout: "An order for the way back".
    """
    raise NotImplementedError("engine.topological_order")


class Value:
    """A node of a computational graph: a number, and the recipe that made it.

    data:              the number
    grad:              d(result)/d(this node) after `result.backward()`; 0.0 before
    parents:           the Values that this one was computed from, () for an input
    local_derivatives: d(this node)/d(parent), one plain number for each parent

    Every operation returns a new Value and leaves its operands as they are. A plain number (int or
    float) may stand on either side of + - * /.  You may store other things than `local_derivatives`, for
    example functions; `data`, `grad`, `parents` and the operations are what is used.

    Handout: "A number that remembers" and "Walking back".
    """

    def __init__(self, data, parents=(), local_derivatives=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.local_derivatives = local_derivatives

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        """self + other"""
        raise NotImplementedError("engine.Value")

    def __radd__(self, other):
        """other + self, where other is a plain number"""
        raise NotImplementedError("engine.Value")

    def __mul__(self, other):
        """self * other"""
        raise NotImplementedError("engine.Value")

    def __rmul__(self, other):
        """other * self, where other is a plain number"""
        raise NotImplementedError("engine.Value")

    def __sub__(self, other):
        """self - other"""
        raise NotImplementedError("engine.Value")

    def __rsub__(self, other):
        """other - self, where other is a plain number"""
        raise NotImplementedError("engine.Value")

    def __truediv__(self, other):
        """self / other; the divisor is not 0"""
        raise NotImplementedError("engine.Value")

    def __rtruediv__(self, other):
        """other / self, where other is a plain number and self is not 0"""
        raise NotImplementedError("engine.Value")

    def __neg__(self):
        """-self"""
        raise NotImplementedError("engine.Value")

    def __pow__(self, exponent):
        """self ** exponent, where exponent is a plain number

        The exponent may be any number where self is positive, a whole number where self is negative, and a
        number from 1 on where self is 0.
        """
        raise NotImplementedError("engine.Value")

    def exp(self):
        """e to the power of self"""
        raise NotImplementedError("engine.Value")

    def tanh(self):
        """Hyperbolic tangent of self"""
        raise NotImplementedError("engine.Value")

    def relu(self):
        """self where it is positive, else 0"""
        raise NotImplementedError("engine.Value")

    def backward(self):
        """Set `grad` of this node to 1, and of every node it was computed from to d(self)/d(node).

        A node that is used several times receives the sum over all of its uses. Each node is
        handled once, and graphs may be 10 000 nodes deep. Called once for a graph, when every
        `grad` is still 0. `topological_order` may be used.
        """
        raise NotImplementedError("engine.Value")


def as_value(number):
    """`number` itself if it is a Value, else a new Value that holds it."""
    return number if isinstance(number, Value) else Value(number)
