"""The term's secret, from which the seeds for grading are made."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def read_or_make(path: Path) -> tuple[bytes, bool]:
    """The secret in `path`; made, readable for its owner only, if there is none. Second: whether it was made.

    Raises ValueError if the file holds something else.
    """
    try:
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return _make(path), True
    except UnicodeDecodeError:
        text = ""
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if len(secret) < 16:
        raise ValueError(f"{path} does not hold a term's secret: name another file with --secret, or delete it")
    return secret, False


def default_path() -> Path:
    """Outside the results and the repository, since both may be handed on."""
    base = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA") or str(Path.home() / ".config")
    return Path(base) / "dlf-autograder" / "term-secret"


def _make(path: Path) -> bytes:
    secret = secrets.token_bytes(32)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret.hex() + "\n")
    return secret
