# ruff: noqa: F821 - the sources are spliced into a copy of the solution, whose names they use
"""What students really write for gradcheck.py, and what they did, in one sentence each."""

import numpy as np

from autograder.engine.check import misconception


@misconception("gradcheck.numerical_gradient")
def measures_on_one_side(f, x, h=1e-5):
    """The slope was measured on one side, from x to x + h; its error shrinks like h and not like h²."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        moved = x.copy()
        moved[index] += h
        gradient[index] = (f(moved) - f(x)) / h
    return gradient


@misconception("gradcheck.numerical_gradient")
def divides_by_h(f, x, h=1e-5):
    """The difference was divided by h, but the two points are 2 h apart: every slope is twice too large."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        gradient[index] = (f(x + step) - f(x - step)) / h
    return gradient


@misconception("gradcheck.numerical_gradient")
def entries_stay_moved(f, x, h=1e-5):
    """An entry was not put back, and was still moved while the next ones were measured."""
    gradient, moved = np.zeros_like(x), x.copy()
    for index in np.ndindex(x.shape):
        moved[index] = x[index] + h
        above = f(moved)
        moved[index] = x[index] - h
        gradient[index] = (above - f(moved)) / (2 * h)
    return gradient


@misconception("gradcheck.numerical_gradient")
def moves_back_by_adding_h(f, x, h=1e-5):
    """An entry of x was put back by adding h again, which rounds: the last bits of x have changed."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        x[index] += h
        above = f(x)
        x[index] -= 2 * h
        below = f(x)
        x[index] += h
        gradient[index] = (above - below) / (2 * h)
    return gradient


@misconception("gradcheck.numerical_gradient")
def writes_into_x_and_leaves_it(f, x, h=1e-5):
    """x itself was moved and never put back."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        x[index] += h
        above = f(x)
        x[index] -= 2 * h
        gradient[index] = (above - f(x)) / (2 * h)
    return gradient


