"""What runs beside the code under test in chapter 2. Shipped whole, judges nothing.

A program is a few lines of Python over named Values that leave their result in `z`, such as
"z = (x * y + x).tanh()".
"""


def compute(chapter, program, **inputs):
    """The number that a program computes."""
    return float(_run(chapter, program, inputs)["z"].data)


def differentiate(chapter, program, **inputs):
    """The number that a program computes, and its derivative by each input."""
    values = _run(chapter, program, inputs)
    values["z"].backward()
    slopes = {f"dz/d{name}": float(values[name].grad) for name in inputs}
    return {"z": float(values["z"].data), **slopes, "dz/dz": float(values["z"].grad)}


def operands_after(chapter, program, **inputs):
    """The data of the inputs after a program has run and left a Value."""
    values = _run(chapter, program, inputs)
    float(values["z"].data)
    return {name: float(values[name].data) for name in inputs}


def _run(chapter, program, inputs):
    values = {name: chapter.engine.Value(number) for name, number in inputs.items()}
    operands = dict(values)
    exec(program, {}, values)  # noqa: S102 - the examiner's own lines, inside the sandbox
    return {**values, **operands}  # an input counts as it was passed, whatever the program did to its name
