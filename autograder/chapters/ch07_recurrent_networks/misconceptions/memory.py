# ruff: noqa: F821, N803 - spliced into a copy of the solution, as students write
"""What students really write for memory.py, and what they did, in one sentence each."""

from autograder.engine.check import misconception


@misconception("memory.adding_batch")
def marks_anywhere(T, B, rng):
    """The two marks were placed anywhere in the sequence, sometimes in the same half."""
    x = np.zeros((T, B, 2))
    x[:, :, 0] = rng.random((T, B))
    for i in range(B):
        x[rng.choice(T, size=2, replace=False), i, 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=0)


@misconception("memory.adding_batch")
def both_marks_in_the_first_half(T, B, rng):
    """Both marks were drawn from the first half, and where they met there is only one."""
    x = np.zeros((T, B, 2))
    x[:, :, 0] = rng.random((T, B))
    for _ in range(2):
        x[rng.integers(0, T // 2, size=B), np.arange(B), 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=0)


@misconception("memory.adding_batch")
def the_same_steps_for_all(T, B, rng):
    """The marks were drawn once, and lie at the same steps in every sequence."""
    x = np.zeros((T, B, 2))
    x[:, :, 0] = rng.random((T, B))
    x[[rng.integers(0, T // 2), rng.integers(T // 2, T)], :, 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=0)


@misconception("memory.adding_batch")
def middle_step_in_the_first_half(T, B, rng):
    """The first half was one step too long where T is odd: the middle step belongs to the second half."""
    x = np.zeros((T, B, 2))
    x[:, :, 0] = rng.random((T, B))
    half = (T + 1) // 2
    for low, high in ((0, half), (half, T)):
        x[rng.integers(low, high, size=B), np.arange(B), 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=0)


@misconception("memory.adding_batch")
def adds_all_numbers(T, B, rng):
    """All numbers of a sequence were added, marked or not."""
    x = np.zeros((T, B, 2))
    x[:, :, 0] = rng.random((T, B))
    for low, high in ((0, T // 2), (T // 2, T)):
        x[rng.integers(low, high, size=B), np.arange(B), 1] = 1
    return x, x[:, :, 0].sum(axis=0)


@misconception("memory.adding_batch")
def adds_the_marks(T, B, rng):
    """The marks themselves were added, so every answer is 2."""
    x = np.zeros((T, B, 2))
    x[:, :, 0] = rng.random((T, B))
    for low, high in ((0, T // 2), (T // 2, T)):
        x[rng.integers(low, high, size=B), np.arange(B), 1] = 1
    return x, x[:, :, 1].sum(axis=0)


@misconception("memory.adding_batch")
def numbers_from_a_bell_curve(T, B, rng):
    """The numbers are normally distributed, not uniform between 0 and 1."""
    x = np.zeros((T, B, 2))
    x[:, :, 0] = rng.normal(size=(T, B))
    for low, high in ((0, T // 2), (T // 2, T)):
        x[rng.integers(low, high, size=B), np.arange(B), 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=0)


@misconception("memory.adding_batch")
def sequences_before_time(T, B, rng):
    """The array is (B, T, 2), where time comes first."""
    x = np.zeros((B, T, 2))
    x[:, :, 0] = rng.random((B, T))
    for low, high in ((0, T // 2), (T // 2, T)):
        x[np.arange(B), rng.integers(low, high, size=B), 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=1)


@misconception("memory.adding_batch")
def a_generator_of_its_own(T, B, rng):
    """The numbers were drawn from NumPy's global generator, not from the one that was given."""
    x = np.zeros((T, B, 2))
    x[:, :, 0] = np.random.rand(T, B)
    for low, high in ((0, T // 2), (T // 2, T)):
        x[np.random.randint(low, high, size=B), np.arange(B), 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=0)


@misconception("memory.choose_recipe")
def a_cell_without_a_bend():
    """With the identity as activation the cell adds up all it reads, and cannot pick out what is marked."""
    return {
        "activation": "identity",
        "start": "orthogonal",
        "scale": 1.0,
        "learning_rate": 0.003,
        "clip": 1.0,
        "steps": 300,
    }


@misconception("memory.choose_recipe")
def tanh_forgets():
    """With tanh the state and its gradient usually shrink from step to step, and the first mark fades."""
    return {"activation": "tanh", "start": "identity", "scale": 0.5, "learning_rate": 0.001, "clip": 1.0, "steps": 400}


@misconception("memory.choose_recipe")
def steps_too_short():
    """The learning rate is so small that the error hardly moves."""
    return {"activation": "relu", "start": "identity", "scale": 0.9, "learning_rate": 1e-6, "clip": 1.0, "steps": 300}


@misconception("memory.choose_recipe")
def steps_too_long():
    """The learning rate is so large that the error jumps about."""
    return {"activation": "relu", "start": "identity", "scale": 1.0, "learning_rate": 1.0, "clip": 1.0, "steps": 300}


@misconception("memory.choose_recipe")
def explodes():
    """Wh begins so large that the states grow from step to step, and the error with them."""
    return {"activation": "relu", "start": "identity", "scale": 2.0, "learning_rate": 0.003, "clip": 1.0, "steps": 300}


@misconception("memory.choose_recipe")
def ends_before_it_has_learned():
    """The error was still falling when the steps were used up."""
    return {"activation": "relu", "start": "identity", "scale": 1.0, "learning_rate": 0.003, "clip": 1.0, "steps": 60}


@misconception("memory.choose_recipe")
def more_steps_than_allowed():
    """The recipe takes more than 1500 steps."""
    return {
        "activation": "relu",
        "start": "identity",
        "scale": 1.0,
        "learning_rate": 0.003,
        "clip": 1.0,
        "steps": 10000,
    }


@misconception("memory.choose_recipe")
def a_start_that_is_not_on_the_list():
    """The start has a name that the trainer does not know."""
    return {"activation": "relu", "start": "xavier", "scale": 1.0, "learning_rate": 0.003, "clip": 1.0, "steps": 1000}
