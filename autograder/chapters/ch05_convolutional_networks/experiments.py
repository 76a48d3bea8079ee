"""What runs beside the code under test in chapter 5. Shipped whole, judges nothing."""

import numpy as np
import torch


def trace_question(chapter):
    """The numbers of worksheet.convolution_trace."""
    names = ("X", "K", "b", "U")
    return {
        name: np.asarray(value, dtype=float)
        for name, value in zip(names, chapter.questions.trace_numbers(), strict=True)
    }


def answer_and_arguments(chapter, exercise, *arguments):
    """What an exercise answers, and the caller's arguments afterwards."""
    return {"answer": _function(chapter, exercise)(*arguments), "arguments": list(arguments)}


def answered(chapter, exercise, *arguments):
    """What an exercise answers: for `lines`, which counts what an experiment runs."""
    return _function(chapter, exercise)(*arguments)


def _function(chapter, exercise):
    module, name = exercise.split(".")
    return getattr(getattr(chapter, module), name)


def field_of(chapter, layers):
    """The receptive field of layers, which arrive as lists and are made tuples again."""
    return chapter.shapes.receptive_field([tuple(layer) for layer in layers])


def cost_of(chapter, layers, image_size):
    """Parameters and multiplications by name."""
    answer = chapter.shapes.cost([tuple(layer) for layer in layers], tuple(image_size))
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return answer
    return dict(zip(("parameters", "multiplications"), answer, strict=True))


def rows_of(chapter, x, kernel_size, *options):
    """What im2col answers. The size of the kernel arrives as a list, and is made a tuple again."""
    return chapter.convolution.im2col(x, tuple(kernel_size), *options)


def rows_of_a_view(chapter, x, kernel_size, *options):
    """The same for images (N, C, H, W) that stand in memory as (W, N, H, C)."""
    stored = np.ascontiguousarray(x.transpose(3, 0, 2, 1))
    return rows_of(chapter, stored.transpose(1, 3, 2, 0), kernel_size, *options)


def rows_and_images(chapter, x, kernel_size, *options):
    """What im2col answers, and the caller's images afterwards."""
    return {"answer": rows_of(chapter, x, kernel_size, *options), "arguments": x}


def slopes_of_conv2d(chapter, *arguments):
    """The three gradients of a convolution, by name."""
    answer = chapter.convolution.conv2d_backward(*arguments)
    if not isinstance(answer, tuple | list) or len(answer) != 3:
        return answer
    return dict(zip(("dx", "dweight", "dbias"), answer, strict=True))


def slopes_and_arguments(chapter, *arguments):
    """The same, and the caller's arguments afterwards."""
    return {"answer": slopes_of_conv2d(chapter, *arguments), "arguments": list(arguments)}


def _circular_blur(x):
    return (np.roll(x, 1, axis=3) + 2 * x + 3 * np.roll(x, -1, axis=3)) / 6


LAYERS = {  # each takes (N, C, H, W)
    "twice": lambda x: 2 * x,
    "circular filter": _circular_blur,
    "weights by column": lambda x: x * np.arange(x.shape[3]),
    "every second column": lambda x: x[..., ::2],
    "every third column of the filter": lambda x: _circular_blur(x)[:, :1, 1:, ::3],
    "turned around": lambda x: x[..., ::-1],
    "largest of two columns": lambda x: np.maximum(x[..., ::2], x[..., 1::2]),
    "zeros at the border": lambda x: np.pad(x, ((0, 0), (0, 0), (0, 0), (1, 1)))[..., 2:] - x,
    "mean of everything": lambda x: x.mean(axis=(2, 3), keepdims=True),
    "largest of the first columns": lambda x: x[..., :2].max(axis=(2, 3), keepdims=True),
}


def shift_error_of(chapter, layer, x, shift, stride):
    """What shift_error says of one of the layers above."""
    return chapter.equivariance.shift_error(LAYERS[layer], x, shift, stride)


def shift_error_and_images(chapter, layer, x, shift, stride):
    """The same, and the caller's images afterwards."""
    return {"answer": shift_error_of(chapter, layer, x, shift, stride), "arguments": x}


def loss_and_gradients(chapter, parameters, x, labels):
    """The loss and the gradients of the network, by name."""
    answer = chapter.network.loss_and_gradients(parameters, x, labels)
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return answer
    return {"loss": answer[0], "gradients": answer[1]}


def network_and_arguments(chapter, parameters, x, labels):
    """The same, and what the caller passed afterwards."""
    return {"answer": loss_and_gradients(chapter, parameters, x, labels), "arguments": [parameters, x, labels]}


