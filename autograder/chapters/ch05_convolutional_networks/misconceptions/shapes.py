"""What students really write for shapes.py, and what they did, in one sentence each."""

from autograder.engine.check import misconception


@misconception("shapes.output_size")
def rounds_up(n, kernel, stride=1, padding=0, dilation=1):
    """The division was rounded up, so a window that stands out at the far end was counted."""
    span = dilation * (kernel - 1) + 1
    if span > n + 2 * padding:
        raise ValueError("the window does not fit")
    return -(-(n + 2 * padding - span) // stride) + 1


@misconception("shapes.output_size")
def pads_one_end(n, kernel, stride=1, padding=0, dilation=1):
    """The padding was added once, at one end of the input."""
    span = dilation * (kernel - 1) + 1
    if span > n + padding:
        raise ValueError("the window does not fit")
    return (n + padding - span) // stride + 1


@misconception("shapes.output_size")
def first_place_forgotten(n, kernel, stride=1, padding=0, dilation=1):
    """The steps of the window were counted, and the place where it starts was not."""
    span = dilation * (kernel - 1) + 1
    if span > n + 2 * padding:
        raise ValueError("the window does not fit")
    return (n + 2 * padding - span) // stride


@misconception("shapes.output_size")
def dilation_times_kernel(n, kernel, stride=1, padding=0, dilation=1):
    """The window was taken to span dilation * kernel entries."""
    span = dilation * kernel
    if span > n + 2 * padding:
        raise ValueError("the window does not fit")
    return (n + 2 * padding - span) // stride + 1


@misconception("shapes.output_size")
def ignores_the_dilation(n, kernel, stride=1, padding=0, dilation=1):
    """The dilation was not used: the window spans more than `kernel` entries."""
    if kernel > n + 2 * padding:
        raise ValueError("the window does not fit")
    return (n + 2 * padding - kernel) // stride + 1


@misconception("shapes.output_size")
def zero_for_a_window_that_does_not_fit(n, kernel, stride=1, padding=0, dilation=1):
    """A window that fits nowhere got the answer 0, where ValueError should be raised."""
    span = dilation * (kernel - 1) + 1
    return max(0, (n + 2 * padding - span) // stride + 1)


@misconception("shapes.output_size")
def float_division(n, kernel, stride=1, padding=0, dilation=1):
    """The number of places came back as a float, with the part of a window that does not fit."""
    span = dilation * (kernel - 1) + 1
    if span > n + 2 * padding:
        raise ValueError("the window does not fit")
    return (n + 2 * padding - span) / stride + 1


@misconception("shapes.receptive_field")
def jump_forgotten(layers):
    """The strides were not used: behind a stride of 2 each step of a kernel is two entries of the input."""
    size = 1
    for kernel, _, dilation in layers:
        size += dilation * (kernel - 1)
    return size


@misconception("shapes.receptive_field")
def own_stride_already_counts(layers):
    """The stride of a layer was used for that layer's own kernel; it counts only for the layers behind it."""
    size, jump = 1, 1
    for kernel, stride, dilation in layers:
        jump *= stride
        size += dilation * (kernel - 1) * jump
    return size


@misconception("shapes.receptive_field")
def only_the_stride_before(layers):
    """Each kernel was multiplied by the stride of the layer just before it, not by all strides before it."""
    size, jump = 1, 1
    for kernel, stride, dilation in layers:
        size += dilation * (kernel - 1) * jump
        jump = stride
    return size


@misconception("shapes.receptive_field")
def field_without_dilation(layers):
    """The dilation was not used."""
    size, jump = 1, 1
    for kernel, stride, _ in layers:
        size += (kernel - 1) * jump
        jump *= stride
    return size


@misconception("shapes.receptive_field")
def whole_kernel_added(layers):
    """Each layer added its whole kernel, though one of its entries is the entry that was there before."""
    size, jump = 1, 1
    for kernel, stride, dilation in layers:
        size += dilation * kernel * jump
        jump *= stride
    return size


@misconception("shapes.receptive_field")
def strides_added(layers):
    """The strides before a layer were added up, not multiplied."""
    size, jump = 1, 1
    for kernel, stride, dilation in layers:
        size += dilation * (kernel - 1) * jump
        jump += stride - 1
    return size


@misconception("shapes.receptive_field")
def dilated_layers_step_further(layers):
    """The dilation was multiplied into the step from one output to the next, as if it were a stride."""
    size, jump = 1, 1
    for kernel, stride, dilation in layers:
        size += dilation * (kernel - 1) * jump
        jump *= stride * dilation
    return size


@misconception("shapes.cost")
def counts_no_biases(layers, image_size):
    """The weights were counted, the biases were not."""
    height, width = image_size
    parameters = multiplications = 0
    for channels_in, channels_out, kernel, stride, padding in layers:
        height, width = ((size + 2 * padding - kernel) // stride + 1 for size in (height, width))
        weights = channels_out * channels_in * kernel * kernel
        parameters += weights
        multiplications += weights * height * width
    return parameters, multiplications


@misconception("shapes.cost")
def one_bias_for_each_kernel_slice(layers, image_size):
    """A bias was counted for each pair of an input and an output channel, not one for each output channel."""
    height, width = image_size
    parameters = multiplications = 0
    for channels_in, channels_out, kernel, stride, padding in layers:
        height, width = ((size + 2 * padding - kernel) // stride + 1 for size in (height, width))
        weights = channels_out * channels_in * kernel * kernel
        parameters += weights + channels_in * channels_out
        multiplications += weights * height * width
    return parameters, multiplications


@misconception("shapes.cost")
def positions_of_the_input(layers, image_size):
    """The products were counted at each position of the input, not of the output."""
    height, width = image_size
    parameters = multiplications = 0
    for channels_in, channels_out, kernel, stride, padding in layers:
        weights = channels_out * channels_in * kernel * kernel
        parameters += weights + channels_out
        multiplications += weights * height * width
        height, width = ((size + 2 * padding - kernel) // stride + 1 for size in (height, width))
    return parameters, multiplications


@misconception("shapes.cost")
def every_layer_on_the_whole_image(layers, image_size):
    """Every layer was taken to work on the first image; the map had become smaller or larger."""
    parameters = multiplications = 0
    for channels_in, channels_out, kernel, stride, padding in layers:
        height, width = ((size + 2 * padding - kernel) // stride + 1 for size in image_size)
        weights = channels_out * channels_in * kernel * kernel
        parameters += weights + channels_out
        multiplications += weights * height * width
    return parameters, multiplications


@misconception("shapes.cost")
def input_channels_forgotten(layers, image_size):
    """One kernel matrix was counted for each output channel; each has one for every input channel."""
    height, width = image_size
    parameters = multiplications = 0
    for _, channels_out, kernel, stride, padding in layers:
        height, width = ((size + 2 * padding - kernel) // stride + 1 for size in (height, width))
        weights = channels_out * kernel * kernel
        parameters += weights + channels_out
        multiplications += weights * height * width
    return parameters, multiplications


@misconception("shapes.cost")
def weights_at_every_position(layers, image_size):
    """The weights were counted anew at each position, though all positions share them."""
    height, width = image_size
    parameters = multiplications = 0
    for channels_in, channels_out, kernel, stride, padding in layers:
        height, width = ((size + 2 * padding - kernel) // stride + 1 for size in (height, width))
        weights = channels_out * channels_in * kernel * kernel
        parameters += (weights + channels_out) * height * width
        multiplications += weights * height * width
    return parameters, multiplications


@misconception("shapes.cost")
def square_images(layers, image_size):
    """The height was used for both sides of the image."""
    height = image_size[0]
    parameters = multiplications = 0
    for channels_in, channels_out, kernel, stride, padding in layers:
        height = (height + 2 * padding - kernel) // stride + 1
        weights = channels_out * channels_in * kernel * kernel
        parameters += weights + channels_out
        multiplications += weights * height * height
    return parameters, multiplications


@misconception("shapes.cost")
def first_image_for_every_map(layers, image_size):
    """Every layer's products were counted at each position of the first image; its own map has other positions."""
    height, width = image_size
    parameters = multiplications = 0
    for channels_in, channels_out, kernel, _, _ in layers:
        weights = channels_out * channels_in * kernel * kernel
        parameters += weights + channels_out
        multiplications += weights * height * width
    return parameters, multiplications


@misconception("shapes.cost")
def biases_counted_as_products(layers, image_size):
    """The biases were counted among the products; a bias is added, and nothing is multiplied with it."""
    height, width = image_size
    parameters = multiplications = 0
    for channels_in, channels_out, kernel, stride, padding in layers:
        height, width = ((size + 2 * padding - kernel) // stride + 1 for size in (height, width))
        weights = channels_out * channels_in * kernel * kernel
        parameters += weights + channels_out
        multiplications += (weights + channels_out) * height * width
    return parameters, multiplications
