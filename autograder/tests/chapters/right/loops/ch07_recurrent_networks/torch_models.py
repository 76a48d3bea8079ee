# ruff: noqa - written as a student might write it
"""Right, one step at a time, with the state kept as (B, H)."""

import torch
from torch import nn


class CharRNN(nn.Module):
    def __init__(self, vocabulary_size, embedding_size, hidden_size):
        super().__init__()
        self.emb = nn.Embedding(vocabulary_size, embedding_size)
        self.rnn = nn.RNN(embedding_size, hidden_size)
        self.fc = nn.Linear(hidden_size, vocabulary_size)

    def forward(self, characters, state=None):
        x = self.emb(characters)
        if state is None:
            state = torch.zeros(x.shape[1], self.rnn.hidden_size, device=x.device, dtype=x.dtype)
        outputs, h = self.rnn(x, state.unsqueeze(0))
        return self.fc(outputs), h.squeeze(0)

    def load(self, parameters):
        p = {k: torch.tensor(v) for k, v in parameters.items()}
        self.load_state_dict(
            {
                "emb.weight": p["E"],
                "rnn.weight_ih_l0": p["Wx"].t(),
                "rnn.weight_hh_l0": p["Wh"].t(),
                "rnn.bias_ih_l0": p["b"] / 2,
                "rnn.bias_hh_l0": p["b"] / 2,
                "fc.weight": p["Wo"].t(),
                "fc.bias": p["bo"],
            }
        )

    @torch.no_grad()
    def generate(self, start, end, choose, limit):
        out, c, h = [], start, None
        for _ in range(limit):
            logits, h = self.forward(torch.full((1, 1), c, dtype=torch.long, device=self.fc.weight.device), h)
            c = choose(logits.reshape(-1))
            if c == end:
                break
            out.append(c)
        return out
