"""What runs beside the code under test in chapter 7. Shipped whole: imports numpy and torch, judges nothing."""

import copy

import numpy as np
import torch


def answer_and_arguments(chapter, exercise, *arguments):
    """What an exercise answers, and the caller's arguments afterwards. Parameters are a tuple."""
    answer = _exercise(chapter, exercise)(*map(_as_tuple, arguments))
    return {"answer": answer, "arguments": list(arguments)}


def _as_tuple(argument):
    return tuple(argument) if isinstance(argument, list) else argument


def _exercise(chapter, name):
    module, function = name.split(".")
    return getattr(getattr(chapter, module), function)


def trace_question(chapter):
    """The numbers that worksheet.bptt_trace is about."""
    return chapter.questions.trace_inputs()


# --- cells and bptt


def states_of_unroll(chapter, x, h0, parameters, lengths=None):
    """The states that cells.unroll returns, without those at the end."""
    answer = chapter.cells.unroll(x, h0, tuple(parameters), lengths)
    return answer[0] if _has(answer, 2) else answer


def both_of_unroll(chapter, x, h0, parameters, lengths=None):
    """States and last states, by name."""
    answer = chapter.cells.unroll(x, h0, tuple(parameters), lengths)
    return {"states": answer[0], "last": answer[1]} if _has(answer, 2) else answer


def unroll_in_two_parts(chapter, x, h0, parameters, first):
    """The states of a whole, where the second part goes on with the last states of the first."""
    parameters = tuple(parameters)
    one = chapter.cells.unroll(x[:first], h0, parameters)
    if not _has(one, 2):
        return one
    other = chapter.cells.unroll(x[first:], one[1], parameters)
    return np.concatenate([one[0], other[0]]) if _has(other, 2) else other


def single_states(chapter, x, h0, parameters):
    """The states of unroll in single precision."""
    return _single(states_of_unroll(chapter, x, h0, parameters))


def gradients(chapter, names, *arguments):
    """The gradients of these names that bptt.backward returns; its whole answer where one of them is missing."""
    answer = chapter.bptt.backward(*map(_as_tuple, arguments))
    if not isinstance(answer, dict) or not all(name in answer for name in names):
        return answer
    return {name: answer[name] for name in names}


def truncated_gradients(chapter, sizes, *arguments):
    """What bptt.truncated_backward returns. sizes: {"T", "k"}, of which k is the argument, and T is there to be seen"""
    return chapter.bptt.truncated_backward(*map(_as_tuple, arguments), sizes["k"])


def single_gradients(chapter, *arguments):
    """What bptt.backward returns, in single precision."""
    answer = chapter.bptt.backward(*map(_as_tuple, arguments))
    return {name: _single(array) for name, array in answer.items()} if isinstance(answer, dict) else answer


def weighted_sum(chapter, upstream, made_from):
    """sum(upstream * states) of the states that are made from x, h0, Wx, Wh and b."""
    x, h0, *parameters = made_from.values()
    return np.sum(upstream * chapter.cells.unroll(x, h0, tuple(parameters))[0])


# --- gradient flow


def norms_of(chapter, *arguments):
    """What jacobian_norms returns, as an array: a list of numbers is right, and so is an array."""
    answer = chapter.gradient_flow.jacobian_norms(*arguments)
    return answer if answer is None else np.asarray(answer, dtype=float)


def norms_and_arguments(chapter, *arguments):
    """The same, and the caller's arrays afterwards."""
    return {"answer": norms_of(chapter, *arguments), "arguments": list(arguments)}


def clipped_and_arguments(chapter, gradients, max_norm):
    """What clip_global_norm returns, by name, and the caller's arrays once every returned array has moved by 1."""
    answer = chapter.gradient_flow.clip_global_norm(gradients, max_norm)
    if not _has(answer, 2):
        return {"answer": answer, "arguments": gradients}
    kept = {"clipped": copy.deepcopy(answer[0]), "norm": answer[1]}
    for array in answer[0].values() if isinstance(answer[0], dict) else ():
        if isinstance(array, np.ndarray):  # a number of its own cannot be the caller's array
            np.add(array, 1, out=array)
    return {"answer": kept, "arguments": gradients}


def clipped(chapter, gradients, max_norm):
    """The gradients that clip_global_norm returns, and the norm, by name."""
    return clipped_and_arguments(chapter, gradients, max_norm)["answer"]


# --- language model


def pair_of(chapter, text, vocabulary):
    """What training_pair returns, as arrays by name: lists of numbers are right, too."""
    answer = chapter.language_model.training_pair(text, vocabulary)
    if not _has(answer, 2):
        return answer
    inputs, targets = map(np.asarray, answer)
    return {"inputs": inputs, "targets": targets}


