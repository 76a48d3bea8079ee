import math

import numpy as np

# i know numpy can do this without loops but this way i understand it


def softmax(logits):
    n = logits.shape[0]
    k = logits.shape[1]
    result = np.zeros((n, k))
    for i in range(n):
        biggest = logits[i][0]
        for j in range(k):
            if logits[i][j] > biggest:
                biggest = logits[i][j]
        total = 0.0
        for j in range(k):
            result[i][j] = math.exp(logits[i][j] - biggest)
            total = total + result[i][j]
        for j in range(k):
            result[i][j] = result[i][j] / total
    return result
