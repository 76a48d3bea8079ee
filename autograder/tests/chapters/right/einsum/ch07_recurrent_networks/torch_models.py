# ruff: noqa - written as a student might write it
"""Right, without taking apart the state, and with the embedding written as a product."""

import torch
import torch.nn as nn


class CharRNN(nn.Module):
    def __init__(self, vocabulary_size, embedding_size, hidden_size):
        super(CharRNN, self).__init__()
        self.layers = nn.ModuleDict(
            {
                "in": nn.Embedding(vocabulary_size, embedding_size),
                "rnn": nn.RNN(embedding_size, hidden_size, 1),
                "out": nn.Linear(hidden_size, vocabulary_size),
            }
        )

    def forward(self, characters, state=None):
        E = self.layers["in"].weight
        onehot = torch.nn.functional.one_hot(characters, E.shape[0]).to(E.dtype)
        h, state = self.layers["rnn"](torch.einsum("tbv,vd->tbd", onehot, E), state)
        return self.layers["out"](h), state

    def load(self, parameters):
        rnn, out = self.layers["rnn"], self.layers["out"]
        pairs = [
            (self.layers["in"].weight, parameters["E"]),
            (rnn.weight_ih_l0, parameters["Wx"].T),
            (rnn.weight_hh_l0, parameters["Wh"].T),
            (rnn.bias_ih_l0, 0 * parameters["b"]),
            (rnn.bias_hh_l0, parameters["b"]),
            (out.weight, parameters["Wo"].T),
            (out.bias, parameters["bo"]),
        ]
        for p, array in pairs:
            p.data = torch.tensor(array, dtype=p.dtype, device=p.device)

    def generate(self, start, end, choose, limit):
        out = []
        state = None
        token = start
        while len(out) < limit:
            x = torch.as_tensor([[token]]).to(self.layers["in"].weight.device)
            with torch.no_grad():
                logits, state = self(x, state)
            token = choose(logits[-1, -1])
            if token == end:
                return out
            out.append(token)
        return out
