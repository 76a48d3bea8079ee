# ruff: noqa - written as a student might write it
"""Right, with einsum, a mask from times, and windows cut by unfold."""

import numpy as np
import torch
import torch.nn as nn

from . import given


def causal_attention(Q, K, V):
    times = torch.arange(Q.shape[1], device=Q.device)
    scores = torch.einsum("btd,bsd->bts", Q * Q.shape[-1] ** -0.5, K)
    scores = torch.where(times[None, :] <= times[:, None], scores, scores.new_full((), -torch.inf))
    return torch.einsum("bts,bse->bte", torch.softmax(scores, -1), V)


class PatchForecaster(nn.Module):
    def __init__(self, patch_length, horizon, width, attention):
        super().__init__()
        self.patch_length = patch_length
        self.attention = attention
        self.query, self.key, self.value = nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, width)
        self.mix = nn.Sequential(nn.Linear(width, width * 2), nn.ReLU(), nn.Linear(width * 2, width))
        self.embed = nn.Linear(patch_length, width)
        self.head = nn.Linear(width, horizon)
        with torch.no_grad():
            for parameter in self.head.parameters():
                parameter.zero_()

    def forward(self, series):
        patches = series.unfold(1, self.patch_length, self.patch_length)
        x = self.embed(patches)
        x = x + given.positions(x.size(1), x.size(2)).to(series.device)
        x = x + self.attention(self.query(x), self.key(x), self.value(x))
        x = x + self.mix(x)
        return patches[:, :, [-1]] + self.head(x)


def report(model, train, test, season):
    (A, B), (X, Y) = train, test
    H = Y.shape[1]
    centre, target = A.mean(0), B.mean(0)
    weights = np.linalg.pinv(A - centre) @ (B - target)
    model.train(False)
    with torch.inference_mode():
        deep = model(torch.tensor(X).to(torch.float32))[:, -1, :].numpy()
    tail = X[:, -season:]
    rows = {
        "naive": np.repeat(X[:, -1:], H, axis=1),
        "seasonal naive": tail[:, :H],
        "linear": target + (X - centre) @ weights,
        "model": deep,
    }
    return {name: np.einsum("nh->", abs(Y - row)) / Y.size for name, row in rows.items()}
