"""A convolution with pencil and paper. Write the numbers that you found, not code that finds them."""


def convolution_trace() -> dict[str, list[float]]:
    """A convolution, ReLU and a pool of one small image, forwards and backwards, by hand.

    `python -m ch05_convolutional_networks.questions` prints your image X (4 x 4), kernel K (2 x 2), bias b, and the
    upstream gradient U (2 x 2). With stride 1 and no padding everywhere:

        Z = X cross-correlated with K, plus b      3 x 3
        A = ReLU(Z)                                3 x 3
        P = the largest in each 2 x 2 window of A, windows move by 1      2 x 2

    and U is the gradient of a loss by P. Give, each as one flat list, row by row,

        "Z" (9 numbers), "A" (9), "P" (4)
        "dZ"    (9)   the gradient of the loss by Z; the derivative of ReLU at a negative number is 0
        "dK"    (4)   the gradient by the kernel
        "db"    (1)   the gradient by the bias
        "dX"   (16)   the gradient by the image

    Marked when you hand in; a slip is counted once, and what follows from it correctly is right.

    Handout: "A convolution by hand".
    """
    # BEGIN SOLUTION
    import numpy as np  # noqa: PLC0415 - who writes numbers needs no imports

    from .questions import trace_numbers  # noqa: PLC0415 - as above

    image, kernel, bias, upstream = trace_numbers()
    z, d_z, d_k, d_x = np.zeros((3, 3)), np.zeros((3, 3)), np.zeros((2, 2)), np.zeros((4, 4))
    for i, j in np.ndindex(3, 3):
        z[i, j] = (image[i : i + 2, j : j + 2] * kernel).sum() + bias
    a, p = np.maximum(z, 0), np.zeros((2, 2))
    for i, j in np.ndindex(2, 2):
        window = a[i : i + 2, j : j + 2]
        p[i, j] = window.max()
        d_z[i : i + 2, j : j + 2] += upstream[i, j] * (window == p[i, j]) * (window > 0)
    for i, j in np.ndindex(3, 3):
        d_k += d_z[i, j] * image[i : i + 2, j : j + 2]
        d_x[i : i + 2, j : j + 2] += d_z[i, j] * kernel
    found = {"Z": z, "A": a, "P": p, "dZ": d_z, "dK": d_k, "db": d_z.sum(), "dX": d_x}
    return {name: numbers.ravel().tolist() for name, numbers in found.items()}
    # END SOLUTION
