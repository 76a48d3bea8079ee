# ruff: noqa - written as a student might write it
"""Right, as it is meant: numbers that were written down, in whole numbers and with three decimals."""


def perceptron_trace():
    return [(-2, -1, 1), (-4, 2, 0), (-4, 1, -1), (-4, 1, -1), (-4, 1, -1), (-3, 1, -2)]


def predictions():
    return {"parameters": 73, "first_loss": 1.386}
