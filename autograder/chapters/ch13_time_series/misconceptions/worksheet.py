# ruff: noqa: PLC0415 - spliced into a copy of the solution: a function brings what it imports along
"""The numbers that students write in worksheet.py after a slip, and what they did, in one sentence each."""

from autograder.engine.check import misconception


@misconception("worksheet.forecast_trace")
def forgets_the_mean():
    """phi was multiplied with the last value itself, not with its distance from the mean."""
    from .questions import autoregression, hidden_level, two_years

    series, (quarters, w), state = autoregression(), two_years(), hidden_level()
    phi, sigma2, last = series["phi"], series["sigma2"], series["last"]
    predicted = state["P"] + state["var_eta"]
    gain = predicted / (predicted + state["var_eps"])
    return {
        "forecast_1": phi * last,
        "forecast_2": phi**2 * last,
        "forecast_3": phi**3 * last,
        "variance_1": sigma2,
        "variance_2": sigma2 * (1 + phi**2),
        "variance_3": sigma2 * (1 + phi**2 + phi**4),
        "difference": quarters[7] - quarters[3],
        "next_value": quarters[4] + w,
        "predicted_variance": predicted,
        "gain": gain,
        "new_level": state["level"] + gain * (state["y"] - state["level"]),
        "new_variance": (1 - gain) * predicted,
    }


@misconception("worksheet.forecast_trace")
def keeps_the_first_forecast():
    """Every forecast was computed from the last value, so all three are the same."""
    from .questions import autoregression, hidden_level, two_years

    series, (quarters, w), state = autoregression(), two_years(), hidden_level()
    mu, phi, sigma2, last = series["mu"], series["phi"], series["sigma2"], series["last"]
    predicted = state["P"] + state["var_eta"]
    gain = predicted / (predicted + state["var_eps"])
    return {
        "forecast_1": mu + phi * (last - mu),
        "forecast_2": mu + phi * (last - mu),
        "forecast_3": mu + phi * (last - mu),
        "variance_1": sigma2,
        "variance_2": sigma2 * (1 + phi**2),
        "variance_3": sigma2 * (1 + phi**2 + phi**4),
        "difference": quarters[7] - quarters[3],
        "next_value": quarters[4] + w,
        "predicted_variance": predicted,
        "gain": gain,
        "new_level": state["level"] + gain * (state["y"] - state["level"]),
        "new_variance": (1 - gain) * predicted,
    }


@misconception("worksheet.forecast_trace")
def variance_of_one_step():
    """The same variance was written for all three steps, though the errors of earlier steps are carried on."""
    from .questions import autoregression, hidden_level, two_years

    series, (quarters, w), state = autoregression(), two_years(), hidden_level()
    mu, phi, sigma2, last = series["mu"], series["phi"], series["sigma2"], series["last"]
    predicted = state["P"] + state["var_eta"]
    gain = predicted / (predicted + state["var_eps"])
    return {
        "forecast_1": mu + phi * (last - mu),
        "forecast_2": mu + phi**2 * (last - mu),
        "forecast_3": mu + phi**3 * (last - mu),
        "variance_1": sigma2,
        "variance_2": sigma2,
        "variance_3": sigma2,
        "difference": quarters[7] - quarters[3],
        "next_value": quarters[4] + w,
        "predicted_variance": predicted,
        "gain": gain,
        "new_level": state["level"] + gain * (state["y"] - state["level"]),
        "new_variance": (1 - gain) * predicted,
    }


@misconception("worksheet.forecast_trace")
def variances_fade():
    """The variance was multiplied with phi squared at each step, and what each step adds was left out."""
    from .questions import autoregression, hidden_level, two_years

    series, (quarters, w), state = autoregression(), two_years(), hidden_level()
    mu, phi, sigma2, last = series["mu"], series["phi"], series["sigma2"], series["last"]
    predicted = state["P"] + state["var_eta"]
    gain = predicted / (predicted + state["var_eps"])
    return {
        "forecast_1": mu + phi * (last - mu),
        "forecast_2": mu + phi**2 * (last - mu),
        "forecast_3": mu + phi**3 * (last - mu),
        "variance_1": sigma2,
        "variance_2": sigma2 * phi**2,
        "variance_3": sigma2 * phi**4,
        "difference": quarters[7] - quarters[3],
        "next_value": quarters[4] + w,
        "predicted_variance": predicted,
        "gain": gain,
        "new_level": state["level"] + gain * (state["y"] - state["level"]),
        "new_variance": (1 - gain) * predicted,
    }


@misconception("worksheet.forecast_trace")
def phi_not_squared():
    """The variances add up phi where its square belongs."""
    from .questions import autoregression, hidden_level, two_years

    series, (quarters, w), state = autoregression(), two_years(), hidden_level()
    mu, phi, sigma2, last = series["mu"], series["phi"], series["sigma2"], series["last"]
    predicted = state["P"] + state["var_eta"]
    gain = predicted / (predicted + state["var_eps"])
    return {
        "forecast_1": mu + phi * (last - mu),
        "forecast_2": mu + phi**2 * (last - mu),
        "forecast_3": mu + phi**3 * (last - mu),
        "variance_1": sigma2,
        "variance_2": sigma2 * (1 + phi),
        "variance_3": sigma2 * (1 + phi + phi**2),
        "difference": quarters[7] - quarters[3],
        "next_value": quarters[4] + w,
        "predicted_variance": predicted,
        "gain": gain,
        "new_level": state["level"] + gain * (state["y"] - state["level"]),
        "new_variance": (1 - gain) * predicted,
    }


