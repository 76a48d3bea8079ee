# ruff: noqa: F821 - spliced into a copy of the solution (its `given`, `nn` and `super`), as students write
"""What students really write for PatchForecaster, and what they did, in one sentence each."""

from autograder.engine.check import misconception


@misconception("transformer.PatchForecaster.forward")
def patches_across_series(self, series):
    """The reshape mixed the series: a patch holds values of another series than its own."""
    patches = series.reshape(-1, len(series), self.patch_length).transpose(0, 1)
    h = self.embed(patches)
    h = h + given.positions(h.shape[1], h.shape[2]).to(h)
    h = h + self.attention(self.query(h), self.key(h), self.value(h))
    h = h + self.mix(h)
    return patches[:, :, -1:] + self.head(h)


@misconception("transformer.PatchForecaster.forward")
def every_second_value(self, series):
    """Each patch holds values that lie far apart: the series was dealt out to the patches one by one."""
    patches = series.unflatten(1, (self.patch_length, -1)).transpose(1, 2)
    h = self.embed(patches)
    h = h + given.positions(h.shape[1], h.shape[2]).to(h)
    h = h + self.attention(self.query(h), self.key(h), self.value(h))
    h = h + self.mix(h)
    return patches[:, :, -1:] + self.head(h)


@misconception("transformer.PatchForecaster.forward")
def no_positions(self, series):
    """The positions were left out, so the patches before the newest may change places without a trace."""
    patches = series.unflatten(1, (-1, self.patch_length))
    h = self.embed(patches)
    h = h + self.attention(self.query(h), self.key(h), self.value(h))
    h = h + self.mix(h)
    return patches[:, :, -1:] + self.head(h)


@misconception("transformer.PatchForecaster.forward")
def positions_after_attention(self, series):
    """The positions were added after the attention, which therefore knew nothing of the order."""
    patches = series.unflatten(1, (-1, self.patch_length))
    h = self.embed(patches)
    h = h + self.attention(self.query(h), self.key(h), self.value(h))
    h = h + given.positions(h.shape[1], h.shape[2]).to(h)
    h = h + self.mix(h)
    return patches[:, :, -1:] + self.head(h)


@misconception("transformer.PatchForecaster.forward")
def positions_of_the_series_in_the_batch(self, series):
    """The positions were counted along the batch, not along the patches."""
    patches = series.unflatten(1, (-1, self.patch_length))
    h = self.embed(patches)
    h = h + given.positions(h.shape[0], h.shape[2]).to(h)[:, None]
    h = h + self.attention(self.query(h), self.key(h), self.value(h))
    h = h + self.mix(h)
    return patches[:, :, -1:] + self.head(h)


@misconception("transformer.PatchForecaster.forward")
def attention_replaces(self, series):
    """What came in was replaced by what attention answered, not added to it."""
    patches = series.unflatten(1, (-1, self.patch_length))
    h = self.embed(patches)
    h = h + given.positions(h.shape[1], h.shape[2]).to(h)
    h = self.attention(self.query(h), self.key(h), self.value(h))
    h = h + self.mix(h)
    return patches[:, :, -1:] + self.head(h)


@misconception("transformer.PatchForecaster.forward")
def mix_replaces(self, series):
    """What came in was replaced by what mix answered, not added to it."""
    patches = series.unflatten(1, (-1, self.patch_length))
    h = self.embed(patches)
    h = h + given.positions(h.shape[1], h.shape[2]).to(h)
    h = h + self.attention(self.query(h), self.key(h), self.value(h))
    h = self.mix(h)
    return patches[:, :, -1:] + self.head(h)


@misconception("transformer.PatchForecaster.forward")
def last_value_not_added(self, series):
    """The head's answer came back alone; the last value of each patch was not added to it."""
    patches = series.unflatten(1, (-1, self.patch_length))
    h = self.embed(patches)
    h = h + given.positions(h.shape[1], h.shape[2]).to(h)
    h = h + self.attention(self.query(h), self.key(h), self.value(h))
    h = h + self.mix(h)
    return self.head(h)


@misconception("transformer.PatchForecaster.forward")
def first_value_added(self, series):
    """The first value of each patch was added, not the last one."""
    patches = series.unflatten(1, (-1, self.patch_length))
    h = self.embed(patches)
    h = h + given.positions(h.shape[1], h.shape[2]).to(h)
    h = h + self.attention(self.query(h), self.key(h), self.value(h))
    h = h + self.mix(h)
    return patches[:, :, :1] + self.head(h)


