# ruff: noqa - written as a student might write it
"""Right, from step to step, as integers where they are whole."""

import numpy as np

from .questions import autoregression, hidden_level, two_years


def forecast_trace():
    q, (y, w), s = autoregression(), two_years(), hidden_level()
    powers = q["phi"] ** np.arange(4)
    f = q["mu"] + powers[1:] * (q["last"] - q["mu"])
    v = q["sigma2"] * np.cumsum(powers[:3] ** 2)
    p = s["P"] + s["var_eta"]
    k = 1 - s["var_eps"] / (p + s["var_eps"])
    return {
        **{f"forecast_{i + 1}": f[i] for i in range(3)},
        **{f"variance_{i + 1}": v[i] for i in range(3)},
        "difference": int(y[7] - y[3]),
        "next_value": y[4] + w,
        "predicted_variance": int(p),
        "gain": k,
        "new_level": s["level"] + k * (s["y"] - s["level"]),
        "new_variance": 1 / (1 / p + 1 / s["var_eps"]),
    }
