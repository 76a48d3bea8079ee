# ruff: noqa: N806 - names as in h @ W + b
"""What students really write for gradient_flow.py, and what they did, in one sentence each."""

import numpy as np

from autograder.engine.check import misconception


@misconception("gradient_flow.gradient_norms")
def norms_of_weight_gradients(parameters, layers, d_logits, derivative):
    """The norms are those of dL/dW, which also hold the size of the activations, and not those of dL/dh."""
    norms, d_z = [float(np.linalg.norm(d_logits))], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        norms.append(float(np.linalg.norm(layers[depth].T @ d_z)))
        d_z = (d_z @ parameters[depth][0].T) * derivative(layers[depth])
    return norms[::-1]


@misconception("gradient_flow.gradient_norms")
def mean_absolute_value(parameters, layers, d_logits, derivative):
    """The mean of the absolute values was taken in place of the norm, and a mean shrinks as layers get wider."""
    sizes, d_z = [float(np.abs(d_logits).mean())], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        d_h = d_z @ parameters[depth][0].T
        sizes.append(float(np.abs(d_h).mean()))
        d_z = d_h * derivative(layers[depth])
    return sizes[::-1]


@misconception("gradient_flow.gradient_norms")
def logits_first(parameters, layers, d_logits, derivative):
    """The list runs from the logits to the input."""
    norms, d_z = [float(np.linalg.norm(d_logits))], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        d_h = d_z @ parameters[depth][0].T
        norms.append(float(np.linalg.norm(d_h)))
        d_z = d_h * derivative(layers[depth])
    return norms


@misconception("gradient_flow.gradient_norms")
def before_the_activation(parameters, layers, d_logits, derivative):
    """The norms were taken after the activation's derivative: they are those of dL/dz and not of dL/dh."""
    norms, d_z = [float(np.linalg.norm(d_logits))], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        d_z = d_z @ parameters[depth][0].T
        if depth > 0:
            d_z = d_z * derivative(layers[depth])
        norms.append(float(np.linalg.norm(d_z)))
    return norms[::-1]


@misconception("gradient_flow.gradient_norms")
def before_the_activation_and_at_the_input(parameters, layers, d_logits, derivative):
    """Every norm was taken after multiplying with the derivative, at the input too, which is no activation."""
    norms, d_z = [float(np.linalg.norm(d_logits))], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        d_z = (d_z @ parameters[depth][0].T) * derivative(layers[depth])
        norms.append(float(np.linalg.norm(d_z)))
    return norms[::-1]


@misconception("gradient_flow.gradient_norms")
def one_norm_for_each_z(parameters, layers, d_logits, derivative):
    """The norms are those of dL/dz, one for each layer, L numbers in all, and not those of dL/dh."""
    norms, d_z = [], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        norms.append(float(np.linalg.norm(d_z)))
        d_z = (d_z @ parameters[depth][0].T) * derivative(layers[depth])
    return norms[::-1]


@misconception("gradient_flow.gradient_norms")
def derivative_not_passed(parameters, layers, d_logits, derivative):
    """On the way through the activations the gradient was not multiplied by their derivative."""
    norms, d_h = [float(np.linalg.norm(d_logits))], d_logits
    for W, _ in reversed(parameters):
        d_h = d_h @ W.T
        norms.append(float(np.linalg.norm(d_h)))
    return norms[::-1]


@misconception("gradient_flow.gradient_norms")
def logits_squeezed_too(parameters, layers, d_logits, derivative):
    """The last layer was treated as if it had an activation, but the logits are linear."""
    norms, d_h = [float(np.linalg.norm(d_logits))], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        d_h = (d_h * derivative(layers[depth + 1])) @ parameters[depth][0].T
        norms.append(float(np.linalg.norm(d_h)))
    return norms[::-1]


@misconception("gradient_flow.gradient_norms")
def without_the_root(parameters, layers, d_logits, derivative):
    """The squares were added up, and the square root of the sum was not taken."""
    sums, d_z = [float((d_logits**2).sum())], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        d_h = d_z @ parameters[depth][0].T
        sums.append(float((d_h**2).sum()))
        d_z = d_h * derivative(layers[depth])
    return sums[::-1]


@misconception("gradient_flow.gradient_norms")
def input_left_out(parameters, layers, d_logits, derivative):
    """The list begins with the first hidden layer: the gradient by the input is missing."""
    norms, d_z = [float(np.linalg.norm(d_logits))], d_logits
    for depth in range(len(parameters) - 1, 0, -1):
        d_h = d_z @ parameters[depth][0].T
        norms.append(float(np.linalg.norm(d_h)))
        d_z = d_h * derivative(layers[depth])
    return norms[::-1]


@misconception("gradient_flow.gradient_norms")
def logits_left_out(parameters, layers, d_logits, derivative):
    """The list ends with the last hidden layer: the gradient by the logits is missing."""
    norms, d_z = [], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        d_h = d_z @ parameters[depth][0].T
        norms.append(float(np.linalg.norm(d_h)))
        d_z = d_h * derivative(layers[depth])
    return norms[::-1]


@misconception("gradient_flow.gradient_norms")
def largest_singular_value(parameters, layers, d_logits, derivative):
    """The 2-norm of a matrix was taken, its largest singular value, and not the root of the sum of squares."""
    norms, d_z = [float(np.linalg.norm(d_logits, 2))], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        d_h = d_z @ parameters[depth][0].T
        norms.append(float(np.linalg.norm(d_h, 2)))
        d_z = d_h * derivative(layers[depth])
    return norms[::-1]


@misconception("gradient_flow.gradient_norms")
def mean_over_the_samples(parameters, layers, d_logits, derivative):
    """The norm of each sample's gradient was taken, and these norms were averaged."""
    norms, d_z = [float(np.linalg.norm(d_logits, axis=1).mean())], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        d_h = d_z @ parameters[depth][0].T
        norms.append(float(np.linalg.norm(d_h, axis=1).mean()))
        d_z = d_h * derivative(layers[depth])
    return norms[::-1]


@misconception("gradient_flow.gradient_norms")
def scaled_to_the_logits(parameters, layers, d_logits, derivative):
    """Every norm was divided by the norm at the logits, which makes the last one 1."""
    norms, d_z = [float(np.linalg.norm(d_logits))], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        d_h = d_z @ parameters[depth][0].T
        norms.append(float(np.linalg.norm(d_h)))
        d_z = d_h * derivative(layers[depth])
    return [norm / norms[0] for norm in norms[::-1]]


@misconception("gradient_flow.gradient_norms")
def squeezes_the_callers_layers(parameters, layers, d_logits, derivative):
    """The derivatives were written into the caller's list of layers."""
    norms, d_z = [float(np.linalg.norm(d_logits))], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        d_h = d_z @ parameters[depth][0].T
        norms.append(float(np.linalg.norm(d_h)))
        layers[depth] = derivative(layers[depth])
        d_z = d_h * layers[depth]
    return norms[::-1]
