"""Derivatives with pencil and paper. Write the numbers that you found, not code that finds them."""


def chain_rule_trace() -> dict[str, float]:
    """Every value and every derivative of z = tanh(x * y + x), by hand."""
    return {
        "p": -0.42,
        "s": -0.28,  # -0.7 + 0.42
        "z": -0.273,
        "dz/ds": 0.925,
        "dz/dp": 0.925,
        "dz/dx": 1.48,
        "dz/dy": -0.648,
    }


def network_trace() -> dict[str, float]:
    """One step of a network with a single unit in each layer, by hand."""
    return {
        "h": 0.876,
        "o": -0.789,
        "L": 1.413,
        "dL/do": -2.378,
        "dL/dw2": -2.084,
        "dL/dh": 2.140,
        "dL/dw1": 0.397,
    }
