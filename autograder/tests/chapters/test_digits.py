"""The digits, and the card that describes them."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import numpy as np
import pytest
from coursedata import digits
from sklearn.datasets import load_digits

FOLDER = Path(digits.__file__).parent
CARD = tomllib.loads((FOLDER / "card.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("field", ["images", "labels"])
def test_the_card_states_shape_and_dtype(field):
    array = getattr(digits.load(), field)
    assert list(array.shape) == CARD["fields"][field]["shape"]
    assert array.dtype == CARD["fields"][field]["dtype"]
    assert len(array) == CARD["samples"]


def test_the_card_states_the_hash_of_each_file():
    stored = {path.name for path in FOLDER.iterdir()} - {"__init__.py", "card.toml", "__pycache__"}
    assert stored == set(CARD["files"])
    for name, expected in CARD["files"].items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == expected


def test_the_card_states_how_many_there_are_of_each_digit():
    assert np.bincount(digits.load().labels).tolist() == CARD["fields"]["labels"]["counts"]


def test_the_card_says_what_a_user_has_to_know():
    for key in ("title", "source", "origin", "licence", "changes", "known_flaws"):
        assert CARD[key]
    assert all(field["unit"] for field in CARD["fields"].values())


def test_the_digits_are_those_of_the_source():
    source, here = load_digits(), digits.load()
    np.testing.assert_array_equal(here.images, source.images)
    np.testing.assert_array_equal(here.labels, source.target)


def test_every_call_returns_arrays_of_its_own():
    digits.load().images[:] = 99
    assert digits.load().images.max() == 16
