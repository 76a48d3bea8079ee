"""The same network in PyTorch, which finds the gradients by itself."""

import numpy as np
import torch
from torch import nn


class SmallCNN(nn.Module):
    """The network of `network.loss_and_gradients` as a PyTorch module.

        conv (3x3, padding 1) - ReLU - max pool (2, stride 2) - conv (3x3, padding 1) - ReLU -
        mean of each channel over all positions - linear

    It has six parameters, and PyTorch knows all of them: they appear in `parameters()`, and `.to(...)` and
    `.double()` reach them. It works on any device and with any floating-point type: nothing in `forward` says
    where its tensors live.

    Handout: "The same network in PyTorch".
    """

    def __init__(self, channels: tuple[int, int, int], classes: int):
        """A network with initial weights as PyTorch's layers draw them.

        channels: (C0, C1, C2), the channels of the image and of the outputs of the two convolutions
        classes:  how many logits there are for each image
        """
        super().__init__()
        # BEGIN SOLUTION
        image, first, second = channels
        self.conv1 = nn.Conv2d(image, first, 3, padding=1)
        self.conv2 = nn.Conv2d(first, second, 3, padding=1)
        self.linear = nn.Linear(second, classes)
        # END SOLUTION

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits (N, classes) of images (N, C0, H, W), with the type and the device of the images."""
        # BEGIN SOLUTION
        x = nn.functional.max_pool2d(self.conv1(x).relu(), 2)
        x = self.conv2(x).relu().mean(dim=(2, 3))
        return self.linear(x)
        # END SOLUTION

    def load(self, parameters: dict[str, np.ndarray]) -> None:
        """Take over the numbers of a NumPy network, in place.

        parameters: "K1", "b1", "K2", "b2", "W" and "b", with the shapes that `network.loss_and_gradients` says.
                    Their type may be another than the model's, whose type and device stay as they are

        The arrays are copied: training the model later leaves them as they are.
        """
        # BEGIN SOLUTION
        arrays = [parameters["K1"], parameters["b1"], parameters["K2"], parameters["b2"]]
        arrays += [parameters["W"].T, parameters["b"]]  # a linear layer stores (outputs, inputs)
        with torch.no_grad():
            for mine, array in zip(self.parameters(), arrays, strict=True):
                mine.copy_(torch.from_numpy(np.ascontiguousarray(array)))
        # END SOLUTION
