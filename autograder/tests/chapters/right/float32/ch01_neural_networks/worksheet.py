# ruff: noqa - written as a student might write it
"""Right, with lists for tuples, floats for whole numbers, and four decimals."""


def perceptron_trace():
    return [
        [-2.0, -1.0, 1.0],
        [-4.0, 2.0, 0.0],
        [-4.0, 1.0, -1.0],
        [-4.0, 1.0, -1.0],
        [-4.0, 1.0, -1.0],
        [-3.0, 1.0, -2.0],
    ]


def predictions():
    return {"parameters": 73.0, "first_loss": 1.3863}
