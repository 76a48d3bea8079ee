"""What this chapter gives you."""

import numpy as np

PEOPLE = np.array([[1.6, 50.0], [1.7, 60.0], [1.8, 85.0]])  # (3, 2): height in metres, weight in kilograms
