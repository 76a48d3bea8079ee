"""What students really write for initialization.py, and what they did, in one sentence each."""

import numpy as np

from autograder.engine.check import misconception


@misconception("initialization.init_layer")
def variance_for_standard_deviation(fan_in, fan_out, scheme, rng):
    """The variance was passed as the standard deviation, so the weights are too small."""
    variances = {"he": 2 / fan_in, "xavier": 2 / (fan_in + fan_out)}
    if scheme not in variances:
        raise ValueError(scheme)
    return rng.normal(0.0, variances[scheme], size=(fan_in, fan_out)), np.zeros(fan_out)


@misconception("initialization.init_layer")
def counts_the_outputs(fan_in, fan_out, scheme, rng):
    """The variance of "he" was computed with fan_out, the number of outputs, in place of fan_in."""
    variances = {"he": 2 / fan_out, "xavier": 2 / (fan_in + fan_out)}
    if scheme not in variances:
        raise ValueError(scheme)
    return rng.normal(0.0, np.sqrt(variances[scheme]), size=(fan_in, fan_out)), np.zeros(fan_out)


@misconception("initialization.init_layer")
def one_for_two_in_he(fan_in, fan_out, scheme, rng):
    """The variance of "he" is 1 / fan_in, half of what is asked for."""
    variances = {"he": 1 / fan_in, "xavier": 2 / (fan_in + fan_out)}
    if scheme not in variances:
        raise ValueError(scheme)
    return rng.normal(0.0, np.sqrt(variances[scheme]), size=(fan_in, fan_out)), np.zeros(fan_out)


@misconception("initialization.init_layer")
def xavier_by_inputs_alone(fan_in, fan_out, scheme, rng):
    """The variance of "xavier" is 1 / fan_in, which forgets the outputs."""
    variances = {"he": 2 / fan_in, "xavier": 1 / fan_in}
    if scheme not in variances:
        raise ValueError(scheme)
    return rng.normal(0.0, np.sqrt(variances[scheme]), size=(fan_in, fan_out)), np.zeros(fan_out)


@misconception("initialization.init_layer")
def schemes_exchanged(fan_in, fan_out, scheme, rng):
    """The two schemes are exchanged: "he" got the variance of "xavier", and the other way round."""
    variances = {"xavier": 2 / fan_in, "he": 2 / (fan_in + fan_out)}
    if scheme not in variances:
        raise ValueError(scheme)
    return rng.normal(0.0, np.sqrt(variances[scheme]), size=(fan_in, fan_out)), np.zeros(fan_out)


@misconception("initialization.init_layer")
def deviation_for_the_bound(fan_in, fan_out, scheme, rng):
    """The standard deviation was used as the bound of a uniform distribution, which has a third of the variance."""
    variances = {"he": 2 / fan_in, "xavier": 2 / (fan_in + fan_out)}
    if scheme not in variances:
        raise ValueError(scheme)
    bound = np.sqrt(variances[scheme])
    return rng.uniform(-bound, bound, size=(fan_in, fan_out)), np.zeros(fan_out)


@misconception("initialization.init_layer")
def positive_weights_only(fan_in, fan_out, scheme, rng):
    """The weights were drawn between 0 and a bound: none is negative, and their mean is not 0."""
    variances = {"he": 2 / fan_in, "xavier": 2 / (fan_in + fan_out)}
    if scheme not in variances:
        raise ValueError(scheme)
    return np.sqrt(variances[scheme]) * rng.random(size=(fan_in, fan_out)), np.zeros(fan_out)


@misconception("initialization.init_layer")
def plain_standard_normal(fan_in, fan_out, scheme, rng):
    """The weights are standard normal, of variance 1, whatever the scheme."""
    if scheme not in ("he", "xavier"):
        raise ValueError(scheme)
    return rng.normal(size=(fan_in, fan_out)), np.zeros(fan_out)


@misconception("initialization.init_layer")
def weights_the_other_way_round(fan_in, fan_out, scheme, rng):
    """W came with the shape (fan_out, fan_in), as for W x and not for X @ W."""
    variances = {"he": 2 / fan_in, "xavier": 2 / (fan_in + fan_out)}
    if scheme not in variances:
        raise ValueError(scheme)
    return rng.normal(0.0, np.sqrt(variances[scheme]), size=(fan_out, fan_in)), np.zeros(fan_out)


@misconception("initialization.init_layer")
def random_biases(fan_in, fan_out, scheme, rng):
    """The biases were drawn like the weights; they are to start at 0."""
    variances = {"he": 2 / fan_in, "xavier": 2 / (fan_in + fan_out)}
    if scheme not in variances:
        raise ValueError(scheme)
    scale = np.sqrt(variances[scheme])
    return rng.normal(0.0, scale, size=(fan_in, fan_out)), rng.normal(0.0, scale, size=fan_out)


@misconception("initialization.init_layer")
def one_draw_for_each_output(fan_in, fan_out, scheme, rng):
    """One row was drawn and copied, so all inputs of a unit have the same weight."""
    variances = {"he": 2 / fan_in, "xavier": 2 / (fan_in + fan_out)}
    if scheme not in variances:
        raise ValueError(scheme)
    row = rng.normal(0.0, np.sqrt(variances[scheme]), size=fan_out)
    return np.tile(row, (fan_in, 1)), np.zeros(fan_out)


@misconception("initialization.init_layer")
def global_generator(fan_in, fan_out, scheme, rng):
    """The weights were drawn from NumPy's global generator, so rng decides nothing."""
    variances = {"he": 2 / fan_in, "xavier": 2 / (fan_in + fan_out)}
    if scheme not in variances:
        raise ValueError(scheme)
    return np.sqrt(variances[scheme]) * np.random.randn(fan_in, fan_out), np.zeros(fan_out)


@misconception("initialization.init_layer")
def a_seed_of_its_own(fan_in, fan_out, scheme, rng):
    """A new generator with a fixed seed was made, so every layer begins with the same weights."""
    variances = {"he": 2 / fan_in, "xavier": 2 / (fan_in + fan_out)}
    if scheme not in variances:
        raise ValueError(scheme)
    rng = np.random.default_rng(0)
    return rng.normal(0.0, np.sqrt(variances[scheme]), size=(fan_in, fan_out)), np.zeros(fan_out)


@misconception("initialization.init_layer")
def any_other_scheme_is_xavier(fan_in, fan_out, scheme, rng):
    """Every scheme but "he" was taken for "xavier", so a misspelt name goes unnoticed."""
    variance = 2 / fan_in if scheme == "he" else 2 / (fan_in + fan_out)
    return rng.normal(0.0, np.sqrt(variance), size=(fan_in, fan_out)), np.zeros(fan_out)


@misconception("initialization.init_layer")
def key_error_for_a_scheme(fan_in, fan_out, scheme, rng):
    """An unknown scheme ended in the KeyError of a dict, not in a ValueError."""
    variances = {"he": 2 / fan_in, "xavier": 2 / (fan_in + fan_out)}
    return rng.normal(0.0, np.sqrt(variances[scheme]), size=(fan_in, fan_out)), np.zeros(fan_out)
