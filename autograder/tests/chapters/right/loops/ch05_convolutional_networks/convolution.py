# ruff: noqa - written as a student might write it
"""Right, with loops over the entries of the kernel, which are as many for large images as for small ones."""

import numpy as np


def sizes(x, kernel_size, stride, padding, dilation):
    return [(n + 2 * padding - dilation * (k - 1) - 1) // stride + 1 for n, k in zip(x.shape[2:], kernel_size)]


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    N, C, H, W = x.shape
    kH, kW = kernel_size
    h, w = sizes(x, kernel_size, stride, padding, dilation)
    big = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    big[:, :, padding : padding + H, padding : padding + W] = x
    out = np.empty((N, h, w, C, kH, kW))
    for m in range(kH):
        for k in range(kW):
            rows = slice(m * dilation, m * dilation + stride * (h - 1) + 1, stride)
            columns = slice(k * dilation, k * dilation + stride * (w - 1) + 1, stride)
            out[..., m, k] = np.moveaxis(big[:, :, rows, columns], 1, 3)
    return out.reshape(-1, C * kH * kW)


def conv2d(x, weight, bias, stride=1, padding=0, dilation=1):
    O = len(weight)
    h, w = sizes(x, weight.shape[2:], stride, padding, dilation)
    columns = im2col(x, weight.shape[2:], stride, padding, dilation)
    return np.stack([(columns @ weight[o].ravel() + bias[o]).reshape(len(x), h, w) for o in range(O)], axis=1)


def conv2d_backward(upstream, x, weight, stride=1, padding=0, dilation=1):
    N, C, H, W = x.shape
    O, _, kH, kW = weight.shape
    h, w = upstream.shape[2:]
    u = np.moveaxis(upstream, 1, 3).reshape(-1, O)
    dw = (u.T @ im2col(x, (kH, kW), stride, padding, dilation)).reshape(weight.shape)
    spread = (u @ weight.reshape(O, -1)).reshape(N, h, w, C, kH, kW)
    big = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    for m in range(kH):
        for k in range(kW):
            rows = slice(m * dilation, m * dilation + stride * (h - 1) + 1, stride)
            columns = slice(k * dilation, k * dilation + stride * (w - 1) + 1, stride)
            big[:, :, rows, columns] += np.moveaxis(spread[..., m, k], 3, 1)
    return big[:, :, padding : padding + H, padding : padding + W], dw, u.sum(axis=0)
