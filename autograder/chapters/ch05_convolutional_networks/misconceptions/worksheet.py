# ruff: noqa: PLC0415 - spliced into a copy of the solution: a function brings what it imports along
"""The numbers that students write in worksheet.py after a slip, and what they did, in one sentence each."""

from autograder.engine.check import misconception


@misconception("worksheet.convolution_trace")
def kernel_turned():
    """The kernel was turned by 180 degrees before it was laid on the image."""
    import numpy as np

    from .questions import trace_numbers

    image, kernel, bias, upstream = trace_numbers()
    kernel = kernel[::-1, ::-1]
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


@misconception("worksheet.convolution_trace")
def bias_left_out():
    """The bias was not added."""
    import numpy as np

    from .questions import trace_numbers

    image, kernel, _, upstream = trace_numbers()
    z, d_z, d_k, d_x = np.zeros((3, 3)), np.zeros((3, 3)), np.zeros((2, 2)), np.zeros((4, 4))
    for i, j in np.ndindex(3, 3):
        z[i, j] = (image[i : i + 2, j : j + 2] * kernel).sum()
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


@misconception("worksheet.convolution_trace")
def sixteen_places():
    """Z was written with 16 numbers, as large as the image; a window of 2x2 has 3 places a side."""
    import numpy as np

    from .questions import trace_numbers

    image, kernel, bias, _ = trace_numbers()
    padded, z = np.pad(image, ((0, 1), (0, 1))), np.zeros((4, 4))
    for i, j in np.ndindex(4, 4):
        z[i, j] = (padded[i : i + 2, j : j + 2] * kernel).sum() + bias
    empty = {"A": np.maximum(z, 0), "P": np.zeros(4), "dZ": np.zeros(9), "dK": np.zeros(4), "db": np.zeros(1)}
    found = {"Z": z, **empty, "dX": np.zeros(16)}
    return {name: numbers.ravel().tolist() for name, numbers in found.items()}


@misconception("worksheet.convolution_trace")
def gradient_to_the_whole_window():
    """Each upstream gradient was given to every positive entry of its window, not to the largest alone."""
    import numpy as np

    from .questions import trace_numbers

    image, kernel, bias, upstream = trace_numbers()
    z, d_z, d_k, d_x = np.zeros((3, 3)), np.zeros((3, 3)), np.zeros((2, 2)), np.zeros((4, 4))
    for i, j in np.ndindex(3, 3):
        z[i, j] = (image[i : i + 2, j : j + 2] * kernel).sum() + bias
    a, p = np.maximum(z, 0), np.zeros((2, 2))
    for i, j in np.ndindex(2, 2):
        window = a[i : i + 2, j : j + 2]
        p[i, j] = window.max()
        d_z[i : i + 2, j : j + 2] += upstream[i, j] * (window > 0)
    for i, j in np.ndindex(3, 3):
        d_k += d_z[i, j] * image[i : i + 2, j : j + 2]
        d_x[i : i + 2, j : j + 2] += d_z[i, j] * kernel
    found = {"Z": z, "A": a, "P": p, "dZ": d_z, "dK": d_k, "db": d_z.sum(), "dX": d_x}
    return {name: numbers.ravel().tolist() for name, numbers in found.items()}


@misconception("worksheet.convolution_trace")
def shared_largest_counted_once():
    """The entry that is the largest of two windows got the gradient of one of them only."""
    import numpy as np

    from .questions import trace_numbers

    image, kernel, bias, upstream = trace_numbers()
    z, d_z, d_k, d_x = np.zeros((3, 3)), np.zeros((3, 3)), np.zeros((2, 2)), np.zeros((4, 4))
    for i, j in np.ndindex(3, 3):
        z[i, j] = (image[i : i + 2, j : j + 2] * kernel).sum() + bias
    a, p = np.maximum(z, 0), np.zeros((2, 2))
    for i, j in np.ndindex(2, 2):
        window = a[i : i + 2, j : j + 2]
        p[i, j] = window.max()
        d_z[i : i + 2, j : j + 2][(window == p[i, j]) & (window > 0)] = upstream[i, j]
    for i, j in np.ndindex(3, 3):
        d_k += d_z[i, j] * image[i : i + 2, j : j + 2]
        d_x[i : i + 2, j : j + 2] += d_z[i, j] * kernel
    found = {"Z": z, "A": a, "P": p, "dZ": d_z, "dK": d_k, "db": d_z.sum(), "dX": d_x}
    return {name: numbers.ravel().tolist() for name, numbers in found.items()}


@misconception("worksheet.convolution_trace")
def overlapping_kernels_overwritten():
    """Where two copies of the kernel overlap on dX, the later one replaced the earlier one; they were not added."""
    import numpy as np

    from .questions import trace_numbers

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
        if d_z[i, j] != 0:
            d_x[i : i + 2, j : j + 2] = d_z[i, j] * kernel
    found = {"Z": z, "A": a, "P": p, "dZ": d_z, "dK": d_k, "db": d_z.sum(), "dX": d_x}
    return {name: numbers.ravel().tolist() for name, numbers in found.items()}


@misconception("worksheet.convolution_trace")
def kernel_turned_on_the_way_back():
    """For dX the kernel was laid down turned by 180 degrees."""
    import numpy as np

    from .questions import trace_numbers

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
        d_x[i : i + 2, j : j + 2] += d_z[i, j] * kernel[::-1, ::-1]
    found = {"Z": z, "A": a, "P": p, "dZ": d_z, "dK": d_k, "db": d_z.sum(), "dX": d_x}
    return {name: numbers.ravel().tolist() for name, numbers in found.items()}


@misconception("worksheet.convolution_trace")
def no_relu():
    """Negative numbers stayed in A: ReLU was left out."""
    import numpy as np

    from .questions import trace_numbers

    image, kernel, bias, upstream = trace_numbers()
    z, d_z, d_k, d_x = np.zeros((3, 3)), np.zeros((3, 3)), np.zeros((2, 2)), np.zeros((4, 4))
    for i, j in np.ndindex(3, 3):
        z[i, j] = (image[i : i + 2, j : j + 2] * kernel).sum() + bias
    p = np.zeros((2, 2))
    for i, j in np.ndindex(2, 2):
        window = z[i : i + 2, j : j + 2]
        p[i, j] = window.max()
        d_z[i : i + 2, j : j + 2] += upstream[i, j] * (window == p[i, j])
    for i, j in np.ndindex(3, 3):
        d_k += d_z[i, j] * image[i : i + 2, j : j + 2]
        d_x[i : i + 2, j : j + 2] += d_z[i, j] * kernel
    found = {"Z": z, "A": z, "P": p, "dZ": d_z, "dK": d_k, "db": d_z.sum(), "dX": d_x}
    return {name: numbers.ravel().tolist() for name, numbers in found.items()}
