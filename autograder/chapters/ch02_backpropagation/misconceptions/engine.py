# ruff: noqa: F821 - the sources are spliced into a copy of the solution, whose names they use
"""What students really write for engine.py, and what they did, in one sentence each."""

import math

from autograder.engine.check import misconception


@misconception("engine.Value.__mul__")
def own_factor_as_slope(self, other):
    """In x * y the derivative by x was given as x, and the one by y as y."""
    other = as_value(other)
    return Value(self.data * other.data, (self, other), (self.data, other.data))


@misconception("engine.Value.__mul__")
def returns_a_plain_number(self, other):
    """x * y came back as a plain number, which remembers nothing, and not as a Value."""
    return self.data * as_value(other).data


@misconception("engine.Value.__add__")
def adds_in_place(self, other):
    """x + y wrote its result into x and returned x itself."""
    self.data += as_value(other).data
    return self


@misconception("engine.Value.__add__")
def sum_passes_numbers_on(self, other):
    """The derivatives of x + y were given as y and x, as if it were a product."""
    other = as_value(other)
    return Value(self.data + other.data, (self, other), (other.data, self.data))


@misconception("engine.Value.__sub__")
def difference_without_its_sign(self, other):
    """In x - y the derivative by y was given as +1."""
    other = as_value(other)
    return Value(self.data - other.data, (self, other), (1.0, 1.0))


@misconception("engine.Value.__rsub__")
def reflected_minus_not_reflected(self, other):
    """2 - x was computed as x - 2."""
    return self - other


@misconception("engine.Value.__rtruediv__")
def reflected_division_not_reflected(self, other):
    """4 / x was computed as x / 4."""
    return self / other


@misconception("engine.Value.__radd__")
def no_number_on_the_left(self, other):
    """2 + x is refused: a number on the left of + was not provided for."""
    return NotImplemented


@misconception("engine.Value.__radd__")
def reflected_plus_calls_itself(self, other):
    """2 + x was computed as 2 + x again, so `__radd__` called itself without end."""
    return other + self


@misconception("engine.Value.__add__")
def no_plain_numbers(self, other):
    """x + 2 is refused: `.data` was read from a plain number, which has none."""
    return Value(self.data + other.data, (self, other), (1.0, 1.0))


@misconception("engine.Value.__sub__")
def difference_the_other_way_round(self, other):
    """x - y was computed as y - x."""
    other = as_value(other)
    return Value(other.data - self.data, (self, other), (-1.0, 1.0))


