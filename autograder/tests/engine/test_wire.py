"""Whatever the worker sends is a value or a WireError, within bounds; what is honest arrives as it was."""

from __future__ import annotations

import ast
import collections
import contextlib
import enum
import math
import os
import socket
import struct
import threading
import tracemalloc
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.engine import wire
from autograder.engine.wire import DTYPES, MIB, Caps, Channel, Opaque, WireError, decode, encode

DTYPE = st.sampled_from(sorted(DTYPES)).map(np.dtype)
ARRAYS = hnp.arrays(DTYPE, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.binary(max_size=20)
    | ARRAYS
    | st.text("abc", max_size=5).map(Opaque)
)
VALUES = st.recursive(LEAVES, lambda v: st.lists(v, max_size=4) | st.dictionaries(st.text("aé ", max_size=3), v))
COMMON = settings(max_examples=150, deadline=None)


def crossed(value: object) -> object:
    return decode(encode(value))


def same(a: object, b: object) -> bool:
    """Equal in value and in type, with nan equal to nan."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b or (isinstance(a, float) and math.isnan(a) and math.isnan(b))


def body(header: object, raw: bytes = b"") -> bytes:
    """A forged body: any header, any raw bytes."""
    data = header if isinstance(header, bytes) else msgspec.msgpack.encode(header)
    return struct.pack("!I", len(data)) + data + raw


# --- what crosses


@COMMON
@given(VALUES)
def test_a_value_arrives_as_it_was(value):
    assert same(crossed(value), value)


@COMMON
@given(ARRAYS)
def test_an_array_arrives_whatever_its_layout(array):
    for variant in (array.T, array[..., ::2] if array.ndim else array, np.asfortranarray(array)):
        assert same(crossed(variant), np.array(variant, order="C").reshape(variant.shape))
    assert same(crossed(array.astype(array.dtype.newbyteorder(">"))), array)


def test_an_array_that_arrived_is_writable_and_owns_its_memory():
    frame = bytearray(encode(np.zeros(3)))
    array = decode(frame)
    frame[-8:] = b"\xff" * 8
    array[0] = 1
    assert array.tolist() == [1, 0, 0]


@pytest.mark.parametrize(
    ("sent", "arrives"),
    [
        ((1, (2,)), [1, [2]]),
        (3j, np.array(3j)),
        (np.float32(0.5), np.array(0.5, np.float32)),
        (np.bool_(True), np.array(True)),
        (np.str_("text"), "text"),
        ("lone \ud800", "lone ?"),
        (2**64, Opaque("int")),
        (-(2**63) - 1, Opaque("int")),
        ({1: 2}, Opaque("dict with keys that are not strings")),
        ({"\ud800": 1, "?": 2}, Opaque("dict with repeated keys")),
        ({1, 2}, Opaque("set")),
        (print, Opaque("builtin_function_or_method")),
        (np.array([None]), Opaque("array of object")),
        (np.array(["a"]), Opaque("array of str")),
        (np.zeros(2, "i4,f8"), Opaque("array of void")),
        (np.zeros(2, "M8[s]"), Opaque("array of datetime64")),
        (Opaque("x" * 100 + "\n"), Opaque("x" * 80)),
        (collections.namedtuple("Pair", "a b")(1, 2), [1, 2]),
        (collections.OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
        (enum.IntEnum("Colour", "RED").RED, 1),
        (np.ma.array([1.0, 2.0], mask=[True, False]), np.array([1.0, 2.0])),
        (np.ones((1, 1)).view(np.matrix), np.array([[1.0]])),
    ],
    ids=repr,
)
def test_what_has_no_place_on_the_wire_arrives_as_its_nearest(sent, arrives):
    assert same(crossed(sent), arrives)


def test_long_double_does_not_cross_as_something_else():
    assert crossed(np.zeros(1, np.longdouble)) in (Opaque("array of longdouble"), [0.0])


class Liar:
    def lie(self, *_args):
        raise AssertionError("an overridden method was asked")

    __iter__ = __len__ = __getitem__ = __eq__ = __float__ = __int__ = __index__ = __str__ = __array__ = lie
    __bytes__ = __repr__ = items = keys = encode = lie
    __hash__ = None


@pytest.mark.parametrize(
    ("base", "value"), [(list, [1]), (tuple, (1,)), (dict, {"a": 1}), (int, 7), (float, 0.5), (str, "s"), (bytes, b"s")]
)
def test_a_subclass_that_lies_crosses_as_its_base(base, value):
    liar = type("LyingValue", (Liar, base), {})
    assert same(crossed(liar(value)), list(value) if base is tuple else value)


class LyingArray(Liar, np.ndarray):
    tobytes = astype = reshape = Liar.lie


def test_an_array_that_lies_crosses_as_its_data():
    liar = np.array([1.0, 2.0]).view(LyingArray)
    LyingArray.__array_finalize__ = Liar.lie
    assert same(crossed(liar), np.array([1.0, 2.0]))


def test_an_object_that_claims_another_class_is_opaque():
    class Claims:
        __class__ = list

    class Meta(type):
        __name__ = property(lambda cls: 1 / 0)

    assert crossed(Claims()) == Opaque("Claims")
    assert crossed(Meta("Made", (), {})()) == Opaque("Made")


def test_tensors_cross_as_arrays():
    torch = pytest.importorskip("torch")
    got = crossed(
        [torch.ones(2, requires_grad=True), torch.ones(1, dtype=torch.bfloat16), torch.ones(1, device="meta")]
    )
    assert same(got[0], np.ones(2, np.float32))
    assert same(got[1], np.ones(1, np.float32))
    assert got[2] == Opaque("Tensor without plain data")
    assert same(crossed(torch.tensor([1 + 2j]).conj()), np.array([1 - 2j], np.complex64))


# --- caps of the sender


def cyclic():
    value = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (cyclic(), "nested deeper than 32"),
        ([0] * 100_000, "more than 100000 values"),
        ({"k" * 1001: 0}, "a key of more than 1000 characters"),
        ("é" * (2 * MIB + 1), "texts and structure of more than 4194304 bytes"),
        (bytes(64 * MIB), "a value of more than 67108864 bytes"),
        ([np.zeros(MIB)] * 9, "a value of more than 67108864 bytes"),
        (np.broadcast_to(0.0, (10**6, 10**6)), r"an array of shape \(1000000, 1000000\) is over the cap"),
        (np.zeros((1,) * 17), "an array of shape"),
    ],
    ids=["cycle", "nodes", "key", "text", "bytes", "repeated array", "broadcast", "dims"],
)
def test_a_value_over_a_cap_is_refused(value, message):
    with pytest.raises(WireError, match=message):
        encode(value)


def test_thirty_two_levels_cross():
    value = []
    for _ in range(31):
        value = [value]
    assert same(crossed(value), value)


# --- hostile bytes


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_give_a_value_or_a_wire_error(data):
    for candidate in (data, body(data), body(b"\x91" + data)):
        try:
            value = decode(candidate)
        except WireError:
            continue
        assert same(crossed(value), value)


@settings(max_examples=300, deadline=None)
@given(VALUES, st.data())
def test_a_damaged_frame_gives_a_value_or_a_wire_error(value, data):
    frame = bytearray(encode(value))
    for _ in range(data.draw(st.integers(1, 3))):
        frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    frame = frame[: data.draw(st.integers(0, len(frame)))] if data.draw(st.booleans()) else frame
    with contextlib.suppress(WireError):
        assert crossed(decode(frame)) is not Ellipsis


FORGED = {
    "no bytes": (b"", "without a header"),
    "header longer than the frame": (struct.pack("!I", 2**32 - 1), "a header of 4294967295 bytes in a frame of 4"),
    "list of four billion": (body(b"\xdd\xff\xff\xff\xff"), "cannot be read"),
    "text of four billion": (body(b"\x91\xdb\xff\xff\xff\xff"), "cannot be read"),
    "shape of four billion": (body(b"\x91\x93\xa1a\xa2f8\xdd\xff\xff\xff\xff"), "cannot be read"),
    "deep msgpack": (body(b"\x91" * 4_000_000), "cannot be read"),
    "deep lists": (body([["l", 1]] * 50_000), "nested deeper than 32"),
    "untyped map": (body([{"a": 1}]), "cannot be read"),
    "flood of integer keys": (body([{k * (2**61 - 1): 0 for k in range(8)}]), "cannot be read"),
    "integer key": (body([["d", 1], 2**61 - 1, 0]), "a key that is no text"),
    "long key": (body([["d", 1], "k" * 1001, 0]), "a key that is no text, or a long one"),
    "doubled key": (body([["d", 2], "k", 0, "k", 0]), "a key that comes twice"),
    "long list, few values": (body([["l", 99_999], 1]), "ends too early"),
    "huge list": (body([["l", 2**62]]), "a container of"),
    "negative list": (body([["l", -1]]), "a container of -1 values"),
    "two values": (body([1, 2]), "goes on after its value"),
    "raw bytes left": (body([1], b"x"), "goes on after its value"),
    "negative shape": (body([["a", "f8", [-1, -1]]], bytes(8)), "an array of shape"),
    "shape beyond the bytes": (body([["a", "f8", [3]]], bytes(16)), "24 raw bytes where 16 are left"),
    "shape short of the bytes": (body([["a", "f8", [1]]], bytes(16)), "goes on after its value"),
    "overflowing shape": (body([["a", "f8", [2**32, 2**32]]]), "over the cap"),
    "giant empty shape": (body([["a", "f8", [0, 2**62]]]), "over the cap"),
    "many dimensions": (body([["a", "f8", [1] * 17]], bytes(8)), "an array of shape"),
    "object dtype": (body([["a", "O8", [1]]], bytes(8)), "a type that does not cross"),
    "made-up dtype": (body([["a", "f8,f8", [1]]], bytes(16)), "a type that does not cross"),
    "negative bytes": (body([["b", -1]]), "-1 raw bytes"),
    "NaN for a length": (body([["l", math.nan]]), "cannot be read"),
    "NaN for a shape": (body([["a", "f8", [math.nan]]]), "cannot be read"),
    "unknown head": (body([["z", 1]]), "cannot be read"),
    "extra field": (body([["l", 0, 0]]), "cannot be read"),
    "extension type": (body([msgspec.msgpack.Ext(1, b"x")]), "cannot be read"),
    "broken UTF-8": (body(b"\x91\xa1\xff"), "cannot be read"),
    "escape in a type name": (body([["o", "\x1b[31m"]]), "a type name that is too long or cannot be printed"),
    "long type name": (body([["o", "x" * 81]]), "a type name that is too long"),
    "many values": (body([0] * 100_001), "cannot be read"),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_frame_is_refused_in_words_and_in_little_memory(name):
    frame, message = FORGED[name]
    assert peak_of(frame, message) < 2 * len(frame) + 4 * MIB


def peak_of(frame: bytes, message: str | None = None) -> int:
    tracemalloc.start()
    try:
        if message is None:
            decode(frame)
        else:
            with pytest.raises(WireError, match=message):
                decode(frame)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "header",
    [
        [["l", 99_999], *([["l", 0]] * 99_999)],
        [["l", 20_000], *([["a", "b1", [0] * 16]] * 20_000)],
        [["l", 3], *(["\U0001f600" + "x" * 1_390_000] * 3)],
        [["d", 49_999], *(x for k in range(49_999) for x in (f"{k:020}", k))],
    ],
    ids=["empty lists", "empty arrays", "wide text", "keys"],
)
def test_the_worst_legal_header_stays_small(header):
    assert peak_of(body(header)) < 80 * MIB


def test_raw_bytes_are_held_once_more_and_not_twice():
    frame = encode([np.zeros(MIB), bytes(8 * MIB)])
    assert peak_of(frame) < 1.1 * len(frame)


# --- channels


@pytest.fixture
def sockets():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_a_large_value_crosses_a_socket_in_pieces(sockets):
    ours, theirs = map(Channel.over, sockets)
    value = {"x": np.arange(500_000.0), "y": ["text", b"bytes"]}
    sender = threading.Thread(target=ours.send, args=(value,))
    sender.start()
    assert same(theirs.receive(), value)
    sender.join()


def test_values_cross_two_pipes_in_order():
    read_end, write_end = os.pipe()
    with open(read_end, "rb", buffering=0) as reader, open(write_end, "wb", buffering=0) as writer:  # noqa: PTH123
        channel = Channel(reader, writer)
        for value in (1, "two", [3.0]):
            channel.send(value)
        assert [channel.receive() for _ in range(3)] == [1, "two", [3.0]]
        writer.close()
        with pytest.raises(EOFError, match="the other side closed"):
            channel.receive()


def test_a_pipe_that_nobody_reads_is_closed():
    read_end, write_end = os.pipe()
    os.close(read_end)
    with open(write_end, "wb", buffering=0) as writer, pytest.raises(EOFError, match="the other side closed"):  # noqa: PTH123
        Channel(writer, writer).send(1)


class Drip:
    """A stream that gives and takes one byte at a time."""

    def __init__(self) -> None:
        self.data = bytearray()

    def readinto(self, buffer: memoryview) -> int:
        buffer[:1] = self.data[:1]
        del self.data[:1]
        return 1

    def write(self, data: memoryview) -> int:
        self.data += data[:1]
        return 1


def test_short_reads_and_writes_are_completed():
    stream = Drip()
    channel = Channel(stream, stream)
    channel.send(["short", 1])
    assert channel.receive() == ["short", 1]


@pytest.mark.parametrize("cut", [3, 10])
def test_a_close_in_the_middle_of_a_frame_is_an_error_of_the_wire(sockets, cut):
    ours, theirs = sockets
    ours.sendall((struct.pack("!Q", 10) + encode([1, 2]))[:cut])
    ours.close()
    with pytest.raises(WireError, match="closed in the middle of a"):
        Channel.over(theirs).receive()


def test_a_length_over_the_cap_is_refused_before_memory_is_taken(sockets):
    ours, theirs = sockets
    ours.sendall(struct.pack("!Q", 2**63))
    with pytest.raises(WireError, match="a frame of 9223372036854775808 bytes is over the cap of 1000"):
        Channel.over(theirs, Caps(frame_bytes=1000)).receive()


def test_a_timeout_of_the_socket_is_passed_through(sockets):
    sockets[0].settimeout(0.01)
    with pytest.raises(TimeoutError):
        Channel.over(sockets[0]).receive()


def test_a_frame_that_drips_in_cannot_stretch_the_timeout(sockets):
    ours, theirs = sockets
    ours.settimeout(0.1)
    theirs.sendall(struct.pack("!Q", 10**6))
    done = threading.Event()

    def drip():
        while not done.wait(0.02):
            theirs.send(b"x")

    dripper = threading.Thread(target=drip)
    dripper.start()
    try:
        with pytest.raises(TimeoutError):
            Channel.over(ours).receive()
    finally:
        done.set()
        dripper.join()
    assert ours.gettimeout() == pytest.approx(0.1)


def test_a_listener_that_never_reads_cannot_stretch_the_timeout(sockets):
    ours, _ = sockets
    ours.settimeout(0.05)
    with pytest.raises(TimeoutError):
        Channel.over(ours).send(np.zeros(MIB))


def test_a_refused_value_leaves_the_channel_usable(sockets):
    ours, theirs = map(Channel.over, sockets)
    with pytest.raises(WireError):
        ours.send(cyclic())
    ours.send("next")
    assert theirs.receive() == "next"


def test_the_module_ships_alone():
    tree = ast.parse(Path(wire.__file__).read_text(encoding="utf-8"))
    modules = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    modules |= {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    assert not any(module.startswith("autograder") for module in modules)
