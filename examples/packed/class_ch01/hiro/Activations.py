import numpy as np


def softmax(logits):
    # ソフトマックス
    e = np.exp(logits)
    return e / e.sum()
