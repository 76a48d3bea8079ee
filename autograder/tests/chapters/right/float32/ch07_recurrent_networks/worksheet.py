# ruff: noqa - written as a student might write it
"""Right, with the float32 numbers of a calculator."""

import numpy as np

from .questions import trace_inputs


def bptt_trace():
    q = {name: np.float32(number) for name, number in trace_inputs().items()}
    h1 = np.tanh(q["wx"] * q["x1"] + q["wh"] * q["h0"] + q["b"])
    h2 = np.tanh(q["wx"] * q["x2"] + q["wh"] * h1 + q["b"])
    h3 = np.tanh(q["wx"] * q["x3"] + q["wh"] * h2 + q["b"])
    a3 = (h3 - q["y"]) * (1 - h3 * h3)
    a2 = a3 * q["wh"] * (1 - h2 * h2)
    a1 = a2 * q["wh"] * (1 - h1 * h1)
    return {
        "h1": h1, "h2": h2, "h3": h3, "L": (h3 - q["y"]) ** 2 / 2, "dL/da3": a3, "dL/da2": a2, "dL/da1": a1,
        "dL/dwx": a1 * q["x1"] + a2 * q["x2"] + a3 * q["x3"], "dL/dwh": a1 * q["h0"] + a2 * h1 + a3 * h2,
        "dL/db": a1 + a2 + a3, "dL/dh0": a1 * q["wh"],
    }  # fmt: skip
