"""Your numbers for the worksheet: `python -m ch01_neural_networks.questions` prints them."""

import numpy as np

YEAR = 2026  # all numbers change with it


def trace_points() -> tuple[np.ndarray, np.ndarray]:
    """Six points (6, 2) and their labels (6,), for `worksheet.perceptron_trace`.

    The rule moves at some of them and not at others, and each of w1, w2 and b decides somewhere.
    """
    rng = np.random.default_rng([YEAR, 1])
    while True:
        points = rng.integers(-3, 4, size=(6, 2)).astype(float)
        labels = rng.choice([-1, 1], size=6)
        moves = _moves(points, labels, [1, 1, 1])
        slips = [_moves(points, labels, part) for part in ([0, 1, 1], [1, 0, 1], [1, 1, 0])]
        seen = moves not in slips and not any(map(all, slips))  # to move everywhere is a slip of its own
        if sum(moves) in (3, 4) and abs(labels.sum()) <= 2 and seen:
            return points, labels


def network_sizes() -> list[int]:
    """Sizes of a network with three layers, for `worksheet.predictions`."""
    rng = np.random.default_rng([YEAR, 2])
    return [int(size) for size in rng.choice([3, 4, 5, 6, 7, 8], size=4, replace=False)]


def _moves(points: np.ndarray, labels: np.ndarray, seen: list[int]) -> list[bool]:
    """At which points the rule moves, if only those of w1, w2 and b that are `seen` count in the score."""
    total, moves = np.zeros(3), []
    for signed in np.column_stack([points, np.ones(len(points))]) * labels[:, None]:
        moves.append(bool((total * seen) @ signed <= 0))
        total = total + moves[-1] * signed
    return moves


if __name__ == "__main__":
    print(f"Your numbers for {YEAR}\n\nworksheet.perceptron_trace, the points in order:")
    for (first, second), side in zip(*trace_points(), strict=True):
        print(f"  x = ({first:2.0f}, {second:2.0f})   y = {side:+d}")
    print(f"\nworksheet.predictions, the sizes of the network: {', '.join(map(str, network_sizes()))}")
