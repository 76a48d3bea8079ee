from given import loss_and_gradient


def train(images, labels, weights, batches, learning_rate):
    W1 = weights[0].copy()
    b1 = weights[1].copy()
    W2 = weights[2].copy()
    b2 = weights[3].copy()
    losses = []
    i = 0
    while i < len(batches):
        x = images[batches[i]]
        y = labels[batches[i]]
        out = loss_and_gradient([W1, b1, W2, b2], x, y)
        losses.append(out[0])
        dW1, db1, dW2, db2 = out[1]
        W1 = W1 - learning_rate * dW1
        b1 = b1 - learning_rate * db1
        W2 = W2 - learning_rate * dW2
        b2 = b2 - learning_rate * db2
        i += 1
    return [W1, b1, W2, b2], losses


def choose_network():
    # 12 units were too many, 2*12+12 + 12*2+2 = 62
    return {"sizes": [2, 9, 2], "activation": "relu", "learning_rate": 1.0, "steps": 200}
