# ruff: noqa: N803 - X is the handout's name for an array of samples
"""What runs beside the code under test in chapter 1. Shipped whole: imports numpy alone, judges nothing."""

import warnings

import numpy as np

WEIGHTS = ("W1", "b1", "W2", "b2")
# For mlp.forward. Two of them are not 0 at 0, so that it shows where an activation is applied and where not.
ACTIVATIONS = {
    "relu": lambda z: np.maximum(z, 0),
    "shifted tanh": lambda z: np.tanh(z) + 0.5,
    "bump": lambda z: 1 / (1 + z * z),
}


def without_warnings(chapter, exercise, *arguments):
    """What an exercise answers where every warning is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return _exercise(chapter, exercise)(*arguments)


def answer_and_arguments(chapter, exercise, *arguments):
    """What an exercise answers, and the caller's arguments afterwards."""
    return {"answer": _exercise(chapter, exercise)(*arguments), "arguments": list(arguments)}


def _exercise(chapter, name):
    module, function = name.split(".")
    return getattr(getattr(chapter, module), function)


def logarithm_of_sigmoid(chapter, z):
    """ln(sigmoid(z)), which shows how small a small result is."""
    with np.errstate(divide="ignore"):  # the logarithm of 0 is ours, not the exercise's
        return np.log(chapter.activations.sigmoid(z))


def trace_question(chapter):
    """The points and labels that worksheet.perceptron_trace is about."""
    points, labels = chapter.questions.trace_points()
    return {"points": points.tolist(), "labels": labels.tolist()}


def network_question(chapter):
    """The sizes that worksheet.predictions is about."""
    return {"sizes": chapter.questions.network_sizes()}


def line_of_train(chapter, X, y, max_epochs):
    """The weights and the bias that perceptron.train returns."""
    answer = chapter.perceptron.train(X, y, max_epochs)
    return {"w": np.asarray(answer[0]), "b": np.asarray(answer[1])} if _has(answer, 3) else answer


def line_and_arguments(chapter, X, y, max_epochs):
    """The line that perceptron.train returns, and the caller's points afterwards."""
    return {"answer": line_of_train(chapter, X, y, max_epochs), "arguments": [X, y]}


def mistakes_of_train(chapter, X, y, max_epochs):
    """The mistakes in each epoch as floats, whatever kind of list they came in."""
    answer = chapter.perceptron.train(X, y, max_epochs)
    return np.asarray(answer[2], dtype=float) if _has(answer, 3) else answer


def layers_of_forward(chapter, parameters, X, activation):
    """What mlp.forward returns, with a function in place of the activation's name."""
    answer = chapter.mlp.forward(_pairs(parameters), X, ACTIVATIONS[activation])
    return list(answer) if isinstance(answer, tuple) else answer


def logits_and_arguments(chapter, parameters, X, activation):
    """The last array that mlp.forward returns, and the caller's arrays afterwards."""
    pairs = _pairs(parameters)
    answer = chapter.mlp.forward(pairs, X, ACTIVATIONS[activation])
    logits = answer[-1] if isinstance(answer, tuple | list) and len(answer) else answer
    return {"answer": logits, "arguments": [X, [list(pair) for pair in pairs]]}


def _pairs(parameters):
    return [(W, b) for W, b in parameters]


def weights_of_train(chapter, *problem):
    """The weights that train returns, by name."""
    answer = chapter.training.train(*problem)
    return _named(answer[0]) if _has(answer, 2) else answer


def losses_of_train(chapter, *problem):
    """The losses that train returns, as one array."""
    answer = chapter.training.train(*problem)
    return np.asarray(answer[1]) if _has(answer, 2) else answer


def arguments_after_train(chapter, *problem):
    """The caller's arrays once train has used them and returned a pair, by name."""
    answer = chapter.training.train(*problem)
    if not _has(answer, 2):
        return answer
    images, labels, weights, batches, _ = problem
    return {"images": images, "labels": labels, **_named(weights), "batches": batches}


def train_on_digits(chapter, images, labels, *schedule):
    """The losses of training on digits, and the trained weights by name.

    schedule: weights, batches, learning_rate
    """
    answer = chapter.training.train(images, labels, *schedule)
    if not _has(answer, 2):
        return answer
    trained, losses = answer
    return {"losses": np.asarray(losses), "weights": _named(trained)}


def train_on_moons(chapter, choice, points, labels, seed):
    """The losses of training a network on moons, and all its weights and biases afterwards."""
    with np.errstate(all="ignore"):  # steps that are too long overflow, and the losses say so
        theta, losses = chapter.given.train_on_moons(choice, points, labels, np.random.default_rng(seed))
    return {"losses": np.asarray(losses), "theta": theta}


def _named(weights):
    # not strict: where an array is missing, its name is, and the examiner says so
    return {name: np.asarray(weight) for name, weight in zip(WEIGHTS, weights, strict=False)}


def _has(answer, count):
    return isinstance(answer, tuple | list) and len(answer) == count
