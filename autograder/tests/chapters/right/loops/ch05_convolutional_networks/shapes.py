# ruff: noqa - written as a student might write it
"""Right, by counting one after another."""


def output_size(n, kernel, stride=1, padding=0, dilation=1):
    count, start = 0, -padding
    while start + dilation * (kernel - 1) <= n + padding - 1:
        count += 1
        start += stride
    if count == 0:
        raise ValueError("the window does not fit")
    return count


def receptive_field(layers):
    seen = {0}
    for kernel, stride, dilation in layers[::-1]:
        seen = {place * stride + dilation * entry for place in (min(seen), max(seen)) for entry in range(kernel)}
    return max(seen) - min(seen) + 1


def cost(layers, image_size):
    height, width = image_size
    parameters = 0
    products = 0
    for layer in layers:
        channels_in, channels_out, kernel, stride, padding = layer
        height = 1 + int((height + 2 * padding - kernel) / stride)
        width = 1 + int((width + 2 * padding - kernel) / stride)
        for _ in range(channels_out):
            parameters += channels_in * kernel**2 + 1
            products += channels_in * kernel**2 * height * width
    return [parameters, products]
