"""Where every random number of an examination comes from.

A seed belongs to (chapter, term or public). Each check draws its own stream from it, so that adding a
check changes no other check's inputs.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass


@dataclass(frozen=True)
class Seed:
    """Never printed: `id` is what reports show."""

    secret: bytes

    @property
    def id(self) -> str:
        return "public" if self == PUBLIC else hashlib.sha256(b"id" + self.secret).hexdigest()[:12]

    def __repr__(self) -> str:
        return f"Seed({self.id})"

    def stream(self, name: str, attempt: int = 0) -> int:
        """A 63-bit seed for one check (or shared experiment) and attempt."""
        digest = hmac.digest(self.secret, f"{name}#{attempt}".encode(), "sha256")
        return int.from_bytes(digest[:8], "big") >> 1


PUBLIC = Seed(b"public")


def keyed(secret: bytes, chapter: str, window: str) -> Seed:
    """The seed for grading: HMAC of the term's secret, chapter and attempt window.

    Raises ValueError if the secret is shorter than 16 bytes.
    """
    if len(secret) < 16:
        raise ValueError("the term's secret is shorter than 16 bytes: name a file with a longer one")
    return Seed(hmac.digest(secret, f"{chapter}\n{window}".encode(), "sha256"))
