"""Fit a small network with Adam."""

import torch


def fit(x: torch.Tensor, y: torch.Tensor, model: torch.nn.Module, steps: int, rate: float) -> list[float]:
    """Take `steps` steps of Adam on the mean squared error over all samples; return the loss before each."""
    # BEGIN SOLUTION
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    losses = []
    for _ in range(steps):
        loss = ((model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
    # END SOLUTION
