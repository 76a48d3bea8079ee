"""What students really write for losses.py, and what they did, in one sentence each."""

import numpy as np

from autograder.engine.check import misconception


@misconception("losses.cross_entropy")
def log_of_a_rounded_softmax(logits, labels):
    """The probability was computed first; it had been rounded to 0, and its logarithm is -inf."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    return float(-np.log(probabilities[np.arange(len(labels)), labels]).mean())


@misconception("losses.cross_entropy")
def a_small_constant_in_the_log(logits, labels):
    """1e-12 was added to the probability, so no sample can cost more than 27.6."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    return float(-np.log(probabilities[np.arange(len(labels)), labels] + 1e-12).mean())


@misconception("losses.cross_entropy")
def without_the_shift(logits, labels):
    """exp(1000) overflowed to inf before its logarithm was taken."""
    log_sums = np.log(np.exp(logits).sum(axis=1))
    return float((log_sums - logits[np.arange(len(labels)), labels]).mean())


@misconception("losses.cross_entropy")
def one_shift_for_all_samples(logits, labels):
    """The largest logit of the whole array was subtracted, so all exponentials of samples far below it became 0."""
    largest = logits.max()
    log_sums = largest + np.log(np.exp(logits - largest).sum(axis=1))
    return float((log_sums - logits[np.arange(len(labels)), labels]).mean())


@misconception("losses.cross_entropy")
def sum_for_mean(logits, labels):
    """The costs of the samples were added up, not averaged."""
    largest = logits.max(axis=1)
    log_sums = largest + np.log(np.exp(logits - largest[:, None]).sum(axis=1))
    return float((log_sums - logits[np.arange(len(labels)), labels]).sum())


@misconception("losses.cross_entropy")
def mean_over_classes_too(logits, labels):
    """The sum of the costs was divided by samples times classes."""
    largest = logits.max(axis=1)
    log_sums = largest + np.log(np.exp(logits - largest[:, None]).sum(axis=1))
    return float((log_sums - logits[np.arange(len(labels)), labels]).sum() / logits.size)


@misconception("losses.cross_entropy")
def without_the_minus_sign(logits, labels):
    """The mean of ln(probability) came back, without the minus sign: it is negative."""
    largest = logits.max(axis=1)
    log_sums = largest + np.log(np.exp(logits - largest[:, None]).sum(axis=1))
    return float((logits[np.arange(len(labels)), labels] - log_sums).mean())


@misconception("losses.cross_entropy")
def columns_for_entries(logits, labels):
    """logits[:, labels] picked a whole column for each label, not one entry of each row."""
    largest = logits.max(axis=1)
    log_sums = largest + np.log(np.exp(logits - largest[:, None]).sum(axis=1))
    return float((log_sums[:, None] - logits[:, labels]).mean())


@misconception("losses.cross_entropy")
def columns_of_probabilities(logits, labels):
    """probabilities[:, labels] picked a whole column for each label, not one entry of each row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    return float(-np.log(probabilities[:, labels]).mean())


@misconception("losses.cross_entropy")
def forgets_to_shift_back(logits, labels):
    """The largest logit was subtracted before exp, and not added to the logarithm of the sum again."""
    log_sums = np.log(np.exp(logits - logits.max(axis=1, keepdims=True)).sum(axis=1))
    return float((log_sums - logits[np.arange(len(labels)), labels]).mean())


@misconception("losses.cross_entropy")
def one_cost_for_each_sample(logits, labels):
    """The costs of the samples came back one by one, not their mean."""
    largest = logits.max(axis=1)
    log_sums = largest + np.log(np.exp(logits - largest[:, None]).sum(axis=1))
    return log_sums - logits[np.arange(len(labels)), labels]


@misconception("losses.cross_entropy")
def shifts_the_callers_logits(logits, labels):
    """The shift was written into the caller's own logits."""
    logits -= logits.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(logits).sum(axis=1))
    return float((log_sums - logits[np.arange(len(labels)), labels]).mean())


@misconception("losses.cross_entropy_gradient")
def sum_of_the_slopes(logits, labels):
    """The gradient was not divided by the number of samples, though the loss is a mean."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    gradient = powers / powers.sum(axis=1, keepdims=True)
    gradient[np.arange(len(labels)), labels] -= 1
    return gradient


@misconception("losses.cross_entropy_gradient")
def divides_by_classes_too(logits, labels):
    """The gradient was divided by samples times classes."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    gradient = powers / powers.sum(axis=1, keepdims=True)
    gradient[np.arange(len(labels)), labels] -= 1
    return gradient / logits.size


@misconception("losses.cross_entropy_gradient")
def points_downhill(logits, labels):
    """All signs are inverted: this is the way down, and a gradient points up."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    gradient = powers / powers.sum(axis=1, keepdims=True)
    gradient[np.arange(len(labels)), labels] -= 1
    return -gradient / len(labels)


@misconception("losses.cross_entropy_gradient")
def subtracts_from_columns(logits, labels):
    """1 was subtracted from whole columns: probabilities[:, labels] picks columns, not one entry of each row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    gradient = powers / powers.sum(axis=1, keepdims=True)
    gradient[:, labels] -= 1
    return gradient / len(labels)


@misconception("losses.cross_entropy_gradient")
def forgets_the_true_class(logits, labels):
    """The probabilities came back as they are: nothing was subtracted for the true class."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) / len(labels)


@misconception("losses.cross_entropy_gradient")
def logits_for_probabilities(logits, labels):
    """1 was subtracted from the logits: they did not go through softmax."""
    gradient = logits.copy()
    gradient[np.arange(len(labels)), labels] -= 1
    return gradient / len(labels)


@misconception("losses.cross_entropy_gradient")
def overflows_on_the_way(logits, labels):
    """exp(1000) overflowed to inf, and inf / inf is nan."""
    powers = np.exp(logits)
    gradient = powers / powers.sum(axis=1, keepdims=True)
    gradient[np.arange(len(labels)), labels] -= 1
    return gradient / len(labels)


@misconception("losses.cross_entropy_gradient")
def writes_into_the_logits(logits, labels):
    """The gradient was written into the caller's own logits."""
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    logits[np.arange(len(labels)), labels] -= 1
    logits /= len(labels)
    return logits
