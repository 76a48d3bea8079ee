from .vjps import affine_vjp


def backward(parameters, layers, d_logits, derivative):
    result = []
    upstream = d_logits
    for (W, _), h in zip(parameters[::-1], layers[-2::-1]):
        dh, dW, db = affine_vjp(upstream, h, W)
        result.insert(0, (dW, db))
        upstream = dh * derivative(h)  # not needed for the input, but it does no harm
    return result
