"""How a page is made: the templates, with everything that they print cleaned and escaped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from autograder.reports import words
from autograder.reports.clean import visible

TEMPLATES = Path(__file__).parent / "templates"


def _clean(value: Any) -> Any:
    """Runs on each value that a template prints, before it is escaped."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def environment() -> jinja2.Environment:
    """Templates in which every printed value is cleaned, then escaped; a name that is missing is an error."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        finalize=_clean,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def breakable(name: str) -> Markup:
    """A dotted name that a narrow column may break behind a dot or an underscore, and nowhere else."""
    return Markup(str(escape(visible(name))).replace(".", ".<wbr>").replace("_", "_<wbr>"))  # noqa: S704 - escaped


ENVIRONMENT = environment()
ENVIRONMENT.filters["breakable"] = breakable


def fill(template: str, **values: Any) -> str:
    """The page that `template` makes of `values`."""
    return ENVIRONMENT.get_template(template).render(words=words, **values)
