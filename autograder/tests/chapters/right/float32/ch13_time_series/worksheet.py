# ruff: noqa - written as a student might write it
"""Right, each number from the question alone, rounded as on paper."""

from .questions import autoregression, hidden_level, two_years


def forecast_trace():
    q = autoregression()
    quarters, w = two_years()
    s = hidden_level()
    answers = {}
    for h in (1, 2, 3):
        answers[f"forecast_{h}"] = round(q["mu"] + q["phi"] ** h * (q["last"] - q["mu"]), 4)
        answers[f"variance_{h}"] = round(sum(q["sigma2"] * q["phi"] ** (2 * j) for j in range(h)), 4)
    answers["difference"] = quarters[-1] - quarters[-5]
    answers["next_value"] = w + quarters[-4]
    p = s["P"] + s["var_eta"]
    k = p / (p + s["var_eps"])
    answers["predicted_variance"] = p
    answers["gain"] = round(k, 4)
    answers["new_level"] = round((1 - k) * s["level"] + k * s["y"], 4)
    answers["new_variance"] = round(k * s["var_eps"], 4)
    return answers
