"""What runs beside the code under test in chapter 2. Shipped whole, judges nothing.

A program is a few lines of Python over named Values that leave their result in `z`, such as
"z = (x * y + x).tanh()".
"""

import numpy as np


def trace_question(chapter):
    """The numbers of `worksheet.chain_rule_trace`."""
    x, y = chapter.questions.trace_inputs()
    return {"x": x, "y": y}


def network_question(chapter):
    """The numbers of `worksheet.network_trace`."""
    x, w1, w2, t = chapter.questions.network_inputs()
    return {"x": x, "w1": w1, "w2": w2, "t": t}


SCALARS = {
    "products": lambda x: x[0] ** 2 + 3 * x[0] * x[1],
    "cubes": lambda x: (x**3).sum(),
    "waves": lambda x: np.sin(2 * x).sum() + x.sum() ** 2 / 10,
}


def slopes(chapter, name, x, **options):
    """What numerical_gradient measures of one of the functions above."""
    return chapter.gradcheck.numerical_gradient(lambda at: float(SCALARS[name](at)), np.asarray(x), **options)


def places_asked(chapter, x):
    """Where numerical_gradient asks for f, as flat lists: each place once, in sorted order."""
    places = set()

    def f(at):
        places.add(tuple(np.round(at, 9).ravel().tolist()))
        return float(SCALARS["waves"](at))

    chapter.gradcheck.numerical_gradient(f, x, h=0.01)
    return [list(place) for place in sorted(places)]


def x_after_measuring(chapter, x):
    """What numerical_gradient answers, and how many entries of the caller's array have changed in any bit."""
    before = x.copy()
    answer = chapter.gradcheck.numerical_gradient(lambda at: float(SCALARS["waves"](at)), x, h=0.01)
    return {"answer": answer, "changed": int(np.count_nonzero(x != before))}


def _shares(x):
    return x / x.sum(axis=1, keepdims=True)


def _sine_off_at(place, by):
    def vjp(x, u):
        slope = np.cos(x) * u
        slope.flat[place] += by * np.abs(slope).max()
        return slope

    return vjp


CASES = {  # a function, and what claims to be its gradient
    "sine": (np.sin, lambda x, u: np.cos(x) * u),
    "sine, sign": (np.sin, lambda x, u: -np.cos(x) * u),
    "sine, twice": (np.sin, lambda x, u: 2 * np.cos(x) * u),
    "sine, no upstream": (np.sin, lambda x, u: np.cos(x)),
    "sine, one entry": (np.sin, _sine_off_at(4, 0.3)),
    "sine, last entry": (np.sin, _sine_off_at(-1, -0.3)),
    "neighbours": (
        lambda x: x * np.roll(x, 1),
        lambda x, u: u * np.roll(x, 1) + np.roll(u * x, -1),
    ),
    "neighbours, one path": (lambda x: x * np.roll(x, 1), lambda x, u: u * np.roll(x, 1)),
    "total": (lambda x: np.sum(x**3), lambda x, u: 3 * x**2 * u),
    "total, one number": (lambda x: np.sum(x**3), lambda x, u: np.sum(3 * x**2 * u)),
    "columns": (lambda x: x.sum(axis=0), lambda x, u: np.zeros_like(x) + u),
    "columns, one row": (lambda x: x.sum(axis=0), lambda x, u: u),
    "turned": (lambda x: x.T, lambda x, u: u.T),
    "turned, reshaped": (lambda x: x.T, lambda x, u: u.reshape(x.shape)),
    "sine nearly": (np.sin, lambda x, u: (1 + 5e-5) * np.cos(x) * u),
    "sine nearly in one entry": (np.sin, _sine_off_at(4, 5e-5)),
    "sine, too large": (np.sin, lambda x, u: 1.025 * np.cos(x) * u),
    "sine, one entry too small": (np.sin, _sine_off_at(4, -0.025)),
    "tiny": (lambda x: 1e-12 * np.sin(x), lambda x, u: 1e-12 * np.cos(x) * u),
    "tiny, half": (lambda x: 1e-12 * np.sin(x), lambda x, u: 0.5e-12 * np.cos(x) * u),
    "huge": (lambda x: 1e8 * np.sin(x), lambda x, u: 1e8 * np.cos(x) * u),
    "huge, half": (lambda x: 1e8 * np.sin(x), lambda x, u: 0.5e8 * np.cos(x) * u),
    "flat": (lambda x: x**3 - 3 * x, lambda x, u: 3 * (x**2 - 1) * u),
    "flat, twice": (lambda x: x**3 - 3 * x, lambda x, u: 6 * (x**2 - 1) * u),
    "shares": (
        lambda x: x / 10 + _shares(x),
        lambda x, u: u / 10 + (u - (u * _shares(x)).sum(axis=1, keepdims=True)) / x.sum(axis=1, keepdims=True),
    ),
    "shares, evenly": (
        lambda x: x / 10 + _shares(x),
        lambda x, u: u / 10 + (u - u.mean(axis=1, keepdims=True)) / x.sum(axis=1, keepdims=True),
    ),
}


