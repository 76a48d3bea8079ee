"""What this chapter hands to you: digits on a canvas, a trainer for your NumPy network, and one for your design."""

from collections.abc import Callable

import numpy as np
import torch
from torch import nn

Parameters = dict[str, np.ndarray]
MOMENTUM = 0.9

# --- Digits that stand anywhere


def place(images: np.ndarray, corners: np.ndarray, size: int = 16) -> np.ndarray:
    """Put each image on an empty canvas.

    images:  (N, h, w)
    corners: (N, 2) integers, row and column of each image's first pixel on the canvas
    returns: (N, 1, size, size) floats
    """
    count, height, width = images.shape
    canvas = np.zeros((count, 1, size, size))
    for number, (row, column) in enumerate(corners):
        canvas[number, 0, row : row + height, column : column + width] = images[number]
    return canvas


# --- The NumPy network of network.py: its start, and how it is trained


def initial_parameters(channels: tuple[int, int, int], classes: int, rng: np.random.Generator) -> Parameters:
    """Random kernels of a size that keeps the signal alive behind ReLU; biases are 0, the last layer starts small."""
    image, first, second = channels
    return {
        "K1": rng.normal(0.0, np.sqrt(2 / (9 * image)), size=(first, image, 3, 3)),
        "b1": np.zeros(first),
        "K2": rng.normal(0.0, np.sqrt(2 / (9 * first)), size=(second, first, 3, 3)),
        "b2": np.zeros(second),
        "W": rng.normal(0.0, 0.1, size=(second, classes)),
        "b": np.zeros(classes),
    }


def shuffled_batches(samples: int, size: int, epochs: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Numbers of images for each step: every epoch visits every image once, in a new order."""
    batches = []
    for _ in range(epochs):
        order = rng.permutation(samples)
        batches += [order[start : start + size] for start in range(0, samples, size)]
    return batches


def train_network(
    loss_and_gradients: Callable[[Parameters, np.ndarray, np.ndarray], tuple[float, Parameters]],
    parameters: Parameters,
    images: np.ndarray,
    labels: np.ndarray,
    batches: list[np.ndarray],
    learning_rate: float,
) -> tuple[Parameters, list[float]]:
    """Gradient descent with momentum: one step for each batch.

    loss_and_gradients: yours, from network.py
    returns: the parameters after the last step, and the loss of each batch before its step
    """
    parameters = dict(parameters)
    velocity = {name: np.zeros_like(array) for name, array in parameters.items()}
    losses = []
    for batch in batches:
        loss, gradients = loss_and_gradients(parameters, images[batch], labels[batch])
        losses.append(loss)
        for name in parameters:
            velocity[name] = MOMENTUM * velocity[name] - learning_rate * gradients[name]
            parameters[name] = parameters[name] + velocity[name]
    return parameters, losses


# --- The network that you choose in design.py, in PyTorch


def build_cnn(choice: dict, size: int = 16, classes: int = 10) -> nn.Sequential:
    """The network that a choice describes, with initial weights as PyTorch draws them."""
    layers: list[nn.Module] = []
    channels, kernel = 1, choice["kernel"]
    for out, stride, pool in zip(choice["channels"], choice["strides"], choice["pools"], strict=True):
        layers += [nn.Conv2d(channels, out, kernel, stride, padding=kernel // 2), nn.ReLU()]
        if pool > 1:
            layers.append(nn.MaxPool2d(pool))
        channels, size = out, ((size - 1) // stride + 1) // pool
    pools = {"average": nn.AdaptiveAvgPool2d, "max": nn.AdaptiveMaxPool2d}
    if choice["head"] in pools:
        layers.append(pools[choice["head"]](1))
        size = 1
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * size * size, classes))


def count_parameters(model: nn.Module) -> int:
    """All weights and biases of a model."""
    return sum(parameter.numel() for parameter in model.parameters())


def train_cnn(choice: dict, images: np.ndarray, labels: np.ndarray, seed: int) -> tuple[nn.Sequential, list[float]]:
    """Train the network of a choice with Adam, 64 images a step.

    images:  (N, 1, 16, 16);  labels: (N,) integers;  seed: of the start and of the order of the images
    returns: the trained network, and the loss of each batch before its step
    """
    torch.manual_seed(seed)
    model = build_cnn(choice)
    optimizer = torch.optim.Adam(model.parameters(), lr=choice["learning_rate"])
    x, y = torch.tensor(images, dtype=torch.float32), torch.tensor(labels, dtype=torch.long)
    losses = []
    for _ in range(choice["epochs"]):
        for batch in torch.randperm(len(x)).split(64):
            loss = nn.functional.cross_entropy(model(x[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return model, losses


def read(model: nn.Module, images: np.ndarray) -> np.ndarray:
    """The class with the largest logit for each image: (N, 1, 16, 16) -> (N,) integers."""
    with torch.no_grad():
        return model(torch.tensor(images, dtype=torch.float32)).argmax(dim=1).numpy()
