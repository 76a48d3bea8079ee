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
        # BEGIN SOLUTION
        self.embedding = nn.Embedding(vocabulary_size, embedding_size)
        self.recurrent = nn.RNN(embedding_size, hidden_size)
        self.output = nn.Linear(hidden_size, vocabulary_size)
        # END SOLUTION

    def forward(self, characters: torch.Tensor, state: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
        """Read given texts (teacher forcing): at each step the true character is read, whatever was predicted.

        characters: (T, B) integers, time-major
        state:      None to start from zeros, or what an earlier call returned, to go on where that one ended
        returns:    (logits, state): logits[t], (B, V), are for the character after characters[t]
        """
        # BEGIN SOLUTION
        states, state = self.recurrent(self.embedding(characters), state)
        return self.output(states), state
        # END SOLUTION

    def load(self, parameters: dict[str, np.ndarray]) -> None:
        """Take over weights that were made with NumPy, in this chapter's orientation.

        parameters: "E" (V, D), "Wx" (D, H), "Wh" (H, H), "b" (H,), "Wo" (H, V), "bo" (V,)

        Afterwards `forward` computes what the equations above say. PyTorch stores the transposed matrices, and
        its recurrent layer has two biases, which it adds. The arrays are as before, also after later training.
        The parameters keep their float type and their device: only their numbers change.
        """
        # BEGIN SOLUTION
        homes = {
            "E": self.embedding.weight,
            "Wx": self.recurrent.weight_ih_l0.T,
            "Wh": self.recurrent.weight_hh_l0.T,
            "b": self.recurrent.bias_ih_l0,
            "Wo": self.output.weight.T,
            "bo": self.output.bias,
        }
        with torch.no_grad():
            for name, home in homes.items():
                home.copy_(torch.as_tensor(parameters[name]))  # into the same memory, seen through the transpose
            self.recurrent.bias_hh_l0.zero_()
        # END SOLUTION

    def generate(self, start: int, end: int, choose: Callable[[torch.Tensor], int], limit: int) -> list[int]:
        """Write a text (free running): what was chosen is what is read next.

        start:   the mark that is read first, from a state of zeros
        end:     the mark that ends the text; it is not in the result
        choose:  choose(logits) gets the logits (V,) of one step, without a gradient, and returns an integer
        limit:   the most characters to write, 1 or more
        returns: the characters that were chosen, a list of integers
        """
        # BEGIN SOLUTION
        written, character, state = [], start, None
        device = self.output.weight.device
        with torch.no_grad():
            while len(written) < limit:
                logits, state = self(torch.tensor([[character]], device=device), state)
                character = choose(logits[0, 0])
                if character == end:
                    break
                written.append(character)
        return written
        # END SOLUTION
