import numpy as np


def sigmoid(z):
    # シグモイド
    return np.where(z >= 0, 1 / (1 + np.exp(-np.maximum(z, 0))), np.exp(np.minimum(z, 0)) / (1 + np.exp(np.minimum(z, 0))))


def sigmoid_derivative(z):
    return sigmoid(z) * sigmoid(-z)


def leaky_relu(z, slope):
    return (z > 0) * z + (z <= 0) * slope * z


def leaky_relu_derivative(z, slope):
    return (z > 0) * 1.0 + (z <= 0) * slope


def softmax(logits):
    # ソフトマックス
    e = np.exp(logits)
    return e / e.sum()
