# ruff: noqa: F821, N803, N806 - spliced into a copy of the solution (its `torch` and `np`), as students write
"""What students really write for causal_attention and report, and what they did, in one sentence each."""

from autograder.engine.check import misconception


@misconception("transformer.causal_attention")
def mask_after_the_softmax(Q, K, V):
    """The weights of the future were set to 0 after the softmax had counted them, so a row no longer sums to 1."""
    scores = Q @ K.transpose(1, 2) / Q.shape[-1] ** 0.5
    return scores.softmax(dim=-1).tril() @ V


@misconception("transformer.causal_attention")
def mask_of_ones_after_the_softmax(Q, K, V):
    """The weights were multiplied by a triangle of ones after the softmax had counted the future, on the CPU."""
    scores = Q @ K.transpose(1, 2) / Q.shape[-1] ** 0.5
    return scores.softmax(dim=-1) * torch.tril(torch.ones(Q.shape[1], Q.shape[1])) @ V


@misconception("transformer.causal_attention")
def mask_transposed(Q, K, V):
    """The mask hides the past: the first time sees everything, and the last one only itself."""
    scores = Q @ K.transpose(1, 2) / Q.shape[-1] ** 0.5
    past = torch.ones_like(scores, dtype=torch.bool).tril(diagonal=-1)
    return scores.masked_fill(past, -torch.inf).softmax(dim=-1) @ V


@misconception("transformer.causal_attention")
def no_mask(Q, K, V):
    """Nothing was masked, so every time sees all that comes after it."""
    scores = Q @ K.transpose(1, 2) / Q.shape[-1] ** 0.5
    return scores.softmax(dim=-1) @ V


@misconception("transformer.causal_attention")
def sees_one_time_ahead(Q, K, V):
    """The mask begins one time too late: each time sees the one after it."""
    scores = Q @ K.transpose(1, 2) / Q.shape[-1] ** 0.5
    ahead = torch.ones_like(scores, dtype=torch.bool).triu(diagonal=2)
    return scores.masked_fill(ahead, -torch.inf).softmax(dim=-1) @ V


@misconception("transformer.causal_attention")
def masked_scores_are_zero(Q, K, V):
    """The scores of the future were set to 0, and e to the power of 0 is 1: a weight like any other."""
    scores = Q @ K.transpose(1, 2) / Q.shape[-1] ** 0.5
    return scores.tril().softmax(dim=-1) @ V


@misconception("transformer.causal_attention")
def divides_by_d(Q, K, V):
    """The scores were divided by d, not by its root, so the weights are too even."""
    scores = Q @ K.transpose(1, 2) / Q.shape[-1]
    ahead = torch.ones_like(scores, dtype=torch.bool).triu(diagonal=1)
    return scores.masked_fill(ahead, -torch.inf).softmax(dim=-1) @ V


@misconception("transformer.causal_attention")
def scores_not_scaled(Q, K, V):
    """The scores were not divided at all, so the largest takes nearly all the weight."""
    scores = Q @ K.transpose(1, 2)
    ahead = torch.ones_like(scores, dtype=torch.bool).triu(diagonal=1)
    return scores.masked_fill(ahead, -torch.inf).softmax(dim=-1) @ V


@misconception("transformer.causal_attention")
def softmax_over_the_queries(Q, K, V):
    """The softmax runs over the times that ask, not over those that answer."""
    scores = Q @ K.transpose(1, 2) / Q.shape[-1] ** 0.5
    ahead = torch.ones_like(scores, dtype=torch.bool).triu(diagonal=1)
    return scores.masked_fill(ahead, -torch.inf).softmax(dim=1) @ V


@misconception("transformer.causal_attention")
def queries_and_keys_exchanged(Q, K, V):
    """The scores are K Q^T: what is asked and what answers changed places."""
    scores = K @ Q.transpose(1, 2) / Q.shape[-1] ** 0.5
    ahead = torch.ones_like(scores, dtype=torch.bool).triu(diagonal=1)
    return scores.masked_fill(ahead, -torch.inf).softmax(dim=-1) @ V


