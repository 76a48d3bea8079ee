"""What this chapter hands to you: positions for patches, windows without gaps, a trainer, and residuals."""

import numpy as np
import torch
from torch import Tensor, nn


def positions(count: int, width: int) -> Tensor:
    """A vector for each place 0, 1, ..., count - 1: waves of different lengths, as in the first transformer.

    width:   an even number
    returns: (count, width), float32, on the CPU: bring it to where your numbers are
    """
    places = torch.arange(count)[:, None]
    speeds = 10_000 ** (-torch.arange(0, width, 2) / width)
    return torch.stack([torch.sin(places * speeds), torch.cos(places * speeds)], dim=2).reshape(count, width)


def whole_windows(values: np.ndarray, minutes: np.ndarray, length: int) -> np.ndarray:
    """Every stretch of `length` readings that follow each other after 5 minutes each: (n,) -> (N, length).

    A sensor pauses now and then; a window that reaches across a pause would not be one.
    """
    gaps = np.flatnonzero(np.diff(minutes) != 5) + 1
    pieces = [piece for piece in np.split(values, gaps) if len(piece) >= length]
    return np.concatenate([np.lib.stride_tricks.sliding_window_view(piece, length) for piece in pieces])


def train(
    model: nn.Module,
    X: np.ndarray,  # noqa: N803 - as the handout writes them
    Y: np.ndarray,  # noqa: N803
    patch_length: int,
    *,
    steps: int,
    seed: int,
    batch: int = 64,
    learning_rate: float = 3e-3,
) -> list[float]:
    """Train a forecaster on windows with Adam, and return the loss of each batch.

    Each patch of a window is a place to forecast from: what follows it in X and Y is the target, so a window of
    P patches teaches P times. The loss is the mean absolute error.

    model:  (B, input_length) -> (B, P, horizon)
    X:      (N, input_length);  Y: (N, horizon): windows and what came after them
    """
    series = torch.tensor(np.concatenate([X, Y], axis=1), dtype=torch.float32)
    order = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    losses = []
    model.train()
    for _ in range(steps):
        rows = series[torch.randint(len(series), (batch,), generator=order)]
        targets = rows.unfold(1, Y.shape[1], 1)[:, patch_length::patch_length]
        loss = (model(rows[:, : X.shape[1]]) - targets).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return losses


def residuals(y: np.ndarray, ar_polynomial: np.ndarray, ma_polynomial: np.ndarray) -> np.ndarray:
    """The one-step errors e_t of an ARMA model with mean 0, as if all values and errors before y were 0.

    For a model with unit roots, pass the differenced series and the polynomials without the roots, and put
    d + D * season zeros in front of what comes back: the undifferenced series did not begin at 0.

    y: (n,);  the polynomials as `arima.expand_seasonal` returns them;  returns (n,)
    """
    errors = np.zeros(len(y))
    for t in range(len(y)):
        past = slice(t, None, -1)  # the newest first, back to the first value
        known = y[past][: len(ar_polynomial)] @ ar_polynomial[: t + 1]
        errors[t] = known - errors[past][1 : len(ma_polynomial)] @ ma_polynomial[1 : t + 1]
    return errors
