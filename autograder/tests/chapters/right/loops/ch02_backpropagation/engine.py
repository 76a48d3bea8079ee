# ruff: noqa - written as a student might write it
"""Right, with operations by name and an order that counts how many parents are still missing."""

import math


def topological_order(root):
    """Kahn's, from the inputs: a node is next once all of its parents are in the list."""
    nodes = [root]
    met = {id(root)}
    for node in nodes:
        for parent in node.parents:
            if id(parent) not in met:
                met.add(id(parent))
                nodes.append(parent)
    missing = {}
    users = {}
    for node in nodes:
        missing[id(node)] = len(node.parents)
        for parent in node.parents:
            users.setdefault(id(parent), []).append(node)
    ready = [node for node in nodes if missing[id(node)] == 0]
    order = []
    while ready:
        node = ready.pop()
        order.append(node)
        for user in users.get(id(node), []):
            missing[id(user)] -= 1
            if missing[id(user)] == 0:
                ready.append(user)
    return order


class Value:
    def __init__(self, data, parents=(), operation=None):
        self.data = data
        self.grad = 0.0
        self.parents = list(parents)
        self.operation = operation

    def __add__(self, other):
        other = as_value(other)
        return Value(self.data + other.data, [self, other], "+")

    def __radd__(self, other):
        return as_value(other) + self

    def __mul__(self, other):
        other = as_value(other)
        return Value(self.data * other.data, [self, other], "*")

    def __rmul__(self, other):
        return as_value(other) * self

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -as_value(other)

    def __rsub__(self, other):
        return as_value(other) - self

    def __truediv__(self, other):
        return self * as_value(other) ** -1

    def __rtruediv__(self, other):
        return as_value(other) / self

    def __pow__(self, exponent):
        return Value(self.data**exponent, [self], ("**", exponent))

    def exp(self):
        return Value(math.exp(self.data), [self], "exp")

    def tanh(self):
        return Value(1 - 2 / (math.exp(2 * self.data) + 1), [self], "tanh")

    def relu(self):
        return Value(self.data if self.data >= 0 else 0.0, [self], "relu")

    def backward(self):
        order = topological_order(self)
        self.grad = 1.0
        for i in range(len(order) - 1, -1, -1):
            node = order[i]
            if node.operation == "+":
                for parent in node.parents:
                    parent.grad += node.grad
            elif node.operation == "*":
                a, b = node.parents
                a.grad += node.grad * b.data
                b.grad += node.grad * a.data
            elif node.operation == "exp":
                node.parents[0].grad += node.grad * node.data
            elif node.operation == "tanh":
                node.parents[0].grad += node.grad * (1 - node.data * node.data)
            elif node.operation == "relu":
                if node.data > 0:
                    node.parents[0].grad += node.grad
            elif node.operation is not None:
                n = node.operation[1]
                node.parents[0].grad += node.grad * n * node.parents[0].data ** (n - 1)


def as_value(number):
    if isinstance(number, Value):
        return number
    return Value(number)
