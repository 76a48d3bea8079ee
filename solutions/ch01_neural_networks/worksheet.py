"""Two things to do with pencil and paper. Write the numbers that you found, not code that finds them."""


def perceptron_trace() -> list[tuple[float, float, float]]:
    """The weights of a perceptron after each of six points, by hand.

    `python -m ch01_neural_networks.questions` prints your six points with their labels. Start with
    w1 = w2 = b = 0 and visit each point once, in order, with the rule of the handout.

    returns: six triples (w1, w2, b), the weights after each point, whether they moved or not

    Marked when you hand in; a slip is counted once, and what follows from it correctly is right.

    Handout: "A line that learns from its mistakes".
    """
    # BEGIN SOLUTION
    from .questions import trace_points  # noqa: PLC0415 - who writes numbers needs no imports

    w1 = w2 = b = 0.0
    trace = []
    for (x1, x2), y in zip(*trace_points(), strict=True):
        if y * (w1 * x1 + w2 * x2 + b) <= 0:
            w1, w2, b = float(w1 + y * x1), float(w2 + y * x2), float(b + y)
        trace.append((w1, w2, b))
    return trace
    # END SOLUTION


def predictions() -> dict[str, float]:
    """Two numbers to know before anything runs.

    `python -m ch01_neural_networks.questions` prints the sizes of your network, such as 3, 5, 4, 2: three
    inputs, hidden layers of five and four units, two classes.

    returns: {"parameters": the number of all weights and biases,
              "first_loss": the mean cross-entropy when all logits of every sample are equal}

    Write at least three decimal places. Marked when you hand in.

    Handout: "Layers" and "How wrong is it?".
    """
    # BEGIN SOLUTION
    from math import log  # noqa: PLC0415 - who writes numbers needs no imports

    from .given import count_parameters  # noqa: PLC0415 - as above
    from .questions import network_sizes  # noqa: PLC0415 - as above

    sizes = network_sizes()
    return {"parameters": count_parameters(sizes), "first_loss": log(sizes[-1])}
    # END SOLUTION
