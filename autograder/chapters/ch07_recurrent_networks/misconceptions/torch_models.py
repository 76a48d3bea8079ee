# ruff: noqa: F821 - spliced into a copy of the solution, as students write
"""What students really write for torch_models.py, and what they did, in one sentence each."""

from autograder.engine.check import misconception


@misconception("torch_models.CharRNN.__init__")
def two_layers(self, vocabulary_size, embedding_size, hidden_size):
    """The recurrent part has two layers, of which load fills the first alone."""
    super().__init__()
    self.embedding = nn.Embedding(vocabulary_size, embedding_size)
    self.recurrent = nn.RNN(embedding_size, hidden_size, num_layers=2)
    self.output = nn.Linear(hidden_size, vocabulary_size)


@misconception("torch_models.CharRNN.__init__")
def sequences_come_first(self, vocabulary_size, embedding_size, hidden_size):
    """The recurrent layer was told that sequences come first (`batch_first`), and read across them."""
    super().__init__()
    self.embedding = nn.Embedding(vocabulary_size, embedding_size)
    self.recurrent = nn.RNN(embedding_size, hidden_size, batch_first=True)
    self.output = nn.Linear(hidden_size, vocabulary_size)


@misconception("torch_models.CharRNN.forward")
def state_ignored(self, characters, state=None):
    """Every call starts from zeros: the state that was passed in is not used."""
    states, state = self.recurrent(self.embedding(characters))
    return self.output(states), state


@misconception("torch_models.CharRNN.forward")
def probabilities_for_logits(self, characters, state=None):
    """A softmax was applied: what comes back are probabilities, and the loss expects logits."""
    states, state = self.recurrent(self.embedding(characters), state)
    return torch.softmax(self.output(states), dim=-1), state


@misconception("torch_models.CharRNN.forward")
def last_step_alone(self, characters, state=None):
    """Only the logits of the last step came back."""
    states, state = self.recurrent(self.embedding(characters), state)
    return self.output(states[-1]), state


@misconception("torch_models.CharRNN.forward")
def every_character_by_itself(self, characters, state=None):
    """Each character was read from a state of zeros, so the model knows nothing of what was before it."""
    states, state = self.recurrent(self.embedding(characters).reshape(1, -1, self.embedding.embedding_dim))
    return self.output(states).reshape(*characters.shape, -1), state[:, -characters.shape[1] :]


@misconception("torch_models.CharRNN.forward")
def sees_what_comes_next(self, characters, state=None):
    """Each step also read the next character, the one that it should predict."""
    embedded = self.embedding(characters)
    states, state = self.recurrent(embedded + torch.roll(embedded, -1, dims=0), state)
    return self.output(states), state


@misconception("torch_models.CharRNN.forward")
def embedding_cut_off(self, characters, state=None):
    """The embedding was detached, so no gradient reaches it and it never learns."""
    states, state = self.recurrent(self.embedding(characters).detach(), state)
    return self.output(states), state


@misconception("torch_models.CharRNN.forward")
def zeros_on_the_cpu(self, characters, state=None):
    """The first state was made on the CPU, wherever the model is."""
    if state is None:
        like = self.output.weight
        state = torch.zeros(1, characters.shape[1], like.shape[1], dtype=like.dtype, device="cpu")
    states, state = self.recurrent(self.embedding(characters), state)
    return self.output(states), state


@misconception("torch_models.CharRNN.forward")
def zeros_in_single_precision(self, characters, state=None):
    """The first state was made in single precision, whatever the model's is."""
    if state is None:
        state = torch.zeros(1, characters.shape[1], self.output.weight.shape[1], device=characters.device)
    states, state = self.recurrent(self.embedding(characters), state)
    return self.output(states), state


@misconception("torch_models.CharRNN.load")
def square_matrix_not_transposed(self, parameters):
    """Wh was copied without transposing it; being square, it fits all the same."""
    with torch.no_grad():
        self.embedding.weight.copy_(torch.as_tensor(parameters["E"]))
        self.recurrent.weight_ih_l0.copy_(torch.as_tensor(parameters["Wx"]).T)
        self.recurrent.weight_hh_l0.copy_(torch.as_tensor(parameters["Wh"]))
        self.recurrent.bias_ih_l0.copy_(torch.as_tensor(parameters["b"]))
        self.recurrent.bias_hh_l0.zero_()
        self.output.weight.copy_(torch.as_tensor(parameters["Wo"]).T)
        self.output.bias.copy_(torch.as_tensor(parameters["bo"]))


@misconception("torch_models.CharRNN.load")
def bias_counted_twice(self, parameters):
    """b was copied into both biases of the recurrent layer, which adds them."""
    with torch.no_grad():
        self.embedding.weight.copy_(torch.as_tensor(parameters["E"]))
        self.recurrent.weight_ih_l0.copy_(torch.as_tensor(parameters["Wx"]).T)
        self.recurrent.weight_hh_l0.copy_(torch.as_tensor(parameters["Wh"]).T)
        self.recurrent.bias_ih_l0.copy_(torch.as_tensor(parameters["b"]))
        self.recurrent.bias_hh_l0.copy_(torch.as_tensor(parameters["b"]))
        self.output.weight.copy_(torch.as_tensor(parameters["Wo"]).T)
        self.output.bias.copy_(torch.as_tensor(parameters["bo"]))


