"""Grade the two example classes and say which pages to open: `python examples/demo.py RESULTS`.

Touches nothing outside RESULTS; the second time it grades only what changed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from autograder.engine.rungs import REPAIR, RungStatus, describe

HERE = Path(__file__).resolve().parent
SECRET = f"{1:064x}"  # a real one is made by chance: this one gives the same inputs on every machine
CLASSES = {"class_ch01": "ch01_neural_networks", "class_ch02": "ch02_backpropagation"}


def main() -> None:
    """Grade, then point at what there is to see."""
    parser = argparse.ArgumentParser(description="Grade the two example classes.")
    parser.add_argument("results", type=Path, help="folder for the results, made if it is not there")
    results = parser.parse_args().results.resolve()
    started = time.monotonic()
    statuses = describe()
    print(about_isolation(statuses))
    results.mkdir(parents=True, exist_ok=True)
    if code := grade(results, rung_of(statuses)):
        sys.exit(code)
    print(f"\nDone in {time.monotonic() - started:.0f} s.\n\n{what_to_see(results)}")


def rung_of(statuses: list[RungStatus]) -> str:
    """The best rung that works here."""
    return next(status.rung for status in statuses if status.available)


def about_isolation(statuses: list[RungStatus]) -> str:
    """Which rung is used; if it is not the highest, why, and what to install."""
    used = rung_of(statuses)
    lines = [f"Submissions run on the rung: {used}."]
    for status in statuses:
        if status.rung == used:
            break
        lines.append(f"  Not on {status.rung}: {status.reason}.")
    if len(lines) > 1:
        lines.append(f"  {REPAIR}")
    if used == "plain":
        lines.append("  NOT ISOLATED: harmless for these examples, and not for the work of strangers.")
    return "\n".join(lines)


def grade(results: Path, rung: str) -> int:
    """Both classes at the same time, one slot each; their lines one class after the other. Returns the exit code."""
    secret = results / "secret"
    secret.write_text(SECRET, encoding="ascii")
    runs = {folder: _start(results, folder, rung, secret) for folder in CLASSES}
    for folder, run in runs.items():
        print(f"\n{folder}. The solution and the known mistakes run first ...", flush=True)
        with run.stdout as lines:  # type: ignore[union-attr]  # a pipe
            for line in lines:
                print(f"  {line}", end="", flush=True)
    return max(abs(run.wait()) for run in runs.values())


def _start(results: Path, folder: str, rung: str, secret: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "autograder.cli", "grade", HERE / folder, "--chapter", CLASSES[folder]]
    command += ["--out", results / folder, "--slots", "1", "--secret", secret, "--isolation", rung]
    return subprocess.Popen(  # noqa: S603 - our own command
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=os.environ | {"PYTHONUTF8": "1"},
    )


def what_to_see(results: Path) -> str:
    """The pages, and what to try next."""
    pages = {folder: (results / folder / f"{chapter}.html").as_uri() for folder, chapter in CLASSES.items()}
    one_cause = results / "class_ch01" / "dmitri" / "ch01_neural_networks" / "report.html"
    five_mistakes = results / "class_ch01" / "greta" / "ch01_neural_networks" / "report.html"
    hostile = results / "class_ch01" / "kasimir" / "ch01_neural_networks" / "instructor.html"
    return f"""Open in a browser:
  the class of chapter 1                         {pages["class_ch01"]}
  the class of chapter 2                         {pages["class_ch02"]}
  what dmitri gets, whose numbers overflow       {one_cause.as_uri()}
  what greta gets, with five different mistakes  {five_mistakes.as_uri()}
  what kasimir's attack looked for               {hostile.as_uri()}

Who hands in what, and why they get these marks: {HERE / "README.md"}

Try next:
  the same command again, which finds everything unchanged;
  change a line in examples/class_ch01/dmitri, run it again, and only dmitri is graded;
  `autograder report REPORT.JSON` for a report in the terminal, `autograder doctor` for what isolation there is."""


if __name__ == "__main__":
    main()
