"""A network with a memory, with pencil and paper. Write the numbers that you found, not code that finds them."""


def bptt_trace() -> dict[str, float]:
    """One recurrent unit over three steps, forwards and back through time, by hand.

    `python -m ch07_recurrent_networks.questions` prints your x1, x2, x3, wx, wh, b, h0 and y.

        a_t = wx * x_t + wh * h_(t-1) + b,   h_t = tanh(a_t)     for t = 1, 2, 3
        L = (h3 - y)^2 / 2

    Give

        "h1", "h2", "h3", "L"             the states and the loss
        "dL/da3", "dL/da2", "dL/da1"      back through time
        "dL/dwx", "dL/dwh", "dL/db"       by the three weights, which all steps share
        "dL/dh0"                          by the state in which it began

    Carry four decimals or more from step to step, and give three or more. Marked when you hand in; a slip is
    counted once, and what follows from it correctly is right.

    Handout: "One unit, three steps".
    """
    # BEGIN SOLUTION
    from math import tanh  # noqa: PLC0415 - who writes numbers needs no imports

    from .questions import trace_inputs  # noqa: PLC0415 - as above

    x1, x2, x3, wx, wh, b, h0, y = trace_inputs().values()
    h1 = tanh(wx * x1 + wh * h0 + b)
    h2 = tanh(wx * x2 + wh * h1 + b)
    h3 = tanh(wx * x3 + wh * h2 + b)
    a3 = (h3 - y) * (1 - h3**2)
    a2 = a3 * wh * (1 - h2**2)
    a1 = a2 * wh * (1 - h1**2)
    return {
        "h1": h1,
        "h2": h2,
        "h3": h3,
        "L": (h3 - y) ** 2 / 2,
        "dL/da3": a3,
        "dL/da2": a2,
        "dL/da1": a1,
        "dL/dwx": a1 * x1 + a2 * x2 + a3 * x3,
        "dL/dwh": a1 * h0 + a2 * h1 + a3 * h2,
        "dL/db": a1 + a2 + a3,
        "dL/dh0": a1 * wh,
    }
    # END SOLUTION
