# ruff: noqa: PLC0415 - the sources are spliced into a copy of the solution, and bring what they need
"""What students write on paper for worksheet.py, and what they did, in one sentence each."""

from autograder.engine.check import misconception


@misconception("worksheet.bptt_trace")
def last_step_only():
    """dL/dwx, dL/dwh and dL/db count the last step alone; the first two, which used the same weights, are missing."""
    from math import tanh

    from .questions import trace_inputs

    x1, x2, x3, wx, wh, b, h0, y = trace_inputs().values()
    h1 = tanh(wx * x1 + wh * h0 + b)
    h2 = tanh(wx * x2 + wh * h1 + b)
    h3 = tanh(wx * x3 + wh * h2 + b)
    a3 = (h3 - y) * (1 - h3**2)
    a2 = a3 * wh * (1 - h2**2)
    a1 = a2 * wh * (1 - h1**2)
    forward = {"h1": h1, "h2": h2, "h3": h3, "L": (h3 - y) ** 2 / 2, "dL/da3": a3, "dL/da2": a2, "dL/da1": a1}
    return {**forward, "dL/dwx": a3 * x3, "dL/dwh": a3 * h2, "dL/db": a3, "dL/dh0": a1 * wh}


@misconception("worksheet.bptt_trace")
def new_state_beside_wh():
    """In dL/dwh each step was multiplied by the state that it made, not by the one that came in."""
    from math import tanh

    from .questions import trace_inputs

    x1, x2, x3, wx, wh, b, h0, y = trace_inputs().values()
    h1 = tanh(wx * x1 + wh * h0 + b)
    h2 = tanh(wx * x2 + wh * h1 + b)
    h3 = tanh(wx * x3 + wh * h2 + b)
    a3 = (h3 - y) * (1 - h3**2)
    a2 = a3 * wh * (1 - h2**2)
    a1 = a2 * wh * (1 - h1**2)
    forward = {"h1": h1, "h2": h2, "h3": h3, "L": (h3 - y) ** 2 / 2, "dL/da3": a3, "dL/da2": a2, "dL/da1": a1}
    d_wx, d_wh = a1 * x1 + a2 * x2 + a3 * x3, a1 * h1 + a2 * h2 + a3 * h3
    return {**forward, "dL/dwx": d_wx, "dL/dwh": d_wh, "dL/db": a1 + a2 + a3, "dL/dh0": a1 * wh}


@misconception("worksheet.bptt_trace")
def begins_at_zero():
    """The first step started from 0, not from h0."""
    from math import tanh

    from .questions import trace_inputs

    x1, x2, x3, wx, wh, b, _, y = trace_inputs().values()
    h1 = tanh(wx * x1 + b)
    h2 = tanh(wx * x2 + wh * h1 + b)
    h3 = tanh(wx * x3 + wh * h2 + b)
    a3 = (h3 - y) * (1 - h3**2)
    a2 = a3 * wh * (1 - h2**2)
    a1 = a2 * wh * (1 - h1**2)
    forward = {"h1": h1, "h2": h2, "h3": h3, "L": (h3 - y) ** 2 / 2, "dL/da3": a3, "dL/da2": a2, "dL/da1": a1}
    d_wx, d_wh = a1 * x1 + a2 * x2 + a3 * x3, a2 * h1 + a3 * h2
    return {**forward, "dL/dwx": d_wx, "dL/dwh": d_wh, "dL/db": a1 + a2 + a3, "dL/dh0": a1 * wh}


@misconception("worksheet.bptt_trace")
def slopes_left_out_on_the_way_back():
    """On the way from one step to the step before, the slope of tanh is missing: only the factor wh is there."""
    from math import tanh

    from .questions import trace_inputs

    x1, x2, x3, wx, wh, b, h0, y = trace_inputs().values()
    h1 = tanh(wx * x1 + wh * h0 + b)
    h2 = tanh(wx * x2 + wh * h1 + b)
    h3 = tanh(wx * x3 + wh * h2 + b)
    a3 = (h3 - y) * (1 - h3**2)
    a2, a1 = a3 * wh, a3 * wh * wh
    forward = {"h1": h1, "h2": h2, "h3": h3, "L": (h3 - y) ** 2 / 2, "dL/da3": a3, "dL/da2": a2, "dL/da1": a1}
    d_wx, d_wh = a1 * x1 + a2 * x2 + a3 * x3, a1 * h0 + a2 * h1 + a3 * h2
    return {**forward, "dL/dwx": d_wx, "dL/dwh": d_wh, "dL/db": a1 + a2 + a3, "dL/dh0": a1 * wh}


@misconception("worksheet.bptt_trace")
def goes_back_through_wx():
    """On the way back from step to step the factor was wx, where the states are joined by wh."""
    from math import tanh

    from .questions import trace_inputs

    x1, x2, x3, wx, wh, b, h0, y = trace_inputs().values()
    h1 = tanh(wx * x1 + wh * h0 + b)
    h2 = tanh(wx * x2 + wh * h1 + b)
    h3 = tanh(wx * x3 + wh * h2 + b)
    a3 = (h3 - y) * (1 - h3**2)
    a2 = a3 * wx * (1 - h2**2)
    a1 = a2 * wx * (1 - h1**2)
    forward = {"h1": h1, "h2": h2, "h3": h3, "L": (h3 - y) ** 2 / 2, "dL/da3": a3, "dL/da2": a2, "dL/da1": a1}
    d_wx, d_wh = a1 * x1 + a2 * x2 + a3 * x3, a1 * h0 + a2 * h1 + a3 * h2
    return {**forward, "dL/dwx": d_wx, "dL/dwh": d_wh, "dL/db": a1 + a2 + a3, "dL/dh0": a1 * wx}


@misconception("worksheet.bptt_trace")
def error_the_other_way_round():
    """The way back began with y - h3, which has the wrong sign."""
    from math import tanh

    from .questions import trace_inputs

    x1, x2, x3, wx, wh, b, h0, y = trace_inputs().values()
    h1 = tanh(wx * x1 + wh * h0 + b)
    h2 = tanh(wx * x2 + wh * h1 + b)
    h3 = tanh(wx * x3 + wh * h2 + b)
    a3 = (y - h3) * (1 - h3**2)
    a2 = a3 * wh * (1 - h2**2)
    a1 = a2 * wh * (1 - h1**2)
    forward = {"h1": h1, "h2": h2, "h3": h3, "L": (h3 - y) ** 2 / 2, "dL/da3": a3, "dL/da2": a2, "dL/da1": a1}
    d_wx, d_wh = a1 * x1 + a2 * x2 + a3 * x3, a1 * h0 + a2 * h1 + a3 * h2
    return {**forward, "dL/dwx": d_wx, "dL/dwh": d_wh, "dL/db": a1 + a2 + a3, "dL/dh0": a1 * wh}
