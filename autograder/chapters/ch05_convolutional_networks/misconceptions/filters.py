"""What students really write for filters.py, and what they did, in one sentence each."""

import numpy as np

from autograder.engine.check import misconception


@misconception("filters.cross_correlate")
def kernel_turned(image, kernel):
    """The kernel was turned by 180 degrees: that is a convolution as mathematics defines it, not this one."""
    kernel = kernel[::-1, ::-1]
    height, width = kernel.shape
    out = np.empty((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(image[i : i + height, j : j + width] * kernel)
    return out


@misconception("filters.cross_correlate")
def last_window_missing(image, kernel):
    """The last row and the last column of windows are missing."""
    height, width = kernel.shape
    out = np.empty((image.shape[0] - height, image.shape[1] - width))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(image[i : i + height, j : j + width] * kernel)
    return out


@misconception("filters.cross_correlate")
def rows_and_columns_exchanged(image, kernel):
    """The rows of the kernel were laid along the columns of the image."""
    height, width = kernel.T.shape
    out = np.empty((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(image[i : i + height, j : j + width] * kernel.T)
    return out


@misconception("filters.cross_correlate")
def mean_of_the_products(image, kernel):
    """The products under the kernel were averaged, not summed."""
    height, width = kernel.shape
    out = np.empty((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.mean(image[i : i + height, j : j + width] * kernel)
    return out


@misconception("filters.cross_correlate")
def keeps_the_size_with_zeros(image, kernel):
    """The answer is as large as the image: zeros were set around it, where only whole windows count."""
    height, width = kernel.shape
    padded = np.pad(image, ((0, height - 1), (0, width - 1)))
    out = np.empty(image.shape)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(padded[i : i + height, j : j + width] * kernel)
    return out


@misconception("filters.cross_correlate")
def matrix_product_of_the_window(image, kernel):
    """The window and the kernel were multiplied as matrices, not entry by entry."""
    height, width = kernel.shape
    out = np.empty((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(image[i : i + height, j : j + width] @ kernel.T)
    return out


@misconception("filters.cross_correlate")
def writes_into_the_image(image, kernel):
    """The answers were written into the image itself, so later windows saw changed pixels."""
    height, width = kernel.shape
    rows, columns = image.shape[0] - height + 1, image.shape[1] - width + 1
    for i in range(rows):
        for j in range(columns):
            image[i, j] = np.sum(image[i : i + height, j : j + width] * kernel)
    return image[:rows, :columns]


@misconception("filters.known_kernels")
def blur_of_ones():
    """The weights of the blur sum to 9, so the picture becomes nine times as bright."""
    edges = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    return {
        "identity": np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]),
        "blur": np.ones((3, 3)),
        "vertical_edges": edges,
        "horizontal_edges": edges.T,
        "sharpen": np.array([[0.0, -1.0, 0.0], [-1.0, 5.0, -1.0], [0.0, -1.0, 0.0]]),
    }


@misconception("filters.known_kernels")
def edges_exchanged():
    """The kernel for vertical edges finds horizontal ones, and the other way round."""
    edges = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    return {
        "identity": np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]),
        "blur": np.full((3, 3), 1 / 9),
        "vertical_edges": edges.T,
        "horizontal_edges": edges,
        "sharpen": np.array([[0.0, -1.0, 0.0], [-1.0, 5.0, -1.0], [0.0, -1.0, 0.0]]),
    }


@misconception("filters.known_kernels")
def sharpen_without_the_picture():
    """The weights of "sharpen" sum to 0: only the differences are left, and the picture itself is gone."""
    edges = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    return {
        "identity": np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]),
        "blur": np.full((3, 3), 1 / 9),
        "vertical_edges": edges,
        "horizontal_edges": edges.T,
        "sharpen": np.array([[0.0, -1.0, 0.0], [-1.0, 4.0, -1.0], [0.0, -1.0, 0.0]]),
    }


@misconception("filters.known_kernels")
def identity_in_the_corner():
    """The 1 of the identity stands in a corner, so the picture moves by one pixel."""
    edges = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    return {
        "identity": np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]),
        "blur": np.full((3, 3), 1 / 9),
        "vertical_edges": edges,
        "horizontal_edges": edges.T,
        "sharpen": np.array([[0.0, -1.0, 0.0], [-1.0, 5.0, -1.0], [0.0, -1.0, 0.0]]),
    }


@misconception("filters.known_kernels")
def identity_matrix():
    """The identity matrix has three ones on its diagonal: as a kernel it adds three pixels."""
    edges = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    return {
        "identity": np.eye(3),
        "blur": np.full((3, 3), 1 / 9),
        "vertical_edges": edges,
        "horizontal_edges": edges.T,
        "sharpen": np.array([[0.0, -1.0, 0.0], [-1.0, 5.0, -1.0], [0.0, -1.0, 0.0]]),
    }


@misconception("filters.known_kernels")
def lines_for_edges():
    """(-1, 2, -1) finds thin lines: both edges of a stripe get the same sign."""
    lines = np.array([[-1.0, 2.0, -1.0], [-1.0, 2.0, -1.0], [-1.0, 2.0, -1.0]])
    return {
        "identity": np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]),
        "blur": np.full((3, 3), 1 / 9),
        "vertical_edges": lines,
        "horizontal_edges": lines.T,
        "sharpen": np.array([[0.0, -1.0, 0.0], [-1.0, 5.0, -1.0], [0.0, -1.0, 0.0]]),
    }


@misconception("filters.known_kernels")
def blur_of_a_corner():
    """The blur is the mean of a 2x2 corner, so the picture moves by half a pixel."""
    edges = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    return {
        "identity": np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]),
        "blur": np.array([[0.25, 0.25, 0.0], [0.25, 0.25, 0.0], [0.0, 0.0, 0.0]]),
        "vertical_edges": edges,
        "horizontal_edges": edges.T,
        "sharpen": np.array([[0.0, -1.0, 0.0], [-1.0, 5.0, -1.0], [0.0, -1.0, 0.0]]),
    }


@misconception("filters.known_kernels")
def sharpen_that_blurs():
    """The surroundings were added to the pixel in "sharpen"; to make the difference larger they are subtracted."""
    edges = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    return {
        "identity": np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]),
        "blur": np.full((3, 3), 1 / 9),
        "vertical_edges": edges,
        "horizontal_edges": edges.T,
        "sharpen": np.array([[0.0, 0.1, 0.0], [0.1, 0.6, 0.1], [0.0, 0.1, 0.0]]),
    }
