"""Two things to do with pencil and paper. Write the numbers that you found, not code that finds them."""


def perceptron_trace() -> list[tuple[float, float, float]]:
    """The weights of a perceptron after each of six points, by hand."""
    return [(-2, -1, 1), (-4, 2, 0), (-4, 1, -1), (-4, 1, -1), (-4, 1, -1), (-3, 1, -2)]


def predictions() -> dict[str, float]:
    """Two numbers to know before anything runs."""
    return {"parameters": 73, "first_loss": 1.386}
