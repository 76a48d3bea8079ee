"""Checks of torch_models.py. Weights are given as NumPy arrays, and only arrays come back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from coursedata import names

from autograder.chapters.ch07_recurrent_networks.experiments import (
    answers_on,
    arrays_after_training,
    free_running,
    logits_in_two_parts,
    logits_of,
    moved_to_meta,
    single_logits,
    sizes_and_slopes,
    train_on_names,
)
from autograder.engine import expect
from autograder.engine.check import check
from autograder.engine.report import Curve

CALIBRATION = Path(__file__).parents[1] / "calibration.json"
BARS = {name: entry["bar"] for name, entry in json.loads(CALIBRATION.read_text("utf-8")).items()}

SIZES = [((7, 3, 4), (5, 2)), ((4, 5, 2), (1, 3)), ((9, 2, 6), (8, 1)), ((3, 4, 5), (6, 4))]  # V, D, H; T, B


@check("torch_models.CharRNN", points=2)
def computes_with_numpys_weights(student, reference, rng):
    """With weights that were loaded, the logits are those of the equations, in double precision."""
    asked = [(_weights(rng, *sizes), _characters(rng, sizes[0], *shape)) for sizes, shape in SIZES]
    got, want = ([subject.run(logits_of, *one) for one in asked] for subject in (student, reference))
    expect.close(got, want)
    for mine in got:
        expect.dtype(mine, "float64")


@check("torch_models.CharRNN", points=0.5)
def computes_in_single_precision(student, reference, rng):
    """The same weights give the same logits in single precision, PyTorch's own."""
    asked = [(_weights(rng, *sizes), _characters(rng, sizes[0], *shape)) for sizes, shape in SIZES[:2]]
    got, want = ([subject.run(single_logits, *one) for one in asked] for subject in (student, reference))
    law = "logits of the type float32"
    for mine in got:
        expect.true(mine, isinstance(mine, dict) and mine["type"] == "float32", law)
    # float32 rounds at 6e-8; over five steps that grows to less than 1e-5 of logits of size 1
    expect.close([mine["logits"] for mine in got], [yours["logits"] for yours in want], rtol=0, atol=1e-5)


@check("torch_models.CharRNN", points=0.5)
def reads_only_the_past(student, rng):
    """The logits of a step do not depend on characters that come after it."""
    weights, characters, until = _weights(rng, 6, 3, 4), _characters(rng, 6, 9, 3), 4
    other = characters.copy()
    other[until + 1 :] = (other[until + 1 :] + 1) % 6
    got, changed = (student.run(logits_of, weights, each) for each in (characters, other))
    expect.same_past(got, changed, until)
    expect.true(got, not np.array_equal(got, changed), "logits that do depend on the characters read so far")


@check("torch_models.CharRNN", points=1)
def goes_on_where_it_ended(student, reference, rng):
    """A text read in two parts, the second with the state that the first has returned, has the logits of the whole."""
    asked = [
        (_weights(rng, 5, 2, 4), _characters(rng, 5, 7, 3), 3),
        (_weights(rng, 4, 3, 2), _characters(rng, 4, 5, 1), 1),
    ]
    got = [student.run(logits_in_two_parts, *one) for one in asked]
    want = [reference.run(logits_of, *one[:2]) for one in asked]
    expect.close(got, want)


@check("torch_models.CharRNN", points=0.5)
def learns_with_every_parameter(student, rng):
    """The model holds one embedding, one recurrent layer and one linear layer, and a gradient reaches all of them."""
    vocabulary, embedding, hidden = sizes = (7, 3, 5)
    got = student.run(sizes_and_slopes, sizes, _characters(rng, vocabulary, 6, 4))
    expect.true(got, isinstance(got, dict), "logits (T, B, V)")
    layers = vocabulary * embedding + hidden * (embedding + hidden + 2) + vocabulary * (hidden + 1)
    expect.true(got, got["numbers"] == layers, f"{layers} numbers for V = 7, D = 3, H = 5")
    expect.true(got, got["without gradient"] == 0, "a gradient for every parameter")


