# ruff: noqa - written as a student might write it
"""Right, with longer steps."""


def choose_cnn():
    return {
        "channels": [12, 24],
        "kernel": 3,
        "strides": [1, 1],
        "pools": [2, 1],
        "head": "max",
        "learning_rate": 0.02,
        "epochs": 12,
    }
