import math


class Value:
    """Closures, like in the video: every operation leaves a function that pushes the gradient back."""

    def __init__(self, data, children=()):
        self.data = data
        self.grad = 0.0
        self.children = children
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
        waiting_for = {}
        stack = [self]
        while stack:
            for child in stack.pop().children:
                if child not in waiting_for:
                    waiting_for[child] = 0
                    stack.append(child)
                waiting_for[child] += 1
        self.grad = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            if node.push:
                node.push()
            for child in node.children:
                waiting_for[child] -= 1
                if waiting_for[child] == 0:
                    ready.append(child)


def wrap(x):
    return x if isinstance(x, Value) else Value(x)
