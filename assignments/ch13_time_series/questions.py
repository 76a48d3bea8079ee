"""Your numbers for the worksheet: `python -m ch13_time_series.questions` prints them."""

import numpy as np

YEAR = 2026  # all numbers change with it


def autoregression() -> dict[str, float]:
    """mu, phi, the last value and sigma2 of a series that returns to its mean."""
    rng = np.random.default_rng([YEAR, 5])
    mu, distance, sigma2 = rng.integers(8, 20), rng.integers(3, 7), rng.integers(2, 6)
    last = mu + rng.choice([-1, 1]) * distance
    return {"mu": float(mu), "phi": float(rng.integers(5, 9) / 10), "last": float(last), "sigma2": float(sigma2)}


def two_years() -> tuple[list[float], float]:
    """Eight quarterly values y_1 ... y_8, and the forecast w of the next seasonal difference, y_9 - y_5."""
    rng = np.random.default_rng([YEAR, 6])
    second = np.zeros(4)
    while second[0] == second[3]:  # it would not show from which of them y_9 was made
        first = 20 + np.array([0, 7, 12, 4]) + rng.integers(-2, 3, size=4)
        second = first + rng.choice([1, 2, 3, 5, 6], size=4, replace=False)
    return [float(value) for value in (*first, *second)], float(rng.integers(7, 14) / 2)


def hidden_level() -> dict[str, float]:
    """A level as it was estimated, its variance P, both variances of the model, and the new value y."""
    rng = np.random.default_rng([YEAR, 7])
    variance = var_eta = var_eps = 0
    while variance + var_eta == var_eps:  # a gain of 1/2 would hide which variance it is made of
        variance, var_eta, var_eps = rng.choice(np.arange(2, 8), size=3, replace=False)
    level = rng.integers(20, 40)
    numbers = {"level": level, "P": variance, "var_eta": var_eta, "var_eps": var_eps}
    return {name: float(number) for name, number in numbers.items()} | {"y": float(level + rng.integers(5, 10))}


if __name__ == "__main__":
    quarters, w = two_years()
    print(f"Your numbers for {YEAR}, for worksheet.forecast_trace\n")
    print("1. mu = {mu:g}, phi = {phi:g}, last value {last:g}, sigma2 = {sigma2:g}".format(**autoregression()))
    print(f"2. y_1 ... y_8 = {', '.join(f'{value:g}' for value in quarters)}, and w = {w:g}")
    print(
        "3. level = {level:g}, P = {P:g}, var_eta = {var_eta:g}, var_eps = {var_eps:g}, y = {y:g}".format(
            **hidden_level()
        )
    )
