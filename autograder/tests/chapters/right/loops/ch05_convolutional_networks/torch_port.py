# ruff: noqa - written as a student might write it
"""Right, with a ModuleList and a loop; the parameters are replaced when numbers are loaded."""

import torch
from torch import nn


class SmallCNN(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        self.convolutions = nn.ModuleList(
            nn.Conv2d(a, b, kernel_size=3, stride=1, padding=1) for a, b in zip(channels[:-1], channels[1:])
        )
        self.last = nn.Linear(channels[-1], classes)
        self.pool = nn.MaxPool2d(2, 2)

    def forward(self, x):
        for i, convolution in enumerate(self.convolutions):
            x = torch.clamp(convolution(x), min=0)
            if i == 0:
                x = self.pool(x)
        x = torch.flatten(nn.functional.adaptive_avg_pool2d(x, 1), 1)
        return self.last(x)

    def load(self, parameters):
        like = self.last.bias

        def parameter(array):
            return nn.Parameter(torch.tensor(array).to(dtype=like.dtype, device=like.device))

        for i, convolution in enumerate(self.convolutions, 1):
            convolution.weight = parameter(parameters[f"K{i}"])
            convolution.bias = parameter(parameters[f"b{i}"])
        self.last.weight = parameter(parameters["W"].T.copy())
        self.last.bias = parameter(parameters["b"])
