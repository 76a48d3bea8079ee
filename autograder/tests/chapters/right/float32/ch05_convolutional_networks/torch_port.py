# ruff: noqa - written as a student might write it
"""Right, as a Sequential."""

import torch
from torch import nn


class SmallCNN(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        a, b, c = channels
        self.body = nn.Sequential(
            nn.Conv2d(a, b, 3, padding="same"),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(b, c, 3, padding="same"),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d((1, 1)),
            nn.Flatten(),
            nn.Linear(c, classes),
        )

    def forward(self, x):
        return self.body(x)

    def load(self, parameters):
        names = {"0.weight": "K1", "0.bias": "b1", "3.weight": "K2", "3.bias": "b2", "7.weight": "W", "7.bias": "b"}
        for mine, name in names.items():
            array = torch.from_numpy(parameters[name])
            self.body.get_parameter(mine).data.copy_(array.T if name == "W" else array)
