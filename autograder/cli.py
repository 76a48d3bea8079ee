"""The command `autograder`: what it offers depends on what is there (a student's kit holds less)."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click

from autograder import __version__

PARTS = ("student", "grading", "course")


class Commands(click.Group):
    """Commands of the parts that are installed, in the order in which people meet them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


class Complaint(click.ClickException):
    """A message for the person at the keyboard: what is wrong, where, and the repair."""

    def show(self, file: object = None) -> None:
        click.echo(f"autograder: {self.message}", err=True)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="autograder")
def group() -> None:
    """The course Deep Learning Foundations (intermediate)."""


def main() -> None:
    """Entry point. A known complaint becomes one line; anything else is a defect and keeps its traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that lacks ✓ prints something in its place
    for part in PARTS:
        if (Path(__file__).parent / part).is_dir():  # not find_spec: another autograder may be installed
            for command in importlib.import_module(f"autograder.{part}.commands").COMMANDS:
                group.add_command(command)
    group()


if __name__ == "__main__":
    main()