@misconception("transformer.causal_attention")
def softmax_without_a_shift(Q, K, V):
    """The powers of e were taken of the scores as they are, and large ones overflowed."""
    powers = (Q @ K.transpose(1, 2) / Q.shape[-1] ** 0.5).exp().tril()
    return powers / powers.sum(dim=-1, keepdim=True) @ V


@misconception("transformer.causal_attention")
def mask_made_on_the_cpu(Q, K, V):
    """The mask was made on the CPU, wherever the scores are."""
    scores = Q @ K.transpose(1, 2) / Q.shape[-1] ** 0.5
    mask = torch.full((Q.shape[1], Q.shape[1]), -torch.inf, dtype=Q.dtype).triu(diagonal=1)
    return (scores + mask).softmax(dim=-1) @ V


@misconception("transformer.causal_attention")
def loops_over_times(Q, K, V):
    """A loop goes over the times, and asks the past of each by itself."""
    rows = []
    for t in range(Q.shape[1]):
        scores = (K[:, : t + 1] @ Q[:, t, :, None])[..., 0] / Q.shape[-1] ** 0.5
        weights = scores.softmax(dim=-1)
        rows.append((weights[:, :, None] * V[:, : t + 1]).sum(dim=1))
    return torch.stack(rows, dim=1)


@misconception("transformer.report")
def in_training_mode(model, train, test, season):
    """The model forecast in training mode, so its dropout was at work."""
    (X_train, Y_train), (X, Y) = train, test
    length, horizon = X.shape[1], Y.shape[1]
    with_ones = [np.column_stack([windows, np.ones(len(windows))]) for windows in (X_train, X)]
    weights = np.linalg.lstsq(with_ones[0], Y_train, rcond=None)[0]
    with torch.no_grad():
        predicted = model(torch.tensor(X, dtype=torch.float32))[:, -1].numpy()
    forecasts = {
        "naive": X[:, -1:],
        "seasonal naive": X[:, length - season : length - season + horizon],
        "linear": with_ones[1] @ weights,
        "model": predicted,
    }
    return {name: float(np.abs(Y - forecast).mean()) for name, forecast in forecasts.items()}


@misconception("transformer.report")
def forecast_after_the_first_patch(model, train, test, season):
    """The model's forecast after the first patch was taken, not the one after the last."""
    (X_train, Y_train), (X, Y) = train, test
    length, horizon = X.shape[1], Y.shape[1]
    with_ones = [np.column_stack([windows, np.ones(len(windows))]) for windows in (X_train, X)]
    weights = np.linalg.lstsq(with_ones[0], Y_train, rcond=None)[0]
    model.eval()
    with torch.no_grad():
        predicted = model(torch.tensor(X, dtype=torch.float32))[:, 0].numpy()
    forecasts = {
        "naive": X[:, -1:],
        "seasonal naive": X[:, length - season : length - season + horizon],
        "linear": with_ones[1] @ weights,
        "model": predicted,
    }
    return {name: float(np.abs(Y - forecast).mean()) for name, forecast in forecasts.items()}


@misconception("transformer.report")
def linear_fitted_on_the_test(model, train, test, season):
    """The linear forecast was fitted on the test windows themselves."""
    (X_train, _), (X, Y) = train, test
    length, horizon = X.shape[1], Y.shape[1]
    with_ones = [np.column_stack([windows, np.ones(len(windows))]) for windows in (X_train, X)]
    weights = np.linalg.lstsq(with_ones[1], Y, rcond=None)[0]
    model.eval()
    with torch.no_grad():
        predicted = model(torch.tensor(X, dtype=torch.float32))[:, -1].numpy()
    forecasts = {
        "naive": X[:, -1:],
        "seasonal naive": X[:, length - season : length - season + horizon],
        "linear": with_ones[1] @ weights,
        "model": predicted,
    }
    return {name: float(np.abs(Y - forecast).mean()) for name, forecast in forecasts.items()}


