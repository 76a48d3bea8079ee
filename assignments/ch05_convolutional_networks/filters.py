"""One kernel on one image: what a convolution computes, and what a kernel can see."""

import numpy as np


def cross_correlate(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Lay the kernel on every place of the image where it fits, and sum the products.

        out_ij = sum over m, n of  image_(i+m)(j+n) * kernel_mn

    image:   (H, W) floats
    kernel:  (kH, kW) floats, at most as large as the image; it is laid down as it is, not turned
    returns: (H - kH + 1, W - kW + 1) floats

    Two loops over i and j are right here: this is the definition, and later code is compared with it.

    Handout: "A kernel on an image".
    """
    raise NotImplementedError("filters.cross_correlate")


def known_kernels() -> dict[str, np.ndarray]:
    """Five kernels of shape (3, 3), to be used with `cross_correlate`.

    returns: a dict with

        "identity"          gives back what lies under the middle of the kernel
        "blur"              a weighted mean of the 9 pixels: no weight is negative, and none of the weights in
                            the middle row and the middle column is 0. A constant image stays as it is, and the
                            picture does not move to any side
        "vertical_edges"    answers where brightness changes from left to right. An image that changes only
                            from top to bottom gives 0 everywhere, and so does a constant one. The two edges of
                            a bright stripe that runs down get opposite signs
        "horizontal_edges"  the same with the two directions exchanged
        "sharpen"           makes the difference between a pixel and its surroundings larger. A constant image
                            stays as it is, and the picture does not move to any side

    Many kernels do these things; any of them is right, with either sign for edges.

    Handout: "Kernels that people found".
    """
    raise NotImplementedError("filters.known_kernels")
