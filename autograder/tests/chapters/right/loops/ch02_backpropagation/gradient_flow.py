# ruff: noqa - written as a student might write it
"""Right, with sums of squares collected sample by sample."""

import math


def gradient_norms(parameters, layers, d_logits, derivative):
    squares = [0.0 for _ in layers]
    for sample in range(len(d_logits)):
        dh = d_logits[sample]
        squares[-1] += sum(slope**2 for slope in dh)
        for l in reversed(range(len(parameters))):
            W, _ = parameters[l]
            if l + 1 < len(parameters):
                dh = dh * derivative(layers[l + 1][sample])
            dh = W @ dh
            squares[l] += sum(slope**2 for slope in dh)
    return [math.sqrt(square) for square in squares]
