"""A whole network, backwards, without an engine: what chapter 1 handed to you, by hand."""

from .vjps import affine_vjp


def backward(parameters, layers, d_logits, derivative):
    """The gradients of the loss by every weight and bias of a network."""
    L = len(parameters)
    grads = [None] * L
    u = d_logits
    for i in range(L - 1, -1, -1):
        W = parameters[i][0]
        u, dW, db = affine_vjp(u, layers[i], W)
        grads[i] = (dW, db)
        u = u * derivative(layers[i])
    return grads