def verdict(chapter, case, x, seed):
    """What agrees says of one of the cases above."""
    return chapter.gradcheck.agrees(*CASES[case], x, np.random.default_rng(seed))


def upstreams(chapter, x):
    """Facts about the upstream gradients that agrees draws; None where it asks for no gradient."""
    drawn = []

    def asked(seed):
        calls = []

        def vjp(at, u):
            calls.append(np.array(u))
            return np.cos(at) * u

        chapter.gradcheck.agrees(np.sin, vjp, x, np.random.default_rng(seed))
        drawn.extend(calls[:1])

    for seed in (1, 1, 2):
        asked(seed)
    if len(drawn) < 3:
        return None
    return {
        "entries differ": bool(np.unique(drawn[0]).size > 1),
        "equal generators, equal u": bool(np.array_equal(drawn[0], drawn[1])),
        "another generator, another u": not np.array_equal(drawn[0], drawn[2]),
    }


def x_after_agrees(chapter, x):
    """The caller's array once agrees has answered."""
    answer = chapter.gradcheck.agrees(*CASES["sine"], x, np.random.default_rng(1))
    return None if answer is None else x


class Node:
    """What topological_order may use of a node. All hold the same number: it is no name."""

    data = 0.0
    grad = 0.0

    def __init__(self, parents):
        self.parents = parents


class NumberedNode(Node):
    """A node with a number that no other node holds."""

    def __init__(self, parents, number):
        super().__init__(parents)
        self.data = float(number)


def order_of_numbered_nodes(chapter, parents_of):
    """The order for the last of the nodes, which hold different numbers."""
    nodes = []
    for number, parents in enumerate(parents_of):
        nodes.append(NumberedNode(tuple(nodes[place] for place in parents), number))
    return _places(chapter.engine.topological_order(nodes[-1]), nodes)


def orders(chapter, parents_of, *roots):
    """The order for each of the roots, one call after the other, as positions in the list of nodes.

    parents_of: for each node the positions of its parents, which come before it
    Strangers in an answer have the position -1.
    """
    nodes = []
    for parents in parents_of:
        nodes.append(Node(tuple(nodes[place] for place in parents)))
    answers = [chapter.engine.topological_order(nodes[root]) for root in roots]
    return [_places(answer, nodes) for answer in answers]


def _places(answer, nodes):
    places = {id(node): place for place, node in enumerate(nodes)}
    return None if answer is None else [places.get(id(node), -1) for node in answer]


def order_of_a_chain(chapter, length):
    """The order of a chain of nodes that all use node 0 as well, as an array of positions."""
    answer = orders(chapter, [(), (), *((place, 0) for place in range(1, length - 1))], length - 1)[0]
    return None if answer is None else np.array(answer, dtype=np.int16)


def order_of_doublings(chapter, length):
    """The order of a chain of nodes that each use the one before twice, as positions."""
    return orders(chapter, [(), *((place, place) for place in range(length - 1))], length - 1)[0]


def compute(chapter, program, **inputs):
    """The number that a program computes."""
    return float(_run(chapter, program, inputs)["z"].data)


