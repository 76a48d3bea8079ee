# ruff: noqa - written as a student might write it
"""Right, with a table in float32 and a model in lists of layers."""

import numpy as np
import torch
from torch import nn

from . import given


def causal_attention(Q, K, V):
    allowed = torch.tril(torch.ones(Q.size(1), Q.size(1), device=Q.device)) > 0
    scores = (Q @ K.transpose(-2, -1)) / Q.size(-1) ** 0.5
    weights = nn.functional.softmax(scores.masked_fill(~allowed, float("-inf")), dim=-1)
    return weights @ V


class PatchForecaster(nn.Module):
    def __init__(self, patch_length, horizon, width, attention):
        super().__init__()
        self.p, self.attend = patch_length, attention
        self.embed = nn.Linear(patch_length, width)
        for name in ("query", "key", "value"):
            self.add_module(name, nn.Linear(width, width))
        self.mix = nn.Sequential(nn.Linear(width, 2 * width), nn.ReLU(), nn.Linear(2 * width, width))
        self.head = nn.Linear(width, horizon)
        nn.init.constant_(self.head.weight, 0.0)
        nn.init.constant_(self.head.bias, 0.0)

    def forward(self, series):
        B, L = series.shape
        x = series.reshape(B, L // self.p, self.p)
        h = self.embed(x) + given.positions(L // self.p, self.embed.out_features).to(x.device, x.dtype)
        h = self.attend(self.query(h), self.key(h), self.value(h)) + h
        h = self.mix(h) + h
        return self.head(h) + series[:, self.p - 1 :: self.p, None]


def report(model, train, test, season):
    (A, B), (X, Y) = [[np.asarray(a, np.float32) for a in pair] for pair in (train, test)]
    L, H = X.shape[1], Y.shape[1]
    weights = np.linalg.lstsq(np.c_[A, np.ones(len(A), np.float32)], B, rcond=None)[0]
    model.eval()
    deep = model(torch.from_numpy(X)).detach()[:, -1].numpy()
    return {
        "naive": np.abs(Y - X[:, [L - 1] * H]).mean(),
        "seasonal naive": np.abs(Y - X[:, range(L - season, L - season + H)]).mean(),
        "linear": np.abs(Y - (X @ weights[:-1] + weights[-1])).mean(),
        "model": np.abs(Y - deep).mean(),
    }
