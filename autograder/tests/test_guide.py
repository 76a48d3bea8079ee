"""What the guides tell people to type exists: every command, with every option."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import click
import pytest

from autograder import cli
from autograder.engine.load import here

ROOT = here().root
GUIDES = [*sorted((ROOT / "instructor_guide").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
KIT = sorted((ROOT / "autograder/course/templates/kit").glob("*.md"))
TYPED = re.compile(r"(?:`|^)autograder ([a-z]+)([^`\n]*)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


def commands() -> dict[str, click.Command]:
    parts = (importlib.import_module(f"autograder.{part}.commands") for part in cli.PARTS)
    return {command.name or "": command for part in parts for command in part.COMMANDS}


@pytest.mark.parametrize("page", [*GUIDES, *KIT], ids=lambda page: page.name)
def test_every_command_and_option_exists(page: Path) -> None:
    known = commands()
    for name, rest in TYPED.findall(page.read_text(encoding="utf-8")):
        assert name in known, f"autograder {name}"
        options = {option for parameter in known[name].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest.partition("#")[0])) <= options, f"autograder {name}{rest}"


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link
