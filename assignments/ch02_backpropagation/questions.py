"""Your numbers for the worksheet: `python -m ch02_backpropagation.questions` prints them."""

import numpy as np

YEAR = 2026  # all numbers change with it


def trace_inputs() -> tuple[float, float]:
    """x and y, for `worksheet.chain_rule_trace`."""
    rng = np.random.default_rng([YEAR, 3])
    x, y = rng.choice(np.arange(3, 10), size=2, replace=False) / 10
    return float(rng.choice([-x, x])), float(y)


def network_inputs() -> tuple[float, float, float, float]:
    """x, w1, w2 and the target t, for `worksheet.network_trace`."""
    rng = np.random.default_rng([YEAR, 4])
    x, w2, t = rng.choice(np.arange(4, 10), size=3, replace=False) / 10
    w1 = rng.integers(12, 18) / 10  # so that tanh is bent where w1 * x lies
    return float(x), float(w1), float(-w2), float(t)


if __name__ == "__main__":
    print(f"Your numbers for {YEAR}\n")
    print("worksheet.chain_rule_trace: x = {}, y = {}".format(*trace_inputs()))
    print("worksheet.network_trace:    x = {}, w1 = {}, w2 = {}, t = {}".format(*network_inputs()))
