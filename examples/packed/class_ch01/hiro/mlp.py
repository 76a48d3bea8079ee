def forward(parameters, X, activation):
    h = [X]
    for (i, (W, b)) in enumerate(parameters):
        z = h[i] @ W + b
        h.append(z if i + 1 == len(parameters) else activation(z))
    return h