@misconception("engine.Value.__truediv__")
def quotient_rounded_down(self, other):
    """x / y was rounded down to a whole number (`//` in place of `/`)."""
    other = as_value(other)
    return Value(self.data // other.data, (self, other), (1 / other.data, -self.data / other.data**2))


@misconception("engine.Value.__truediv__")
def quotient_without_the_numerator(self, other):
    """In x / y the derivative by y was given as -1 / y², without x."""
    other = as_value(other)
    return Value(self.data / other.data, (self, other), (1 / other.data, -1 / other.data**2))


@misconception("engine.Value.__truediv__")
def quotient_without_its_sign(self, other):
    """In x / y the derivative by y was given as x / y², without the minus sign."""
    other = as_value(other)
    return Value(self.data / other.data, (self, other), (1 / other.data, self.data / other.data**2))


@misconception("engine.Value.__pow__")
def power_without_its_factor(self, exponent):
    """The derivative of x ** n was given as x ** (n - 1), without the factor n."""
    return Value(self.data**exponent, (self,), (self.data ** (exponent - 1),))


@misconception("engine.Value.__pow__")
def power_not_lowered(self, exponent):
    """The derivative of x ** n was given as n * x ** n: the exponent was not lowered."""
    return Value(self.data**exponent, (self,), (exponent * self.data**exponent,))


@misconception("engine.Value.__pow__")
def power_by_logarithm(self, exponent):
    """x ** n was computed as exp(n ln x), and a negative x has no logarithm."""
    power = math.exp(exponent * math.log(self.data))
    return Value(power, (self,), (exponent * power / self.data,))


@misconception("engine.Value.__pow__")
def power_by_repeated_products(self, exponent):
    """x ** n was multiplied up in a loop over whole exponents, and refuses 0.5."""
    power = Value(1.0)
    for _ in range(abs(exponent)):
        power = power * self
    return power if exponent >= 0 else 1 / power


@misconception("engine.Value.__pow__")
def power_divided_by_its_base(self, exponent):
    """The derivative of x ** n was given as n * x ** n / x, which divides by 0 where x is 0."""
    power = self.data**exponent
    return Value(power, (self,), (exponent * power / self.data,))


@misconception("engine.Value.exp")
def power_rule_for_exp(self):
    """The derivative of exp(x) was given as x * exp(x - 1), which is the rule for powers."""
    return Value(math.exp(self.data), (self,), (self.data * math.exp(self.data - 1),))


@misconception("engine.Value.tanh")
def tanh_slope_of_its_input(self):
    """The derivative of tanh was given as 1 - x², with the input squared and not the output."""
    return Value(math.tanh(self.data), (self,), (1 - self.data**2,))


@misconception("engine.Value.relu")
def relu_slope_everywhere(self):
    """The gradient passed through relu where the input was negative."""
    return Value(max(0.0, self.data), (self,), (1.0,))


@misconception("engine.Value.__init__")
def parents_in_a_set(self, data, parents=(), local_derivatives=()):
    """The parents were kept without repetition, so in x * x and x + x one of the two contributions is lost."""
    self.data = data
    self.grad = 0.0
    slopes = dict(zip(parents, local_derivatives, strict=True))
    self.parents = tuple(slopes)
    self.local_derivatives = tuple(slopes.values())


@misconception("engine.Value.backward")
def overwrites_gradients(self):
    """A later path overwrote the gradient that an earlier path had left (`grad =` in place of `grad +=`)."""
    self.grad = 1.0
    for node in reversed(topological_order(self)):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad = slope * node.grad


@misconception("engine.Value.backward")
def starts_from_zero(self):
    """The result's own gradient was left at 0, so every product along the way is 0."""
    for node in reversed(topological_order(self)):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += slope * node.grad


@misconception("engine.Value.backward")
def passes_on_too_early(self):
    """A node passed its gradient on when it was first met, before all of its uses had added to it."""
    self.grad = 1.0
    seen, waiting = {self}, [self]
    while waiting:
        node = waiting.pop()
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += slope * node.grad
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)


@misconception("engine.Value.backward")
def hands_on_level_by_level(self):
    """The nodes were handled level by level from the result, and some handed on before all of their users had."""
    self.grad = 1.0
    seen, waiting = {self}, [self]
    for node in waiting:
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += slope * node.grad
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)


@misconception("engine.Value.backward")
def passes_totals_on_again(self):
    """A node passed on its whole gradient at each of its uses, so earlier contributions were counted again."""
    self.grad = 1.0
    waiting = [self]
    while waiting:
        node = waiting.pop()
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += slope * node.grad
            waiting.append(parent)


@misconception("engine.Value.backward")
def stops_at_the_parents(self):
    """Only the direct parents of the result received a gradient; nothing was passed on from them."""
    self.grad = 1.0
    for parent, slope in zip(self.parents, self.local_derivatives, strict=True):
        parent.grad += slope


@misconception("engine.Value.backward")
def breaks_the_chain(self):
    """Each operation added its own derivative without multiplying it by the gradient that had arrived."""
    self.grad = 1.0
    for node in reversed(topological_order(self)):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += slope


@misconception("engine.Value.backward")
def one_call_for_each_node(self):
    """The nodes were ordered by a function that calls itself once for each level of the graph."""
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(self)
    self.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += slope * node.grad


@misconception("engine.Value.backward")
def walks_every_path(self):
    """Every path from the result to an input was walked by itself, and their number doubles with each reuse."""
    waiting = [(self, 1.0)]
    while waiting:
        node, upstream = waiting.pop()
        node.grad += upstream
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            waiting.append((parent, upstream * slope))
