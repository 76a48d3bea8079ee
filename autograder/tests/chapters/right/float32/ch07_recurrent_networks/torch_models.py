# ruff: noqa - written as a student might write it
"""Right, with other starting weights, and a state that is made by hand."""

import torch
from torch import nn


class CharRNN(nn.Module):
    def __init__(self, vocabulary_size, embedding_size, hidden_size):
        super().__init__()
        self.decoder = nn.Linear(hidden_size, vocabulary_size)
        self.encoder = nn.Embedding(vocabulary_size, embedding_size)
        self.core = nn.RNN(embedding_size, hidden_size, num_layers=1, nonlinearity="tanh")

    def forward(self, characters, state=None):
        e = self.encoder(characters)
        if state is None:
            state = e.new_zeros(1, characters.size(1), self.core.hidden_size)
        out = []
        for step in e:
            o, state = self.core(step[None], state)
            out.append(self.decoder(o[0]))
        return torch.stack(out), state

    def load(self, parameters):
        with torch.no_grad():
            self.encoder.weight[:] = torch.from_numpy(parameters["E"])
            self.core.weight_ih_l0[:] = torch.from_numpy(parameters["Wx"]).T
            self.core.weight_hh_l0[:] = torch.from_numpy(parameters["Wh"]).T
            self.core.bias_ih_l0[:] = torch.from_numpy(parameters["b"])
            self.core.bias_hh_l0.fill_(0)
            self.decoder.weight[:] = torch.from_numpy(parameters["Wo"]).T
            self.decoder.bias[:] = torch.from_numpy(parameters["bo"])

    def generate(self, start, end, choose, limit):
        with torch.inference_mode():
            return self._write(start, end, choose, limit)

    def _write(self, start, end, choose, limit):
        written, state = [], None
        token = torch.tensor([[start]], device=self.decoder.weight.device)
        for _ in range(limit):
            logits, state = self(token, state)
            c = choose(logits[0, 0])
            if c == end:
                break
            written.append(int(c))
            token = torch.full_like(token, int(c))
        return written
