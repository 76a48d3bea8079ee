"""What students really write for `topological_order` in engine.py, and what they did, in one sentence each."""

from autograder.engine.check import misconception


@misconception("engine.topological_order")
def lists_a_node_before_its_parents(root):
    """A node was appended before its parents had been visited, so the root came first."""
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            order.append(node)
            for parent in node.parents:
                visit(parent)

    visit(root)
    return order


@misconception("engine.topological_order")
def lists_a_node_at_each_use(root):
    """Nobody remembered which nodes had been visited: a node that is used twice is listed twice."""
    order = []

    def visit(node):
        for parent in node.parents:
            visit(parent)
        order.append(node)

    visit(root)
    return order


@misconception("engine.topological_order")
def one_call_for_each_level(root):
    """The function calls itself once for each level of the graph, and Python ends that after about 1000 calls."""
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    return order


@misconception("engine.topological_order")
def turns_the_order_round(root):
    """The order was turned round before it was returned, so the root comes first and the inputs last."""
    order, seen = [], set()
    stack = [(root, False)]
    while stack:
        node, parents_done = stack.pop()
        if parents_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack += [(node, True), *((parent, False) for parent in node.parents)]
    return order[::-1]


@misconception("engine.topological_order")
def notes_on_arrival_and_turns_round(root):
    """Each node was noted on arrival, before its parents, and the list was turned round at the end."""
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            order.append(node)
            for parent in node.parents:
                visit(parent)

    visit(root)
    return order[::-1]


@misconception("engine.topological_order")
def tells_nodes_apart_by_their_number(root):
    """The visited nodes were remembered by the number that they hold, but two nodes can hold the same number."""
    order, seen = [], set()
    stack = [(root, False)]
    while stack:
        node, parents_done = stack.pop()
        if parents_done:
            order.append(node)
        elif node.data not in seen:
            seen.add(node.data)
            stack += [(node, True), *((parent, False) for parent in node.parents)]
    return order


@misconception("engine.topological_order")
def sorts_by_the_shortest_way(root):
    """The nodes were listed level by level from the root: a node stands at the end of its shortest way."""
    order, seen = [root], {root}
    for node in order:
        for parent in node.parents:
            if parent not in seen:
                seen.add(parent)
                order.append(parent)
    return order[::-1]


@misconception("engine.topological_order")
def leaves_out_the_inputs(root):
    """Nodes without parents, the inputs, are missing from the list."""
    order, seen = [], set()

    def visit(node):
        if node in seen or not node.parents:
            return
        seen.add(node)
        for parent in node.parents:
            visit(parent)
        order.append(node)

    visit(root)
    return order


@misconception("engine.topological_order")
def remembers_visits_for_ever(root, seen=set()):  # noqa: B006 - this is the mistake
    """The set of visited nodes is a default argument: it outlives the call, and the next call finds nothing new."""
    order = []

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    return order


@misconception("engine.topological_order")
def walks_every_path_and_removes_repetitions(root):
    """Every path from the root was walked, and repetitions were removed at the end."""
    order, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        order.append(node)
        waiting += node.parents
    return list(dict.fromkeys(reversed(order)))


@misconception("engine.topological_order")
def follows_the_first_parent(root):
    """Only the first parent of each node was followed."""
    order = [root]
    while order[-1].parents:
        order.append(order[-1].parents[0])
    return order[::-1]


@misconception("engine.topological_order")
def marks_a_node_when_it_is_put_on_the_stack(root):
    """A node was marked as visited when it was put on the stack, so a longer way to it could not move it."""
    order, seen = [], {root}
    stack = [(root, False)]
    while stack:
        node, parents_done = stack.pop()
        if parents_done:
            order.append(node)
            continue
        stack.append((node, True))
        for parent in node.parents:
            if parent not in seen:
                seen.add(parent)
                stack.append((parent, False))
    return order
