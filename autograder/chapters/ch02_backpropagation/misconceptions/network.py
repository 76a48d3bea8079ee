# ruff: noqa: N806 - names as in h @ W + b
"""What students really write for network.py, and what they did, in one sentence each."""

from autograder.engine.check import misconception


@misconception("network.backward")
def derivative_on_the_last_layer(parameters, layers, d_logits, derivative):
    """The logits were treated like a hidden layer: their gradient was multiplied by the activation's derivative."""
    gradients, d_h = [], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        d_z = d_h * derivative(layers[depth + 1])
        gradients.append((layers[depth].T @ d_z, d_z.sum(axis=0)))
        d_h = d_z @ parameters[depth][0].T
    return gradients[::-1]


@misconception("network.backward")
def derivative_left_out(parameters, layers, d_logits, derivative):
    """From h back to z nothing was multiplied by the activation's derivative, so only the last layer is right."""
    gradients, d_z = [], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        gradients.append((layers[depth].T @ d_z, d_z.sum(axis=0)))
        d_z = d_z @ parameters[depth][0].T
    return gradients[::-1]


@misconception("network.backward")
def last_layer_first(parameters, layers, d_logits, derivative):
    """The list begins with the gradients of the last layer."""
    gradients, d_z = [], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        gradients.append((layers[depth].T @ d_z, d_z.sum(axis=0)))
        d_z = (d_z @ parameters[depth][0].T) * derivative(layers[depth])
    return gradients


@misconception("network.backward")
def tanh_whatever_comes(parameters, layers, d_logits, derivative):
    """1 - h² was written into the code, so the derivative that was passed is not used."""
    gradients, d_z = [], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        gradients.append((layers[depth].T @ d_z, d_z.sum(axis=0)))
        d_z = (d_z @ parameters[depth][0].T) * (1 - layers[depth] ** 2)
    return gradients[::-1]


@misconception("network.backward")
def derivative_of_the_input(parameters, layers, d_logits, derivative):
    """The derivative was asked at what went into the activation; it is written with what came out."""
    gradients, d_z = [], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        gradients.append((layers[depth].T @ d_z, d_z.sum(axis=0)))
        if depth > 0:
            W, b = parameters[depth - 1]
            d_z = (d_z @ parameters[depth][0].T) * derivative(layers[depth - 1] @ W + b)
    return gradients[::-1]


@misconception("network.backward")
def derivative_of_the_derivative(parameters, layers, d_logits, derivative):
    """The gradient was multiplied by h itself, the layer's output, and not by the derivative at h."""
    gradients, d_z = [], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        gradients.append((layers[depth].T @ d_z, d_z.sum(axis=0)))
        d_z = (d_z @ parameters[depth][0].T) * layers[depth]
    return gradients[::-1]


@misconception("network.backward")
def bias_gradients_are_means(parameters, layers, d_logits, derivative):
    """Each db was averaged over the samples, though 1/n is in d_logits already."""
    gradients, d_z = [], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        gradients.append((layers[depth].T @ d_z, d_z.mean(axis=0)))
        d_z = (d_z @ parameters[depth][0].T) * derivative(layers[depth])
    return gradients[::-1]


@misconception("network.backward")
def divided_by_n_in_each_layer(parameters, layers, d_logits, derivative):
    """Every gradient was divided by n, though 1/n is in d_logits already."""
    gradients, d_z, n = [], d_logits, len(d_logits)
    for depth in range(len(parameters) - 1, -1, -1):
        gradients.append((layers[depth].T @ d_z / n, d_z.sum(axis=0) / n))
        d_z = (d_z @ parameters[depth][0].T) * derivative(layers[depth])
    return gradients[::-1]


@misconception("network.backward")
def output_for_input_of_a_layer(parameters, layers, d_logits, derivative):
    """For dW the output of a layer was used, and not what went into it."""
    gradients, d_z = [], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        gradients.append((layers[depth + 1].T @ d_z, d_z.sum(axis=0)))
        d_z = (d_z @ parameters[depth][0].T) * derivative(layers[depth])
    return gradients[::-1]


@misconception("network.backward")
def derivative_one_layer_too_far(parameters, layers, d_logits, derivative):
    """The derivative was asked at the output of the layer just left, and not at the h that the gradient had reached."""
    gradients, d_z = [], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        gradients.append((layers[depth].T @ d_z, d_z.sum(axis=0)))
        if depth > 0:
            d_z = (d_z @ parameters[depth][0].T) * derivative(layers[depth + 1])
    return gradients[::-1]


@misconception("network.backward")
def layers_one_place_too_far(parameters, layers, d_logits, derivative):
    """Everywhere the list of layers was read one place too far, for dW and for the derivative: it begins with h_0."""
    gradients, d_z = [], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        gradients.append((layers[depth + 1].T @ d_z, d_z.sum(axis=0)))
        if depth > 0:
            d_z = (d_z @ parameters[depth][0].T) * derivative(layers[depth + 1])
    return gradients[::-1]


@misconception("network.backward")
def stops_before_the_first_layer(parameters, layers, d_logits, derivative):
    """The loop ended one layer too early: the first layer has no gradients."""
    gradients, d_z = [], d_logits
    for depth in range(len(parameters) - 1, 0, -1):
        gradients.append((layers[depth].T @ d_z, d_z.sum(axis=0)))
        d_z = (d_z @ parameters[depth][0].T) * derivative(layers[depth])
    return gradients[::-1]


@misconception("network.backward")
def d_logits_for_every_layer(parameters, layers, d_logits, derivative):
    """Each layer below began again at d_logits: what had come back through the layers above was not handed on."""
    gradients = [(layers[-2].T @ d_logits, d_logits.sum(axis=0))]
    for depth in range(len(parameters) - 2, -1, -1):
        d_z = (d_logits @ parameters[-1][0].T) * derivative(layers[depth + 1])
        gradients.append((layers[depth].T @ d_z, d_z.sum(axis=0)))
    return gradients[::-1]


@misconception("network.backward")
def empties_the_callers_lists(parameters, layers, d_logits, derivative):
    """The layers were taken off the caller's own list, which is shorter afterwards."""
    gradients, d_z = [], d_logits
    layers.pop()
    for W, _ in reversed(parameters):
        h = layers.pop()
        gradients.append((h.T @ d_z, d_z.sum(axis=0)))
        d_z = (d_z @ W.T) * derivative(h)
    return gradients[::-1]


@misconception("network.backward")
def writes_gradients_over_the_weights(parameters, layers, d_logits, derivative):
    """The gradients were stored in the caller's list of parameters, over the weights."""
    d_z = d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        W, _ = parameters[depth]
        parameters[depth] = (layers[depth].T @ d_z, d_z.sum(axis=0))
        d_z = (d_z @ W.T) * derivative(layers[depth])
    return list(parameters)