@misconception("worksheet.forecast_trace")
def difference_to_the_quarter_before():
    """The difference was taken to the quarter before, not to the same quarter of the year before."""
    from .questions import autoregression, hidden_level, two_years

    series, (quarters, w), state = autoregression(), two_years(), hidden_level()
    mu, phi, sigma2, last = series["mu"], series["phi"], series["sigma2"], series["last"]
    predicted = state["P"] + state["var_eta"]
    gain = predicted / (predicted + state["var_eps"])
    return {
        "forecast_1": mu + phi * (last - mu),
        "forecast_2": mu + phi**2 * (last - mu),
        "forecast_3": mu + phi**3 * (last - mu),
        "variance_1": sigma2,
        "variance_2": sigma2 * (1 + phi**2),
        "variance_3": sigma2 * (1 + phi**2 + phi**4),
        "difference": quarters[7] - quarters[6],
        "next_value": quarters[7] + w,
        "predicted_variance": predicted,
        "gain": gain,
        "new_level": state["level"] + gain * (state["y"] - state["level"]),
        "new_variance": (1 - gain) * predicted,
    }


@misconception("worksheet.forecast_trace")
def adds_to_the_last_value():
    """The forecast difference was added to y_8, not to y_5, the value one season before y_9."""
    from .questions import autoregression, hidden_level, two_years

    series, (quarters, w), state = autoregression(), two_years(), hidden_level()
    mu, phi, sigma2, last = series["mu"], series["phi"], series["sigma2"], series["last"]
    predicted = state["P"] + state["var_eta"]
    gain = predicted / (predicted + state["var_eps"])
    return {
        "forecast_1": mu + phi * (last - mu),
        "forecast_2": mu + phi**2 * (last - mu),
        "forecast_3": mu + phi**3 * (last - mu),
        "variance_1": sigma2,
        "variance_2": sigma2 * (1 + phi**2),
        "variance_3": sigma2 * (1 + phi**2 + phi**4),
        "difference": quarters[7] - quarters[3],
        "next_value": quarters[7] + w,
        "predicted_variance": predicted,
        "gain": gain,
        "new_level": state["level"] + gain * (state["y"] - state["level"]),
        "new_variance": (1 - gain) * predicted,
    }


@misconception("worksheet.forecast_trace")
def observes_before_predicting():
    """The new value was weighed with P as it was, before the level had moved on."""
    from .questions import autoregression, hidden_level, two_years

    series, (quarters, w), state = autoregression(), two_years(), hidden_level()
    mu, phi, sigma2, last = series["mu"], series["phi"], series["sigma2"], series["last"]
    predicted = state["P"]
    gain = predicted / (predicted + state["var_eps"])
    return {
        "forecast_1": mu + phi * (last - mu),
        "forecast_2": mu + phi**2 * (last - mu),
        "forecast_3": mu + phi**3 * (last - mu),
        "variance_1": sigma2,
        "variance_2": sigma2 * (1 + phi**2),
        "variance_3": sigma2 * (1 + phi**2 + phi**4),
        "difference": quarters[7] - quarters[3],
        "next_value": quarters[4] + w,
        "predicted_variance": predicted,
        "gain": gain,
        "new_level": state["level"] + gain * (state["y"] - state["level"]),
        "new_variance": (1 - gain) * predicted,
    }


@misconception("worksheet.forecast_trace")
def gain_of_the_noise():
    """The gain is the share of the noise's variance: what is new was weighed by how uncertain it is."""
    from .questions import autoregression, hidden_level, two_years

    series, (quarters, w), state = autoregression(), two_years(), hidden_level()
    mu, phi, sigma2, last = series["mu"], series["phi"], series["sigma2"], series["last"]
    predicted = state["P"] + state["var_eta"]
    gain = state["var_eps"] / (predicted + state["var_eps"])
    return {
        "forecast_1": mu + phi * (last - mu),
        "forecast_2": mu + phi**2 * (last - mu),
        "forecast_3": mu + phi**3 * (last - mu),
        "variance_1": sigma2,
        "variance_2": sigma2 * (1 + phi**2),
        "variance_3": sigma2 * (1 + phi**2 + phi**4),
        "difference": quarters[7] - quarters[3],
        "next_value": quarters[4] + w,
        "predicted_variance": predicted,
        "gain": gain,
        "new_level": state["level"] + gain * (state["y"] - state["level"]),
        "new_variance": (1 - gain) * predicted,
    }


@misconception("worksheet.forecast_trace")
def variance_not_reduced():
    """The variance stayed as it was predicted, though y had been seen."""
    from .questions import autoregression, hidden_level, two_years

    series, (quarters, w), state = autoregression(), two_years(), hidden_level()
    mu, phi, sigma2, last = series["mu"], series["phi"], series["sigma2"], series["last"]
    predicted = state["P"] + state["var_eta"]
    gain = predicted / (predicted + state["var_eps"])
    return {
        "forecast_1": mu + phi * (last - mu),
        "forecast_2": mu + phi**2 * (last - mu),
        "forecast_3": mu + phi**3 * (last - mu),
        "variance_1": sigma2,
        "variance_2": sigma2 * (1 + phi**2),
        "variance_3": sigma2 * (1 + phi**2 + phi**4),
        "difference": quarters[7] - quarters[3],
        "next_value": quarters[4] + w,
        "predicted_variance": predicted,
        "gain": gain,
        "new_level": state["level"] + gain * (state["y"] - state["level"]),
        "new_variance": predicted,
    }
