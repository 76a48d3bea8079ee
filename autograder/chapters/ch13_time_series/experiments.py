# ruff: noqa: N806, PLC0415 - Q is the handout's name; the examiner reads this file, and needs no torch
"""What runs beside the code under test in chapter 13. Shipped whole: imports numpy and torch, judges nothing."""

import numpy as np

LEARNING_RATE = 0.01  # larger than the trainer's own: half as many steps lead as far


def answer_and_arguments(chapter, exercise, *arguments):
    """What an exercise answers, and the caller's arguments afterwards."""
    module, function = exercise.split(".")
    answer = getattr(getattr(chapter, module), function)(*arguments)
    return {"answer": answer, "arguments": list(arguments)}


def question(chapter):
    """The numbers that worksheet.forecast_trace is about."""
    quarters, w = chapter.questions.two_years()
    seasons = {"quarters": quarters, "w": w}
    return {"series": chapter.questions.autoregression(), "season": seasons, "state": chapter.questions.hidden_level()}


def folds(chapter, *arguments):
    """The folds of rolling_origin as {"train", "test"} of plain whole numbers; another form as it came."""
    answer = chapter.evaluation.rolling_origin(*arguments)
    if not isinstance(answer, tuple | list) or not all(_has(fold, 2) for fold in answer):
        return answer
    return [{"train": _times(train), "test": _times(test)} for train, test in answer]


def _times(indices):
    array = np.asarray(indices)
    return array.tolist() if array.ndim == 1 and (array.dtype.kind in "iu" or not array.size) else indices


def windows(chapter, *arguments):
    """X, Y, mean and std of make_windows, by name."""
    return _named(chapter.evaluation.make_windows(*arguments), ("X", "Y", "mean", "std"))


def polynomials(chapter, *arguments):
    """The two polynomials of expand_seasonal, by name."""
    return _named(chapter.arima.expand_seasonal(*arguments), ("ar_polynomial", "ma_polynomial"))


def forecasts(chapter, *arguments):
    """Mean and std of arima.forecast, by name."""
    return _named(chapter.arima.forecast(*arguments), ("mean", "std"))


def filtered(chapter, *arguments):
    """What local_level_filter returns, by name."""
    return _named(chapter.state_space.local_level_filter(*arguments), ("levels", "variances", "loglik"))


def _named(answer, names):
    return dict(zip(names, answer, strict=True)) if _has(answer, len(names)) else answer


def _has(answer, count):
    return isinstance(answer, tuple | list) and len(answer) == count


def attention(chapter, *heads):
    """What causal_attention makes of Q, K and V."""
    import torch

    return _array(chapter.transformer.causal_attention(*(torch.from_numpy(array) for array in heads)))


def attention_in_float32(chapter, *heads):
    """The same with tensors of float32, and the dtype of the answer."""
    import torch

    answer = chapter.transformer.causal_attention(*(torch.from_numpy(array).float() for array in heads))
    return {"answer": _array(answer), "dtype": str(answer.dtype)} if isinstance(answer, torch.Tensor) else answer


def attention_and_arguments(chapter, *arrays):
    """What causal_attention answers, and the caller's tensors afterwards."""
    import torch

    tensors = [torch.from_numpy(array) for array in arrays]
    return {"answer": _array(chapter.transformer.causal_attention(*tensors)), "arguments": [t.numpy() for t in tensors]}


def _array(answer):
    """A tensor as float64: whatever its precision, its numbers can be compared."""
    import torch

    return answer.detach().cpu().double().numpy() if isinstance(answer, torch.Tensor) else answer


def attention_without_numbers(chapter, shape):
    """Device, shape and dtype of causal_attention on the device "meta", where tensors have no numbers."""
    import torch

    Q, K, V = (torch.empty(shape, device="meta") for _ in range(3))
    return _described(chapter.transformer.causal_attention(Q, K, V))


def forecast_without_numbers(chapter, patch_length, horizon, width, shape):
    """Device, shape and dtype of a PatchForecaster's answer on the device "meta"."""
    import torch

    model = chapter.transformer.PatchForecaster(patch_length, horizon, width, _weighing).to("meta")
    return _described(model(torch.empty(shape, device="meta")))


