# ruff: noqa: F821, N806, PLW2901, RET503 - spliced into a copy of the solution (its `given`), as students write
"""What students really write for training.py, and what they did, in one sentence each."""

from autograder.engine.check import misconception


@misconception("training.train")
def uphill(images, labels, weights, batches, learning_rate):
    """The gradient was added, so every step went uphill."""
    losses = []
    for batch in batches:
        loss, gradients = given.loss_and_gradient(weights, images[batch], labels[batch])
        losses.append(loss)
        weights = [weight + learning_rate * slope for weight, slope in zip(weights, gradients, strict=True)]
    return weights, losses


@misconception("training.train")
def new_arrays_are_not_kept(images, labels, weights, batches, learning_rate):
    """Each new array got a name inside the loop, and was never put back into the list of weights."""
    losses = []
    for batch in batches:
        loss, gradients = given.loss_and_gradient(weights, images[batch], labels[batch])
        losses.append(loss)
        for weight, slope in zip(weights, gradients, strict=True):
            weight = weight - learning_rate * slope
    return weights, losses


@misconception("training.train")
def changes_the_callers_weights(images, labels, weights, batches, learning_rate):
    """The steps were written into the caller's own arrays."""
    losses = []
    for batch in batches:
        loss, gradients = given.loss_and_gradient(weights, images[batch], labels[batch])
        losses.append(loss)
        for weight, slope in zip(weights, gradients, strict=True):
            weight -= learning_rate * slope
    return weights, losses


@misconception("training.train")
def one_array_after_another(images, labels, weights, batches, learning_rate):
    """The gradient was asked for again after each array had moved, so the four arrays did not move together."""
    weights, losses = list(weights), []
    for batch in batches:
        losses.append(given.loss_and_gradient(weights, images[batch], labels[batch])[0])
        for i in range(len(weights)):
            _, gradients = given.loss_and_gradient(weights, images[batch], labels[batch])
            weights[i] = weights[i] - learning_rate * gradients[i]
    return weights, losses


@misconception("training.train")
def all_samples_at_every_step(images, labels, weights, batches, learning_rate):
    """Every step used all samples; the batches only counted the steps."""
    losses = []
    for _ in batches:
        loss, gradients = given.loss_and_gradient(weights, images, labels)
        losses.append(loss)
        weights = [weight - learning_rate * slope for weight, slope in zip(weights, gradients, strict=True)]
    return weights, losses


@misconception("training.train")
def loss_after_the_step(images, labels, weights, batches, learning_rate):
    """Each loss was computed after the step of its batch, not before it."""
    losses = []
    for batch in batches:
        _, gradients = given.loss_and_gradient(weights, images[batch], labels[batch])
        weights = [weight - learning_rate * slope for weight, slope in zip(weights, gradients, strict=True)]
        losses.append(given.loss_and_gradient(weights, images[batch], labels[batch])[0])
    return weights, losses


@misconception("training.train")
def loss_of_all_samples(images, labels, weights, batches, learning_rate):
    """The recorded loss is that of all samples, not that of the batch."""
    losses = []
    for batch in batches:
        losses.append(given.loss_and_gradient(weights, images, labels)[0])
        _, gradients = given.loss_and_gradient(weights, images[batch], labels[batch])
        weights = [weight - learning_rate * slope for weight, slope in zip(weights, gradients, strict=True)]
    return weights, losses


@misconception("training.train")
def slopes_of_the_starting_point(images, labels, weights, batches, learning_rate):
    """Every gradient was taken at the initial weights, not where the last step had led."""
    losses, moved = [], weights
    for batch in batches:
        loss, gradients = given.loss_and_gradient(weights, images[batch], labels[batch])
        losses.append(loss)
        moved = [weight - learning_rate * slope for weight, slope in zip(moved, gradients, strict=True)]
    return moved, losses


@misconception("training.train")
def each_step_from_the_start(images, labels, weights, batches, learning_rate):
    """Every step began at the initial weights again, so only the last batch left a trace."""
    losses, moved = [], weights
    for batch in batches:
        loss, gradients = given.loss_and_gradient(moved, images[batch], labels[batch])
        losses.append(loss)
        moved = [weight - learning_rate * slope for weight, slope in zip(weights, gradients, strict=True)]
    return moved, losses


@misconception("training.train")
def biases_stay(images, labels, weights, batches, learning_rate):
    """W1 and W2 moved, b1 and b2 did not."""
    losses = []
    for batch in batches:
        loss, (dW1, _, dW2, _) = given.loss_and_gradient(weights, images[batch], labels[batch])
        losses.append(loss)
        W1, b1, W2, b2 = weights
        weights = [W1 - learning_rate * dW1, b1, W2 - learning_rate * dW2, b2]
    return weights, losses


