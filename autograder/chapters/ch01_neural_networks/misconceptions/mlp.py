# ruff: noqa: N803, N806 - spliced into a copy of the solution, as students write
"""What students really write for mlp.py, and what they did, in one sentence each."""

import numpy as np

from autograder.engine.check import misconception


@misconception("mlp.forward")
def activation_on_the_last_layer(parameters, X, activation):
    """The logits went through the activation too."""
    layers = [X]
    for W, b in parameters:
        layers.append(activation(layers[-1] @ W + b))
    return layers


@misconception("mlp.forward")
def no_activation_at_all(parameters, X, activation):
    """No activation was applied between the layers, so all of them together are one matrix."""
    layers = [X]
    for W, b in parameters:
        layers.append(layers[-1] @ W + b)
    return layers


@misconception("mlp.forward")
def leaves_out_the_input(parameters, X, activation):
    """The list begins with the first hidden layer: the input itself is missing."""
    layers = [X]
    for depth, (W, b) in enumerate(parameters, start=1):
        z = layers[-1] @ W + b
        layers.append(z if depth == len(parameters) else activation(z))
    return layers[1:]


@misconception("mlp.forward")
def logits_alone(parameters, X, activation):
    """Only the logits came back, not the list of all layers."""
    h = X
    for depth, (W, b) in enumerate(parameters, start=1):
        z = h @ W + b
        h = z if depth == len(parameters) else activation(z)
    return h


@misconception("mlp.forward")
def forgets_the_biases(parameters, X, activation):
    """The biases were not added."""
    layers = [X]
    for depth, (W, _) in enumerate(parameters, start=1):
        z = layers[-1] @ W
        layers.append(z if depth == len(parameters) else activation(z))
    return layers


@misconception("mlp.forward")
def keeps_what_stands_before_the_activation(parameters, X, activation):
    """The list holds each layer's numbers as they were before its activation."""
    layers, h = [X], X
    for W, b in parameters:
        layers.append(h @ W + b)
        h = activation(layers[-1])
    return layers


@misconception("mlp.forward")
def activates_the_input(parameters, X, activation):
    """The activation was applied before each layer, so the input went through it as well."""
    layers = [X]
    for W, b in parameters:
        layers.append(activation(layers[-1]) @ W + b)
    return layers


@misconception("mlp.forward")
def weights_before_the_samples(parameters, X, activation):
    """W stands before the samples in the product: W @ h, though each sample is a row of h."""
    layers = [X]
    for depth, (W, b) in enumerate(parameters, start=1):
        z = W @ layers[-1] + b
        layers.append(z if depth == len(parameters) else activation(z))
    return layers


@misconception("mlp.forward")
def an_activation_of_its_own(parameters, X, activation):
    """tanh was applied, not the activation that was passed."""
    layers = [X]
    for depth, (W, b) in enumerate(parameters, start=1):
        z = layers[-1] @ W + b
        layers.append(z if depth == len(parameters) else np.tanh(z))
    return layers


@misconception("mlp.forward")
def every_layer_reads_the_input(parameters, X, activation):
    """Every layer was given X, not what the layer before it had answered."""
    layers = [X]
    for depth, (W, b) in enumerate(parameters, start=1):
        z = X @ W + b
        layers.append(z if depth == len(parameters) else activation(z))
    return layers


@misconception("mlp.forward")
def takes_the_last_layer_out(parameters, X, activation):
    """The last layer was taken out of the caller's list with pop."""
    W_last, b_last = parameters.pop()
    layers = [X]
    for W, b in parameters:
        layers.append(activation(layers[-1] @ W + b))
    return [*layers, layers[-1] @ W_last + b_last]