@check("torch_models.CharRNN", points=0.5)
def copies_the_arrays(student, reference, rng):
    """Loaded weights give the right logits, and the arrays they came from stay as they were when the model learns."""
    weights, characters = _weights(rng, 4, 3, 5), _characters(rng, 4, 3, 2)
    after, like = (subject.run(arrays_after_training, weights, characters) for subject in (student, reference))
    expect.read_only(after, like, weights, atol=1e-9)


@check("torch_models.CharRNN", points=0.5)
def works_on_any_device(student, rng):
    """On another device, in double precision, everything stays there, what generate reads included, and as precise."""
    got = student.run(moved_to_meta, (6, 3, 4), _characters(rng, 6, 5, 2))
    logits = {"logits on": ["meta", "meta"], "types": ["torch.float64"] * 2, "shape": [5, 2, 6]}
    expect.equal(got, {**logits, "written": [2, 3], "generate reads characters on": ["meta"]})


SAID = [4, 2, 5, 2, 1, 3, 3]  # the end mark is 1


@check("torch_models.CharRNN", points=1)
def writes_until_the_end_mark(student, rng):
    """generate returns what was chosen, up to the end mark, which is not in it, or up to the limit."""
    weights = _weights(rng, 6, 3, 4)
    got = [student.run(free_running, weights, SAID, 0, end, limit) for end, limit in [(1, 9), (1, 3), (5, 7)]]
    for mine, want in zip(got, [SAID[:4], SAID[:3], SAID[:2]], strict=True):
        expect.true(mine, isinstance(mine, dict) and isinstance(mine["written"], list), "a list of integers")
        expect.true(mine["written"], mine["written"] == want, f"{want} is written")


@check("torch_models.CharRNN", points=1)
def reads_what_it_has_written(student, reference, rng):
    """choose gets the right logits for what comes after the start mark and all that was chosen, and no gradient."""
    weights = _weights(rng, 6, 3, 4)
    got = student.run(free_running, weights, SAID, 3, 1, 9)
    want = reference.run(logits_of, weights, np.array([[3], *([each] for each in SAID[:4])]))
    expect.true(got, isinstance(got, dict), "a list of integers")
    for logits in got["logits"]:
        expect.shape(logits, (6,))
    expect.close(got["logits"], list(want[:, 0]))
    expect.true(got, not got["gradients"], "logits without a gradient")


LETTERS = "^$abcdefghijklmnopqrstuvwxyz"  # as in given.py
MODEL, STEPS, SEEN = (28, 16, 48), 200, 4000


def trained_on_names(subject: Any, rng: np.random.Generator) -> Any:
    """Train once on 4000 names, and read the beginnings of the others. What comes next stays here.

    Returns {"losses", "costs", "costs_of_pairs"}, the last two one number for each other name: what the next
    character costs the model (None where the logits have another shape), and what it costs who knows how often
    which character follows which; or what came back in place of losses and logits.
    """
    marked = [[0, *(LETTERS.index(letter) for letter in str(name)), 1] for name in names.load().names]
    order = rng.permutation(len(marked))
    seen, unseen = [marked[i] for i in order[:SEEN]], [marked[i] for i in order[SEEN:]]
    inputs, targets = _padded([name[:-1] for name in seen], 1), _padded([name[1:] for name in seen], -1)
    cuts, columns = rng.integers([len(name) - 1 for name in unseen]), np.arange(len(unseen))
    beginnings = _padded([name[: cut + 1] for name, cut in zip(unseen, cuts, strict=True)], 1)
    setting = {"sizes": MODEL, "steps": STEPS, "seed": int(rng.integers(2**31))}
    answer = subject.run(train_on_names, setting, inputs, targets, beginnings)
    if not isinstance(answer, dict):
        return answer
    truth = np.array([name[cut + 1] for name, cut in zip(unseen, cuts, strict=True)])
    pairs = np.ones((len(LETTERS), len(LETTERS)))  # one of each, so that none is impossible
    np.add.at(pairs, (inputs[targets >= 0], targets[targets >= 0]), 1)
    return {
        "losses": answer["losses"],
        "costs": _costs(answer["logits"], (*beginnings.shape, len(LETTERS)), (cuts, columns), truth),
        "costs_of_pairs": _costs(np.log(pairs), pairs.shape, (beginnings[cuts, columns],), truth),
    }