def single_loss(chapter, *problem):
    """sequence_loss in single precision."""
    return _single(chapter.language_model.sequence_loss(*problem))


def picks(chapter, logits, temperature, numbers):
    """The characters that pick draws with each of some numbers u."""
    return [chapter.language_model.pick(logits.copy(), temperature, float(u)) for u in numbers]


def written_by(chapter, said, start, end, limit):
    """What language_model.generate writes with a network that says characters in turn, and what happened on the way.

    said: the characters to be chosen, one after another. The state counts the steps; logits tell the step as well

    Each step reads a character, and a state that knows how many steps were before: "read" tells both, step by step.
    """
    read, chosen = {"characters": [], "steps before": []}, []

    def step(character, state):
        number = 0 if state is None else state
        read["characters"].append(int(character))
        read["steps before"].append(number)
        return np.full(9, float(number)), number + 1

    def choose(logits):
        chosen.append(said[int(np.asarray(logits).ravel()[0])])
        return chosen[-1]

    written = chapter.language_model.generate(step, start, end, choose, limit)
    return {"written": _whole(written), "read": read, "chosen": chosen}


# --- models


def _running(weights):
    """A layer without a bend, whose states are running sums of what it reads."""
    return lambda x, start=0.0: start + np.cumsum(x @ weights, axis=0)


def both_directions(chapter, x, lengths, forwards, backwards):
    """models.bidirectional with two running sums; what stands after the end of a sequence becomes 0.

    forwards, backwards: weights (I, H)
    """
    answer = np.array(chapter.models.bidirectional(x, lengths, _running(forwards), _running(backwards)))
    if answer.ndim == 3 and answer.shape[:2] == x.shape[:2]:
        answer[np.arange(len(x))[:, None] >= lengths] = 0
    return answer


def both_directions_and_arguments(chapter, x, lengths, forwards, backwards):
    """The same, and the caller's arrays afterwards."""
    return {"answer": both_directions(chapter, x, lengths, forwards, backwards), "arguments": [x, lengths]}


def stacked(chapter, x, starts, layers):
    """models.deep with running sums, by name. layers: the weights of each."""
    answer = chapter.models.deep(x, starts, [_running(weights) for weights in layers])
    return {"states": answer[0], "last": list(answer[1])} if _has(answer, 2) else answer


def stacked_in_two_parts(chapter, x, starts, layers, first):
    """The highest states of a whole, where the second part goes on with what the first has returned."""
    functions = [_running(weights) for weights in layers]
    one = chapter.models.deep(x[:first], starts, functions)
    if not _has(one, 2):
        return one
    other = chapter.models.deep(x[first:], list(one[1]), functions)
    return np.concatenate([one[0], other[0]]) if _has(other, 2) else other


def stacked_and_arguments(chapter, x, starts, layers):
    """The same, and the caller's arrays and list afterwards."""
    return {"answer": stacked(chapter, x, starts, layers), "arguments": [x, starts]}


# --- memory


def adding_batches(chapter, sizes, seeds):
    """Batches of the adding task by name: one for each size and each seed, all in a row."""
    batches = [chapter.memory.adding_batch(*size, np.random.default_rng(seed)) for size in sizes for seed in seeds]
    return [{"x": np.asarray(batch[0]), "y": np.asarray(batch[1])} if _has(batch, 2) else batch for batch in batches]


def train_on_adding(chapter, recipe, x, y, seed):
    """The losses of training a recipe, and the weights afterwards."""
    weights, losses = chapter.given.train_on_adding(recipe, x, y, seed)
    return {"losses": np.array(losses), "weights": weights}


# --- torch_models. Tensors are made here, and arrays leave: no tensor crosses.

PRECISIONS = {"float32": torch.float32, "float64": torch.float64}


def _model(chapter, parameters, precision="float64"):
    vocabulary, embedding = parameters["E"].shape
    model = chapter.torch_models.CharRNN(vocabulary, embedding, len(parameters["b"])).to(PRECISIONS[precision])
    model.load(parameters)
    return model


def logits_of(chapter, parameters, characters):
    """The logits of a CharRNN with these weights, in double precision."""
    answer = _model(chapter, parameters)(torch.from_numpy(characters))
    return answer[0].detach().numpy() if _has(answer, 2) else answer


def single_logits(chapter, parameters, characters):
    """The logits of a CharRNN with these weights in PyTorch's own precision, and the type in which they came."""
    answer = _model(chapter, parameters, "float32")(torch.from_numpy(characters))
    if not _has(answer, 2):
        return answer
    logits = answer[0].detach().numpy()
    return {"type": str(logits.dtype), "logits": logits.astype(float)}


