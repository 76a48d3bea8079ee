"""The language model in PyTorch."""

from collections.abc import Callable

import numpy as np
import torch
from torch import nn


class CharRNN(nn.Module):
    """A recurrent language model for characters: embedding, recurrent layer, logits.

        e_t = row `character` of E,   h_t = tanh(e_t @ Wx + h_(t-1) @ Wh + b),   logits_t = h_t @ Wo + bo

    Build it from `nn.Embedding`, `nn.RNN` (one layer, tanh, one direction) and `nn.Linear`; their names are
    yours. It works on any device and with any float type to which the module is moved, `model.double()` for
    example: tensors that it makes itself must follow.

    Handout: "The same network in PyTorch".
    """

    def __init__(self, vocabulary_size: int, embedding_size: int, hidden_size: int):
        """The three parts, V characters, D numbers a character, H units, as PyTorch initialises them."""
        super().__init__()
        raise NotImplementedError("torch_models.CharRNN")

    def forward(self, characters: torch.Tensor, state: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
        """Read given texts (teacher forcing): at each step the true character is read, whatever was predicted.

        characters: (T, B) integers, time-major
        state:      None to start from zeros, or what an earlier call returned, to go on where that one ended
        returns:    (logits, state): logits[t], (B, V), are for the character after characters[t]
        """
        raise NotImplementedError("torch_models.CharRNN")

    def load(self, parameters: dict[str, np.ndarray]) -> None:
        """Take over weights that were made with NumPy, in this chapter's orientation.

        parameters: "E" (V, D), "Wx" (D, H), "Wh" (H, H), "b" (H,), "Wo" (H, V), "bo" (V,)

        Afterwards `forward` computes what the equations above say. PyTorch stores the transposed matrices, and
        its recurrent layer has two biases, which it adds. The arrays are as before, also after later training.
        The parameters keep their float type and their device: only their numbers change.
        """
        raise NotImplementedError("torch_models.CharRNN")

    def generate(self, start: int, end: int, choose: Callable[[torch.Tensor], int], limit: int) -> list[int]:
        """Write a text (free running): what was chosen is what is read next.

        start:   the mark that is read first, from a state of zeros
        end:     the mark that ends the text; it is not in the result
        choose:  choose(logits) gets the logits (V,) of one step, without a gradient, and returns an integer
        limit:   the most characters to write, 1 or more
        returns: the characters that were chosen, a list of integers
        """
        raise NotImplementedError("torch_models.CharRNN")
