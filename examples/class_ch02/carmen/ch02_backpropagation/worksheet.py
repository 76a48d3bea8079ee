"""Derivatives with pencil and paper. Write the numbers that you found, not code that finds them."""


def chain_rule_trace() -> dict[str, float]:
    return {
        "p": -0.42,
        "s": -1.12,
        "z": -0.808,
        "dz/ds": 0.348,
        "dz/dp": 0.348,
        "dz/dx": 0.557,
        "dz/dy": -0.243,
    }


def network_trace() -> dict[str, float]:
    return {
        "h": 0.876,
        "o": -0.789,
        "L": 1.413,
        "dL/do": -2.378,
        "dL/dw2": -2.084,
        "dL/dh": 2.14,
        "dL/dw1": 0.397,
    }