def logits_in_two_parts(chapter, parameters, characters, first):
    """The logits for a whole text, where the second part goes on with the state that the first has returned."""
    model, characters = _model(chapter, parameters), torch.from_numpy(characters)
    one = model(characters[:first])
    if not _has(one, 2):
        return one
    other = model(characters[first:], one[1])
    return torch.cat([one[0], other[0]]).detach().numpy() if _has(other, 2) else other


def arrays_after_training(chapter, parameters, characters):
    """The logits, and the caller's arrays once every parameter of the model has moved by 1."""
    model = _model(chapter, parameters)
    logits, _ = model(torch.from_numpy(characters))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(1.0)
    return {"answer": logits.detach().numpy(), "arguments": parameters}


def sizes_and_slopes(chapter, sizes, characters):
    """How many numbers a model holds, and how many of its parameters a gradient does not reach."""
    model = chapter.torch_models.CharRNN(*sizes)
    logits, _ = model(torch.from_numpy(characters))
    (logits * torch.linspace(-1, 1, logits.numel()).reshape(logits.shape)).sum().backward()
    reached = [each.grad is not None and bool(each.grad.abs().max() > 0) for each in model.parameters()]
    return {"numbers": sum(each.numel() for each in model.parameters()), "without gradient": reached.count(False)}


def moved_to_meta(chapter, sizes, characters):
    """Where everything is when model and characters are on the meta device, in double precision.

    The meta device holds shapes and no numbers. As a GPU, it refuses to add a tensor of the CPU; but unlike one, it
    looks up characters that are on the CPU, so a hook tells where those are that reach the embedding.
    """
    model = chapter.torch_models.CharRNN(*sizes).double().to("meta")
    on_meta = torch.from_numpy(characters).to("meta")
    logits, state = model(on_meta)
    again, _ = model(on_meta, state)
    script, read_on = [2, 3, 1], {"meta"}
    for part in model.modules():
        if isinstance(part, torch.nn.Embedding):
            part.register_forward_pre_hook(lambda _, inputs: read_on.update(each.device.type for each in inputs))
    written = model.generate(0, 1, lambda _: script.pop(0), 5)
    return {
        "logits on": [each.device.type for each in (logits, again)],
        "types": [str(each.dtype) for each in (logits, again)],
        "shape": list(logits.shape),
        "written": _whole(written),
        "generate reads characters on": sorted(read_on),
    }


def free_running(chapter, parameters, said, start, end, limit):
    """What CharRNN.generate writes when `said` is chosen in turn, and the logits that it chose from."""
    seen, needed, script = [], [], list(said)

    def choose(logits):
        needed.append(bool(logits.requires_grad))
        seen.append(logits.detach().numpy().copy())
        return script.pop(0)

    written = _model(chapter, parameters).generate(start, end, choose, limit)
    return {"written": _whole(written), "logits": seen, "gradients": any(needed)}


def train_on_names(chapter, setting, inputs, targets, beginnings):
    """The losses of training a CharRNN, and its logits for what comes after the beginnings of other names.

    setting:    {"sizes", "steps", "seed"}
    beginnings: (T, B) characters; the logits of all steps come back, (T, B, V)
    """
    torch.manual_seed(setting["seed"])
    model = chapter.torch_models.CharRNN(*setting["sizes"])
    losses = chapter.given.train_on_names(model, inputs, targets, setting["seed"], setting["steps"])
    with torch.no_grad():
        logits, _ = model(torch.from_numpy(beginnings))
    return {"losses": np.array(losses), "logits": logits.numpy()}


def answers_on(chapter, device, parameters, characters, precision):
    """Logits, all gradients and a text, of one model on the CPU and on a device."""
    model = _model(chapter, parameters, precision)
    answers = []
    for place in ("cpu", device):
        copied, script = copy.deepcopy(model).to(place), [2, 3, 1]
        logits, _ = copied(torch.from_numpy(characters).to(place))
        (logits**2).mean().backward()
        answers.append(
            {
                "logits": logits.detach().cpu().numpy(),
                "slopes": [each.grad.cpu().numpy() for each in copied.parameters()],
                "written": _whole(copied.generate(0, 1, lambda _, script=script: script.pop(0), 5)),
            }
        )
    return answers


def _single(answer):
    return np.asarray(answer, dtype=np.float32) if not isinstance(answer, (tuple, list)) else answer


def _whole(written):
    """A list of plain integers: those of NumPy and tensors of one number are right, too."""
    return [int(each) for each in written] if isinstance(written, (list, tuple)) else written


def _has(answer, count):
    return isinstance(answer, (tuple, list)) and len(answer) == count
