"""The solutions as importable packages, for the tests that prove them."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path.append(str(ROOT / "solutions"))
