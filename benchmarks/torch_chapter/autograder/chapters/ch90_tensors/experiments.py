"""What runs beside the code under test. Shipped whole: imports torch alone, judges nothing."""

import torch


def called(chapter, function, *arrays):
    """What a function of layers.py makes of tensors."""
    return getattr(chapter.layers, function)(*map(torch.from_numpy, arrays))


def slopes(chapter, function, x, *arrays):
    """Gradient by x of the sum of what a function of layers.py returns, squared."""
    tensor = torch.from_numpy(x).requires_grad_()
    (getattr(chapter.layers, function)(tensor, *map(torch.from_numpy, arrays)) ** 2).sum().backward()
    return tensor.grad


def losses_of_fitting(chapter, x, y, first, last, steps):
    """Losses of fitting a network with one hidden layer that starts at the given weights."""
    model = torch.nn.Sequential(
        torch.nn.Linear(*first.shape, bias=False), torch.nn.Tanh(), torch.nn.Linear(*last.shape, bias=False)
    ).double()
    with torch.no_grad():
        model[0].weight.copy_(torch.from_numpy(first.T))
        model[2].weight.copy_(torch.from_numpy(last.T))
    return chapter.fitting.fit(torch.from_numpy(x), torch.from_numpy(y), model, steps, 0.01)
