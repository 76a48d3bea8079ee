"""Two things to do with pencil and paper. Write the numbers that you found, not code that finds them."""


def perceptron_trace() -> list[tuple[float, float, float]]:
    """The weights of a perceptron after each of six points, by hand."""
    return [
        (-2, -1, 1),  # score 0: counts as a mistake
        (-4, 2, 0),  # 0 again
        (-4, 1, -1),  # 2, should be negative
        (-4, 1, -1),  # -14 and y = -1, fine
        (-4, 1, -1),  # 7 and y = +1, fine
        (-3, 1, -2),  # 3, should be negative
    ]


def predictions() -> dict[str, float]:
    """Two numbers to know before anything runs."""
    # 5*6+6 = 36, 6*3+3 = 21, 3*4+4 = 16
    return {"parameters": 73, "first_loss": 1.386}