@misconception("training.train")
def divides_by_the_batch_again(images, labels, weights, batches, learning_rate):
    """The step was divided by the size of the batch, which the mean in the loss had already done."""
    losses = []
    for batch in batches:
        loss, gradients = given.loss_and_gradient(weights, images[batch], labels[batch])
        losses.append(loss)
        step = learning_rate / len(batch)
        weights = [weight - step * slope for weight, slope in zip(weights, gradients, strict=True)]
    return weights, losses


@misconception("training.train")
def labels_of_other_images(images, labels, weights, batches, learning_rate):
    """The images were picked by the batch, but the labels were taken from the front."""
    losses = []
    for batch in batches:
        loss, gradients = given.loss_and_gradient(weights, images[batch], labels[: len(batch)])
        losses.append(loss)
        weights = [weight - learning_rate * slope for weight, slope in zip(weights, gradients, strict=True)]
    return weights, losses


@misconception("training.train")
def ignores_the_learning_rate(images, labels, weights, batches, learning_rate):
    """The whole gradient was subtracted; the learning rate was not used."""
    losses = []
    for batch in batches:
        loss, gradients = given.loss_and_gradient(weights, images[batch], labels[batch])
        losses.append(loss)
        weights = [weight - slope for weight, slope in zip(weights, gradients, strict=True)]
    return weights, losses


@misconception("training.train")
def returns_after_the_first_batch(images, labels, weights, batches, learning_rate):
    """The function returned after the first batch, because `return` stands inside the loop."""
    losses = []
    for batch in batches:
        loss, gradients = given.loss_and_gradient(weights, images[batch], labels[batch])
        losses.append(loss)
        weights = [weight - learning_rate * slope for weight, slope in zip(weights, gradients, strict=True)]
        return weights, losses


@misconception("training.train")
def adds_up_the_gradients(images, labels, weights, batches, learning_rate):
    """The gradients of earlier batches were never cleared, so each step used the sum of all of them."""
    losses, total = [], [0.0, 0.0, 0.0, 0.0]
    for batch in batches:
        loss, gradients = given.loss_and_gradient(weights, images[batch], labels[batch])
        losses.append(loss)
        total = [old + new for old, new in zip(total, gradients, strict=True)]
        weights = [weight - learning_rate * slope for weight, slope in zip(weights, total, strict=True)]
    return weights, losses


@misconception("training.train")
def returns_the_initial_weights(images, labels, weights, batches, learning_rate):
    """The initial weights came back, not the ones after the last step."""
    losses, moved = [], weights
    for batch in batches:
        loss, gradients = given.loss_and_gradient(moved, images[batch], labels[batch])
        losses.append(loss)
        moved = [weight - learning_rate * slope for weight, slope in zip(moved, gradients, strict=True)]
    return weights, losses


@misconception("training.choose_network")
def no_hidden_layer():
    """A network without a hidden layer draws one straight line, and no line divides the moons."""
    return {"sizes": [2, 2], "activation": "tanh", "learning_rate": 1.0, "steps": 300}


@misconception("training.choose_network")
def hidden_layers_without_a_bend():
    """Layers with the identity between them are one matrix together: the boundary is still a straight line."""
    return {"sizes": [2, 4, 2], "activation": "identity", "learning_rate": 0.3, "steps": 300}


@misconception("training.choose_network")
def steps_too_short():
    """The learning rate is so small that the loss hardly moves."""
    return {"sizes": [2, 4, 2], "activation": "tanh", "learning_rate": 1e-5, "steps": 200}


@misconception("training.choose_network")
def steps_too_long():
    """The learning rate is so large that the loss ends above where it began."""
    return {"sizes": [2, 4, 2], "activation": "tanh", "learning_rate": 1000.0, "steps": 200}


@misconception("training.choose_network")
def ends_before_it_has_learned():
    """The loss was still falling when the steps were used up."""
    return {"sizes": [2, 4, 2], "activation": "tanh", "learning_rate": 0.1, "steps": 120}


@misconception("training.choose_network")
def more_parameters_than_allowed():
    """The network has more than 60 weights and biases."""
    return {"sizes": [2, 16, 2], "activation": "tanh", "learning_rate": 1.0, "steps": 300}


@misconception("training.choose_network")
def one_output_for_two_classes():
    """The last layer has one unit, where each of the two classes needs a logit of its own."""
    return {"sizes": [2, 8, 1], "activation": "tanh", "learning_rate": 1.0, "steps": 300}
