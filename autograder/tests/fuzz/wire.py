"""What a worker may send, read as the examiner reads it: session, channel, decoder, observation.

Whatever comes is plain data within the caps, or ends the session with a cause that a report has words for.
"""

from __future__ import annotations

import contextlib
import math
import socket
import struct
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import msgspec
import numpy as np

from autograder.engine import examiner, wire, zygote_session
from autograder.engine.examiner import observation_of
from autograder.engine.limits import CAUSES, Limits
from autograder.engine.observe import Died, Raised
from autograder.engine.sandbox import SessionDied
from autograder.engine.wire import DTYPES, MIB, NAME_LENGTH, Caps, Opaque, WireError, decode, encode
from autograder.engine.worker import orders
from autograder.engine.zygote_session import Link, ZygoteSession
from autograder.tests.fuzz.loop import Target
from autograder.tests.fuzz.mutations import damaged, number

LIMITS = Limits()
CAPS = Caps(frame_bytes=LIMITS.answer_mb * MIB)
TIGHT = Caps(frame_bytes=4000, header_bytes=1000, nodes=60, depth=4, key_length=6, dims=3)  # met by small inputs too
TOLD = 400  # characters of a sentence about a worker that died


class Forker(Link):
    """Stands for the sandbox: its worker sends these bytes, whatever it is asked, and closes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.usable = True

    def start(self, _start: orders.Start, worker: socket.socket) -> None:
        self.sock = worker.dup()  # stays open for the question
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MIB)
        self.sock.sendall(self.data)
        self.sock.shutdown(socket.SHUT_WR)

    def say(self, message: bytes) -> None:
        pass

    def done(self) -> orders.Done:
        return orders.Done()


def examine(data: bytes) -> None:
    """The property, for what a worker sent as one reply."""
    forker = Forker(data)
    start = orders.Start(seed=0, **msgspec.structs.asdict(LIMITS))
    session = ZygoteSession(forker, start, LIMITS, lambda _, link: link.close())
    try:
        reply = session.ask({"ask": 1})
    except SessionDied:
        session.close()
        assert session.ending.cause in CAUSES, "a cause without words"
        assert len(session.ending.detail) < TOLD, "a long detail"
    else:
        session.close()
        within(reply, CAPS, len(data))
        comes_back(reply, CAPS)
        observed(reply, len(data))
    with contextlib.suppress(WireError):
        value = decode(data[8:], TIGHT)
        within(value, TIGHT, len(data))
        comes_back(value, TIGHT)


def within(value: object, caps: Caps, length: int) -> None:
    """Plain data, no more of it than the caps and the number of bytes allow."""
    nodes = raw = 0
    for item, depth in _walk(value):
        nodes += 1
        assert depth <= caps.depth, "nested too deep"
        if isinstance(item, np.ndarray):
            assert item.dtype in DTYPES.values(), "an array of another type"
            assert item.ndim <= caps.dims, "an array of many dimensions"
            assert item.base is None or item.base.flags.owndata, "an array over the frame"
            assert item.flags.writeable, "an array that cannot be written"
            raw += item.nbytes
        elif isinstance(item, bytes):
            raw += len(item)
        elif type(item) is dict:
            nodes += len(item)
            assert all(type(key) is str and len(key) <= caps.key_length for key in item), "a key that is no short text"
        elif type(item) is int:
            assert -(2**63) <= item < 2**64, "an integer that does not cross"
        elif type(item) is Opaque:
            assert len(item.type_name) <= NAME_LENGTH, "a long type name"
            assert item.type_name.isprintable(), "a type name that cannot be printed"
        else:
            assert item is None or type(item) in (bool, float, str, list), f"a {type(item).__name__}"
    assert nodes <= caps.nodes, "too many values"
    assert raw <= min(length, caps.frame_bytes), "more raw bytes than came"


def _walk(value: object) -> Iterator[tuple[object, int]]:
    """Every value with the number of containers around it, itself included."""
    waiting = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        inner = depth + isinstance(item, list | dict)
        yield item, inner
        if isinstance(item, list | dict):
            waiting += [(child, inner) for child in (item.values() if isinstance(item, dict) else item)]


def comes_back(value: object, caps: Caps) -> None:
    """What was read can be sent, and arrives the same: the decoder makes nothing that the encoder does not know."""
    wide = Caps(2 * caps.frame_bytes, 4 * caps.header_bytes, caps.nodes, caps.depth, caps.key_length, caps.dims)
    sent = encode(value, wide)  # a float may have come in half its size
    assert encode(decode(sent, wide), wide) == sent, "another value came back"


def observed(reply: dict[str, Any], length: int) -> None:
    """The reply as an observation: the value itself, or words of a bounded length."""
    observation = observation_of(reply, LIMITS)
    if "value" in reply:
        assert observation is reply["value"], "another value was observed"
    elif isinstance(observation, Died):
        assert observation.cause in CAUSES, "a cause without words"
        assert len(observation.detail) < TOLD, "a long detail"
    else:
        assert isinstance(observation, Raised), "neither a value nor an end"
        texts = (observation.type, observation.message, observation.file or "", observation.text or "")
        assert all(type(text) is str for text in texts), "an exception told in something else than texts"
        assert sum(map(len, texts)) <= length + TOLD, "an exception told at length"
        assert observation.line is None or type(observation.line) is int, "a line that is no number"


def make(random: Random) -> bytes:
    """A frame by someone who knows the format, with a mistake now and then; seldom plain noise."""
    if random.random() < 0.05:
        return random.randbytes(random.randrange(400))
    if random.random() < 0.1:
        return framed([random.choice(FORGED)(random)], random.randbytes(random.randrange(40)))
    shape = random.choice((_value, _value, _exception, _refusal, _any))
    nodes: list[Any] = []
    raw = bytearray()
    shape(random, nodes, raw)
    return framed(nodes, bytes(raw), random)


def framed(nodes: object, raw: bytes, random: Random | None = None) -> bytes:
    """The bytes of a frame; with `random`, its lengths are wrong now and then."""
    header = nodes if isinstance(nodes, bytes) else msgspec.msgpack.encode(nodes)
    lengths = [4 + len(header) + len(raw), len(header)]
    if random is not None and random.random() < 0.05:
        lengths[random.randrange(2)] = number(random, 4)
    return struct.pack("!QI", *lengths) + header + raw


def _value(random: Random, nodes: list[Any], raw: bytearray) -> None:
    nodes += [["d", 1], "value"]
    _any(random, nodes, raw)


def _exception(random: Random, nodes: list[Any], raw: bytearray) -> None:
    names = random.sample(("type", "message", "file", "line", "text", "more"), random.randrange(7))
    nodes += [["d", 1], "raised", ["d", len(names)]]
    for name in names:
        nodes.append(name)
        _any(random, nodes, raw) if random.random() < 0.2 else nodes.append(7 if name == "line" else _text(random))


def _refusal(random: Random, nodes: list[Any], raw: bytearray) -> None:
    nodes += [["d", 1], "refused", _text(random)]


def _any(random: Random, nodes: list[Any], raw: bytearray, depth: int = 0) -> None:
    kind = random.choices("scbal", (4, 1, 1, 2, 3 if depth < random.choice((3, 3, 40)) else 0))[0]
    if kind == "s":
        nodes.append(_scalar(random))
    elif kind == "c":
        nodes.append(["o", _text(random)[: random.choice((20, NAME_LENGTH + 1))]])
    elif kind == "b":
        size = random.choice((0, 1, 8, 300))
        nodes.append(["b", size])
        raw += random.randbytes(size)
    elif kind == "a":
        _array(random, nodes, raw)
    else:
        _container(random, nodes, raw, depth + 1)


def _scalar(random: Random) -> object:
    return random.choice(
        (None, True, False, number(random, 8), -number(random, 7), 0.5, math.nan, math.inf, _text(random))
    )


def _text(random: Random) -> str:
    alphabet = random.choice(("ab", "aé\x1b\u202e\U0001f600\0", "value"))
    return "".join(random.choices(alphabet, k=random.choice((0, 1, 5, 5, 81, 1001 if random.random() < 0.1 else 5))))


def _array(random: Random, nodes: list[Any], raw: bytearray) -> None:
    dtype = random.choice(sorted(DTYPES))
    shape = [random.choice((0, 1, 2, 3, 5)) for _ in range(random.choice((0, 1, 1, 2, 2, 3, 16, 17)))]
    if math.prod(shape) > 400:
        shape = shape[:2]
    raw += random.randbytes(math.prod(shape) * DTYPES[dtype].itemsize)
    if random.random() < 0.1:
        shape.append(number(random, random.choice((1, 4, 8))) * random.choice((-1, 1)) % 2**63)
    nodes.append(["a", random.choice((dtype,) * 20 + ("O8", "f8,f8", "U1", "<f8", "")), shape])


def _container(random: Random, nodes: list[Any], raw: bytearray, depth: int) -> None:
    count = random.choice((0, 1, 1, 2, 4, 400 if depth == 1 and random.random() < 0.1 else 3))
    claimed = number(random, 4) if random.random() < 0.03 else count
    kind = random.choice("ld")
    nodes.append([kind, claimed])
    for place in range(count):
        if kind == "d":
            nodes.append(f"k{place}" if random.random() < 0.97 else _scalar(random))
        _any(random, nodes, raw, depth)


FORGED: tuple[Callable[[Random], object], ...] = (
    lambda random: msgspec.msgpack.Ext(random.randrange(-128, 128), random.randbytes(8)),
    lambda random: {"a": number(random, 8)},
    lambda random: {key * (2**61 - 1): 0 for key in range(random.randrange(8))},
    lambda random: [[]] * random.randrange(2000),
    lambda random: ["l", 1, random.randrange(3)],
    lambda random: [random.choice("ldbaoz"), _scalar(random)],
)


def change(random: Random, data: bytes, other: bytes) -> bytes:
    """A frame from another: its nodes rearranged, or its bytes damaged and the lengths put right or not."""
    taken = _taken_apart(data)
    if taken is None or random.random() < 0.25:
        data = damaged(random, data, other)
        if len(data) > 12 and random.random() < 0.8:
            header = min(struct.unpack_from("!I", data, 8)[0], len(data) - 12)
            data = struct.pack("!QI", len(data) - 8, header) + data[12:]
        return data
    nodes, raw = taken
    for _ in range(random.choice((1, 1, 2, 4))):
        _rearrange(random, nodes, _taken_apart(other))
    return framed(nodes, damaged(random, raw, other) if random.random() < 0.1 else raw, random)


def _taken_apart(data: bytes) -> tuple[list[Any], bytes] | None:
    """The header's nodes and the raw bytes, None where the header cannot be read at all."""
    try:
        (length,) = struct.unpack_from("!I", data, 8)
        nodes = msgspec.msgpack.decode(data[12 : 12 + length])
    except (struct.error, msgspec.DecodeError, ValueError):
        return None
    return (nodes, data[12 + length :]) if isinstance(nodes, list) and nodes else None


