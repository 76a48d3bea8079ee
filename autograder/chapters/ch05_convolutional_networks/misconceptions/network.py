"""What students really write for network.py, and what they did, in one sentence each."""

import numpy as np

from autograder.engine.check import misconception

# The sources below are spliced into a copy of the solution: there, these are the solution's.
conv2d = conv2d_backward = max_pool2d = max_pool2d_backward = None


@misconception("network.loss_and_gradients")
def global_average_without_its_share(parameters, x, labels):
    """The gradient of the mean over all positions was not divided by their number."""
    p = parameters
    z1 = conv2d(x, p["K1"], p["b1"], padding=1)
    a1 = np.maximum(z1, 0)
    p1 = max_pool2d(a1, 2, 2)
    z2 = conv2d(p1, p["K2"], p["b2"], padding=1)
    a2 = np.maximum(z2, 0)
    g = a2.mean(axis=(2, 3))
    logits = g @ p["W"] + p["b"]

    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    images = np.arange(len(x))
    loss = -log_probabilities[images, labels].mean()
    d_logits = np.exp(log_probabilities)
    d_logits[images, labels] -= 1
    d_logits /= len(x)

    d_g = d_logits @ p["W"].T
    d_a2 = d_g[:, :, None, None] * np.ones_like(a2)
    d_p1, d_k2, d_b2 = conv2d_backward(d_a2 * (z2 > 0), p1, p["K2"], padding=1)
    d_a1 = max_pool2d_backward(d_p1, a1, 2, 2)
    _, d_k1, d_b1 = conv2d_backward(d_a1 * (z1 > 0), x, p["K1"], padding=1)
    gradients = {"K1": d_k1, "b1": d_b1, "K2": d_k2, "b2": d_b2, "W": g.T @ d_logits, "b": d_logits.sum(axis=0)}
    return float(loss), gradients


@misconception("network.loss_and_gradients")
def second_relu_passes_everything(parameters, x, labels):
    """On the way back the gradient went through the second ReLU unchanged, also where its input was below 0."""
    p = parameters
    z1 = conv2d(x, p["K1"], p["b1"], padding=1)
    a1 = np.maximum(z1, 0)
    p1 = max_pool2d(a1, 2, 2)
    z2 = conv2d(p1, p["K2"], p["b2"], padding=1)
    a2 = np.maximum(z2, 0)
    g = a2.mean(axis=(2, 3))
    logits = g @ p["W"] + p["b"]

    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    images = np.arange(len(x))
    loss = -log_probabilities[images, labels].mean()
    d_logits = np.exp(log_probabilities)
    d_logits[images, labels] -= 1
    d_logits /= len(x)

    d_g = d_logits @ p["W"].T
    d_a2 = d_g[:, :, None, None] / np.prod(a2.shape[2:])
    d_p1, d_k2, d_b2 = conv2d_backward(np.broadcast_to(d_a2, a2.shape), p1, p["K2"], padding=1)
    d_a1 = max_pool2d_backward(d_p1, a1, 2, 2)
    _, d_k1, d_b1 = conv2d_backward(d_a1 * (z1 > 0), x, p["K1"], padding=1)
    gradients = {"K1": d_k1, "b1": d_b1, "K2": d_k2, "b2": d_b2, "W": g.T @ d_logits, "b": d_logits.sum(axis=0)}
    return float(loss), gradients


@misconception("network.loss_and_gradients")
def first_relu_passes_everything(parameters, x, labels):
    """On the way back the gradient went through the first ReLU unchanged, also where its input was below 0."""
    p = parameters
    z1 = conv2d(x, p["K1"], p["b1"], padding=1)
    a1 = np.maximum(z1, 0)
    p1 = max_pool2d(a1, 2, 2)
    z2 = conv2d(p1, p["K2"], p["b2"], padding=1)
    a2 = np.maximum(z2, 0)
    g = a2.mean(axis=(2, 3))
    logits = g @ p["W"] + p["b"]

    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    images = np.arange(len(x))
    loss = -log_probabilities[images, labels].mean()
    d_logits = np.exp(log_probabilities)
    d_logits[images, labels] -= 1
    d_logits /= len(x)

    d_g = d_logits @ p["W"].T
    d_a2 = d_g[:, :, None, None] / np.prod(a2.shape[2:])
    d_p1, d_k2, d_b2 = conv2d_backward(d_a2 * (z2 > 0), p1, p["K2"], padding=1)
    d_a1 = max_pool2d_backward(d_p1, a1, 2, 2)
    _, d_k1, d_b1 = conv2d_backward(d_a1, x, p["K1"], padding=1)
    gradients = {"K1": d_k1, "b1": d_b1, "K2": d_k2, "b2": d_b2, "W": g.T @ d_logits, "b": d_logits.sum(axis=0)}
    return float(loss), gradients


