"""What students really write for torch_port.py, and what they did, in one sentence each."""

import numpy as np
import torch
from torch import nn

from autograder.engine.check import misconception


@misconception("torch_port.SmallCNN.load")
def linear_weight_not_transposed(self, parameters):
    """The last matrix was taken over as it is, in the shape (inputs, outputs); nn.Linear stores (outputs, inputs)."""
    names = ("K1", "b1", "K2", "b2", "W", "b")
    with torch.no_grad():
        for mine, name in zip(self.parameters(), names, strict=True):
            mine.copy_(torch.from_numpy(parameters[name]))


@misconception("torch_port.SmallCNN.load")
def linear_weight_reshaped(self, parameters):
    """The last matrix was reshaped to (outputs, inputs), which does not exchange its axes."""
    names = ("K1", "b1", "K2", "b2", "W", "b")
    with torch.no_grad():
        for mine, name in zip(self.parameters(), names, strict=True):
            mine.copy_(torch.from_numpy(parameters[name]).reshape(mine.shape))


@misconception("torch_port.SmallCNN.load")
def type_of_the_arrays(self, parameters):
    """The model took over the type of the arrays along with their numbers."""
    arrays = [parameters["K1"], parameters["b1"], parameters["K2"], parameters["b2"]]
    arrays += [parameters["W"].T, parameters["b"]]
    for mine, array in zip(self.parameters(), arrays, strict=True):
        mine.data = torch.tensor(np.ascontiguousarray(array))


@misconception("torch_port.SmallCNN.load")
def arrays_assigned_as_parameters(self, parameters):
    """New parameters were made of the arrays themselves: they keep the arrays' type and memory."""
    self.conv1.weight = nn.Parameter(torch.from_numpy(parameters["K1"]))
    self.conv1.bias = nn.Parameter(torch.from_numpy(parameters["b1"]))
    self.conv2.weight = nn.Parameter(torch.from_numpy(parameters["K2"]))
    self.conv2.bias = nn.Parameter(torch.from_numpy(parameters["b2"]))
    self.linear.weight = nn.Parameter(torch.from_numpy(parameters["W"]).T)
    self.linear.bias = nn.Parameter(torch.from_numpy(parameters["b"]))


@misconception("torch_port.SmallCNN.load")
def single_precision_parameters(self, parameters):
    """New parameters of type float32 were assigned, whatever type the model had."""
    self.conv1.weight = nn.Parameter(torch.tensor(parameters["K1"], dtype=torch.float32))
    self.conv1.bias = nn.Parameter(torch.tensor(parameters["b1"], dtype=torch.float32))
    self.conv2.weight = nn.Parameter(torch.tensor(parameters["K2"], dtype=torch.float32))
    self.conv2.bias = nn.Parameter(torch.tensor(parameters["b2"], dtype=torch.float32))
    self.linear.weight = nn.Parameter(torch.tensor(parameters["W"].T, dtype=torch.float32))
    self.linear.bias = nn.Parameter(torch.tensor(parameters["b"], dtype=torch.float32))


@misconception("torch_port.SmallCNN.load")
def shares_memory_with_the_arrays(self, parameters):
    """The parameters are views of the arrays: training the model changed the arrays of the NumPy network."""
    arrays = [parameters["K1"], parameters["b1"], parameters["K2"], parameters["b2"]]
    arrays += [parameters["W"].T, parameters["b"]]
    for mine, array in zip(self.parameters(), arrays, strict=True):
        mine.data = torch.from_numpy(np.ascontiguousarray(array)).to(mine.dtype)


@misconception("torch_port.SmallCNN.load")
def biases_not_loaded(self, parameters):
    """The kernels and the matrix were taken over, the biases were not."""
    arrays = [parameters["K1"], parameters["K2"], parameters["W"].T]
    weights = [mine for mine in self.parameters() if mine.ndim > 1]
    with torch.no_grad():
        for mine, array in zip(weights, arrays, strict=True):
            mine.copy_(torch.from_numpy(np.ascontiguousarray(array)))
        for mine in self.parameters():
            if mine.ndim == 1:
                mine.zero_()


