"""Checks of torch_port.py."""

from __future__ import annotations

from autograder.chapters.ch05_convolutional_networks.checks.network import CASES, network_problem
from autograder.chapters.ch05_convolutional_networks.experiments import (
    after_load,
    known_parameters,
    logits_of,
    on_meta,
    on_two_devices,
    slopes_of_torch,
)
from autograder.engine import expect
from autograder.engine.check import check

# In float64 another order of summation changes 1e-14 of numbers of size 1; the mildest wrong version is off by more
# than 1e-3. In float32 two convolutions round by less than 1e-5.
RTOL, ATOL = 1e-7, 1e-9
RTOL_SINGLE, ATOL_SINGLE = 1e-4, 1e-5

PORT = "torch_port.SmallCNN"


@check(PORT, points=1.5)
def gives_the_same_logits(student, reference, rng):
    """With the numbers of a NumPy network loaded, the logits are those of that network, in float64."""
    problems = [network_problem(rng, *case)[:2] for case in CASES]
    got, want = ([subject.run(logits_of, *one, "float64") for one in problems] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check(PORT, points=0.5)
def works_in_float32(student, reference, rng):
    """A float32 model gives float32 logits, though the arrays that it loads are float64."""
    parameters, images, _ = network_problem(rng, *CASES[0])
    got, want = (subject.run(logits_of, parameters, images, "float32") for subject in (student, reference))
    expect.close(got, want, rtol=RTOL_SINGLE, atol=ATOL_SINGLE)


@check(PORT, points=0.5)
def shows_pytorch_its_parameters(student):
    """PyTorch knows of all six arrays of parameters: it trains them, and `.double()` reaches them."""
    got = student.run(known_parameters, (2, 4, 5), 3)
    numbers = 4 * (2 * 9 + 1) + 5 * (4 * 9 + 1) + 3 * (5 + 1)
    want = {"arrays": 6, "numbers": numbers, "to be trained": numbers, "types": ["torch.float64"]}
    expect.equal(got, want)


@check(PORT, points=1)
def has_the_same_gradients(student, reference, rng):
    """PyTorch's own cross-entropy, sent back through the model, gives each parameter the right gradient."""
    problems = [network_problem(rng, *case) for case in CASES]
    got, want = ([subject.run(slopes_of_torch, *one) for one in problems] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check(PORT, points=1)
def load_copies(student, rng):
    """load takes numbers over, and nothing else: the model's type stays, and training it leaves the arrays alone."""
    parameters, _, _ = network_problem(rng, *CASES[1])
    total = sum(float(array.sum() + array.size) for array in parameters.values())
    after = [student.run(after_load, parameters, dtype) for dtype in ("float32", "float64")]
    for one, dtype in zip(after, ("float32", "float64"), strict=True):
        expect.true(one, isinstance(one, dict), "a model with the numbers that were loaded")
        expect.equal(one["types"], [f"torch.{dtype}"])
        expect.close(one["total"], total, rtol=RTOL_SINGLE, atol=1e-3)  # a sum of 160 numbers, in float32
        expect.unchanged(one["parameters"], parameters)


@check(PORT, points=0.5)
def works_wherever_its_images_are(student):
    """On PyTorch's device "meta", which has shapes and no data, the logits are on that device too."""
    asked = [((2, 4, 5), 3, (6, 2, 7, 9), "float32"), ((1, 3, 2), 5, (4, 1, 6, 8), "float64")]
    got = [student.run(on_meta, *one) for one in asked]
    want = [
        {"device": "meta", "shape": [shape[0], classes], "type": f"torch.{dtype}"} for _, classes, shape, dtype in asked
    ]
    for mine, yours in zip(got, want, strict=True):
        expect.equal(mine, yours)


@check(PORT, points=0, device="cuda")
def agrees_on_cpu_and_gpu(student, rng):
    """Logits and gradients are the same on the CPU and on a GPU."""
    parameters, images, _ = network_problem(rng, *CASES[0])
    double = student.run(on_two_devices, "cuda", parameters, images, "float64")
    single = student.run(on_two_devices, "cuda", parameters, images, "float32")
    for answer in (double, single):
        expect.true(answer, isinstance(answer, dict), "logits and gradients on both devices")
    # cuDNN sums in another order: 1e-13 in float64 and 1e-5 in float32, of numbers of size 1 to 100
    expect.close(double["cuda"], double["cpu"], rtol=RTOL, atol=1e-8)
    expect.close(single["cuda"], single["cpu"], rtol=1e-3, atol=1e-3)