def differentiate(chapter, program, **inputs):
    """The number that a program computes, and its derivative by each input."""
    values = _run(chapter, program, inputs)
    values["z"].backward()
    gradients = {f"dz/d{name}": float(values[name].grad) for name in inputs}
    return {"z": float(values["z"].data), **gradients, "dz/dz": float(values["z"].grad)}


def operands_after(chapter, program, **inputs):
    """The data of the inputs after a program has run and left a Value."""
    values = _run(chapter, program, inputs)
    float(values["z"].data)
    return {name: float(values[name].data) for name in inputs}


def _run(chapter, program, inputs):
    values = {name: chapter.engine.Value(number) for name, number in inputs.items()}
    operands = dict(values)
    exec(program, {}, values)  # noqa: S102 - the examiner's own lines, inside the sandbox
    return {**values, **operands}  # an input counts as it was passed, whatever the program did to its name


def unbroadcast(chapter, gradient, shape):
    """What unbroadcast returns. A shape arrives as a list, and is made a tuple again."""
    return chapter.vjps.unbroadcast(np.asarray(gradient), tuple(shape))


def unbroadcast_and_gradient(chapter, gradient, shape):
    """What unbroadcast answers, and the caller's array afterwards."""
    return {"answer": unbroadcast(chapter, gradient, shape), "arguments": gradient}


def affine_gradients(chapter, upstream, X, W):  # noqa: N803 - as the handout writes them
    """The three gradients of a layer, by name."""
    answer = chapter.vjps.affine_vjp(upstream, X, W)
    if not isinstance(answer, tuple | list) or len(answer) != 3:
        return answer
    return dict(zip(("dX", "dW", "db"), answer, strict=True))


def answer_and_arguments(chapter, function, *arguments):
    """What a function of vjps.py answers, and the caller's arrays afterwards."""
    return {"answer": getattr(chapter.vjps, function)(*arguments), "arguments": list(arguments)}


DERIVATIVES = {  # of an activation, by its output
    "tanh": lambda h: 1 - h**2,
    "sigmoid": lambda h: h * (1 - h),
    "another": lambda h: 0.3 + np.abs(h),
}


def network_gradients(chapter, weights, biases, layers, d_logits, activation):
    """The gradients by name, dW_1 and db_1 for the first layer; an answer that is no list of L pairs as it is."""
    parameters = list(zip(weights, biases, strict=True))
    answer = chapter.network.backward(parameters, layers, d_logits, DERIVATIVES[activation])
    if not isinstance(answer, tuple | list) or len(answer) != len(parameters):
        return answer
    if not all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in answer):
        return answer
    names = [f"{name}_{layer}" for layer in range(1, len(answer) + 1) for name in ("dW", "db")]
    return dict(zip(names, (array for pair in answer for array in pair), strict=True))


def gradient_sizes(chapter, weights, biases, layers, d_logits, activation):
    """What gradient_norms returns. An array will do for the list."""
    parameters = list(zip(weights, biases, strict=True))
    answer = chapter.gradient_flow.gradient_norms(parameters, layers, d_logits, DERIVATIVES[activation])
    return answer.tolist() if isinstance(answer, np.ndarray) else answer


def network_after(chapter, module, weights, biases, layers, d_logits):
    """How many numbers "network" or "gradient_flow" answers with, and what the caller passed afterwards."""
    parameters = list(zip(weights, biases, strict=True))
    function = chapter.network.backward if module == "network" else chapter.gradient_flow.gradient_norms
    answer = function(parameters, layers, d_logits, DERIVATIVES["tanh"])
    count = sum(np.size(array) for entry in answer for array in (entry if module == "network" else [entry]))
    return {"answer": count, "arguments": {"parameters": parameters, "layers": layers, "d_logits": d_logits}}


def initial(chapter, fan_in, fan_out, scheme, seed):
    """W and b, by name, drawn from a generator with this seed."""
    answer = chapter.initialization.init_layer(fan_in, fan_out, scheme, np.random.default_rng(seed))
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return answer
    return dict(zip(("W", "b"), answer, strict=True))
