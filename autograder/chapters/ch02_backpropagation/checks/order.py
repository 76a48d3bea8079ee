"""Checks of `topological_order` in engine.py. Of several right orders any will do: the laws judge."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch02_backpropagation.experiments import (
    order_of_a_chain,
    order_of_doublings,
    order_of_numbered_nodes,
    orders,
)
from autograder.engine import expect
from autograder.engine.check import check

Graph = list[tuple[int, ...]]  # for each node the positions of its parents, which come before it

# x, y -> p = x * y -> s = p + x -> z
HANDOUT: Graph = [(), (), (0, 1), (2, 0), (3,)]
# a -> b, a -> c -> d -> e, and the last node is made from b and e: the way over b is the shorter one
DIAMOND: Graph = [(), (0,), (0,), (2,), (3,), (1, 4)]
SMALL: list[Graph] = [[()], [(), (0,), (1,)], HANDOUT, DIAMOND, [(), (0, 0)]]
SHOWN = 12  # nodes of a graph that a message writes out


@check("engine.topological_order", points=2)
def orders_small_graphs(student):
    """A single node, a chain, x * y + x and a diamond are ordered: each node after its parents, the root last."""
    answers = [student.run(orders, graph, len(graph) - 1) for graph in SMALL]
    numbered = student.run(order_of_numbered_nodes, DIAMOND)
    likely = known_walk(answers)
    if broken_law(numbered, DIAMOND, len(DIAMOND) - 1) is None:
        likely = "tells_nodes_apart_by_their_number"
    for answer, graph in zip(answers, SMALL, strict=True):
        _expect_orders(answer, graph, [len(graph) - 1], likely)


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
    chain: Graph = [(), (), *((place, 0) for place in range(1, 9_999))]
    broken = broken_law(np.asarray(got).tolist(), chain, 9_999)
    expect.true(got, broken is None, broken or "")


def _expect_orders(answers: Any, graph: Graph, roots: list[int], likely: str | None = None) -> None:
    """The four laws, for one answer a root."""
    for place, root in enumerate(roots):
        order = answers[place] if isinstance(answers, list) and len(answers) == len(roots) else answers
        broken = broken_law(order, graph, root)
        expect.true(order, broken is None, f"{broken}{_in_words(graph)}", likely=likely)


def broken_law(order: Any, graph: Graph, root: int) -> str | None:
    """The law that an order breaks, and the first node at which it does; None if it is right."""
    if not isinstance(order, list) or -1 in order:
        return "a list of nodes of the graph"
    at = {node: position for position, node in enumerate(order)}
    wanted = _made_from(graph, root)
    if len(at) < len(order):
        return f"each node once, but node {next(node for node in order if order.count(node) > 1)} is listed again"
    if missing := sorted(wanted - set(order)):
        return f"all nodes from which node {root} was made, and itself, but node {missing[0]} is missing"
    if strangers := sorted(set(order) - wanted):
        return f"the nodes from which node {root} was made, and no others, but node {strangers[0]} is listed"
    early = ((node, parent) for node in order for parent in graph[node] if at[parent] > at[node])
    node, parent = next(early, (None, None))
    return None if node is None else f"each node after its parents, but node {node} stands before its parent {parent}"


def _in_words(graph: Graph) -> str:
    """ ", in the graph 2 = f(0, 1), 3 = f(2, 0)"; nothing of a large one."""
    made = [f"{node} = f({', '.join(map(str, parents))})" for node, parents in enumerate(graph) if parents]
    return f", in the graph {', '.join(made)}" if made and len(graph) <= SHOWN else ""


def known_walk(answers: list[Any]) -> str | None:
    """The misconception whose walk lists the small graphs like this, whichever parent it takes first."""
    for name, level_by_level, turned in (
        ("lists_a_node_before_its_parents", False, False),
        ("notes_on_arrival_and_turns_round", False, True),
        ("sorts_by_the_shortest_way", True, True),
    ):
        for parents in (1, -1):
            walks = [_on_arrival(graph, level_by_level, parents) for graph in SMALL]
            if answers == [[walk[::-1] if turned else walk] for walk in walks]:
                return name
    return None


def _on_arrival(graph: Graph, level_by_level: bool, parents: int) -> list[int]:
    """The nodes in the order in which a walk from the root meets them: no right order in general."""
    met: list[int] = []
    waiting = [len(graph) - 1]
    while waiting:
        node = waiting.pop(0 if level_by_level else -1)
        if node not in met:
            met.append(node)
            waiting += graph[node][::parents]
    return met


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
