"""Write the locks: exact versions for all systems and Pythons, from the ranges in pyproject.toml.

    make lock

`demo.txt` is what grading and students need, `dev.txt` what the tests need on top. PyTorch stays at one
version, and what only its GPU builds need is left out: pip adds it where such a build is installed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
TORCH = "torch==2.13.0\n"
GPU_ONLY = ("nvidia-", "cuda-", "triton")


def main() -> None:
    """Compile both locks with uv, which is installed for that."""
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "uv"], check=True)
    pin = HERE / "torch.constraint"
    pin.write_text(TORCH)
    try:
        for name, extra in (("demo.txt", []), ("dev.txt", ["--extra", "dev"])):
            command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--universal", "-q"]
            command += ["--python-version", "3.11", "--no-header", "--no-annotate", "-c", str(pin), *extra]
            compiled = subprocess.run(  # noqa: S603 - our own command
                command, check=True, capture_output=True, text=True, cwd=HERE.parent
            ).stdout
            lines = [line for line in compiled.splitlines(keepends=True) if not line.startswith(GPU_ONLY)]
            (HERE / name).write_text("".join(lines))
    finally:
        pin.unlink()


if __name__ == "__main__":
    main()
