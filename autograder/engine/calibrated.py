"""What `autograder calibrate` measured, as far as grading shows it: the bands behind trained curves."""

from __future__ import annotations

from pathlib import Path

import msgspec

from autograder.engine.report import Band

FILE = "calibration.json"  # beside the chapter's checks; a kit holds it too


class _Entry(msgspec.Struct):
    """One check of the file, without what its authors alone read."""

    band: Band | None = None


def read_bands(exam: Path) -> dict[str, Band]:
    """The band of each check that has one, by check id; none where nothing was calibrated.

    exam: the folder of the chapter's exam

    Raises ValueError, with the place in the file, where it is not what calibrate writes.
    """
    path = exam / FILE
    if not path.is_file():
        return {}
    entries = msgspec.json.decode(path.read_bytes(), type=dict[str, _Entry])
    return {check: entry.band for check, entry in entries.items() if entry.band is not None}
