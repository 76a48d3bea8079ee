# ruff: noqa - written as a student might write it
"""Right, rounded to four decimals at every step, as on paper."""

from math import tanh

from .questions import trace_inputs


def bptt_trace():
    q = trace_inputs()
    h, a = [q["h0"]], {}
    for t in (1, 2, 3):
        h.append(round(tanh(q["wx"] * q[f"x{t}"] + q["wh"] * h[-1] + q["b"]), 4))
    err = h[3] - q["y"]
    for t in (3, 2, 1):
        a[t] = round(err * (1 - h[t] ** 2), 4)
        err = a[t] * q["wh"]
    out = {f"h{t}": h[t] for t in (1, 2, 3)}
    out["L"] = round((h[3] - q["y"]) ** 2 / 2, 4)
    out |= {f"dL/da{t}": a[t] for t in (1, 2, 3)}
    out["dL/dwx"] = round(sum(a[t] * q[f"x{t}"] for t in a), 4)
    out["dL/dwh"] = round(sum(a[t] * h[t - 1] for t in a), 4)
    out["dL/db"] = sum(a.values())
    out["dL/dh0"] = round(err, 4)
    return out
