# ruff: noqa: PLC0415, RUF007 - spliced into a copy of the solution: a function brings what it imports along
"""The numbers that students write in worksheet.py after a slip, and what they did, in one sentence each.

Weights are whole numbers and losses have three decimals, as they are written by hand.
"""

from autograder.engine.check import misconception


@misconception("worksheet.perceptron_trace")
def updates_on_every_point():
    """The weights moved at every point, also at those that were on their right side."""
    from .questions import trace_points

    w1, w2, b = 0, 0, 0
    trace = []
    for (x1, x2), y in zip(*trace_points(), strict=True):
        w1, w2, b = w1 + int(y * x1), w2 + int(y * x2), b + int(y)
        trace.append((w1, w2, b))
    return trace


@misconception("worksheet.perceptron_trace")
def forgets_the_bias():
    """w moved, and b stayed at 0."""
    from .questions import trace_points

    w1, w2 = 0, 0
    trace = []
    for (x1, x2), y in zip(*trace_points(), strict=True):
        if y * (w1 * x1 + w2 * x2) <= 0:
            w1, w2 = w1 + int(y * x1), w2 + int(y * x2)
        trace.append((w1, w2, 0))
    return trace


@misconception("worksheet.perceptron_trace")
def leaves_the_bias_out_of_the_score():
    """b moved at each mistake, and was left out when the next score was computed."""
    from .questions import trace_points

    w1, w2, b = 0, 0, 0
    trace = []
    for (x1, x2), y in zip(*trace_points(), strict=True):
        if y * (w1 * x1 + w2 * x2) <= 0:
            w1, w2, b = w1 + int(y * x1), w2 + int(y * x2), b + int(y)
        trace.append((w1, w2, b))
    return trace


@misconception("worksheet.perceptron_trace")
def a_score_of_zero_is_no_mistake():
    """A score of 0 was taken as right, so from zero weights nothing ever moved."""
    return [(0, 0, 0)] * 6


@misconception("worksheet.perceptron_trace")
def adds_the_point_without_its_label():
    """The point was added at each mistake whatever its label, so mistakes with y = -1 moved w the wrong way."""
    from .questions import trace_points

    w1, w2, b = 0, 0, 0
    trace = []
    for (x1, x2), y in zip(*trace_points(), strict=True):
        if y * (w1 * x1 + w2 * x2 + b) <= 0:
            w1, w2, b = w1 + int(x1), w2 + int(x2), b + 1
        trace.append((w1, w2, b))
    return trace


@misconception("worksheet.perceptron_trace")
def starts_anew_at_each_point():
    """Each point was judged with the zero weights of the start, so every row is that point alone."""
    from .questions import trace_points

    return [(int(y * x1), int(y * x2), int(y)) for (x1, x2), y in zip(*trace_points(), strict=True)]


@misconception("worksheet.predictions")
def counts_no_biases():
    """The weights were counted, the biases were not."""
    from math import log

    from .questions import network_sizes

    sizes = network_sizes()
    weights = sum(inputs * outputs for inputs, outputs in zip(sizes, sizes[1:], strict=False))
    return {"parameters": weights, "first_loss": round(log(sizes[-1]), 3)}


@misconception("worksheet.predictions")
def counts_a_bias_for_every_input():
    """A bias was counted for the inputs too, which no layer computes."""
    from math import log

    from .questions import network_sizes

    sizes = network_sizes()
    weights = sum(inputs * outputs for inputs, outputs in zip(sizes, sizes[1:], strict=False))
    return {"parameters": weights + sum(sizes), "first_loss": round(log(sizes[-1]), 3)}


@misconception("worksheet.predictions")
def one_bias_for_each_layer():
    """One bias was counted for each layer, not one for each of its units."""
    from math import log

    from .questions import network_sizes

    sizes = network_sizes()
    weights = sum(inputs * outputs for inputs, outputs in zip(sizes, sizes[1:], strict=False))
    return {"parameters": weights + len(sizes) - 1, "first_loss": round(log(sizes[-1]), 3)}


@misconception("worksheet.predictions")
def probability_for_loss():
    """1 / classes is the probability of the true class, not yet its cost."""
    from .given import count_parameters
    from .questions import network_sizes

    sizes = network_sizes()
    return {"parameters": count_parameters(sizes), "first_loss": round(1 / sizes[-1], 3)}


@misconception("worksheet.predictions")
def negative_loss():
    """The logarithm of the probability was written without the minus sign in front of it."""
    from math import log

    from .given import count_parameters
    from .questions import network_sizes

    sizes = network_sizes()
    return {"parameters": count_parameters(sizes), "first_loss": -round(log(sizes[-1]), 3)}


@misconception("worksheet.predictions")
def logarithm_to_base_ten():
    """The loss was computed with the logarithm to base 10."""
    from math import log10

    from .given import count_parameters
    from .questions import network_sizes

    sizes = network_sizes()
    return {"parameters": count_parameters(sizes), "first_loss": round(log10(sizes[-1]), 3)}
