"""Your numbers for the worksheet: `python -m ch07_recurrent_networks.questions` prints them."""

import math
from itertools import pairwise

import numpy as np

YEAR = 2026  # all numbers change with it


def trace_inputs() -> dict[str, float]:
    """x1, x2, x3, the weights wx, wh and b, the state h0 and the target y, for `worksheet.bptt_trace`."""
    rng = np.random.default_rng([YEAR, 7])
    while True:
        x1, x2, x3 = rng.integers(5, 16, size=3) * rng.choice([-1, 1], size=3) / 10
        wx, wh = rng.integers(4, 9) / 10, rng.integers(11, 15) / 10
        b, h0 = rng.choice([-2, -1, 1, 2]) / 10, rng.choice([-5, -4, 4, 5]) / 10
        y = rng.choice([-1.5, 1.5])
        drawn = {"x1": x1, "x2": x2, "x3": x3, "wx": wx, "wh": wh, "b": b, "h0": h0, "y": y}
        question = {name: float(number) for name, number in drawn.items()}
        if _is_telling(question):
            return question


def _is_telling(question: dict[str, float]) -> bool:
    """Whether the states move one way and are not flat, so that slips cannot cancel and show in the second place."""
    states = [question["h0"]]
    for x in (question["x1"], question["x2"], question["x3"]):
        states.append(math.tanh(question["wx"] * x + question["wh"] * states[-1] + question["b"]))
    moves = [after - before for before, after in pairwise(states)]
    one_way = min(moves) > 0.15 or max(moves) < -0.15
    return one_way and all(0.1 < abs(state) < 0.8 for state in states)


if __name__ == "__main__":
    print(f"Your numbers for {YEAR}\n\nworksheet.bptt_trace:")
    print("  " + ", ".join(f"{name} = {number}" for name, number in trace_inputs().items()))
