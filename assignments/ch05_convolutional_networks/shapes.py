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
    raise NotImplementedError("shapes.output_size")


def receptive_field(layers: list[tuple[int, int, int]]) -> int:
    """How many entries of the input, along one axis, one entry of the last output can see.

    layers:  one (kernel, stride, dilation) for each layer, the first layer first; pooling counts as a layer
             as well. There may be none: an entry sees itself
    returns: the distance from the first to the last input entry that has an influence, both counted, far
             away from any border; a plain int

    Handout: "What one output sees".
    """
    raise NotImplementedError("shapes.receptive_field")


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
    raise NotImplementedError("shapes.cost")