@misconception("gradcheck.numerical_gradient")
def ignores_the_step(f, x, h=1e-5):
    """The argument h was not used: the step is always 1e-5."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = 1e-5
        gradient[index] = (f(x + step) - f(x - step)) / 2e-5
    return gradient


@misconception("gradcheck.numerical_gradient")
def moves_all_entries_together(f, x, h=1e-5):
    """h was added to all entries at once, which measures one slope, the sum of all."""
    return np.full_like(x, (f(x + h) - f(x - h)) / (2 * h))


@misconception("gradcheck.numerical_gradient")
def moves_a_whole_row(f, x, h=1e-5):
    """The loop runs over the first axis alone, so a matrix was moved row by row."""
    gradient = np.zeros_like(x)
    for i in range(len(x)):
        step = np.zeros_like(x)
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


@misconception("gradcheck.numerical_gradient")
def returns_a_flat_list(f, x, h=1e-5):
    """The slopes came back as a flat array, not in the shape of x."""
    slopes = []
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        slopes.append((f(x + step) - f(x - step)) / (2 * h))
    return np.array(slopes)


@misconception("gradcheck.agrees")
def upstream_of_ones(f, vjp, x, rng):
    """The upstream gradient was all ones, which hides whatever is right for a constant u alone."""
    u = np.ones(np.shape(f(x)))
    claimed = np.asarray(vjp(x, u))
    if claimed.shape != x.shape:
        return False
    measured = numerical_gradient(lambda at: np.sum(u * f(at)), x)
    return bool(np.abs(claimed - measured).max() <= 1e-3 * np.abs(measured).max())


@misconception("gradcheck.agrees")
def one_number_for_the_upstream(f, vjp, x, rng):
    """One random number was drawn for all entries of u, which hides the same as ones do."""
    u = np.full(np.shape(f(x)), rng.normal())
    claimed = np.asarray(vjp(x, u))
    if claimed.shape != x.shape:
        return False
    measured = numerical_gradient(lambda at: np.sum(u * f(at)), x)
    return bool(np.abs(claimed - measured).max() <= 1e-3 * np.abs(measured).max())


@misconception("gradcheck.agrees")
def absolute_tolerance(f, vjp, x, rng):
    """Errors below a fixed limit, such as 1e-6, were accepted, even where all of the gradient is smaller."""
    u = rng.normal(size=np.shape(f(x)))
    claimed = np.asarray(vjp(x, u))
    if claimed.shape != x.shape:
        return False
    return bool(np.allclose(claimed, numerical_gradient(lambda at: np.sum(u * f(at)), x), rtol=1e-4, atol=1e-6))


@misconception("gradcheck.agrees")
def allclose_with_its_own_limits(f, vjp, x, rng):
    """np.allclose decided with the limits that it has by itself, and those accept any error below 1e-8."""
    u = rng.normal(size=np.shape(f(x)))
    claimed = np.asarray(vjp(x, u))
    if claimed.shape != x.shape:
        return False
    return bool(np.allclose(claimed, numerical_gradient(lambda at: np.sum(u * f(at)), x)))


@misconception("gradcheck.agrees")
def limit_for_the_rounding_alone(f, vjp, x, rng):
    """The limit allows for rounding and no more: an error of 5e-5 of the largest entry was called a mistake."""
    u = rng.normal(size=np.shape(f(x)))
    claimed = np.asarray(vjp(x, u))
    if claimed.shape != x.shape:
        return False
    measured = numerical_gradient(lambda at: np.sum(u * f(at)), x)
    return bool(np.abs(claimed - measured).max() <= 1e-6 * np.abs(measured).max())


@misconception("gradcheck.agrees")
def limit_of_a_tenth(f, vjp, x, rng):
    """The limit is too wide: an error of several hundredths of the largest entry was taken for rounding."""
    u = rng.normal(size=np.shape(f(x)))
    claimed = np.asarray(vjp(x, u))
    if claimed.shape != x.shape:
        return False
    measured = numerical_gradient(lambda at: np.sum(u * f(at)), x)
    return bool(np.abs(claimed - measured).max() <= 0.1 * np.abs(measured).max())


@misconception("gradcheck.agrees")
def one_limit_for_every_size(f, vjp, x, rng):
    """The error was compared with a fixed 1e-5 and not with the size of the gradient."""
    u = rng.normal(size=np.shape(f(x)))
    claimed = np.asarray(vjp(x, u))
    if claimed.shape != x.shape:
        return False
    return bool(np.abs(claimed - numerical_gradient(lambda at: np.sum(u * f(at)), x)).max() < 1e-5)


@misconception("gradcheck.agrees")
def compares_norms(f, vjp, x, rng):
    """Only the norms of the two gradients were compared, and those do not depend on where the numbers stand."""
    u = rng.normal(size=np.shape(f(x)))
    claimed = np.asarray(vjp(x, u))
    if claimed.shape != x.shape:
        return False
    size = np.linalg.norm(numerical_gradient(lambda at: np.sum(u * f(at)), x))
    return bool(abs(np.linalg.norm(claimed) - size) <= 1e-3 * size)


@misconception("gradcheck.agrees")
def compares_sums(f, vjp, x, rng):
    """Only the sums of the two gradients were compared, and those do not depend on where the numbers stand."""
    u = rng.normal(size=np.shape(f(x)))
    claimed = np.asarray(vjp(x, u))
    if claimed.shape != x.shape:
        return False
    measured = numerical_gradient(lambda at: np.sum(u * f(at)), x)
    return bool(abs(claimed.sum() - measured.sum()) <= 1e-3 * np.abs(measured).max())


@misconception("gradcheck.agrees")
def averages_the_error(f, vjp, x, rng):
    """The errors were averaged, so one wrong entry disappears among many right ones."""
    u = rng.normal(size=np.shape(f(x)))
    claimed = np.asarray(vjp(x, u))
    if claimed.shape != x.shape:
        return False
    measured = numerical_gradient(lambda at: np.sum(u * f(at)), x)
    return bool(np.abs(claimed - measured).mean() <= 0.02 * np.abs(measured).max())


@misconception("gradcheck.agrees")
def forgets_the_absolute_value(f, vjp, x, rng):
    """The largest difference was taken without its absolute value, so entries that are too small go unnoticed."""
    u = rng.normal(size=np.shape(f(x)))
    claimed = np.asarray(vjp(x, u))
    if claimed.shape != x.shape:
        return False
    measured = numerical_gradient(lambda at: np.sum(u * f(at)), x)
    return bool((claimed - measured).max() <= 1e-3 * np.abs(measured).max())


@misconception("gradcheck.agrees")
def steps_beside_the_size_of_x(f, vjp, x, rng):
    """The step was 1e-5 of each entry of x, and where that is 0 nothing moved."""
    u = rng.normal(size=np.shape(f(x)))
    claimed = np.asarray(vjp(x, u))
    if claimed.shape != x.shape:
        return False
    measured = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = 1e-5 * x[index]
        measured[index] = np.sum(u * (f(x + step) - f(x - step))) / (2 * step[index])
    return bool(np.abs(claimed - measured).max() <= 1e-3 * np.abs(measured).max())


@misconception("gradcheck.agrees")
def looks_at_the_first_entry(f, vjp, x, rng):
    """Only the first entry of the gradient was compared."""
    u = rng.normal(size=np.shape(f(x)))
    claimed = np.asarray(vjp(x, u))
    if claimed.shape != x.shape:
        return False
    measured = numerical_gradient(lambda at: np.sum(u * f(at)), x)
    return bool(abs(claimed.flat[0] - measured.flat[0]) <= 1e-3 * np.abs(measured).max())


@misconception("gradcheck.agrees")
def each_entry_beside_its_own_size(f, vjp, x, rng):
    """Each error was divided by its own entry, and where that is 0 the rounding alone looks like an error."""
    u = rng.normal(size=np.shape(f(x)))
    claimed = np.asarray(vjp(x, u))
    if claimed.shape != x.shape:
        return False
    measured = numerical_gradient(lambda at: np.sum(u * f(at)), x)
    return bool(np.all(np.abs(claimed - measured) <= 1e-3 * np.abs(claimed)))


@misconception("gradcheck.agrees")
def does_not_look_at_the_shape(f, vjp, x, rng):
    """The shapes were not compared, and broadcasting made a gradient of another shape fit."""
    u = rng.normal(size=np.shape(f(x)))
    measured = numerical_gradient(lambda at: np.sum(u * f(at)), x)
    return bool(np.abs(vjp(x, u) - measured).max() <= 1e-3 * np.abs(measured).max())


@misconception("gradcheck.agrees")
def measures_without_the_upstream(f, vjp, x, rng):
    """The slopes of sum(f(x)) were measured, without u, and compared with what vjp makes of u."""
    claimed = np.asarray(vjp(x, rng.normal(size=np.shape(f(x)))))
    if claimed.shape != x.shape:
        return False
    measured = numerical_gradient(lambda at: np.sum(f(at)), x)
    return bool(np.abs(claimed - measured).max() <= 1e-3 * np.abs(measured).max())


@misconception("gradcheck.agrees")
def draws_from_elsewhere(f, vjp, x, rng):
    """The upstream gradient was drawn from NumPy's global generator and not from rng."""
    u = np.random.normal(size=np.shape(f(x)))
    claimed = np.asarray(vjp(x, u))
    if claimed.shape != x.shape:
        return False
    measured = numerical_gradient(lambda at: np.sum(u * f(at)), x)
    return bool(np.abs(claimed - measured).max() <= 1e-3 * np.abs(measured).max())
