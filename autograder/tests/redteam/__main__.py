"""Print all attacks and what comes of them as a Markdown table: python -m autograder.tests.redteam"""

from __future__ import annotations

from collections import Counter

from autograder.tests.redteam.attack import NOT_STOPPED, RUNGS, Attack
from autograder.tests.redteam.attacks import ATTACKS, GROUPS


def table() -> str:
    """One line an attack, then counts by group, then what the guide says of those that are not stopped."""
    lines = ["| group | the submission ... | namespaces | landlock |", "|---|---|---|---|", *map(_line, ATTACKS), ""]
    lines += ["| group | attacks | not stopped: namespaces | not stopped: landlock |", "|---|---|---|---|"]
    for group in GROUPS:
        open_on = Counter(rung for attack in group.attacks for rung in attack.unstopped)
        lines.append(f"| {group.name} | {len(group.attacks)} | {open_on['namespaces']} | {open_on['landlock']} |")
    lines += [f"| all | {len(ATTACKS)} | {_open('namespaces')} | {_open('landlock')} |", "", "Not stopped:", ""]
    said = {sentence: list(attack.unstopped) for attack in ATTACKS for sentence in attack.unstopped.values()}
    return "\n".join([*lines, *(f"- ({', '.join(rungs)}) {sentence}" for sentence, rungs in said.items())])


def _line(attack: Attack) -> str:
    outcomes = " | ".join(attack.outcome(rung) for rung in RUNGS)
    return f"| {attack.group} | {attack.tries} | {outcomes} |"


def _open(rung: str) -> int:
    return sum(attack.outcome(rung) == NOT_STOPPED for attack in ATTACKS)


if __name__ == "__main__":
    print(table())