@misconception("torch_port.SmallCNN.load")
def kernels_turned(self, parameters):
    """The kernels were turned by 180 degrees; PyTorch's convolution does not turn them either."""
    arrays = [parameters["K1"][:, :, ::-1, ::-1], parameters["b1"], parameters["K2"][:, :, ::-1, ::-1]]
    arrays += [parameters["b2"], parameters["W"].T, parameters["b"]]
    with torch.no_grad():
        for mine, array in zip(self.parameters(), arrays, strict=True):
            mine.copy_(torch.from_numpy(np.ascontiguousarray(array)))


@misconception("torch_port.SmallCNN.load")
def loads_nothing(self, parameters):
    """The arrays were turned into tensors, and the model's parameters were left as they were."""
    for mine in self.parameters():
        mine.data.fill_(0.1)


@misconception("torch_port.SmallCNN.forward")
def softmax_in_forward(self, x):
    """forward returned probabilities; PyTorch's cross-entropy expects logits and takes the softmax itself."""
    x = nn.functional.max_pool2d(self.conv1(x).relu(), 2)
    x = self.conv2(x).relu().mean(dim=(2, 3))
    return self.linear(x).softmax(dim=1)


@misconception("torch_port.SmallCNN.forward")
def no_relu_after_the_second_convolution(self, x):
    """The second convolution goes into the mean without a ReLU."""
    x = nn.functional.max_pool2d(self.conv1(x).relu(), 2)
    return self.linear(self.conv2(x).mean(dim=(2, 3)))


@misconception("torch_port.SmallCNN.forward")
def largest_for_the_mean(self, x):
    """Each channel was reduced to its largest entry, not to the mean of its positions."""
    x = nn.functional.max_pool2d(self.conv1(x).relu(), 2)
    return self.linear(self.conv2(x).relu().amax(dim=(2, 3)))


@misconception("torch_port.SmallCNN.forward")
def no_gradient_in_forward(self, x):
    """forward ran under no_grad, so nothing can be sent back through it."""
    with torch.no_grad():
        x = nn.functional.max_pool2d(self.conv1(x).relu(), 2)
        x = self.conv2(x).relu().mean(dim=(2, 3))
    return self.linear(x)


@misconception("torch_port.SmallCNN.forward")
def single_precision_logits(self, x):
    """The logits were turned into float32, whatever the type of the images."""
    x = nn.functional.max_pool2d(self.conv1(x).relu(), 2)
    return self.linear(self.conv2(x).relu().mean(dim=(2, 3))).float()


@misconception("torch_port.SmallCNN.forward")
def tensors_of_the_cpu(self, x):
    """forward makes a tensor that always lives on the CPU, so it works nowhere else."""
    x = nn.functional.max_pool2d(self.conv1(x).relu(), 2)
    x = torch.maximum(self.conv2(x), torch.zeros(1, dtype=x.dtype)).mean(dim=(2, 3))
    return self.linear(x)


@misconception("torch_port.SmallCNN.__init__")
def layers_in_a_list(self, channels, classes):
    """The layers stand in a plain Python list, which PyTorch does not look into."""
    super().__init__()
    image, first, second = channels
    self.layers = [nn.Conv2d(image, first, 3, padding=1), nn.Conv2d(first, second, 3, padding=1)]
    self.layers.append(nn.Linear(second, classes))
    self.conv1, self.conv2, self.linear = (lambda x, layer=layer: layer(x) for layer in self.layers)


@misconception("torch_port.SmallCNN.__init__")
def convolutions_without_padding(self, channels, classes):
    """The convolutions have no padding, so each makes the map smaller."""
    super().__init__()
    image, first, second = channels
    self.conv1, self.conv2 = nn.Conv2d(image, first, 3), nn.Conv2d(first, second, 3)
    self.linear = nn.Linear(second, classes)


@misconception("torch_port.SmallCNN.__init__")
def parameters_frozen(self, channels, classes):
    """requires_grad was switched off, so none of the parameters is trained."""
    super().__init__()
    image, first, second = channels
    self.conv1 = nn.Conv2d(image, first, 3, padding=1)
    self.conv2 = nn.Conv2d(first, second, 3, padding=1)
    self.linear = nn.Linear(second, classes)
    self.requires_grad_(False)
