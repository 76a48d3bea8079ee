"""Two things to do with pencil and paper. Write the numbers that you found, not code that finds them."""


def perceptron_trace() -> list[tuple[float, float, float]]:
    """The weights of a perceptron after each of six points, by hand.

    `python -m ch01_neural_networks.questions` prints your six points with their labels. Start with
    w1 = w2 = b = 0 and visit each point once, in order, with the rule of the handout.

    returns: six triples (w1, w2, b), the weights after each point, whether they moved or not

    Marked when you hand in; a slip is counted once, and what follows from it correctly is right.

    Handout: "A line that learns from its mistakes".
    """
    raise NotImplementedError("worksheet.perceptron_trace")


def predictions() -> dict[str, float]:
    """Two numbers to know before anything runs.

    `python -m ch01_neural_networks.questions` prints the sizes of your network, such as 3, 5, 4, 2: three
    inputs, hidden layers of five and four units, two classes.

    returns: {"parameters": the number of all weights and biases,
              "first_loss": the mean cross-entropy when all logits of every sample are equal}

    Write at least three decimal places. Marked when you hand in.

    Handout: "Layers" and "How wrong is it?".
    """
    raise NotImplementedError("worksheet.predictions")