def _rearrange(random: Random, nodes: list[Any], other: tuple[list[Any], bytes] | None) -> None:
    place = random.randrange(len(nodes) + 1)
    node = nodes[place] if place < len(nodes) else None
    act = random.randrange(6)
    if act == 0:
        nodes[place : place + random.choice((1, 3))] = []
    elif act == 1:
        nodes[place:place] = nodes[place : place + random.choice((1, 5))] * random.choice((1, 2, 50))
    elif act == 2 and other:
        nodes[place:place] = other[0][random.randrange(len(other[0])) :][:40]
    elif act == 3:
        nodes[place : place + 1] = [_scalar(random)]
    elif isinstance(node, list) and node:
        inner = random.randrange(len(node))
        nodes[place] = [
            *node[:inner],
            random.choice((number(random, 4), -1, 0.5, [number(random, 8)])),
            *node[inner + 1 :],
        ]
    else:
        nodes[place:place] = [[random.choice("ld"), random.randrange(4)]] * random.choice((1, 2, 40))
    del nodes[20_000:]


def memory(data: bytes) -> int:
    """An empty list is four bytes in a header and 72 in memory; a frame that never comes has empty pages."""
    claimed = int.from_bytes(data[:8], "big")
    return MIB + 150 * len(data) + (claimed if claimed <= CAPS.frame_bytes else 0)


WIRE = Target(
    name="wire",
    sources=(wire.__file__, zygote_session.__file__, examiner.__file__),
    make=make,
    change=change,
    examine=examine,
    cpu_seconds=5.0,
    memory=memory,
)
