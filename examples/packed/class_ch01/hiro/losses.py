import numpy as np


def cross_entropy(logits, labels):
    # 交差エントロピー
    m = logits.max(axis=1)
    lse = m + np.log(np.exp((logits.T - m).T).sum(axis=1))
    return np.mean(lse - logits[np.arange(len(labels)), labels])


def cross_entropy_gradient(logits, labels):
    e = np.exp((logits.T - logits.max(axis=1)).T)
    p = (e.T / e.sum(axis=1)).T
    p[np.arange(len(labels)), labels] -= 1
    return p
