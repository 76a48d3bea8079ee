"""What students really choose in design.py, and what follows from it, in one sentence each."""

from autograder.engine.check import misconception


@misconception("design.choose_cnn")
def flattened_head():
    """A flattened head learns a weight for each place, and knows nothing of places where no digit stood before."""
    return {
        "channels": [8, 16],
        "kernel": 3,
        "strides": [1, 1],
        "pools": [2, 4],
        "head": "flatten",
        "learning_rate": 0.01,
        "epochs": 10,
    }


@misconception("design.choose_cnn")
def budget_spent_in_the_head():
    """More than half of all parameters stand in the last matrix, which has a row for each channel at each place."""
    return {
        "channels": [4, 4],
        "kernel": 3,
        "strides": [1, 1],
        "pools": [2, 1],
        "head": "flatten",
        "learning_rate": 0.01,
        "epochs": 10,
    }


@misconception("design.choose_cnn")
def shrinks_too_early():
    """The first layer leaves a map a quarter as wide: strokes are lost before the second convolution sees them."""
    return {
        "channels": [12, 24],
        "kernel": 3,
        "strides": [4, 1],
        "pools": [1, 1],
        "head": "max",
        "learning_rate": 0.01,
        "epochs": 10,
    }


@misconception("design.choose_cnn")
def mean_over_empty_places():
    """The head takes the mean over all places, and most of them are empty: what the digit says is thinned out."""
    return {
        "channels": [12, 24],
        "kernel": 3,
        "strides": [1, 1],
        "pools": [2, 1],
        "head": "average",
        "learning_rate": 0.01,
        "epochs": 10,
    }


@misconception("design.choose_cnn")
def steps_too_short():
    """The learning rate is so small that the loss hardly moves."""
    return {
        "channels": [12, 24],
        "kernel": 3,
        "strides": [1, 1],
        "pools": [2, 1],
        "head": "max",
        "learning_rate": 1e-6,
        "epochs": 6,
    }


@misconception("design.choose_cnn")
def steps_too_long():
    """The learning rate is so large that the loss ends above where it began."""
    return {
        "channels": [12, 24],
        "kernel": 3,
        "strides": [1, 1],
        "pools": [2, 1],
        "head": "max",
        "learning_rate": 3.0,
        "epochs": 6,
    }


@misconception("design.choose_cnn")
def ends_before_it_has_learned():
    """The loss was still falling when the epochs were used up."""
    return {
        "channels": [12, 24],
        "kernel": 3,
        "strides": [1, 1],
        "pools": [2, 1],
        "head": "max",
        "learning_rate": 0.003,
        "epochs": 2,
    }


@misconception("design.choose_cnn")
def more_parameters_than_allowed():
    """The network has more than 4000 weights and biases."""
    return {
        "channels": [16, 32],
        "kernel": 3,
        "strides": [1, 1],
        "pools": [2, 1],
        "head": "max",
        "learning_rate": 0.01,
        "epochs": 10,
    }


@misconception("design.choose_cnn")
def nothing_left_to_read():
    """Strides and pools make the last map smaller than one row."""
    return {
        "channels": [12, 16, 24],
        "kernel": 3,
        "strides": [1, 1, 1],
        "pools": [4, 4, 2],
        "head": "max",
        "learning_rate": 0.01,
        "epochs": 10,
    }


@misconception("design.choose_cnn")
def one_entry_for_all_layers():
    """Strides and pools were given as single numbers, where each convolution needs its own."""
    return {
        "channels": [12, 24],
        "kernel": 3,
        "strides": 1,
        "pools": 2,
        "head": "max",
        "learning_rate": 0.01,
        "epochs": 10,
    }
