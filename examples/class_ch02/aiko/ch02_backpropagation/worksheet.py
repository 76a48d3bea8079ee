def chain_rule_trace():
    return {
        "p": -0.42,
        "s": -1.12,
        "z": -0.8076,
        "dz/ds": 0.3478,
        "dz/dp": 0.3478,
        "dz/dx": 0.5565,
        "dz/dy": -0.2435,
    }


def network_trace():
    return {
        "h": 0.8764,
        "o": -0.7888,
        "L": 1.4131,
        "dL/do": -2.3775,
        "dL/dw2": -2.0836,
        "dL/dh": 2.1398,
        "dL/dw1": 0.3970,
    }
