"""The students' path on a machine that has no fork and none of the modules that only Unix has.

Windows itself is not at hand here: what it lacks is taken away from every Python process of the run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.kit import release
from autograder.engine.load import here

CHAPTER = "ch01_neural_networks"
TAKEN_AWAY = """
import os, sys

for name in ("fork", "forkpty", "posix_spawn", "setsid", "killpg", "memfd_create", "pidfd_open", "unshare"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("fcntl", "resource", "termios", "tty", "pwd", "grp", "pty", "syslog"):
    sys.modules[name] = None
"""


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, _ = release(tmp_path_factory.mktemp("kits"), here().root, [CHAPTER])
    return folder


def run(kit: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    crippled = kit.parent / "crippled"
    crippled.mkdir(exist_ok=True)
    (crippled / "sitecustomize.py").write_text(TAKEN_AWAY)
    path = os.pathsep.join([str(crippled), str(kit), str(kit / "datasets")])
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=kit / CHAPTER,
        env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_what_is_taken_away_is_gone(kit: Path) -> None:
    ran = run(kit, "-c", "import os, autograder; print(hasattr(os, 'fork'), autograder.__file__); import fcntl")
    assert ran.stdout.startswith(f"False {kit}")
    assert "ModuleNotFoundError" in ran.stderr


def test_a_stub_is_not_started_and_the_next_step_is_said(kit: Path) -> None:
    ran = run(kit, "-m", "autograder.cli", "check", "softmax")
    assert ran.returncode == 1, ran.stderr
    assert "not started" in ran.stdout
    assert "Traceback" not in ran.stdout + ran.stderr


def test_right_and_wrong_work_are_judged_as_everywhere(kit: Path) -> None:
    file = kit / CHAPTER / "activations.py"
    stub = file.read_text(encoding="utf-8")
    wrong = "powers = np.exp(logits)\n    return powers / powers.sum(axis=1, keepdims=True)"
    right = wrong.replace("np.exp(logits)", "np.exp(logits - logits.max(axis=1, keepdims=True))")
    stand_in = 'raise NotImplementedError("activations.softmax")'
    try:
        file.write_text(stub.replace(stand_in, wrong), encoding="utf-8")
        ran = run(kit, "-m", "autograder.cli", "check", "softmax")
        assert ran.returncode == 1, ran.stderr
        assert "Likely" in ran.stdout
        file.write_text(stub.replace(stand_in, right), encoding="utf-8")
        ran = run(kit, "-m", "autograder.cli", "check", "softmax")
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert "autograder check perceptron.predict" in ran.stdout
    finally:
        file.write_text(stub, encoding="utf-8")


@pytest.mark.parametrize("arguments", [("hint", "softmax"), ("list",), ("submit", "ch01")])
def test_the_other_commands_work_too(kit: Path, arguments: tuple[str, ...]) -> None:
    ran = run(kit, "-m", "autograder.cli", *arguments)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip()


def test_plain_pytest_works_too(kit: Path) -> None:
    settings = ["-c", str(kit / "pyproject.toml"), "--rootdir", str(kit)]
    ran = run(kit, "-m", "pytest", "-q", "-p", "no:cacheprovider", *settings, str(kit / CHAPTER))
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "not started" in ran.stdout
    assert "Traceback" not in ran.stdout