@misconception("transformer.PatchForecaster.forward")
def last_value_of_the_series(self, series):
    """The last value of the whole series was added everywhere, which the earlier patches cannot know."""
    patches = series.unflatten(1, (-1, self.patch_length))
    h = self.embed(patches)
    h = h + given.positions(h.shape[1], h.shape[2]).to(h)
    h = h + self.attention(self.query(h), self.key(h), self.value(h))
    h = h + self.mix(h)
    return series[:, None, -1:] + self.head(h)


@misconception("transformer.PatchForecaster.forward")
def takes_the_mean_of_the_window(self, series):
    """The mean of the whole series was subtracted first, and the later patches are in it."""
    patches = series.unflatten(1, (-1, self.patch_length))
    centre = series.mean(dim=1)[:, None, None]
    h = self.embed(patches - centre)
    h = h + given.positions(h.shape[1], h.shape[2]).to(h)
    h = h + self.attention(self.query(h), self.key(h), self.value(h))
    h = h + self.mix(h)
    return patches[:, :, -1:] + self.head(h)


@misconception("transformer.PatchForecaster.forward")
def keys_and_values_exchanged(self, series):
    """Keys and values changed places on the way into attention."""
    patches = series.unflatten(1, (-1, self.patch_length))
    h = self.embed(patches)
    h = h + given.positions(h.shape[1], h.shape[2]).to(h)
    h = h + self.attention(self.query(h), self.value(h), self.key(h))
    h = h + self.mix(h)
    return patches[:, :, -1:] + self.head(h)


@misconception("transformer.PatchForecaster.forward")
def positions_stay_on_the_cpu(self, series):
    """The positions were added where they were made, on the CPU, wherever the series is."""
    patches = series.unflatten(1, (-1, self.patch_length))
    h = self.embed(patches)
    h = h + given.positions(h.shape[1], h.shape[2])
    h = h + self.attention(self.query(h), self.key(h), self.value(h))
    h = h + self.mix(h)
    return patches[:, :, -1:] + self.head(h)


@misconception("transformer.PatchForecaster.forward")
def only_the_last_forecast(self, series):
    """Only the forecast after the last patch came back."""
    patches = series.unflatten(1, (-1, self.patch_length))
    h = self.embed(patches)
    h = h + given.positions(h.shape[1], h.shape[2]).to(h)
    h = h + self.attention(self.query(h), self.key(h), self.value(h))
    h = h + self.mix(h)
    return (patches[:, :, -1:] + self.head(h))[:, -1]


@misconception("transformer.PatchForecaster.__init__")
def head_starts_at_random(self, patch_length, horizon, width, attention):
    """The head kept the random weights that torch starts with, so the first forecasts are noise."""
    super().__init__()
    self.patch_length, self.attention = patch_length, attention
    self.embed = nn.Linear(patch_length, width)
    self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
    self.mix = nn.Sequential(nn.Linear(width, 2 * width), nn.ReLU(), nn.Linear(2 * width, width))
    self.head = nn.Linear(width, horizon)


@misconception("transformer.PatchForecaster.__init__")
def bias_of_the_head_starts_at_random(self, patch_length, horizon, width, attention):
    """The head's weights start at 0, and its bias does not."""
    super().__init__()
    self.patch_length, self.attention = patch_length, attention
    self.embed = nn.Linear(patch_length, width)
    self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
    self.mix = nn.Sequential(nn.Linear(width, 2 * width), nn.ReLU(), nn.Linear(2 * width, width))
    self.head = nn.Linear(width, horizon)
    nn.init.zeros_(self.head.weight)


@misconception("transformer.PatchForecaster.__init__")
def one_layer_three_times(self, patch_length, horizon, width, attention):
    """Query, key and value are one and the same layer."""
    super().__init__()
    self.patch_length, self.attention = patch_length, attention
    self.embed = nn.Linear(patch_length, width)
    self.query = self.key = self.value = nn.Linear(width, width)
    self.mix = nn.Sequential(nn.Linear(width, 2 * width), nn.ReLU(), nn.Linear(2 * width, width))
    self.head = nn.Linear(width, horizon)
    nn.init.zeros_(self.head.weight)
    nn.init.zeros_(self.head.bias)


@misconception("transformer.PatchForecaster.__init__")
def mix_without_a_bend(self, patch_length, horizon, width, attention):
    """Between the two layers of mix there is no ReLU, so both together are one matrix."""
    super().__init__()
    self.patch_length, self.attention = patch_length, attention
    self.embed = nn.Linear(patch_length, width)
    self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
    self.mix = nn.Sequential(nn.Linear(width, 2 * width), nn.Identity(), nn.Linear(2 * width, width))
    self.head = nn.Linear(width, horizon)
    nn.init.zeros_(self.head.weight)
    nn.init.zeros_(self.head.bias)
