# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Chapter 2 · Back-propagation
#
# Finish `engine.Value` first: this notebook plays with your own engine.

# %%
import matplotlib.pyplot as plt
import numpy as np

from ch02_backpropagation import given
from ch02_backpropagation.engine import Value

# %% [markdown]
# ## The graph of a formula
#
# **Predict:** the gradient of x, by hand, before you run this.

# %%
x, y = Value(0.5), Value(-1.2)
z = (x * y + x).tanh()
z.backward()
print(f"dz/dx {x.grad:.4f}, dz/dy {y.grad:.4f}")
if hasattr(z, "parents"):  # the drawing needs `parents`; another design works as well without a picture
    print(given.draw(z))

# %% [markdown]
# ## Measure it
#
# **Predict:** the error of a measurement on one side shrinks like h, on both sides like h². What happens when h becomes
# very small?


# %%
def formula(x):
    return (x * -1.2 + x).tanh().exp()


def slope(x):
    start = Value(x)
    formula(start).backward()
    return start.grad


steps = np.geomspace(1e-12, 1e-1, 60)
exact = slope(0.5)
one_side = [(formula(Value(0.5 + h)).data - formula(Value(0.5)).data) / h for h in steps]
both_sides = [(formula(Value(0.5 + h)).data - formula(Value(0.5 - h)).data) / (2 * h) for h in steps]

plt.loglog(steps, np.abs(np.array(one_side) - exact), label="one side")
plt.loglog(steps, np.abs(np.array(both_sides) - exact), label="both sides")
plt.xlabel("h")
plt.ylabel("error")
plt.legend()
plt.show()

# %% [markdown]
# ## A neuron that learns XOR
#
# Two hidden units and one output, nine weights, all of them `Value`s. No NumPy: your engine does everything.

# %%
points = [((-1.0, -1.0), -1.0), ((-1.0, 1.0), 1.0), ((1.0, -1.0), 1.0), ((1.0, 1.0), -1.0)]
numbers = np.random.default_rng(3).normal(size=9)


def network(weights, inputs):
    a, b = inputs
    w = weights
    first = (w[0] * a + w[1] * b + w[2]).tanh()
    second = (w[3] * a + w[4] * b + w[5]).tanh()
    return (w[6] * first + w[7] * second + w[8]).tanh()


losses = []
for _ in range(300):
    weights = [Value(float(number)) for number in numbers]
    loss = sum((network(weights, inputs) - wanted) ** 2 for inputs, wanted in points)
    loss.backward()
    losses.append(loss.data)
    numbers = numbers - 0.1 * np.array([weight.grad for weight in weights])

print([round(network([Value(float(n)) for n in numbers], inputs).data, 2) for inputs, _ in points])
plt.semilogy(losses)
plt.xlabel("step")
plt.ylabel("loss")
plt.show()

# %% [markdown]
# ## On a long way
#
# **Predict:** which of these weights keeps most of the gradient after 30 applications of tanh(w z)?


# %%
def fading(weight, depth):
    start = Value(1.0)
    z = start
    for _ in range(depth):
        z = (weight * z).tanh()
    z.backward()
    return start.grad


depths = range(1, 31)
for weight in (0.5, 0.9, 1.0, 1.1, 1.5, 2.0):
    plt.semilogy(depths, [fading(weight, depth) for depth in depths], label=f"w = {weight}")
plt.xlabel("applications")
plt.ylabel("gradient at the start")
plt.legend()
plt.show()

# %% [markdown]
# ## Yours to try
#
# 1. Replace tanh by relu in `fading`. What happens for w = 0.5, 1 and 2, and why is it so much simpler?
# 2. Start the XOR network at other seeds. Does it always succeed? Look at the losses of a run that does not.