@misconception("transformer.report")
def linear_without_a_constant(model, train, test, season):
    """The linear forecast has no constant, only weights."""
    (X_train, Y_train), (X, Y) = train, test
    length, horizon = X.shape[1], Y.shape[1]
    weights = np.linalg.lstsq(X_train, Y_train, rcond=None)[0]
    model.eval()
    with torch.no_grad():
        predicted = model(torch.tensor(X, dtype=torch.float32))[:, -1].numpy()
    forecasts = {
        "naive": X[:, -1:],
        "seasonal naive": X[:, length - season : length - season + horizon],
        "linear": X @ weights,
        "model": predicted,
    }
    return {name: float(np.abs(Y - forecast).mean()) for name, forecast in forecasts.items()}


@misconception("transformer.report")
def naive_sees_the_last_target(model, train, test, season):
    """The naive forecast of each time is the true value just before it, which itself lies ahead."""
    (X_train, Y_train), (X, Y) = train, test
    length, horizon = X.shape[1], Y.shape[1]
    with_ones = [np.column_stack([windows, np.ones(len(windows))]) for windows in (X_train, X)]
    weights = np.linalg.lstsq(with_ones[0], Y_train, rcond=None)[0]
    model.eval()
    with torch.no_grad():
        predicted = model(torch.tensor(X, dtype=torch.float32))[:, -1].numpy()
    forecasts = {
        "naive": np.column_stack([X[:, -1:], Y[:, :-1]]),
        "seasonal naive": X[:, length - season : length - season + horizon],
        "linear": with_ones[1] @ weights,
        "model": predicted,
    }
    return {name: float(np.abs(Y - forecast).mean()) for name, forecast in forecasts.items()}


@misconception("transformer.report")
def season_one_time_late(model, train, test, season):
    """The seasonal forecast begins one time too late within the window's last season."""
    (X_train, Y_train), (X, Y) = train, test
    length, horizon = X.shape[1], Y.shape[1]
    with_ones = [np.column_stack([windows, np.ones(len(windows))]) for windows in (X_train, X)]
    weights = np.linalg.lstsq(with_ones[0], Y_train, rcond=None)[0]
    model.eval()
    with torch.no_grad():
        predicted = model(torch.tensor(X, dtype=torch.float32))[:, -1].numpy()
    forecasts = {
        "naive": X[:, -1:],
        "seasonal naive": X[:, (length - season + 1 + np.arange(horizon)) % length],
        "linear": with_ones[1] @ weights,
        "model": predicted,
    }
    return {name: float(np.abs(Y - forecast).mean()) for name, forecast in forecasts.items()}


@misconception("transformer.report")
def last_values_of_the_window(model, train, test, season):
    """The seasonal forecast repeats the last values of the window, whatever the season is."""
    (X_train, Y_train), (X, Y) = train, test
    length, horizon = X.shape[1], Y.shape[1]
    with_ones = [np.column_stack([windows, np.ones(len(windows))]) for windows in (X_train, X)]
    weights = np.linalg.lstsq(with_ones[0], Y_train, rcond=None)[0]
    model.eval()
    with torch.no_grad():
        predicted = model(torch.tensor(X, dtype=torch.float32))[:, -1].numpy()
    forecasts = {
        "naive": X[:, -1:],
        "seasonal naive": X[:, length - horizon :],
        "linear": with_ones[1] @ weights,
        "model": predicted,
    }
    return {name: float(np.abs(Y - forecast).mean()) for name, forecast in forecasts.items()}


@misconception("transformer.report")
def squared_errors_in_the_table(model, train, test, season):
    """The table holds mean squared errors."""
    (X_train, Y_train), (X, Y) = train, test
    length, horizon = X.shape[1], Y.shape[1]
    with_ones = [np.column_stack([windows, np.ones(len(windows))]) for windows in (X_train, X)]
    weights = np.linalg.lstsq(with_ones[0], Y_train, rcond=None)[0]
    model.eval()
    with torch.no_grad():
        predicted = model(torch.tensor(X, dtype=torch.float32))[:, -1].numpy()
    forecasts = {
        "naive": X[:, -1:],
        "seasonal naive": X[:, length - season : length - season + horizon],
        "linear": with_ones[1] @ weights,
        "model": predicted,
    }
    return {name: float(((Y - forecast) ** 2).mean()) for name, forecast in forecasts.items()}


