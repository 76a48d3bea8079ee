"""The JSON Schema of a report, as the file beside this one. Remake it: python -m autograder.reports.schema"""

from __future__ import annotations

import json
from pathlib import Path

from autograder.engine import report

FILE = Path(__file__).with_name("report.schema.json")


def text() -> str:
    """What the file must hold."""
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema", **report.schema()}
    return json.dumps(draft, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8", newline="\n")