def train_network(chapter, unseen, parameters, *schedule):
    """The losses of training the NumPy network, and the classes that it then gives to unseen images.

    schedule: images, labels, batches and learning rate

    The gradient of one image's loss by the last bias is its probabilities, less 1 at the label: with the label 0
    this tells the probabilities.
    """
    with np.errstate(all="ignore"):  # steps in a wrong direction overflow, and the losses say so
        network = chapter.network.loss_and_gradients
        trained, losses = chapter.given.train_network(network, parameters, *schedule)
        zero, first = np.zeros(1, dtype=int), np.eye(len(parameters["b"]))[0]
        shares = [network(trained, image[None], zero)[1]["b"] + first for image in unseen]
    return {"losses": np.asarray(losses, dtype=float), "classes": np.asarray(shares).argmax(axis=1)}


def train_cnn(chapter, choice, images, labels, seed, unseen):
    """The losses of training the chosen network, and the classes that it then gives to unseen images."""
    model, losses = chapter.given.train_cnn(choice, images, labels, seed)
    return {"losses": np.asarray(losses), "classes": chapter.given.read(model, unseen)}


def _loaded(chapter, parameters, dtype):
    channels = (parameters["K1"].shape[1], parameters["K1"].shape[0], parameters["K2"].shape[0])
    model = chapter.torch_port.SmallCNN(channels, len(parameters["b"])).to(getattr(torch, dtype))
    model.load(parameters)
    return model


def logits_of(chapter, parameters, images, dtype):
    """Logits of a model with these numbers, and the type in which they came."""
    model = _loaded(chapter, parameters, dtype)
    logits = model(torch.tensor(images, dtype=getattr(torch, dtype)))
    return {"type": str(logits.dtype), "logits": logits.detach().double().numpy()}


def slopes_of_torch(chapter, parameters, images, labels):
    """The gradients that PyTorch finds for the mean cross-entropy, by the name of the parameter of that shape."""
    model = _loaded(chapter, parameters, "float64")
    loss = torch.nn.functional.cross_entropy(model(torch.tensor(images)), torch.tensor(labels))
    loss.backward()
    found = {}
    for parameter in model.parameters():
        gradient = None if parameter.grad is None else parameter.grad.numpy()
        for name, array in parameters.items():
            if tuple(parameter.shape) == array.shape:
                found[name] = gradient
            elif tuple(parameter.shape) == array.shape[::-1]:
                found[name] = None if gradient is None else gradient.T
    return found


def known_parameters(chapter, channels, classes):
    """How many numbers PyTorch knows of, how many of them are to be trained, and their types after `.double()`."""
    model = chapter.torch_port.SmallCNN(tuple(channels), classes).double()
    parameters = list(model.parameters())
    return {
        "arrays": len(parameters),
        "numbers": sum(parameter.numel() for parameter in parameters),
        "to be trained": sum(parameter.numel() for parameter in parameters if parameter.requires_grad),
        "types": sorted({str(parameter.dtype) for parameter in parameters}),
    }


def after_load(chapter, parameters, dtype):
    """A model takes over float64 arrays, and each of its numbers is then raised by 1: its types, and the arrays."""
    model = _loaded(chapter, parameters, dtype)
    types = sorted({str(parameter.dtype) for parameter in model.parameters()})
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(1.0)
        total = sum(float(parameter.double().sum()) for parameter in model.parameters())
    return {"types": types, "total": total, "parameters": parameters}


def on_meta(chapter, channels, classes, shape, dtype):
    """Where the logits live, their shape and type, for a model and images without data."""
    model = chapter.torch_port.SmallCNN(tuple(channels), classes).to(device="meta", dtype=getattr(torch, dtype))
    logits = model(torch.empty(tuple(shape), device="meta", dtype=getattr(torch, dtype)))
    return {"device": logits.device.type, "shape": list(logits.shape), "type": str(logits.dtype)}


def on_two_devices(chapter, device, parameters, images, dtype):
    """Logits and gradients of the same model on the CPU and on another device."""
    torch.backends.cudnn.allow_tf32 = False  # its ten bits would hide a mistake in float32
    torch.backends.cuda.matmul.allow_tf32 = False
    found = {}
    for place in ("cpu", device):
        model = _loaded(chapter, parameters, dtype).to(place)
        logits = model(torch.tensor(images, dtype=getattr(torch, dtype), device=place))
        (logits**2).sum().backward()
        slopes = [parameter.grad.cpu().numpy() for parameter in model.parameters()]
        found[place] = {"logits": logits.detach().cpu().numpy(), "gradients": slopes}
    return found