@misconception("transformer.report")
def errors_of_the_last_time(model, train, test, season):
    """Only the error of the last time ahead was counted."""
    (X_train, Y_train), (X, Y) = train, test
    length, horizon = X.shape[1], Y.shape[1]
    with_ones = [np.column_stack([windows, np.ones(len(windows))]) for windows in (X_train, X)]
    weights = np.linalg.lstsq(with_ones[0], Y_train, rcond=None)[0]
    model.eval()
    with torch.no_grad():
        predicted = model(torch.tensor(X, dtype=torch.float32))[:, -1].numpy()
    forecasts = {
        "naive": X[:, -1:],
        "seasonal naive": X[:, length - season : length - season + horizon],
        "linear": with_ones[1] @ weights,
        "model": predicted,
    }
    return {name: float(np.abs(Y - forecast)[:, -1].mean()) for name, forecast in forecasts.items()}


@misconception("transformer.report")
def measured_on_the_training_windows(model, train, test, season):
    """All forecasts were measured on the training windows."""
    X, Y = X_train, Y_train = train
    length, horizon = X.shape[1], Y.shape[1]
    with_ones = [np.column_stack([windows, np.ones(len(windows))]) for windows in (X_train, X)]
    weights = np.linalg.lstsq(with_ones[0], Y_train, rcond=None)[0]
    model.eval()
    with torch.no_grad():
        predicted = model(torch.tensor(X, dtype=torch.float32))[:, -1].numpy()
    forecasts = {
        "naive": X[:, -1:],
        "seasonal naive": X[:, length - season : length - season + horizon],
        "linear": with_ones[1] @ weights,
        "model": predicted,
    }
    return {name: float(np.abs(Y - forecast).mean()) for name, forecast in forecasts.items()}


@misconception("transformer.report")
def errors_cancel(model, train, test, season):
    """Errors were averaged with their signs, so those to either side cancelled."""
    (X_train, Y_train), (X, Y) = train, test
    length, horizon = X.shape[1], Y.shape[1]
    with_ones = [np.column_stack([windows, np.ones(len(windows))]) for windows in (X_train, X)]
    weights = np.linalg.lstsq(with_ones[0], Y_train, rcond=None)[0]
    model.eval()
    with torch.no_grad():
        predicted = model(torch.tensor(X, dtype=torch.float32))[:, -1].numpy()
    forecasts = {
        "naive": X[:, -1:],
        "seasonal naive": X[:, length - season : length - season + horizon],
        "linear": with_ones[1] @ weights,
        "model": predicted,
    }
    return {name: float(np.abs((Y - forecast).mean())) for name, forecast in forecasts.items()}


@misconception("transformer.causal_attention")
def divides_the_callers_queries(Q, K, V):
    """The queries were divided by the root of d in the caller's own tensor."""
    Q /= Q.shape[-1] ** 0.5
    scores = Q @ K.transpose(1, 2)
    ahead = torch.ones_like(scores, dtype=torch.bool).triu(diagonal=1)
    return scores.masked_fill(ahead, -torch.inf).softmax(dim=-1) @ V


@misconception("transformer.report")
def subtracts_from_the_callers_targets(model, train, test, season):
    """Each forecast was subtracted from the caller's Y itself, so the next row compares with what was left."""
    (X_train, Y_train), (X, Y) = train, test
    length, horizon = X.shape[1], Y.shape[1]
    with_ones = [np.column_stack([windows, np.ones(len(windows))]) for windows in (X_train, X)]
    weights = np.linalg.lstsq(with_ones[0], Y_train, rcond=None)[0]
    model.eval()
    with torch.no_grad():
        predicted = model(torch.tensor(X, dtype=torch.float32))[:, -1].numpy()
    forecasts = {
        "naive": X[:, -1:],
        "seasonal naive": X[:, length - season : length - season + horizon],
        "linear": with_ones[1] @ weights,
        "model": predicted,
    }
    errors = {}
    for name, forecast in forecasts.items():
        Y -= forecast
        errors[name] = float(np.abs(Y).mean())
    return errors
