"""A small transformer that forecasts: attention that cannot look ahead, patches, and an honest table."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

from . import given


def causal_attention(Q: Tensor, K: Tensor, V: Tensor) -> Tensor:  # noqa: N803 - as the handout writes them
    """Each time asks all times up to its own, and takes a weighted mean of their values.

        S = Q K^T / sqrt(d),    A = softmax of each row of S over the times s <= t,    result = A V

    A time that lies ahead has weight 0 exactly: whatever stands there, the result does not move.

    Q, K:    (B, T, d): B series, T times, d numbers each: what each time asks, and what it answers to
    V:       (B, T, e): what each time has to say; e may differ from d
    returns: (B, T, e), of the dtype of Q and on its device, whichever device that is

    Written with matrix products and a softmax, without a loop over series or times: half a point is for that, once the
    answers are right. PyTorch has all of this in one function, scaled_dot_product_attention; neither that nor its
    nn.MultiheadAttention is to be used here.

    Source: Vaswani and others (2017), "Attention is all you need", sections 3.2.1 and 3.2.3.
    Handout: "Attention that cannot look ahead".
    """
    raise NotImplementedError("transformer.causal_attention")


class PatchForecaster(nn.Module):
    """Forecasts a series after each of its patches, from that patch and those before it.

        patches = the series, cut into P pieces of patch_length values, the oldest first
        h       = embed(patches) + positions              positions: given.positions(P, width)
        h       = h + attention(query(h), key(h), value(h))
        h       = h + mix(h)
        result  = last value of each patch + head(h)

    The result at patch p forecasts the `horizon` values that follow patch p. The one at the last patch is the
    forecast of what comes after the series.

    Every part is an attribute under the name it has here:

        embed              nn.Linear(patch_length, width)
        query, key, value  nn.Linear(width, width)
        mix                nn.Sequential(nn.Linear(width, 2 * width), nn.ReLU(), nn.Linear(2 * width, width))
        head               nn.Linear(width, horizon), whose weight and bias start at 0: so an untrained model
                           repeats the last value. All others start as torch starts them

    Handout: "Patches for words".
    """

    def __init__(
        self, patch_length: int, horizon: int, width: int, attention: Callable[[Tensor, Tensor, Tensor], Tensor]
    ) -> None:
        """Make the parts. attention: (B, P, width) three times -> (B, P, width), for example causal_attention."""
        super().__init__()
        raise NotImplementedError("transformer.PatchForecaster")

    def forward(self, series: Tensor) -> Tensor:
        """Forecast after each patch: (B, P * patch_length) -> (B, P, horizon), on the device of the series."""
        raise NotImplementedError("transformer.PatchForecaster")


def report(
    model: nn.Module,
    train: tuple[np.ndarray, np.ndarray],
    test: tuple[np.ndarray, np.ndarray],
    season: int,
) -> dict[str, float]:
    """The mean absolute error of a model beside those that it has to beat, all on the same test windows.

        "naive"           the last value of the window, for every time ahead
        "seasonal naive"  the value one season before: season is at most input_length and at least horizon
        "linear"          for every time ahead a weighted sum of the window's values plus a constant, the weights
                          that fit the training windows best (least squares)
        "model"           what the model forecasts after the last patch

    model:       (N, input_length) float32 tensor -> (N, P, horizon) tensor, on the CPU. It forecasts in
                 evaluation mode: without dropout, for one
    train, test: (X, Y) each, of shapes (N, input_length) and (N, horizon); N may differ. More training windows
                 than input_length, whose values are not a linear function of each other
    returns:     the four names, in this order, each with the mean of |Y - forecast| over all test windows and
                 all times ahead. The model may be left in evaluation mode

    Handout: "An honest table".
    """
    raise NotImplementedError("transformer.report")
