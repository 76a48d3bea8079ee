"""Derivatives with pencil and paper. Write the numbers that you found, not code that finds them."""


def chain_rule_trace() -> dict[str, float]:
    """Every value and every derivative of z = tanh(x * y + x), by hand.

    `python -m ch02_backpropagation.questions` prints your x and y. With the steps p = x * y, s = p + x and
    z = tanh(s), give

        "p", "s", "z"                 the values
        "dz/ds", "dz/dp"              on the way back
        "dz/dx", "dz/dy"              the answers

    Carry four decimals or more from step to step, and give three or more. Marked when you hand in; a slip is
    counted once, and what follows from it correctly is right.

    Handout: "The chain rule, as bookkeeping".
    """
    raise NotImplementedError("worksheet.chain_rule_trace")


def network_trace() -> dict[str, float]:
    """One step of a network with a single unit in each layer, by hand.

    `python -m ch02_backpropagation.questions` prints your x, w1, w2 and target t. The network has no biases:

        h = tanh(w1 * x),   o = w2 * h,   L = (o - t)^2

    Give "h", "o", "L", "dL/do", "dL/dw2", "dL/dh" and "dL/dw1".

    Carry four decimals or more from step to step, and give three or more. Marked when you hand in; a slip is
    counted once, and what follows from it correctly is right.

    Handout: "A network of one unit a layer".
    """
    raise NotImplementedError("worksheet.network_trace")
