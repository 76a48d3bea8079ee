"""Bring measurements into a form that is easy to compare. Rows are samples."""

import numpy as np


def centre(samples: np.ndarray) -> np.ndarray:
    """Subtract from each column its mean.

        centred[i, j] = samples[i, j] - mean over all rows of samples[:, j]

    samples: (n, d) floats, one row a sample, n and d are 1 or more
    returns: (n, d), a new array; `samples` is as before afterwards

    Handout: "Moving the cloud to the origin".
    """
    # BEGIN SOLUTION
    return samples - samples.mean(axis=0)
    # END SOLUTION
