"""What this chapter hands to you: a picture of a graph of Values."""


def draw(root) -> str:
    """The graph above `root` as text: each node under the node it was made for, with data and grad.

    A node that is used several times is written out once and pointed to after that. Reads the
    attributes `data`, `grad` and `parents`.
    """
    lines, seen, waiting = [], {}, [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        again = id(node) in seen
        number = seen.setdefault(id(node), len(seen))
        suffix = "  (see above)" if again else f"  data {node.data:.4f}  grad {node.grad:.4f}"
        lines.append(f"{'  ' * depth}#{number}{suffix}")
        if not again:
            waiting += [(parent, depth + 1) for parent in reversed(tuple(node.parents))]
    return "\n".join(lines)
