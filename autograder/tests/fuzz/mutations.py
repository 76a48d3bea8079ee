"""Changes to bytes that need no knowledge of what the bytes mean."""

from __future__ import annotations

from random import Random

NUMBERS = (0, 1, 2, 7, 0x20, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 2**31 - 1, 2**31, 2**32 - 1, 2**62, 2**63, 2**64 - 1)


def number(random: Random, size: int) -> int:
    """A number of `size` bytes that programs tend to get wrong, or any."""
    value = random.choice(NUMBERS) + random.choice((-1, 0, 0, 1)) if random.random() < 0.8 else random.getrandbits(64)
    return value % 256**size


def length(random: Random) -> int:
    """Mostly short, sometimes long."""
    return int(2 ** random.uniform(0, 6 if random.random() < 0.9 else 13))


def damaged(random: Random, data: bytes, other: bytes) -> bytes:
    """A few changes, one after the other."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        data = random.choice(CHANGES)(random, data, other)
    return data


def flip(random: Random, data: bytes, _other: bytes) -> bytes:
    changed = bytearray(data or b"\0")
    changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def overwrite(random: Random, data: bytes, _other: bytes) -> bytes:
    size = random.choice((1, 2, 4, 8))
    place = random.randrange(len(data) + 1)
    return data[:place] + number(random, size).to_bytes(size, random.choice(("little", "big"))) + data[place + size :]


def insert(random: Random, data: bytes, _other: bytes) -> bytes:
    place = random.randrange(len(data) + 1)
    return data[:place] + random.randbytes(length(random)) + data[place:]


def remove(random: Random, data: bytes, _other: bytes) -> bytes:
    place = random.randrange(len(data) + 1)
    return data[:place] + data[place + length(random) :]


def repeat(random: Random, data: bytes, _other: bytes) -> bytes:
    place = random.randrange(len(data) + 1)
    return data[:place] + data[place : place + length(random)] * random.choice((2, 3, 20)) + data[place:]


def splice(random: Random, data: bytes, other: bytes) -> bytes:
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other) + 1) :]


def truncate(random: Random, data: bytes, _other: bytes) -> bytes:
    return data[: random.randrange(len(data) + 1)]


CHANGES = (flip, flip, overwrite, overwrite, insert, remove, repeat, splice, truncate)
