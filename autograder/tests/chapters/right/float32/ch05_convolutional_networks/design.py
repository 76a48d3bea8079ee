# ruff: noqa - written as a student might write it
"""Right: a narrower network that is trained longer."""


def choose_cnn():
    return {
        "channels": [12, 20],
        "kernel": 3,
        "strides": [1, 1],
        "pools": [2, 1],
        "head": "max",
        "learning_rate": 0.01,
        "epochs": 12,
    }
