# ruff: noqa - written as a student might write it
"""Right: another network that looks everywhere."""

import numpy as np


def choose_cnn():
    return dict(
        channels=np.array([10, 20]),
        kernel=np.int64(3),
        strides=(1, 1),
        pools=[2, 1],
        head="max",
        learning_rate=np.float64(0.015),
        epochs=12,
    )