@misconception("torch_models.CharRNN.load")
def second_bias_kept(self, parameters):
    """The second bias of the recurrent layer kept its random numbers."""
    with torch.no_grad():
        self.embedding.weight.copy_(torch.as_tensor(parameters["E"]))
        self.recurrent.weight_ih_l0.copy_(torch.as_tensor(parameters["Wx"]).T)
        self.recurrent.weight_hh_l0.copy_(torch.as_tensor(parameters["Wh"]).T)
        self.recurrent.bias_ih_l0.copy_(torch.as_tensor(parameters["b"]))
        self.output.weight.copy_(torch.as_tensor(parameters["Wo"]).T)
        self.output.bias.copy_(torch.as_tensor(parameters["bo"]))


@misconception("torch_models.CharRNN.load")
def shares_the_callers_memory(self, parameters):
    """The parameters became views of the caller's arrays, so training changes those."""
    taken = {name: torch.from_numpy(array).to(self.output.weight.dtype) for name, array in parameters.items()}
    self.embedding.weight.data = taken["E"]
    self.recurrent.weight_ih_l0.data = taken["Wx"].T.contiguous()
    self.recurrent.weight_hh_l0.data = taken["Wh"].T.contiguous()
    self.recurrent.bias_ih_l0.data = taken["b"]
    self.recurrent.bias_hh_l0.data.zero_()
    self.output.weight.data = taken["Wo"].T.contiguous()
    self.output.bias.data = taken["bo"]


@misconception("torch_models.CharRNN.load")
def replaces_by_single_precision(self, parameters):
    """load replaced the parameters by others of single precision, whatever the model's was."""
    taken = {name: torch.tensor(array, dtype=torch.float32) for name, array in parameters.items()}
    self.embedding.weight.data = taken["E"]
    self.recurrent.weight_ih_l0.data = taken["Wx"].T.contiguous()
    self.recurrent.weight_hh_l0.data = taken["Wh"].T.contiguous()
    self.recurrent.bias_ih_l0.data = taken["b"]
    self.recurrent.bias_hh_l0.data = torch.zeros(len(taken["b"]))
    self.output.weight.data = taken["Wo"].T.contiguous()
    self.output.bias.data = taken["bo"]


@misconception("torch_models.CharRNN.generate")
def writes_from_the_cpu(self, start, end, choose, limit):
    """generate made the characters that it reads on the CPU, wherever the model is."""
    written, character, state = [], start, None
    with torch.no_grad():
        while len(written) < limit:
            logits, state = self(torch.tensor([[character]]), state)
            character = choose(logits[0, 0])
            if character == end:
                break
            written.append(character)
    return written


@misconception("torch_models.CharRNN.generate")
def writes_the_end_mark_too(self, start, end, choose, limit):
    """The end mark was written, too."""
    written, character, state = [], start, None
    with torch.no_grad():
        while len(written) < limit and character != end:
            logits, state = self(torch.tensor([[character]], device=self.output.weight.device), state)
            character = choose(logits[0, 0])
            written.append(character)
    return written


@misconception("torch_models.CharRNN.generate")
def never_stops_before_the_limit(self, start, end, choose, limit):
    """Writing went on after the end mark, up to the limit."""
    written, character, state = [], start, None
    with torch.no_grad():
        while len(written) < limit:
            logits, state = self(torch.tensor([[character]], device=self.output.weight.device), state)
            character = choose(logits[0, 0])
            written.append(character)
    return written


@misconception("torch_models.CharRNN.generate")
def reads_the_start_mark_at_every_step(self, start, end, choose, limit):
    """Every step read the start mark, not the character that had been chosen."""
    written, state = [], None
    with torch.no_grad():
        while len(written) < limit:
            logits, state = self(torch.tensor([[start]], device=self.output.weight.device), state)
            character = choose(logits[0, 0])
            if character == end:
                break
            written.append(character)
    return written


@misconception("torch_models.CharRNN.generate")
def every_step_from_zeros(self, start, end, choose, limit):
    """Every character was read from a state of zeros; the state was not carried on."""
    written, character = [], start
    with torch.no_grad():
        while len(written) < limit:
            logits, _ = self(torch.tensor([[character]], device=self.output.weight.device))
            character = choose(logits[0, 0])
            if character == end:
                break
            written.append(character)
    return written


@misconception("torch_models.CharRNN.generate")
def records_gradients_while_writing(self, start, end, choose, limit):
    """The logits still carry their gradients, so a long text holds the memory of every step."""
    written, character, state = [], start, None
    while len(written) < limit:
        logits, state = self(torch.tensor([[character]], device=self.output.weight.device), state)
        character = choose(logits[0, 0])
        if character == end:
            break
        written.append(character)
    return written
