"""Several chapters at a time: what each prints, in order, and whether it succeeded."""

from __future__ import annotations

from autograder.course.side_by_side import side_by_side


def test_outputs_come_in_order_with_what_became_of_each() -> None:
    done = list(side_by_side(lambda name: [name], ["--version", "no-such-command", "--help"]))
    assert [holds for _, holds in done] == [True, False, True]
    assert done[0][0].startswith("autograder, version")
    assert "no-such-command" in done[1][0]
