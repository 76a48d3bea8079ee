"""What this chapter hands to you: names in batches, and a trainer for each of the two choices you make."""

import string

import numpy as np
import torch

# --- Names for the language model

START, END = 0, 1  # positions of the two marks
VOCABULARY = "^$" + string.ascii_lowercase  # 28 characters: the start mark, the end mark, the letters


def padded(pairs: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs as `language_model.training_pair` makes them, side by side.

    returns: (inputs, targets, lengths), of shapes (T, B), (T, B) and (B,), T the length of the longest. After the
             end of a shorter one, inputs are 1, the end mark, and targets are -1.
    """
    lengths = np.array([len(inputs) for inputs, _ in pairs])
    inputs, targets = (np.full((lengths.max(), len(pairs)), filling) for filling in (END, -1))
    for i, (read, said) in enumerate(pairs):
        inputs[: lengths[i], i], targets[: lengths[i], i] = read, said
    return inputs, targets, lengths


def train_on_names(
    model: torch.nn.Module, inputs: np.ndarray, targets: np.ndarray, seed: int, steps: int = 600, batch: int = 64
) -> list[float]:
    """Train a language model such as `torch_models.CharRNN` with Adam; the mean loss of each batch comes back.

    inputs, targets: (T, B) integers as `padded` makes them: steps whose target is -1 do not count
    seed:            of the batches
    """
    rng = np.random.default_rng(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    losses = []
    for _ in range(steps):
        chosen = rng.integers(inputs.shape[1], size=batch)
        longest = int((targets[:, chosen] >= 0).any(axis=1).sum())
        read, said = (torch.from_numpy(array[:longest, chosen]) for array in (inputs, targets))
        logits, _ = model(read)
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), said.flatten(), ignore_index=-1)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses


# --- The adding task, and a trainer for the recipe that you choose
#
# `weights` is always the list [Wx, Wh, b, Wo, bo] with shapes (2, H), (H, H), (H,), (H, 1), (1,): a recurrent
# layer, and one number read from its last state. PyTorch finds the gradients.

UNITS = 32
ACTIVATIONS = {"tanh": torch.tanh, "relu": torch.relu, "identity": torch.clone}


def train_on_adding(
    recipe: dict, x: np.ndarray, y: np.ndarray, seed: int, batch: int = 32
) -> tuple[list[np.ndarray], list[float]]:
    """Train a recurrent network as a recipe says; the learning rate falls evenly from its value to 0 over the steps.

    recipe:  as `memory.choose_recipe` returns it
    x, y:    (T, N, 2) and (N,), as `memory.adding_batch` returns them
    seed:    of the first weights and of the batches
    returns: (weights, losses): the weights after the last step, and the mean squared error of each batch
    """
    rng = np.random.default_rng(seed)
    weights = [torch.from_numpy(weight).requires_grad_() for weight in first_weights(recipe, rng)]
    optimizer = torch.optim.Adam(weights, lr=recipe["learning_rate"])
    losses = []
    for step in range(recipe["steps"]):
        for group in optimizer.param_groups:
            group["lr"] = recipe["learning_rate"] * (1 - step / recipe["steps"])
        chosen = rng.integers(len(y), size=batch)
        sequences, sums = (torch.from_numpy(array.astype(np.float32)) for array in (x[:, chosen], y[chosen]))
        loss = torch.mean((_answers(weights, sequences, recipe["activation"]) - sums) ** 2)
        optimizer.zero_grad()
        loss.backward()
        if recipe["clip"] is not None:
            torch.nn.utils.clip_grad_norm_(weights, recipe["clip"])
        optimizer.step()
        losses.append(float(loss.detach()))
    return [weight.detach().numpy() for weight in weights], losses


def first_weights(recipe: dict, rng: np.random.Generator) -> list[np.ndarray]:
    """Where a recipe starts: random weights, with the Wh that it asks for."""
    square = rng.normal(size=(UNITS, UNITS))
    starts = {"normal": square / np.sqrt(UNITS), "orthogonal": np.linalg.qr(square)[0], "identity": np.eye(UNITS)}
    weights = [
        rng.normal(0.0, 0.5, size=(2, UNITS)),
        recipe["scale"] * starts[recipe["start"]],
        np.zeros(UNITS),
        rng.normal(0.0, 1 / np.sqrt(UNITS), size=(UNITS, 1)),
        np.zeros(1),
    ]
    return [weight.astype(np.float32) for weight in weights]


def read_sums(weights: list[np.ndarray], x: np.ndarray, activation: str) -> np.ndarray:
    """What a network answers to sequences (T, B, 2): (B,)."""
    with torch.no_grad():
        tensors = [torch.from_numpy(weight) for weight in weights]
        return _answers(tensors, torch.from_numpy(x.astype(np.float32)), activation).numpy()


def _answers(weights: list[torch.Tensor], x: torch.Tensor, activation: str) -> torch.Tensor:
    first, again, bias, last, last_bias = weights
    state = x.new_zeros(x.shape[1], UNITS)
    for arriving in x @ first + bias:
        state = ACTIVATIONS[activation](torch.addmm(arriving, state, again))
    return (state @ last + last_bias)[:, 0]