@misconception("network.loss_and_gradients")
def divides_by_the_images_twice(parameters, x, labels):
    """The gradients of both convolutions were divided by the number of images once more; the loss had done that."""
    p = parameters
    z1 = conv2d(x, p["K1"], p["b1"], padding=1)
    a1 = np.maximum(z1, 0)
    p1 = max_pool2d(a1, 2, 2)
    z2 = conv2d(p1, p["K2"], p["b2"], padding=1)
    a2 = np.maximum(z2, 0)
    g = a2.mean(axis=(2, 3))
    logits = g @ p["W"] + p["b"]

    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    images = np.arange(len(x))
    loss = -log_probabilities[images, labels].mean()
    d_logits = np.exp(log_probabilities)
    d_logits[images, labels] -= 1
    d_logits /= len(x)

    d_g = d_logits @ p["W"].T
    d_a2 = d_g[:, :, None, None] / np.prod(a2.shape[2:])
    d_p1, d_k2, d_b2 = conv2d_backward(d_a2 * (z2 > 0), p1, p["K2"], padding=1)
    d_a1 = max_pool2d_backward(d_p1, a1, 2, 2)
    _, d_k1, d_b1 = conv2d_backward(d_a1 * (z1 > 0), x, p["K1"], padding=1)
    gradients = {
        "K1": d_k1 / len(x),
        "b1": d_b1 / len(x),
        "K2": d_k2 / len(x),
        "b2": d_b2 / len(x),
        "W": g.T @ d_logits,
        "b": d_logits.sum(axis=0),
    }
    return float(loss), gradients


@misconception("network.loss_and_gradients")
def sum_for_mean(parameters, x, labels):
    """The losses of the images were added up, not averaged."""
    p = parameters
    z1 = conv2d(x, p["K1"], p["b1"], padding=1)
    a1 = np.maximum(z1, 0)
    p1 = max_pool2d(a1, 2, 2)
    z2 = conv2d(p1, p["K2"], p["b2"], padding=1)
    a2 = np.maximum(z2, 0)
    g = a2.mean(axis=(2, 3))
    logits = g @ p["W"] + p["b"]

    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    images = np.arange(len(x))
    loss = -log_probabilities[images, labels].sum()
    d_logits = np.exp(log_probabilities)
    d_logits[images, labels] -= 1

    d_g = d_logits @ p["W"].T
    d_a2 = d_g[:, :, None, None] / np.prod(a2.shape[2:])
    d_p1, d_k2, d_b2 = conv2d_backward(d_a2 * (z2 > 0), p1, p["K2"], padding=1)
    d_a1 = max_pool2d_backward(d_p1, a1, 2, 2)
    _, d_k1, d_b1 = conv2d_backward(d_a1 * (z1 > 0), x, p["K1"], padding=1)
    gradients = {"K1": d_k1, "b1": d_b1, "K2": d_k2, "b2": d_b2, "W": g.T @ d_logits, "b": d_logits.sum(axis=0)}
    return float(loss), gradients


