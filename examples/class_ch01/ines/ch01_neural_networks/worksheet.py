"""Two things to do with pencil and paper. Write the numbers that you found, not code that finds them."""


def perceptron_trace() -> list[tuple[float, float, float]]:
    return [(-2, -1, 1), (-4, 2, 0), (-4, 1, -1), (-4, 1, -1), (-4, 1, -1), (-3, 1, -2)]


def predictions() -> dict[str, float]:
    return {"parameters": 73, "first_loss": 1.386}
