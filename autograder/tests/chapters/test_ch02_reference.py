"""The engine of chapter 2 against torch and graphlib, on what hypothesis draws; the worksheet's numbers of any year."""

from __future__ import annotations

import math
from graphlib import TopologicalSorter
from itertools import combinations

import pytest
import torch
from ch02_backpropagation import given, questions, worksheet
from ch02_backpropagation.engine import Value, as_value, topological_order
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from autograder.chapters.ch02_backpropagation.checks.gradcheck import LIKELY
from autograder.chapters.ch02_backpropagation.checks.order import DIAMOND, SMALL, broken_law, known_walk
from autograder.chapters.ch02_backpropagation.misconceptions import order as wrong_orders
from autograder.course.splice import install
from autograder.course.tapes import solution_files
from autograder.engine.load import here

FORMS = [
    "{a} + {b}",
    "{a} - {b}",
    "{a} * {b}",
    "{a} / ({b} * {b} + 1)",
    "{a} + 2",
    "2 + {a}",
    "{a} - 0.5",
    "0.5 - {a}",
    "{a} * 3",
    "-3 * {a}",
    "{a} / 4",
    "1.5 / ({a} * {a} + 2)",
    "-{a}",
    "{a} ** 2",
    "{a} ** 3",
    "({a} * {a} + 1) ** -1.5",
    "{a}.tanh()",
    "{a}.tanh().exp()",
    "{a}.relu()",
]


@st.composite
def programs(draw):
    """Lines that each use two earlier results, kept small by tanh; the last is `z`."""
    names = ["x", "y"]
    lines = []
    for step in range(draw(st.integers(1, 12))):
        a, b = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        lines.append(f"v{step} = ({draw(st.sampled_from(FORMS)).format(a=a, b=b)}) * 0.5")
        names.append(f"v{step}")
    return "\n".join([*lines, f"z = {names[-1]} * x + {draw(st.sampled_from(names))}"])


numbers = st.floats(0.1, 2.0).flatmap(lambda size: st.sampled_from([size, -size]))


@settings(deadline=None)  # the machine may be busy
@drawn(programs(), numbers, numbers)
def test_values_and_gradients_are_torchs(program, x, y):
    ours = {"x": Value(x), "y": Value(y)}
    theirs = {name: torch.tensor(value.data, dtype=torch.float64, requires_grad=True) for name, value in ours.items()}
    mine, oracle = dict(ours), dict(theirs)
    for names in (mine, oracle):
        exec(program, {}, names)  # noqa: S102 - our own lines
        names["z"].backward()
    assert mine["z"].data == pytest.approx(oracle["z"].item(), rel=1e-9, abs=1e-12)
    for name, value in ours.items():
        slope = theirs[name].grad
        assert value.grad == pytest.approx(0.0 if slope is None else slope.item(), rel=1e-9, abs=1e-12)


def test_a_chain_of_10000_additions():
    x, step = Value(1.0), Value(0.25)
    z = x
    for _ in range(10_000):
        z = z + step
    z.backward()
    assert (z.data, x.grad, step.grad) == (2501.0, 1.0, 10_000.0)


def test_60_doublings():
    x = Value(0.5)
    z = x
    for _ in range(60):
        z = z + z
    z.backward()
    assert x.grad == 2.0**60


def test_a_node_outside_the_graph_keeps_its_gradient():
    x, other = Value(2.0), Value(3.0)
    _ = x * other
    (x * x).backward()
    assert (x.grad, other.grad) == (4.0, 0.0)


def test_negative_numbers_have_whole_powers():
    x = Value(-2.0)
    z = x**3
    z.backward()
    assert (z.data, x.grad) == (-8.0, 12.0)


def test_as_value_leaves_a_value_alone():
    x = Value(1.0)
    assert as_value(x) is x
    assert as_value(2).data == 2


def test_the_drawing_writes_a_reused_node_once():
    x = Value(0.5)
    z = (x * x).tanh()
    z.backward()
    lines = given.draw(z).splitlines()
    assert len(lines) == 4
    assert lines[-1].strip() == "#2  (see above)"
    assert f"data {math.tanh(0.25):.4f}  grad 1.0000" in lines[0]


@st.composite
def graphs(draw):
    """For each node the positions of its parents, which come before it."""
    size = draw(st.integers(1, 25))
    return [draw(st.lists(st.integers(0, node - 1), max_size=3)) if node else [] for node in range(size)]