def _described(answer):
    import torch

    if not isinstance(answer, torch.Tensor):
        return answer
    return {"device": answer.device.type, "shape": list(answer.shape), "dtype": str(answer.dtype)}


def attention_on(chapter, device, dtype, *heads):
    """What causal_attention answers on the CPU and on another device, and where its answer lies there.

    dtype: "float32" or "float64"
    """
    import torch

    tensors = [torch.from_numpy(array).to(getattr(torch, dtype)) for array in heads]
    there = chapter.transformer.causal_attention(*(tensor.to(device) for tensor in tensors))
    return {"cpu": _array(chapter.transformer.causal_attention(*tensors)), "there": _array(there), **_where(there)}


def forecast_on(chapter, device, sizes, weights, series):
    """What a PatchForecaster answers on the CPU and on another device, and where its answer lies there."""
    import torch

    model, series = _model(chapter, sizes, weights), torch.from_numpy(series).float()
    here = _array(model(series))
    there = model.to(device)(series.to(device))
    return {"cpu": here, "there": _array(there), **_where(there)}


def _where(tensor):
    return {"device": tensor.device.type}


def _weighing(queries, keys, values):
    """An attention of our own for PatchForecaster, which looks back only: no exercise's, and without a softmax."""
    import torch

    scores = torch.tril(queries @ keys.transpose(1, 2) / queries.shape[-1])
    return scores @ values / torch.arange(1, scores.shape[-1] + 1, device=scores.device)[:, None]


def parts(chapter, patch_length, horizon, width):
    """The shape of every trainable array of a new PatchForecaster, by its name; and how it starts."""
    model = chapter.transformer.PatchForecaster(patch_length, horizon, width, _weighing)
    named = dict(model.named_parameters())
    return {name: [*part.shape, "zeros" if not part.any() else "random"] for name, part in named.items()}


def untrained(chapter, sizes, series, seed):
    """What a PatchForecaster answers as it was made, of shape (B, P, horizon)."""
    import torch

    torch.manual_seed(seed)
    return _array(chapter.transformer.PatchForecaster(*sizes, _weighing)(torch.from_numpy(series).float()))


def patch_forecasts(chapter, sizes, weights, series):
    """What a PatchForecaster with these weights answers, in float64.

    sizes: [patch_length, horizon, width]
    weights: name of a parameter -> array
    """
    import torch

    return _array(_model(chapter, sizes, weights, torch.float64)(torch.from_numpy(series)))


def _model(chapter, sizes, weights, dtype=None):
    import torch

    model = chapter.transformer.PatchForecaster(*sizes, _weighing)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(torch.from_numpy(weights[name]))
    return model.to(dtype or torch.float32)


def table(chapter, train, test, season, matrix):
    """What report says about a model of ours."""
    return chapter.transformer.report(_matrix_model(matrix, test[1].shape[1]), tuple(train), tuple(test), season)


def table_and_arguments(chapter, train, test, season, matrix):
    """What report answers as numbers, and the caller's windows afterwards."""
    return {"answer": table(chapter, train, test, season, matrix), "arguments": [train, test]}


def _matrix_model(matrix, horizon):
    """A model that forecasts with a matrix, (input_length, P * horizon), through a dropout as it is in training."""
    import torch

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.drop = torch.nn.Dropout(0.4)
            self.matrix = torch.nn.Parameter(torch.tensor(matrix, dtype=torch.float32))

        def forward(self, series):
            return self.drop(series @ self.matrix).unflatten(1, (-1, horizon))

    return Model().train()


def train_forecaster(chapter, sizes, seen, unseen, seed, steps):
    """The losses of training a PatchForecaster, and its forecasts after windows that it has not seen.

    seen: X and Y, (N, input_length) and (N, horizon), to train on;  unseen: (M, input_length)
    """
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    model = chapter.transformer.PatchForecaster(*sizes, _library_attention)
    losses = chapter.given.train(model, *seen, sizes[0], steps=steps, seed=seed, learning_rate=LEARNING_RATE)
    model.eval()
    with torch.no_grad():
        answer = model(torch.tensor(unseen, dtype=torch.float32))
    return {"losses": np.asarray(losses), "forecasts": _array(answer[:, -1])}


def _library_attention(queries, keys, values):
    import torch

    return torch.nn.functional.scaled_dot_product_attention(queries, keys, values, is_causal=True)
