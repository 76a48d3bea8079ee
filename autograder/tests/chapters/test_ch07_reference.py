"""The reference of chapter 7 against PyTorch and brute force; the worksheet's numbers of any year."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
import torch
from ch07_recurrent_networks import given, questions, worksheet
from ch07_recurrent_networks.bptt import backward, truncated_backward
from ch07_recurrent_networks.cells import rnn_step, unroll
from ch07_recurrent_networks.gradient_flow import clip_global_norm, jacobian_norms
from ch07_recurrent_networks.language_model import generate, pick, sequence_loss, training_pair
from ch07_recurrent_networks.memory import adding_batch
from ch07_recurrent_networks.models import bidirectional, deep
from ch07_recurrent_networks.torch_models import CharRNN
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from autograder.chapters.ch07_recurrent_networks.checks import memory as memory_checks
from autograder.chapters.ch07_recurrent_networks.checks.torch_models import LETTERS
from autograder.chapters.ch07_recurrent_networks.misconceptions import memory as wrong_recipes
from autograder.course.splice import install
from autograder.course.tapes import solution_files
from autograder.engine.load import here

seeds = st.integers(0, 2**32 - 1)
sizes = st.tuples(*[st.integers(1, 6)] * 4)  # steps, sequences, inputs, units


def _tensor(array):
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def _problem(rng, steps, sequences, inputs, units):
    parameters = rng.normal(size=(inputs, units)), rng.normal(size=(units, units)), rng.normal(size=units)
    return rng.normal(size=(steps, sequences, inputs)), rng.normal(size=(sequences, units)), parameters


def _torchs(parameters, **options):
    """nn.RNN with these weights, in double precision."""
    Wx, Wh, b = parameters  # noqa: N806 - as in x @ Wx
    layer = torch.nn.RNN(*Wx.shape, **options).double()
    with torch.no_grad():
        layer.weight_ih_l0.copy_(torch.from_numpy(Wx.T))
        layer.weight_hh_l0.copy_(torch.from_numpy(Wh.T))
        layer.bias_ih_l0.copy_(torch.from_numpy(b))
        layer.bias_hh_l0.zero_()
    return layer


@settings(deadline=None)  # the machine may be busy
@drawn(sizes, seeds)
def test_a_step_is_torchs(shape, seed):
    x, h0, parameters = _problem(np.random.default_rng(seed), *shape)
    cell = torch.nn.RNNCell(*parameters[0].shape).double()
    cell.load_state_dict({name.removesuffix("_l0"): array for name, array in _torchs(parameters).state_dict().items()})
    want = cell(torch.from_numpy(x[0]), torch.from_numpy(h0)).detach().numpy()
    assert rnn_step(x[0], h0, *parameters) == pytest.approx(want, abs=1e-12)


@settings(deadline=None)
@drawn(sizes, seeds)
def test_unrolling_is_torchs_for_packed_sequences(shape, seed):
    rng = np.random.default_rng(seed)
    x, h0, parameters = _problem(rng, *shape)
    lengths = rng.integers(1, len(x) + 1, size=len(h0))
    packed = torch.nn.utils.rnn.pack_padded_sequence(
        torch.from_numpy(x), torch.from_numpy(lengths), enforce_sorted=False
    )
    out, final = _torchs(parameters)(packed, torch.from_numpy(h0)[None])
    padded, _ = torch.nn.utils.rnn.pad_packed_sequence(out, total_length=len(x))
    states, last = unroll(x, h0, parameters, lengths)
    assert last == pytest.approx(final[0].detach().numpy(), abs=1e-12)
    within = np.arange(len(x))[:, None] < lengths
    assert states[within] == pytest.approx(padded.detach().numpy()[within], abs=1e-12)
    after = np.broadcast_to(last, states.shape)
    assert np.array_equal(states[~within], after[~within])
    assert unroll(x, h0, parameters)[0] == pytest.approx(unroll(x, h0, parameters, np.full(len(h0), len(x)))[0])


def _gradients_of_torch(layer, x, h0, upstream, k):
    """Gradients where every k steps the state is detached."""
    x, h0 = _tensor(x), _tensor(h0)
    state, outs = h0[None], []
    for at in range(0, len(x), k):
        out, state = layer(x[at : at + k], state.detach() if at else state)
        outs.append(out)
    torch.cat(outs).backward(torch.from_numpy(upstream))
    found = {
        "Wx": layer.weight_ih_l0.grad.T,
        "Wh": layer.weight_hh_l0.grad.T,
        "b": layer.bias_ih_l0.grad,
        "h0": h0.grad,
        "x": x.grad,
    }
    return {name: tensor.numpy() for name, tensor in found.items()}


@settings(deadline=None)
@drawn(sizes, st.integers(1, 7), seeds)
def test_the_way_back_is_torchs(shape, k, seed):
    rng = np.random.default_rng(seed)
    x, h0, parameters = _problem(rng, *shape)
    states, _ = unroll(x, h0, parameters)
    upstream = rng.normal(size=states.shape)
    problem = upstream, x, states, h0, parameters
    for got, chunk in [(backward(*problem), len(x)), (truncated_backward(*problem, k), k)]:
        want = _gradients_of_torch(_torchs(parameters), x, h0, upstream, chunk)
        assert got.keys() == want.keys()
        for name, array in want.items():
            assert got[name] == pytest.approx(array, abs=1e-10)


@settings(deadline=None)
@drawn(st.integers(1, 6), st.integers(1, 4), seeds)
def test_the_norms_are_those_of_measured_jacobians(steps, units, seed):
    x, h0, parameters = _problem(np.random.default_rng(seed), steps, 1, 2, units)
    states, _ = unroll(x, h0, parameters)
    layer = _torchs(parameters)
    norms = jacobian_norms(states[:, 0], parameters[1])
    assert norms[0] == 1.0
    for back in range(1, steps + 1):
        start = states[steps - back - 1] if back < steps else h0
        jacobian = torch.autograd.functional.jacobian(
            lambda h, back=back: layer(torch.from_numpy(x[steps - back :]), h[None, None])[1][0, 0],
            torch.from_numpy(start[0]),
        )
        assert norms[back] == pytest.approx(torch.linalg.matrix_norm(jacobian, 2).item(), abs=1e-10)


@drawn(st.floats(0.01, 100), st.floats(0.1, 10), seeds)
def test_clipping_is_torchs(size, limit, seed):
    rng = np.random.default_rng(seed)
    gradients = {"a": size * rng.normal(size=(2, 3)), "b": size * rng.normal(size=4)}
    tensors = [torch.zeros_like(_tensor(array)).requires_grad_() for array in gradients.values()]
    for tensor, array in zip(tensors, gradients.values(), strict=True):
        tensor.grad = torch.from_numpy(array.copy())
    norm = torch.nn.utils.clip_grad_norm_(tensors, limit).item()
    clipped, mine = clip_global_norm(gradients, limit)
    assert mine == pytest.approx(norm)
    for tensor, array in zip(tensors, clipped.values(), strict=True):
        assert array == pytest.approx(tensor.grad.numpy(), rel=1e-4)  # torch adds 1e-6 to the norm


@settings(deadline=None)
@drawn(st.integers(1, 6), st.integers(1, 5), st.integers(2, 7), st.sampled_from([1.0, 30.0, 1000.0]), seeds)
def test_the_loss_is_torchs(steps, sequences, characters, size, seed):
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, steps + 1, size=sequences)
    logits, targets = (
        size * rng.normal(size=(steps, sequences, characters)),
        rng.integers(characters, size=(steps, sequences)),
    )
    targets[np.arange(steps)[:, None] >= lengths] = -1
    want = torch.nn.functional.cross_entropy(
        torch.from_numpy(logits).flatten(0, 1), torch.from_numpy(targets).flatten(), ignore_index=-1
    )
    assert sequence_loss(logits, targets, lengths) == pytest.approx(want.item())


def test_a_loss_of_equal_logits_is_the_logarithm_of_their_number():
    assert sequence_loss(np.zeros((4, 3, 28)), np.ones((4, 3), dtype=int), np.array([4, 1, 2])) == pytest.approx(
        math.log(28)
    )


@drawn(st.lists(st.integers(0, 9), min_size=2, max_size=6).filter(any), st.sampled_from([0.5, 1.0, 3.0]))
def test_every_character_is_drawn_as_often_as_its_probability_says(tickets, temperature):
    with np.errstate(divide="ignore"):  # no ticket is a logit of -inf, here -1000
        logits = temperature * np.maximum(np.log(tickets), -1000)
    drawn_by = [pick(logits, temperature, (place + 0.5) / sum(tickets)) for place in range(sum(tickets))]
    assert np.bincount(drawn_by, minlength=len(tickets)).tolist() == tickets
    assert tickets[pick(logits, temperature, 0.0)] > 0
    assert tickets[pick(logits, temperature, 1 - 2**-53)] > 0


def test_pairs_read_back_as_the_text():
    inputs, targets = training_pair("anna", given.VOCABULARY)
    assert "".join(given.VOCABULARY[i] for i in inputs) == "^anna"
    assert "".join(given.VOCABULARY[i] for i in targets) == "anna$"


def test_padding_keeps_every_pair():
    words = ["a", "bcd", ""]
    inputs, targets, lengths = given.padded([training_pair(word, given.VOCABULARY) for word in words])
    assert lengths.tolist() == [2, 4, 1]
    for i, word in enumerate(words):
        assert "".join(given.VOCABULARY[c] for c in targets[: lengths[i], i]) == f"{word}$"
        assert inputs[: lengths[i], i].tolist() == [0, *targets[: lengths[i] - 1, i]]
    assert (targets[np.arange(4)[:, None] >= lengths] == -1).all()
    assert given.VOCABULARY == LETTERS


@settings(deadline=None)
@drawn(sizes, seeds)
def test_both_directions_are_torchs(shape, seed):
    rng = np.random.default_rng(seed)
    x, h0, ahead = _problem(rng, *shape)
    _, _, behind = _problem(rng, *shape)
    lengths = rng.integers(1, len(x) + 1, size=len(h0))
    layer = _torchs(ahead, bidirectional=True)
    with torch.no_grad():
        for name, tensor in _torchs(behind).state_dict().items():
            getattr(layer, f"{name}_reverse").copy_(tensor)
    packed = torch.nn.utils.rnn.pack_padded_sequence(
        torch.from_numpy(x), torch.from_numpy(lengths), enforce_sorted=False
    )
    padded, _ = torch.nn.utils.rnn.pad_packed_sequence(layer(packed)[0], total_length=len(x))
    readers = [lambda part, weights=weights: unroll(part, 0 * h0, weights)[0] for weights in (ahead, behind)]
    within = np.arange(len(x))[:, None] < lengths
    got = bidirectional(x, lengths, *readers)
    assert got[within] == pytest.approx(padded.detach().numpy()[within], abs=1e-12)


@settings(deadline=None)
@drawn(st.integers(1, 4), sizes, seeds)
def test_layers_upon_layers_are_torchs(depth, shape, seed):
    rng = np.random.default_rng(seed)
    _, sequences, inputs, units = shape
    layer = torch.nn.RNN(inputs, units, num_layers=depth).double()
    stored = {name: tensor.numpy() for name, tensor in layer.state_dict().items()}
    weights = [
        (stored[f"weight_ih_l{i}"].T, stored[f"weight_hh_l{i}"].T, stored[f"bias_ih_l{i}"] + stored[f"bias_hh_l{i}"])
        for i in range(depth)
    ]
    x, starts = rng.normal(size=(shape[0], sequences, inputs)), rng.normal(size=(depth, sequences, units))
    out, final = layer(torch.from_numpy(x), torch.from_numpy(starts))
    readers = [lambda below, start, each=each: unroll(below, start, each)[0] for each in weights]
    states, last = deep(x, list(starts), readers)
    assert states == pytest.approx(out.detach().numpy(), abs=1e-12)
    assert np.array(last) == pytest.approx(final.detach().numpy(), abs=1e-12)


@drawn(st.integers(2, 12), st.integers(1, 9), seeds)
def test_the_adding_task_adds(steps, sequences, seed):
    x, y = adding_batch(steps, sequences, np.random.default_rng(seed))
    for i in range(sequences):
        first, second = np.flatnonzero(x[:, i, 1])
        assert first < steps // 2 <= second
        assert y[i] == x[first, i, 0] + x[second, i, 0]


def test_always_answering_one_has_an_error_of_a_sixth():
    _, y = adding_batch(40, 100_000, np.random.default_rng(0))
    assert np.mean((y - 1) ** 2) == pytest.approx(memory_checks.ALWAYS_ONE, abs=0.003)


def _parameters(rng, vocabulary=7, embedding=3, units=4):
    shapes = {"E": (vocabulary, embedding), "Wx": (embedding, units), "Wh": (units, units), "b": (units,)}
    shapes |= {"Wo": (units, vocabulary), "bo": (vocabulary,)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


@settings(deadline=None)
@drawn(st.integers(1, 6), st.integers(1, 4), seeds)
def test_the_torch_model_is_the_numpy_model(steps, sequences, seed):
    rng = np.random.default_rng(seed)
    p = _parameters(rng)
    model = CharRNN(7, 3, 4).double()
    model.load(p)
    characters = rng.integers(7, size=(steps, sequences))
    logits, state = model(torch.from_numpy(characters))
    states, last = unroll(p["E"][characters], np.zeros((sequences, 4)), (p["Wx"], p["Wh"], p["b"]))
    assert logits.detach().numpy() == pytest.approx(states @ p["Wo"] + p["bo"], abs=1e-12)
    assert state[0].detach().numpy() == pytest.approx(last, abs=1e-12)


def test_both_ways_to_write_agree():
    rng = np.random.default_rng(4)
    p, uniforms = _parameters(rng), rng.random(20)
    model = CharRNN(7, 3, 4).double()
    model.load(p)

    def step(character, state):
        h = rnn_step(p["E"][[character]], np.zeros((1, 4)) if state is None else state, p["Wx"], p["Wh"], p["b"])
        return (h @ p["Wo"] + p["bo"])[0], h

    def chooser():
        numbers = iter(uniforms)
        return lambda logits: pick(np.asarray(logits), 0.8, next(numbers))

    by_numpy = generate(step, 0, 1, chooser(), 20)
    assert model.generate(0, 1, chooser(), 20) == by_numpy
    assert len(by_numpy) >= 3


@pytest.mark.parametrize("name", ["a_cell_without_a_bend", "explodes", "steps_too_short"])
def test_a_recipe_that_fails_is_told_apart_by_its_curve(name):
    recipe = {**getattr(wrong_recipes, name)(), "steps": 250}
    x, y = memory_checks._sums(np.random.default_rng(0), 500)
    _, losses = given.train_on_adding(recipe, x, y, 0)
    assert memory_checks._likely(recipe, losses) == name


@pytest.mark.parametrize("year", range(2024, 2050))
def test_no_slip_on_paper_goes_unseen(year, monkeypatch):
    """In any year, every misconception writes some number that no other one writes, and that is not right."""
    monkeypatch.setattr(questions, "YEAR", year)
    course = here()
    solution = solution_files(course.home("ch07_recurrent_networks"))
    wrong = course.load("ch07_recurrent_networks").misconceptions_of("worksheet.bptt_trace")
    answers = [worksheet.bptt_trace()]
    for one in wrong:
        source = install(one, solution)["worksheet.py"].decode()
        names = {"__name__": "ch07_recurrent_networks.worksheet", "__package__": "ch07_recurrent_networks"}
        exec(source, names)  # noqa: S102 - our own lines
        answers.append(names["bptt_trace"]())
    for mine, other in combinations(answers, 2):
        assert max(abs(mine[name] - other[name]) for name in mine) > 0.02