@drawn(graphs())
def test_the_order_is_topological(graph):
    nodes = []
    for parents in graph:
        nodes.append(Node(tuple(nodes[place] for place in parents)))
    order = [nodes.index(node) for node in topological_order(nodes[-1])]
    below, waiting = set(), [len(graph) - 1]
    while waiting:
        node = waiting.pop()
        below.add(node)
        waiting += set(graph[node]) - below
    assert sorted(order) == sorted(below)
    assert order[-1] == len(graph) - 1
    # graphlib lets a node pass once all of its parents are done: it must be willing at every step
    sorter = TopologicalSorter({node: graph[node] for node in below})
    sorter.prepare()
    ready = set()
    for node in order:
        ready |= set(sorter.get_ready())
        assert node in ready
        sorter.done(node)


class Node:
    def __init__(self, parents):
        self.parents = parents


def _listed(order_of, graph):
    """The positions that a topological_order gives for the last node of a graph."""
    nodes = []
    for parents in graph:
        nodes.append(Node(tuple(nodes[place] for place in parents)))
    return [nodes.index(node) for node in order_of(nodes[-1])]


@pytest.mark.parametrize(
    "name", ["lists_a_node_before_its_parents", "notes_on_arrival_and_turns_round", "sorts_by_the_shortest_way"]
)
def test_a_known_walk_is_recognised_whichever_parent_it_takes_first(name):
    walk = getattr(wrong_orders, name)
    assert known_walk([[_listed(walk, graph)] for graph in SMALL]) == name
    turned = [[parents[::-1] for parents in graph] for graph in SMALL]
    assert known_walk([[_listed(walk, graph)] for graph in turned]) == name


def test_a_right_order_is_no_known_walk():
    orders = [_listed(topological_order, graph) for graph in SMALL]
    assert known_walk([[order] for order in orders]) is None
    assert [broken_law(order, graph, len(graph) - 1) for order, graph in zip(orders, SMALL, strict=True)] == [None] * 5


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (None, "a list of nodes of the graph"),
        ([0, 1, 2, 3, 4, 5, 5], "each node once, but node 5 is listed again"),
        ([0, 2, 3, 4, 5], "all nodes from which node 5 was made, and itself, but node 1 is missing"),
        ([0, 1, 3, 2, 4, 5], "each node after its parents, but node 3 stands before its parent 2"),
    ],
)
def test_a_wrong_order_is_told_in_words(order, words):
    assert broken_law(order, DIAMOND, 5) == words


def test_a_node_that_the_root_was_not_made_from_is_named():
    law = "the nodes from which node 4 was made, and no others, but node 1 is listed"
    assert broken_law([0, 1, 2, 3, 4], DIAMOND, 4) == law


def test_the_likely_mistakes_are_planted():
    known = {each.name for each in here().load("ch02_backpropagation").misconceptions_of("gradcheck.agrees")}
    assert set(LIKELY.values()) <= known


YEARS = range(2020, 2050)


def _tensor(array):
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


@pytest.mark.parametrize("year", YEARS)
def test_the_trace_is_torchs(year, monkeypatch):
    monkeypatch.setattr(questions, "YEAR", year)
    x, y = (_tensor(number) for number in questions.trace_inputs())
    p = x * y
    s = p + x
    z = torch.tanh(s)
    slopes = torch.autograd.grad(z, (s, p, x, y))
    assert list(worksheet.chain_rule_trace().values()) == pytest.approx([each.item() for each in (p, s, z, *slopes)])


@pytest.mark.parametrize("year", YEARS)
def test_the_network_trace_is_torchs(year, monkeypatch):
    monkeypatch.setattr(questions, "YEAR", year)
    x, w1, w2, t = (_tensor(number) for number in questions.network_inputs())
    h = torch.tanh(w1 * x)
    o = w2 * h
    loss = (o - t) ** 2
    slopes = torch.autograd.grad(loss, (o, w2, h, w1))
    assert list(worksheet.network_trace().values()) == pytest.approx([each.item() for each in (h, o, loss, *slopes)])


@pytest.mark.parametrize("year", YEARS)
def test_the_numbers_of_no_year_hide_a_mistake(year, monkeypatch):
    """Each misconception is wrong, and unlike the others, by more than the tolerance of three decimal places."""
    monkeypatch.setattr(questions, "YEAR", year)
    chapter = here().load("ch02_backpropagation")
    solution = solution_files(here().home(chapter.name))
    for name in ("chain_rule_trace", "network_trace"):
        answers = [list(getattr(worksheet, name)().values())]
        for wrong in chapter.misconceptions_of(f"worksheet.{name}"):
            module = {"__package__": "ch02_backpropagation", "__name__": "ch02_backpropagation.worksheet"}
            exec(install(wrong, solution)["worksheet.py"], module)  # noqa: S102 - our own lines
            answers.append(list(module[name]().values()))
        apart = [max(abs(a - b) for a, b in zip(*pair, strict=True)) for pair in combinations(answers, 2)]
        assert min(apart) > 5e-3
