"""The card of a data set: what it must say, and whether what it says is so."""

from __future__ import annotations

import hashlib
import importlib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np

CARD = "card.toml"
_LOADER = "__init__.py"

Text = Annotated[str, msgspec.Meta(min_length=1)]
SHA256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One array that `load()` returns."""

    shape: list[int]
    dtype: Text
    unit: Text  # of its numbers, or what its entries are
    range: list[float | str] = []  # smallest and largest entry, to 6 digits; a text for dates; none for texts
    missing: int = 0  # entries that are nan or NaT
    counts: list[int] | None = None  # for classes: how many samples of 0, of 1, ...


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`card.toml`, as it lies beside the loader of each data set."""

    title: Text
    summary: Text
    source: Text  # package and version that the data was read from
    origin: Text  # where it was published first
    creators: Annotated[list[Text], msgspec.Meta(min_length=1)]
    year: int  # of that publication
    licence: Text  # its name, as short as it can be
    terms: Text  # who states that licence, and for what
    changes: Text  # what differs from the source
    missing: Text  # what is not there, and how one sees that
    split: Text  # how to divide it into training and test
    known_flaws: Annotated[list[Text], msgspec.Meta(min_length=1)]
    samples: int
    files: Annotated[dict[str, SHA256], msgspec.Meta(min_length=1)]  # all but loader and card
    fields: Annotated[dict[str, Field], msgspec.Meta(min_length=1)]
    counted: list[str] = []  # the fields whose rows are the samples; the first one, if nothing is said


class BadCard(Exception):
    """A card that cannot be read or lacks something. The message names the file and the repair."""


def names(folder: Path) -> list[str]:
    """The data sets in the folder `coursedata`, sorted."""
    return sorted(path.name for path in folder.iterdir() if (path / _LOADER).is_file() or (path / CARD).is_file())


def read(folder: Path, name: str) -> Card:
    """The card of one data set. Raises BadCard."""
    path = folder / name / CARD
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Card)
    except FileNotFoundError:
        raise BadCard(f"{path}: missing: every data set has a card") from None
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise BadCard(f"{path}: {error}: a card has the parts of {__name__}.Card") from None


def size(folder: Path, name: str) -> int:
    """Bytes of the stored data."""
    return sum((folder / name / file).stat().st_size for file in _stored(folder / name))


def load(name: str) -> Mapping[str, np.ndarray]:
    """What the loader of a data set returns, field -> array."""
    found: Mapping[str, np.ndarray] = importlib.import_module(f"coursedata.{name}").load()._asdict()
    return found


def problems(folder: Path, name: str) -> list[str]:
    """Where card, files and loader of a data set disagree: one line each, with the file and the repair."""
    path = folder / name / CARD
    try:
        card = read(folder, name)
    except BadCard as error:
        return [str(error)]
    if found := _files(card, folder / name):
        return found  # a loader need not bear what is not the released file
    try:
        arrays = load(name)
    except Exception as error:  # noqa: BLE001 - a loader may fail in any way, and each is a finding
        return [f"{path.with_name(_LOADER)}: load() raised {type(error).__name__}: {error}: mend the loader"]
    return [f"{path}: {words}" for words in _fields(card, arrays) or _samples(card, arrays)]


def _stored(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file()} - {_LOADER, CARD}


def _files(card: Card, folder: Path) -> list[str]:
    stored, lines = _stored(folder), []
    for file in sorted(stored - set(card.files)):
        lines.append(f"{folder / file}: not on the card: name it under files, or delete it")
    for file, said in sorted(card.files.items()):
        if file not in stored:
            lines.append(f"{folder / file}: missing, and on the card: put it back, or take it off the card")
        elif (found := hashlib.sha256((folder / file).read_bytes()).hexdigest()) != said:
            lines.append(
                f"{folder / file}: not the file of the card: put the released file back; "
                f"if it was made anew, its hash is {found}"
            )
    return lines


def _fields(card: Card, arrays: Mapping[str, np.ndarray]) -> list[str]:
    if list(card.fields) != list(arrays):
        return [
            f"fields: the card has {_listed(card.fields)}, load() returns {_listed(arrays)}: name the same, in order"
        ]
    return [
        f"fields.{name}.{fact}: the card says {said}, load() returns {found}: correct whichever is wrong"
        for name, field in card.fields.items()
        for fact, found in facts(arrays[name], counted=field.counts is not None).items()
        if (said := getattr(field, fact)) != found
    ]


def _samples(card: Card, arrays: Mapping[str, np.ndarray]) -> list[str]:
    counted = card.counted or list(card.fields)[:1]
    if unknown := set(counted) - set(arrays):
        return [f"counted: load() returns no {_listed(sorted(unknown))}: name fields"]
    found = sum(len(arrays[name]) for name in counted)
    if found == card.samples:
        return []
    return [f"samples: the card says {card.samples}, {_listed(counted)} of load() hold {found}: correct the card"]


def facts(array: np.ndarray, *, counted: bool = False) -> dict[str, object]:
    """What a card states of an array, in the card's words: shape, dtype, range, missing, and counts if asked for."""
    present = array[~np.isnan(array)] if array.dtype.kind in "fmM" else array.ravel()
    found: dict[str, object] = {
        "shape": list(array.shape),
        "dtype": str(array.dtype),
        "range": [] if array.dtype.kind == "U" or not present.size else [_plain(present.min()), _plain(present.max())],
        "missing": int(array.size - present.size),
    }
    return found | ({"counts": np.bincount(array).tolist()} if counted else {})


def _plain(entry: np.generic) -> float | str:
    """An infinity stays one, and agrees with no card."""
    return str(entry) if isinstance(entry, np.datetime64) else float(f"{entry:.6g}")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