def _costs(logits: Any, shape: tuple[int, ...], places: tuple[Any, ...], truth: np.ndarray) -> np.ndarray | None:
    """-ln(probability of the true character) at each place; None for logits of another shape."""
    if np.shape(logits) != shape:
        return None
    now = logits[places].astype(float)
    with np.errstate(all="ignore"):  # logits may be inf or nan
        return np.logaddexp.reduce(now, axis=1) - now[np.arange(len(truth)), truth]


@check("torch_models.CharRNN", points=1.5, repeats=2)
def predicts_names_it_has_not_seen(student):
    """Trained on 4000 names, the model knows better than pairs of letters how an unseen name goes on."""
    trained = student.shared(trained_on_names)
    expect.true(trained, isinstance(trained, dict), "a model that can be trained")
    costs, losses = trained["costs"], [float(loss) for loss in np.ravel(trained["losses"])]
    expect.true(trained, costs is not None, "logits (T, B, V)")
    # Both on the same names: how hard these happen to be falls out of the quotient.
    expect.bar(
        float(np.mean(costs) / np.mean(trained["costs_of_pairs"])),
        at_most=BARS["torch_models.CharRNN:predicts_names_it_has_not_seen"],
        what="mean loss of the next character in 1130 unseen names, divided by that of counting pairs of letters",
        picture=Curve("Loss of each batch", "step", "loss", {"your training": losses}),
    )


@check("torch_models.CharRNN", points=0, device="cuda")
def agrees_on_cpu_and_gpu(student, rng):
    """Logits and gradients are the same on the CPU and on the GPU, and generate writes on both."""
    weights, characters = _weights(rng, 28, 16, 64), _characters(rng, 28, 12, 32)
    asked = {precision: (weights, characters, precision) for precision in ("float64", "float32")}
    got = {name: student.run(answers_on, "cuda", *one) for name, one in asked.items()}
    # cuBLAS and cuDNN add in another order. In float32 the GPU may round products to TF32, 10 bits: twelve steps of
    # that stay below 1e-2 of logits of size 1.
    for (name, answer), atol in zip(got.items(), (1e-9, 1e-2), strict=True):
        expect.true(answer, isinstance(answer, list) and len(answer) == 2, f"an answer of both devices in {name}")
        on_cpu, on_gpu = answer
        expect.close(on_gpu, on_cpu, rtol=1e-5, atol=atol)


def _weights(rng: np.random.Generator, vocabulary: int, embedding: int, hidden: int) -> dict[str, np.ndarray]:
    shapes = {
        "E": (vocabulary, embedding),
        "Wx": (embedding, hidden),
        "Wh": (hidden, hidden),
        "b": (hidden,),
        "Wo": (hidden, vocabulary),
        "bo": (vocabulary,),
    }
    return {name: rng.normal(size=shape) / np.sqrt(shape[0]) for name, shape in shapes.items()}


def _characters(rng: np.random.Generator, vocabulary: int, steps: int, sequences: int) -> np.ndarray:
    return rng.integers(vocabulary, size=(steps, sequences))


def _padded(rows: list[list[int]], filling: int) -> np.ndarray:
    """Side by side, time-major, and filled up after the end of each."""
    longest = max(map(len, rows))
    return np.array([[*row, *[filling] * (longest - len(row))] for row in rows]).T
