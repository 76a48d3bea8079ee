# ruff: noqa - written as a student might write it
"""Right, each answer from the question alone, with other formulas for tanh and its slope."""

import math

from .questions import network_inputs, trace_inputs


def chain_rule_trace():
    x, y = trace_inputs()
    answers = {}
    answers["p"] = x * y
    answers["s"] = x * y + x
    answers["z"] = math.tanh(x * y + x)
    answers["dz/ds"] = 1 / math.cosh(x * y + x) ** 2
    answers["dz/dp"] = answers["dz/ds"]
    answers["dz/dx"] = (y + 1) / math.cosh(x * y + x) ** 2
    answers["dz/dy"] = x / math.cosh(x * y + x) ** 2
    return answers


def network_trace():
    x, w1, w2, t = network_inputs()
    e = math.exp(2 * w1 * x)
    h = (e - 1) / (e + 1)
    return dict(
        [
            ("h", h),
            ("o", w2 * h),
            ("L", (t - w2 * h) ** 2),
            ("dL/do", -2 * (t - w2 * h)),
            ("dL/dw2", -2 * (t - w2 * h) * h),
            ("dL/dh", -2 * (t - w2 * h) * w2),
            ("dL/dw1", -2 * (t - w2 * h) * w2 * 4 * e / (e + 1) ** 2 * x),
        ]
    )
