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
    # BEGIN SOLUTION
    order, seen = [], set()
    stack = [(root, False)]  # a stack of our own: Python's ends after about 1000 calls
    while stack:
        node, parents_done = stack.pop()
        if parents_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack += [(node, True), *((parent, False) for parent in node.parents)]
    return order
    # END SOLUTION


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
        # BEGIN SOLUTION
        other = as_value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))
        # END SOLUTION

    def __radd__(self, other):
        """other + self, where other is a plain number"""
        # BEGIN SOLUTION
        return self + other
        # END SOLUTION

    def __mul__(self, other):
        """self * other"""
        # BEGIN SOLUTION
        other = as_value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))
        # END SOLUTION

    def __rmul__(self, other):
        """other * self, where other is a plain number"""
        # BEGIN SOLUTION
        return self * other
        # END SOLUTION

    def __sub__(self, other):
        """self - other"""
        # BEGIN SOLUTION
        other = as_value(other)
        return Value(self.data - other.data, (self, other), (1.0, -1.0))
        # END SOLUTION

    def __rsub__(self, other):
        """other - self, where other is a plain number"""
        # BEGIN SOLUTION
        return Value(other) - self
        # END SOLUTION

    def __truediv__(self, other):
        """self / other; the divisor is not 0"""
        # BEGIN SOLUTION
        other = as_value(other)
        quotient = self.data / other.data
        return Value(quotient, (self, other), (1 / other.data, -quotient / other.data))
        # END SOLUTION

    def __rtruediv__(self, other):
        """other / self, where other is a plain number and self is not 0"""
        # BEGIN SOLUTION
        return Value(other) / self
        # END SOLUTION

    def __neg__(self):
        """-self"""
        # BEGIN SOLUTION
        return Value(-self.data, (self,), (-1.0,))
        # END SOLUTION

    def __pow__(self, exponent):
        """self ** exponent, where exponent is a plain number

        The exponent may be any number where self is positive, a whole number where self is negative, and a
        number from 1 on where self is 0.
        """
        # BEGIN SOLUTION
        slope = exponent * self.data ** (exponent - 1)
        return Value(self.data**exponent, (self,), (slope,))
        # END SOLUTION

    def exp(self):
        """e to the power of self"""
        # BEGIN SOLUTION
        power = math.exp(self.data)
        return Value(power, (self,), (power,))
        # END SOLUTION

    def tanh(self):
        """Hyperbolic tangent of self"""
        # BEGIN SOLUTION
        squashed = math.tanh(self.data)
        return Value(squashed, (self,), (1 - squashed**2,))
        # END SOLUTION

    def relu(self):
        """self where it is positive, else 0"""
        # BEGIN SOLUTION
        on = self.data > 0
        return Value(self.data if on else 0.0, (self,), (1.0 if on else 0.0,))
        # END SOLUTION

    def backward(self):
        """Set `grad` of this node to 1, and of every node it was computed from to d(self)/d(node).

        A node that is used several times receives the sum over all of its uses. Each node is
        handled once, and graphs may be 10 000 nodes deep. Called once for a graph, when every
        `grad` is still 0. `topological_order` may be used.
        """
        # BEGIN SOLUTION
        self.grad = 1.0
        for node in reversed(topological_order(self)):  # so a gradient is complete before it is passed on
            for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
                parent.grad += slope * node.grad
        # END SOLUTION


def as_value(number):
    """`number` itself if it is a Value, else a new Value that holds it."""
    return number if isinstance(number, Value) else Value(number)
