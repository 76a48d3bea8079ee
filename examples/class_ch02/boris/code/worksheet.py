"""Derivatives with pencil and paper. Write the numbers that you found, not code that finds them."""


def network_trace() -> dict[str, float]:
    """One step of a network with a single unit in each layer, by hand."""
    return {
        "h": 0.876,
        "o": -0.789,
        "L": 1.413,
        "dL/do": -2.378,
        "dL/dh": 2.140,
        "dL/dw2": -2.084,
        "dL/dw1": 0.397,
    }


def chain_rule_trace() -> dict[str, float]:
    """Every value and every derivative of z = tanh(x * y + x), by hand."""
    return {
        "dz/dx": 0.557,
        "dz/dy": -0.243,
        "dz/dp": 0.348,
        "dz/ds": 0.348,
        "z": -0.808,
        "s": -1.12,
        "p": -0.42,
    }
