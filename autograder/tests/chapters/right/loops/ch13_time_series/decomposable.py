# ruff: noqa - written as a student might write it
"""Right, entry by entry; the fit as least squares with more rows."""

import math

import numpy as np


def design_matrix(t, changepoints, period, order):
    rows = []
    for time in t:
        row = [1.0, time]
        for s in changepoints:
            row.append(time - s if time > s else 0.0)
        for k in range(1, order + 1):
            row.append(math.sin(2 * math.pi * k * time / period))
            row.append(math.cos(2 * math.pi * k * time / period))
        rows.append(row)
    return np.array(rows)


def fit(design, y, changepoints, penalty):
    rows, targets = [list(row) for row in design], list(y)
    for j in range(changepoints):
        extra = [0.0] * design.shape[1]
        extra[2 + j] = math.sqrt(penalty)
        rows.append(extra)
        targets.append(0.0)
    return np.linalg.lstsq(np.array(rows), np.array(targets), rcond=None)[0]
