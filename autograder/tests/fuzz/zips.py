"""Zips by hand: every field can be wrong, each on its own."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from functools import lru_cache

STORED, DEFLATED = 0, 8


@dataclass
class Member:
    """One file of a zip; `None` stands for the true value. `central` and `local` overwrite fields by name."""

    name: bytes
    data: bytes = b""
    method: int = DEFLATED
    flags: int = 0x800  # names are UTF-8
    attributes: int = 0
    extra: bytes = b""
    comment: bytes = b""
    version: int = 20
    central: dict[str, int] = field(default_factory=dict)
    local: dict[str, int] = field(default_factory=dict)
    over: int | None = None  # lies over the member with this place: only the central directory names it


CENTRAL = ("made_by", "version", "flags", "method", "time", "date", "crc", "packed", "size", "name", "extra", "comment")
CENTRAL += ("disk", "internal", "attributes", "offset")
LOCAL = ("version", "flags", "method", "time", "date", "crc", "packed", "size", "name", "extra")
END = ("disk", "first_disk", "here", "entries", "length", "offset", "comment")
_CENTRAL, _LOCAL, _END = struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s5H3L2H"), struct.Struct("<4s4H2LH")
_SIZES = {"crc": 4, "packed": 4, "size": 4, "attributes": 4, "offset": 4, "length": 4}


def zip_of(
    members: list[Member], end: dict[str, int] | None = None, before: bytes = b"", after: bytes = b"", big: bool = False
) -> bytes:
    """The bytes of a zip. `big`: with the end of a zip64 too; `end` overwrites fields of the last record."""
    body = bytearray(before)
    offsets: list[int] = []
    for member in members:
        offsets.append(len(body) if member.over is None else offsets[member.over % max(len(offsets), 1)])
        if member.over is None:
            body += _local(member)
    start = len(body)
    for member, offset in zip(members, offsets, strict=True):
        body += _central(member, offset)
    length = len(body) - start
    if big:
        body += struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, len(members), len(members), length, start)
        body += struct.pack("<4sLQL", b"PK\x06\x07", 0, start + length, 1)
    count = len(members)
    true = {"here": count, "entries": count, "length": length, "offset": start, "comment": len(after)}
    return bytes(body) + _END.pack(b"PK\x05\x06", *_fields(END, true | (end or {}))) + after


@lru_cache(maxsize=8)  # hundreds of names for one member of megabytes are packed once
def packed(data: bytes, method: int) -> tuple[bytes, int]:
    """The content of a member as it lies in the zip, and its checksum."""
    if method != DEFLATED:
        return data, zlib.crc32(data)
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(), zlib.crc32(data)


def _local(member: Member) -> bytes:
    fields = _fields(LOCAL, _true(member) | member.local)
    content, _ = packed(member.data, member.method)
    return _LOCAL.pack(b"PK\x03\x04", *fields) + member.name + member.extra + content


def _central(member: Member, offset: int) -> bytes:
    true = _true(member) | {"attributes": member.attributes, "offset": offset}
    fields = _fields(CENTRAL, true | {"comment": len(member.comment)} | member.central)
    return _CENTRAL.pack(b"PK\x01\x02", *fields) + member.name + member.extra + member.comment


def _true(member: Member) -> dict[str, int]:
    content, crc = packed(member.data, member.method)
    return {
        "version": member.version,
        "flags": member.flags,
        "method": member.method,
        "crc": crc,
        "packed": len(content),
        "size": len(member.data),
        "name": len(member.name),
        "extra": len(member.extra),
    }


def _fields(names: tuple[str, ...], values: dict[str, int]) -> list[int]:
    return [values.get(name, 0) % 256 ** _SIZES.get(name, 2) for name in names]
