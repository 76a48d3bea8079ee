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
    raise NotImplementedError("worksheet.bptt_trace")
