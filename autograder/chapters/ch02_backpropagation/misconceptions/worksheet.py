# ruff: noqa: PLC0415 - the sources are spliced into a copy of the solution, and bring what they need
"""What students write on paper for worksheet.py, and what they did, in one sentence each."""

from autograder.engine.check import misconception


@misconception("worksheet.chain_rule_trace")
def one_path_only():
    """dz/dx counts the path through x * y alone; the path on which x is added to p is missing."""
    from math import tanh

    from .questions import trace_inputs

    x, y = trace_inputs()
    z = tanh(x + x * y)
    slope = 1 - z**2
    answers = {"p": x * y, "s": x * y + x, "z": z, "dz/ds": slope, "dz/dp": slope}
    return {**answers, "dz/dx": slope * y, "dz/dy": slope * x}


@misconception("worksheet.chain_rule_trace")
def outer_slope_left_out():
    """dz/dx and dz/dy are the derivatives of s: they were not multiplied by the slope of tanh."""
    from math import tanh

    from .questions import trace_inputs

    x, y = trace_inputs()
    z = tanh(x + x * y)
    slope = 1 - z**2
    answers = {"p": x * y, "s": x * y + x, "z": z, "dz/ds": slope, "dz/dp": slope}
    return {**answers, "dz/dx": y + 1, "dz/dy": x}


@misconception("worksheet.chain_rule_trace")
def squares_the_input_of_tanh():
    """dz/ds was computed as 1 - s², with the input of tanh squared and not its output."""
    from math import tanh

    from .questions import trace_inputs

    x, y = trace_inputs()
    s = x * y + x
    slope = 1 - s**2
    answers = {"p": x * y, "s": s, "z": tanh(s), "dz/ds": slope, "dz/dp": slope}
    return {**answers, "dz/dx": slope * (y + 1), "dz/dy": slope * x}


@misconception("worksheet.chain_rule_trace")
def own_factor_on_paper():
    """In p = x * y the derivative by x was taken as x, and the one by y as y."""
    from math import tanh

    from .questions import trace_inputs

    x, y = trace_inputs()
    z = tanh(x + x * y)
    slope = 1 - z**2
    answers = {"p": x * y, "s": x * y + x, "z": z, "dz/ds": slope, "dz/dp": slope}
    return {**answers, "dz/dx": slope * (x + 1), "dz/dy": slope * y}


@misconception("worksheet.chain_rule_trace")
def forgets_to_add_x():
    """s was taken to be p: the x that is added to the product is missing."""
    from math import tanh

    from .questions import trace_inputs

    x, y = trace_inputs()
    z = tanh(x * y)
    slope = 1 - z**2
    answers = {"p": x * y, "s": x * y, "z": z, "dz/ds": slope, "dz/dp": slope}
    return {**answers, "dz/dx": slope * y, "dz/dy": slope * x}


@misconception("worksheet.chain_rule_trace")
def slope_of_the_sum_is_x():
    """dz/dp was multiplied by x, as if p were multiplied by x and not added to it."""
    from math import tanh

    from .questions import trace_inputs

    x, y = trace_inputs()
    z = tanh(x + x * y)
    slope = 1 - z**2
    answers = {"p": x * y, "s": x * y + x, "z": z, "dz/ds": slope, "dz/dp": slope * x}
    return {**answers, "dz/dx": slope * x * y + slope, "dz/dy": slope * x * x}


@misconception("worksheet.network_trace")
def two_of_the_square_left_out():
    """The derivative of (o - t)² was taken as o - t, without the factor 2."""
    from math import tanh

    from .questions import network_inputs

    x, w1, w2, t = network_inputs()
    h = tanh(x * w1)
    d_o = w2 * h - t
    back = {"dL/do": d_o, "dL/dw2": d_o * h, "dL/dh": d_o * w2, "dL/dw1": d_o * w2 * (1 - h**2) * x}
    return {"h": h, "o": w2 * h, "L": (w2 * h - t) ** 2, **back}


@misconception("worksheet.network_trace")
def error_the_other_way_round():
    """dL/do was given as 2 (t - o), with the wrong sign."""
    from math import tanh

    from .questions import network_inputs

    x, w1, w2, t = network_inputs()
    h = tanh(x * w1)
    d_o = 2 * (t - w2 * h)
    back = {"dL/do": d_o, "dL/dw2": d_o * h, "dL/dh": d_o * w2, "dL/dw1": d_o * w2 * (1 - h**2) * x}
    return {"h": h, "o": w2 * h, "L": (w2 * h - t) ** 2, **back}


@misconception("worksheet.network_trace")
def tanh_passed_without_its_slope():
    """On the way from h to w1 the slope of tanh is missing: only the factor x is there."""
    from math import tanh

    from .questions import network_inputs

    x, w1, w2, t = network_inputs()
    h = tanh(x * w1)
    d_o = 2 * (w2 * h - t)
    back = {"dL/do": d_o, "dL/dw2": d_o * h, "dL/dh": d_o * w2, "dL/dw1": d_o * w2 * x}
    return {"h": h, "o": w2 * h, "L": (w2 * h - t) ** 2, **back}


@misconception("worksheet.network_trace")
def weights_beside_their_own_gradients():
    """dL/dw2 was given with the factor w2, and dL/dh with the factor h: the two are exchanged."""
    from math import tanh

    from .questions import network_inputs

    x, w1, w2, t = network_inputs()
    h = tanh(x * w1)
    d_o = 2 * (w2 * h - t)
    back = {"dL/do": d_o, "dL/dw2": d_o * w2, "dL/dh": d_o * h, "dL/dw1": d_o * h * (1 - h**2) * x}
    return {"h": h, "o": w2 * h, "L": (w2 * h - t) ** 2, **back}


@misconception("worksheet.network_trace")
def first_weight_for_its_input():
    """dL/dw1 has the factor w1, where what w1 was multiplied by, x, belongs."""
    from math import tanh

    from .questions import network_inputs

    x, w1, w2, t = network_inputs()
    h = tanh(x * w1)
    d_o = 2 * (w2 * h - t)
    back = {"dL/do": d_o, "dL/dw2": d_o * h, "dL/dh": d_o * w2, "dL/dw1": d_o * w2 * (1 - h**2) * w1}
    return {"h": h, "o": w2 * h, "L": (w2 * h - t) ** 2, **back}


@misconception("worksheet.network_trace")
def tanh_left_out_on_the_way_forward():
    """h was given as w1 * x, without tanh, and so was everything that follows from it."""
    from .questions import network_inputs

    x, w1, w2, t = network_inputs()
    h = w1 * x
    d_o = 2 * (w2 * h - t)
    back = {"dL/do": d_o, "dL/dw2": d_o * h, "dL/dh": d_o * w2, "dL/dw1": d_o * w2 * (1 - h**2) * x}
    return {"h": h, "o": w2 * h, "L": (w2 * h - t) ** 2, **back}
