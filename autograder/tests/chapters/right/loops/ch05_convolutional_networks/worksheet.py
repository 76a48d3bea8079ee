# ruff: noqa - written as a student might write it
"""Right, number after number in plain Python; dicts may hold tuples and ints."""

from .questions import trace_numbers


def convolution_trace():
    X, K, b, U = trace_numbers()
    X, K, U = X.tolist(), K.tolist(), U.tolist()
    Z = [[b + sum(X[i + m][j + k] * K[m][k] for m in (0, 1) for k in (0, 1)) for j in range(3)] for i in range(3)]
    A = [[max(0, z) for z in row] for row in Z]
    P, dZ = [], [[0] * 3 for _ in range(3)]
    for i in (0, 1):
        for j in (0, 1):
            best = max((A[i + m][j + k], i + m, j + k) for m in (0, 1) for k in (0, 1))
            P.append(best[0])
            if best[0] > 0:
                dZ[best[1]][best[2]] += U[i][j]
    dK, dX = [0] * 4, [0] * 16
    for i in range(3):
        for j in range(3):
            for m in (0, 1):
                for k in (0, 1):
                    dK[2 * m + k] += dZ[i][j] * X[i + m][j + k]
                    dX[4 * (i + m) + j + k] += dZ[i][j] * K[m][k]
    flat = lambda rows: tuple(x for row in rows for x in row)
    return {"Z": flat(Z), "A": flat(A), "P": P, "dZ": flat(dZ), "dK": dK, "db": [sum(flat(dZ))], "dX": dX}
