"""Two things to do with pencil and paper. Write the numbers that you found, not code that finds them."""


def perceptron_trace() -> list[tuple[float, float, float]]:
    return [
        (-2.0, -1.0, 1.0),
        (-4.0, 2.0, 0.0),
        (-4.0, 1.0, -1.0),
        (-4.0, 1.0, -1.0),
        (-4.0, 1.0, -1.0),
        (-3.0, 1.0, -2.0),
    ]


def predictions() -> dict[str, float]:
    return {"parameters": 73.0, "first_loss": 1.386}
