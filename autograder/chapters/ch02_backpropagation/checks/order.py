"""Checks of `topological_order` in engine.py. Of several right orders any will do: the laws judge."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch02_backpropagation.experiments import order_of_a_chain, order_of_doublings, orders
from autograder.engine import expect
from autograder.engine.check import check

Graph = list[tuple[int, ...]]  # for each node the positions of its parents, which come before it

# x, y -> p = x * y -> s = p + x -> z
HANDOUT: Graph = [(), (), (0, 1), (2, 0), (3,)]
# a -> b, a -> c -> d -> e, and the last node is made from b and e: the way over b is the shorter one
DIAMOND: Graph = [(), (0,), (0,), (2,), (3,), (1, 4)]


@check("engine.topological_order", points=2)
def orders_small_graphs(student):
    """A single node, a chain, x * y + x and a diamond are ordered: each node after its parents, the root last."""
    asked: list[Graph] = [[()], [(), (0,), (1,)], HANDOUT, DIAMOND, [(), (0, 0)]]
    answers = [student.run(orders, graph, len(graph) - 1) for graph in asked]
    for answer, graph in zip(answers, asked, strict=True):
        _expect_orders(answer, graph, [len(graph) - 1])


@check("engine.topological_order", points=1)
def orders_any_graph(student, rng):
    """Graphs in which nodes are used many times, over short ways and long ones, are ordered."""
    asked = [_random_graph(rng, nodes) for nodes in (6, 9, 15, 40)]
    answers = [student.run(orders, graph, len(graph) - 1) for graph in asked]
    for answer, graph in zip(answers, asked, strict=True):
        _expect_orders(answer, graph, [len(graph) - 1])


@check("engine.topological_order", points=0.5)
def lists_what_each_root_was_made_from(student, rng):
    """One call after the other, each lists its own root's nodes, and no node that was made later or apart."""
    graph = _random_graph(rng, 12)
    asked = [(DIAMOND, [4, 5, 1]), ([*HANDOUT, (1, 1), (5,)], [4, 6, 4]), (graph, [11, 7, 11])]
    answers = [student.run(orders, graph, *roots) for graph, roots in asked]
    for answer, (graph, roots) in zip(answers, asked, strict=True):
        _expect_orders(answer, graph, roots)


@check("engine.topological_order", points=0.5)
def visits_each_node_once(student):
    """60 nodes that each use the one before twice are ordered as quickly as any 60 nodes."""
    got = student.run(order_of_doublings, 60)
    expect.true(got, got == list(range(60)), "the 60 nodes in the order in which they were made: there is no other")


@check("engine.topological_order", points=1)
def orders_a_chain_of_10000(student):
    """A chain of 10 000 nodes is ordered without reaching Python's recursion limit."""
    got = student.run(order_of_a_chain, 10_000)
    expect.shape(got, (10_000,))
    # Nodes 0 and 1 have no parents: they may stand in either order, and node 0 anywhere before node 2.
    in_order = np.array_equal(np.sort(got[:2]), [0, 1]) and np.array_equal(got[2:], np.arange(2, 10_000))
    expect.true(got, in_order, "each of the 10 000 nodes after the one before it")


def _expect_orders(answers: Any, graph: Graph, roots: list[int]) -> None:
    """The four laws, for one answer a root."""
    names = f"where the parents of each node are {dict(enumerate(graph))}"
    for place, root in enumerate(roots):
        order = answers[place] if isinstance(answers, list) and len(answers) == len(roots) else answers
        expect.true(order, isinstance(order, list) and -1 not in order, f"a list of nodes, {names}")
        expect.true(order, len(set(order)) == len(order), f"each node once, {names}")
        missing = f"all nodes from which node {root} was made, itself, and no others, {names}"
        expect.true(order, set(order) == _made_from(graph, root), missing)
        at = {node: position for position, node in enumerate(order)}
        later = all(at[parent] < at[node] for node in order for parent in graph[node])
        expect.true(order, later, f"each node after its parents, {names}")


def _made_from(graph: Graph, root: int) -> set[int]:
    """Parents come before their nodes, so one pass from the root downwards meets all of them."""
    wanted = {root}
    for node in range(root, -1, -1):
        if node in wanted:
            wanted.update(graph[node])
    return wanted


def _random_graph(rng: np.random.Generator, nodes: int) -> Graph:
    """Every node uses up to three of the six before it, and the root uses all that nobody else does."""
    graph: Graph = [()]
    for node in range(1, nodes - 1):
        nearest = np.arange(max(0, node - 6), node)
        graph.append(tuple(int(place) for place in rng.choice(nearest, size=rng.integers(0, 4))))
    used = {parent for parents in graph for parent in parents}
    return [*graph, tuple(int(place) for place in rng.permutation(sorted(set(range(nodes - 1)) - used)))]
