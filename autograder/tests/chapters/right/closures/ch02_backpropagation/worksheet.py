# ruff: noqa - written as a student might write it
"""Right, with three decimal places at every step, as on paper."""

import math

from . import questions


def chain_rule_trace():
    x, y = questions.trace_inputs()
    p = round(x * y, 3)
    s = round(p + x, 3)
    z = round(math.tanh(s), 3)
    d = round(1 - z * z, 3)
    return {"p": p, "s": s, "z": z, "dz/ds": d, "dz/dp": d, "dz/dx": round(d * y + d, 3), "dz/dy": round(d * x, 3)}


def network_trace():
    x, w1, w2, t = questions.network_inputs()
    h = round(math.tanh(w1 * x), 3)
    o = round(w2 * h, 3)
    do = round(2 * (o - t), 3)
    dh = round(do * w2, 3)
    return {
        "h": h,
        "o": o,
        "L": round((o - t) ** 2, 3),
        "dL/do": do,
        "dL/dw2": round(do * h, 3),
        "dL/dh": dh,
        "dL/dw1": round(dh * (1 - h * h) * x, 3),
    }
