"""What a container runs for each submission of otter-grader's edition: otter, and a results.json whatever happens."""

from __future__ import annotations

import importlib
import json
import shutil
import traceback
from importlib.metadata import version
from pathlib import Path

from autograder.engine.atomic import write_atomically
from autograder.grading import gradescope_run
from autograder.grading.gradescope_run import BROKE, Metadata, about_kept, kept_score, read_metadata
from autograder.interop import gradescope
from autograder.reports.clean import one_line

OTTER = "otter.run.run_autograder"  # imported late: where it is missing, a results.json is there all the same


def main(root: Path) -> int:
    """Grade the one submission that is there; the exit code. What is printed is for the instructor."""
    out, told = root / "results" / "results.json", root / "submission_metadata.json"
    metadata = _repaired(told)
    write_atomically(out, _pending(metadata))  # what stands if this process is killed
    _clear(root / "submission")
    if reason := unreadable(root / "submission"):
        print(reason)
        said = {"score": 0, "output": f"{one_line(reason)} Save it in Jupyter, and hand it in again.", "tests": []}
        write_atomically(out, json.dumps(said | {"output_format": "text", "stdout_visibility": "hidden"}).encode())
        return 1
    try:
        importlib.import_module(OTTER).main(str(root))
    except BaseException:  # noqa: BLE001 - otter ends in many ways; it may have written what it has to say
        traceback.print_exc()
        if not _is_whole(out):
            write_atomically(out, _pending(metadata))
        return 1
    return 0


def unreadable(submission: Path) -> str:
    """Why otter cannot open the notebook, where it would end without a word to the student; "" if it can."""
    found = list(submission.glob("*.ipynb"))
    if len(found) != 1:
        return ""  # otter says what it wants
    try:
        notebooks, settings = importlib.import_module("nbformat"), importlib.import_module("otter.nbmeta_config")
    except ImportError:
        return ""  # otter will say so, to the instructor
    try:
        settings.NBMetadataConfig.from_notebook(notebooks.read(found[0], notebooks.NO_CONVERT))
    except Exception as error:  # noqa: BLE001 - whatever reading hostile JSON raises
        return f"{found[0].name} cannot be read as a notebook ({type(error).__name__})."
    return ""


def check(exam: Path) -> int:
    """When the container is built: everything loads. Raises what would break the grader for every student."""
    gradescope_run.check(exam)
    importlib.import_module(OTTER)
    print(f"otter-grader {version('otter-grader')}")
    return 0


def _clear(submission: Path) -> None:
    """Take away what lies in the place of otter's own files and would stop it."""
    for path in (submission / "tests", submission / "__init__.py"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _repaired(path: Path) -> Metadata:
    """Read it; and put an empty object in place of an empty file, as `otter grade` has it, which otter cannot read."""
    if not _is_whole(path):
        write_atomically(path, b"{}\n")
    return read_metadata(path)


def _is_whole(path: Path) -> bool:
    """Whether it holds a JSON object."""
    try:
        return isinstance(json.loads(path.read_bytes()), dict)
    except (OSError, ValueError, RecursionError):
        return False


def _pending(metadata: Metadata) -> bytes:
    return gradescope.pending(kept_score(metadata), [BROKE, *about_kept(metadata)])
