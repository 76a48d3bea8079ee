"""What all tests share."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def _programs() -> None:
    """nbgrader starts `alembic` by its name: it lies beside the Python that runs the tests, activated or not."""
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


@pytest.fixture(scope="session", autouse=True)
def _kept_tapes(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tapes are kept for the whole of a test run, in no folder of whoever runs it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    os.environ["XDG_CACHE_HOME"] = str(shared / "kept")
