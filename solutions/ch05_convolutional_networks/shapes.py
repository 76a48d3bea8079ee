"""What a stack of convolutions will do, computed before anything runs: sizes, fields of view, costs."""


def output_size(n: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """How many positions a window has along one axis.

    n:        entries of the input along this axis
    kernel:   entries of the kernel along this axis
    stride:   entries from one position of the window to the next
    padding:  entries that are added at BOTH ends of the input before the window moves
    dilation: entries from one entry of the kernel to the next: with dilation 2, a kernel of 3 spans 5
    returns:  how many positions there are at which the whole window lies on the padded input, a plain int

    The first position is the first entry of the padded input. Entries at the far end that no whole window
    reaches are left out.

    Raises ValueError if the window does not fit even once.

    Handout: "How many windows fit".
    """
    # BEGIN SOLUTION
    span = dilation * (kernel - 1) + 1
    if span > n + 2 * padding:
        raise ValueError(f"a window that spans {span} does not fit on {n} entries with padding {padding}")
    return (n + 2 * padding - span) // stride + 1
    # END SOLUTION


def receptive_field(layers: list[tuple[int, int, int]]) -> int:
    """How many entries of the input, along one axis, one entry of the last output can see.

    layers:  one (kernel, stride, dilation) for each layer, the first layer first; pooling counts as a layer
             as well. There may be none: an entry sees itself
    returns: the distance from the first to the last input entry that has an influence, both counted, far
             away from any border; a plain int

    Handout: "What one output sees".
    """
    # BEGIN SOLUTION
    size, jump = 1, 1  # jump: entries of the input from one output to the next
    for kernel, stride, dilation in layers:
        size += dilation * (kernel - 1) * jump
        jump *= stride
    return size
    # END SOLUTION


def cost(layers: list[tuple[int, int, int, int, int]], image_size: tuple[int, int]) -> tuple[int, int]:
    """How many parameters a stack of convolutions has, and how many multiplications one image takes.

    layers:     one (channels_in, channels_out, kernel, stride, padding) for each layer, the first layer first.
                Kernels are square, dilation is 1, and each output channel has one bias
    image_size: (height, width) of the image that the first layer gets; they may differ
    returns:    (parameters, multiplications), plain ints. Parameters: all weights and all biases.
                Multiplications: one for each weight at each output position. The zeros of the padding are
                multiplied like other numbers; adding a bias is no multiplication

    Every window fits.

    Handout: "What it costs".
    """
    # BEGIN SOLUTION
    height, width = image_size
    parameters = multiplications = 0
    for channels_in, channels_out, kernel, stride, padding in layers:
        height, width = ((size + 2 * padding - kernel) // stride + 1 for size in (height, width))
        weights = channels_out * channels_in * kernel * kernel
        parameters += weights + channels_out
        multiplications += weights * height * width
    return parameters, multiplications
    # END SOLUTION