@misconception("network.loss_and_gradients")
def gradient_of_a_sum(parameters, x, labels):
    """The loss is the mean over the images, and the gradients are those of their sum."""
    p = parameters
    z1 = conv2d(x, p["K1"], p["b1"], padding=1)
    a1 = np.maximum(z1, 0)
    p1 = max_pool2d(a1, 2, 2)
    z2 = conv2d(p1, p["K2"], p["b2"], padding=1)
    a2 = np.maximum(z2, 0)
    g = a2.mean(axis=(2, 3))
    logits = g @ p["W"] + p["b"]

    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    images = np.arange(len(x))
    loss = -log_probabilities[images, labels].mean()
    d_logits = np.exp(log_probabilities)
    d_logits[images, labels] -= 1

    d_g = d_logits @ p["W"].T
    d_a2 = d_g[:, :, None, None] / np.prod(a2.shape[2:])
    d_p1, d_k2, d_b2 = conv2d_backward(d_a2 * (z2 > 0), p1, p["K2"], padding=1)
    d_a1 = max_pool2d_backward(d_p1, a1, 2, 2)
    _, d_k1, d_b1 = conv2d_backward(d_a1 * (z1 > 0), x, p["K1"], padding=1)
    gradients = {"K1": d_k1, "b1": d_b1, "K2": d_k2, "b2": d_b2, "W": g.T @ d_logits, "b": d_logits.sum(axis=0)}
    return float(loss), gradients


@misconception("network.loss_and_gradients")
def logits_without_the_shift(parameters, x, labels):
    """exp of a large logit overflowed to inf, and inf / inf is nan."""
    p = parameters
    z1 = conv2d(x, p["K1"], p["b1"], padding=1)
    a1 = np.maximum(z1, 0)
    p1 = max_pool2d(a1, 2, 2)
    z2 = conv2d(p1, p["K2"], p["b2"], padding=1)
    a2 = np.maximum(z2, 0)
    g = a2.mean(axis=(2, 3))
    logits = g @ p["W"] + p["b"]

    shifted = logits
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    images = np.arange(len(x))
    loss = -log_probabilities[images, labels].mean()
    d_logits = np.exp(log_probabilities)
    d_logits[images, labels] -= 1
    d_logits /= len(x)

    d_g = d_logits @ p["W"].T
    d_a2 = d_g[:, :, None, None] / np.prod(a2.shape[2:])
    d_p1, d_k2, d_b2 = conv2d_backward(d_a2 * (z2 > 0), p1, p["K2"], padding=1)
    d_a1 = max_pool2d_backward(d_p1, a1, 2, 2)
    _, d_k1, d_b1 = conv2d_backward(d_a1 * (z1 > 0), x, p["K1"], padding=1)
    gradients = {"K1": d_k1, "b1": d_b1, "K2": d_k2, "b2": d_b2, "W": g.T @ d_logits, "b": d_logits.sum(axis=0)}
    return float(loss), gradients


@misconception("network.loss_and_gradients")
def label_not_subtracted(parameters, x, labels):
    """The gradient by the logits is the softmax alone: 1 was not subtracted at the label."""
    p = parameters
    z1 = conv2d(x, p["K1"], p["b1"], padding=1)
    a1 = np.maximum(z1, 0)
    p1 = max_pool2d(a1, 2, 2)
    z2 = conv2d(p1, p["K2"], p["b2"], padding=1)
    a2 = np.maximum(z2, 0)
    g = a2.mean(axis=(2, 3))
    logits = g @ p["W"] + p["b"]

    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    images = np.arange(len(x))
    loss = -log_probabilities[images, labels].mean()
    d_logits = np.exp(log_probabilities)
    d_logits /= len(x)

    d_g = d_logits @ p["W"].T
    d_a2 = d_g[:, :, None, None] / np.prod(a2.shape[2:])
    d_p1, d_k2, d_b2 = conv2d_backward(d_a2 * (z2 > 0), p1, p["K2"], padding=1)
    d_a1 = max_pool2d_backward(d_p1, a1, 2, 2)
    _, d_k1, d_b1 = conv2d_backward(d_a1 * (z1 > 0), x, p["K1"], padding=1)
    gradients = {"K1": d_k1, "b1": d_b1, "K2": d_k2, "b2": d_b2, "W": g.T @ d_logits, "b": d_logits.sum(axis=0)}
    return float(loss), gradients


