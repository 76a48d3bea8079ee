import math


def topological_order(root):
    # depth first, with one iterator for each node that is still open
    order = []
    seen = {root}
    open_nodes = [(root, iter(root.parents))]
    while open_nodes:
        node, rest = open_nodes[-1]
        for parent in rest:
            if parent not in seen:
                seen.add(parent)
                open_nodes.append((parent, iter(parent.parents)))
                break
        else:
            order.append(node)
            open_nodes.pop()
    return order


class Value:
    """Closures, like in the video: every operation leaves a function that pushes the gradient back."""

    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.push = None

    def __repr__(self):
        return f"Value({self.data})"

    def __add__(self, other):
        other = wrap(other)
        out = Value(self.data + other.data, (self, other))

        def push():
            self.grad += out.grad
            other.grad += out.grad

        out.push = push
        return out

    def __mul__(self, other):
        other = wrap(other)
        out = Value(self.data * other.data, (self, other))

        def push():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.push = push
        return out

    def __pow__(self, n):
        return self.apply(self.data**n, n * self.data ** (n - 1))

    def exp(self):
        return self.apply(math.exp(self.data), math.exp(self.data))

    def tanh(self):
        return self.apply(math.tanh(self.data), 1 - math.tanh(self.data) ** 2)

    def relu(self):
        return self.apply(max(self.data, 0.0), 1.0 if self.data > 0 else 0.0)

    def apply(self, data, slope):
        out = Value(data, (self,))

        def push():
            self.grad += slope * out.grad

        out.push = push
        return out

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -wrap(other)

    def __truediv__(self, other):
        return self * wrap(other) ** -1

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return wrap(other) - self

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return wrap(other) / self

    def backward(self):
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            if node.push:
                node.push()


def wrap(x):
    return x if isinstance(x, Value) else Value(x)