@misconception("network.loss_and_gradients")
def no_relu_after_the_second_convolution(parameters, x, labels):
    """The second convolution goes into the mean without a ReLU."""
    p = parameters
    z1 = conv2d(x, p["K1"], p["b1"], padding=1)
    a1 = np.maximum(z1, 0)
    p1 = max_pool2d(a1, 2, 2)
    z2 = conv2d(p1, p["K2"], p["b2"], padding=1)
    a2 = z2
    g = a2.mean(axis=(2, 3))
    logits = g @ p["W"] + p["b"]

    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    images = np.arange(len(x))
    loss = -log_probabilities[images, labels].mean()
    d_logits = np.exp(log_probabilities)
    d_logits[images, labels] -= 1
    d_logits /= len(x)

    d_g = d_logits @ p["W"].T
    d_a2 = d_g[:, :, None, None] / np.prod(a2.shape[2:])
    d_p1, d_k2, d_b2 = conv2d_backward(np.broadcast_to(d_a2, a2.shape), p1, p["K2"], padding=1)
    d_a1 = max_pool2d_backward(d_p1, a1, 2, 2)
    _, d_k1, d_b1 = conv2d_backward(d_a1 * (z1 > 0), x, p["K1"], padding=1)
    gradients = {"K1": d_k1, "b1": d_b1, "K2": d_k2, "b2": d_b2, "W": g.T @ d_logits, "b": d_logits.sum(axis=0)}
    return float(loss), gradients


@misconception("network.loss_and_gradients")
def largest_for_the_mean(parameters, x, labels):
    """Each channel was reduced to its largest entry, not to the mean of its positions."""
    p = parameters
    z1 = conv2d(x, p["K1"], p["b1"], padding=1)
    a1 = np.maximum(z1, 0)
    p1 = max_pool2d(a1, 2, 2)
    z2 = conv2d(p1, p["K2"], p["b2"], padding=1)
    a2 = np.maximum(z2, 0)
    g = a2.max(axis=(2, 3))
    logits = g @ p["W"] + p["b"]

    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    images = np.arange(len(x))
    loss = -log_probabilities[images, labels].mean()
    d_logits = np.exp(log_probabilities)
    d_logits[images, labels] -= 1
    d_logits /= len(x)

    d_g = d_logits @ p["W"].T
    d_a2 = d_g[:, :, None, None] * (a2 == g[:, :, None, None])
    d_p1, d_k2, d_b2 = conv2d_backward(d_a2 * (z2 > 0), p1, p["K2"], padding=1)
    d_a1 = max_pool2d_backward(d_p1, a1, 2, 2)
    _, d_k1, d_b1 = conv2d_backward(d_a1 * (z1 > 0), x, p["K1"], padding=1)
    gradients = {"K1": d_k1, "b1": d_b1, "K2": d_k2, "b2": d_b2, "W": g.T @ d_logits, "b": d_logits.sum(axis=0)}
    return float(loss), gradients


@misconception("network.loss_and_gradients")
def changes_the_callers_parameters(parameters, x, labels):
    """The gradients were subtracted from the caller's parameters, a step of training that nobody asked for."""
    p = parameters
    z1 = conv2d(x, p["K1"], p["b1"], padding=1)
    a1 = np.maximum(z1, 0)
    p1 = max_pool2d(a1, 2, 2)
    z2 = conv2d(p1, p["K2"], p["b2"], padding=1)
    a2 = np.maximum(z2, 0)
    g = a2.mean(axis=(2, 3))
    logits = g @ p["W"] + p["b"]

    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    images = np.arange(len(x))
    loss = -log_probabilities[images, labels].mean()
    d_logits = np.exp(log_probabilities)
    d_logits[images, labels] -= 1
    d_logits /= len(x)

    d_g = d_logits @ p["W"].T
    d_a2 = d_g[:, :, None, None] / np.prod(a2.shape[2:])
    d_p1, d_k2, d_b2 = conv2d_backward(d_a2 * (z2 > 0), p1, p["K2"], padding=1)
    d_a1 = max_pool2d_backward(d_p1, a1, 2, 2)
    _, d_k1, d_b1 = conv2d_backward(d_a1 * (z1 > 0), x, p["K1"], padding=1)
    gradients = {"K1": d_k1, "b1": d_b1, "K2": d_k2, "b2": d_b2, "W": g.T @ d_logits, "b": d_logits.sum(axis=0)}
    for name, gradient in gradients.items():
        parameters[name] -= 0.01 * gradient
    return float(loss), gradients
