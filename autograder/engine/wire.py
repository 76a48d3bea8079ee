"""Plain data over a byte stream, between two processes of which one is not trusted.

A frame is its length in eight bytes, then a body: the length of a header in four bytes, the header (msgpack),
and the raw bytes of arrays and byte strings in the order in which the header names them. The header is a flat
list in pre-order: a container is a head that says how many values follow. So the receiver knows how much it is
about to make before it makes it, keys are texts and nothing else, and no number of bytes becomes much more memory.

Ships alone into the sandbox: the standard library, NumPy and msgspec are all that it imports.
"""

from __future__ import annotations

import errno
import math
import socket
import struct
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Protocol, cast

import msgspec
import numpy as np

MIB = 2**20
NAME_LENGTH = 80
DTYPES = {
    code: np.dtype(code)
    for code in ("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
}


class WireError(Exception):
    """Something malformed, or over one of the caps. The text says what."""


@dataclass(frozen=True)
class Opaque:
    """Stands for a value that cannot cross, such as a function; `type_name` is all that is known of it."""

    type_name: str


@dataclass(frozen=True)
class Caps:
    """The most that one frame may hold; the same on both sides."""

    frame_bytes: int = 64 * MIB
    header_bytes: int = 4 * MIB  # texts and structure: they grow in memory, raw bytes do not
    nodes: int = 100_000  # values and keys
    depth: int = 32  # containers in containers
    key_length: int = 1000  # characters
    dims: int = 16  # of an array


class _List(msgspec.Struct, array_like=True, tag="l", forbid_unknown_fields=True, frozen=True, gc=False):
    length: int


class _Dict(msgspec.Struct, array_like=True, tag="d", forbid_unknown_fields=True, frozen=True, gc=False):
    length: int


class _Bytes(msgspec.Struct, array_like=True, tag="b", forbid_unknown_fields=True, frozen=True, gc=False):
    length: int


class _Array(msgspec.Struct, array_like=True, tag="a", forbid_unknown_fields=True, frozen=True):
    dtype: str
    shape: Annotated[tuple[int, ...], msgspec.Meta(max_length=64)]


class _Opaque(msgspec.Struct, array_like=True, tag="o", forbid_unknown_fields=True, frozen=True, gc=False):
    type_name: str


_Node = None | bool | int | float | str | _List | _Dict | _Bytes | _Array | _Opaque


def encode(value: object, caps: Caps = Caps()) -> bytes:
    """The body of a frame.

    Tuples become lists, NumPy scalars and complex numbers 0-d arrays, tensors arrays; what cannot cross
    becomes `Opaque`. Integers cross from -2**63 to 2**64 - 1. Raises WireError over a cap.
    """
    return b"".join(_parts(value, caps))


def decode(body: bytes | bytearray | memoryview, caps: Caps = Caps()) -> Any:
    """The value in the body of a frame; arrays are writable and own their memory.

    Any bytes give a value or a WireError, in time and memory bounded by `caps` and the number of bytes.
    """
    view = memoryview(body)
    if len(view) > caps.frame_bytes:
        raise WireError(f"a frame of {len(view)} bytes is over the cap of {caps.frame_bytes}")
    if len(view) < _HEADER.size:
        raise WireError("a frame without a header")
    (length,) = _HEADER.unpack_from(view)
    end = _HEADER.size + length
    if length > caps.header_bytes or end > len(view):
        raise WireError(f"a header of {length} bytes in a frame of {len(view)}")
    return _Reader(_nodes(view[_HEADER.size : end], caps), view[end:], caps).whole()


class _Readable(Protocol):
    def readinto(self, buffer: memoryview, /) -> int | None: ...


class _Writable(Protocol):
    def write(self, data: memoryview, /) -> int | None: ...


class Channel:
    """Sends and receives values over two blocking, unbuffered streams, such as the ends of two pipes.

    After an error the streams are out of step: close them.
    """

    def __init__(self, reader: _Readable, writer: _Writable, caps: Caps = Caps()) -> None:
        self._reader = reader
        self._writer = writer
        self._caps = caps
        self.received = 0  # bytes so far, in whole frames

    @staticmethod
    def over(sock: socket.socket, caps: Caps = Caps()) -> Channel:
        """A channel over a connected socket. The socket's timeout bounds a whole frame, however it drips in."""
        return _SocketChannel(sock, caps)

    def send(self, value: object) -> None:
        """Send one value. Raises WireError over a cap (nothing is sent then), EOFError if nobody listens."""
        parts = _parts(value, self._caps)
        data = memoryview(b"".join([_FRAME.pack(sum(map(len, parts))), *parts]))
        try:
            while data:
                data = data[self._writer.write(data) or 0 :]
        except OSError as error:
            raise _closed(error) from error

    def receive(self) -> Any:
        """The next value. Raises EOFError if the other side closed, WireError if what came is garbled,
        TimeoutError if the stream has a timeout and it passed."""
        prefix = self._fill(_FRAME.size, "in the middle of a length", start=True)
        (length,) = _FRAME.unpack(prefix)
        if length > self._caps.frame_bytes:
            raise WireError(f"a frame of {length} bytes is over the cap of {self._caps.frame_bytes}")
        frame = self._fill(length, "in the middle of a frame")
        self.received += length
        return decode(frame, self._caps)

    def _fill(self, length: int, where: str, start: bool = False) -> memoryview:
        buffer = np.empty(length, np.uint8).data  # pages that are never written cost no memory
        done = 0
        while done < length:
            count = self._read(buffer[done:])
            if count == 0:
                raise EOFError("the other side closed") if start and done == 0 else WireError(f"closed {where}")
            done += count
        return buffer

    def _read(self, buffer: memoryview) -> int:
        try:
            return self._reader.readinto(buffer) or 0
        except ConnectionError:
            return 0


class _SocketStream:
    """Reads and writes until a moment that is set anew for each frame."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.end: float | None = None

    def readinto(self, buffer: memoryview, /) -> int:
        self._limit()
        return self.sock.recv_into(buffer)

    def write(self, data: memoryview, /) -> int:
        self._limit()
        return self.sock.send(data)

    def _limit(self) -> None:
        if self.end is None:
            return
        left = self.end - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self.sock.settimeout(left)

    @contextmanager
    def frame(self) -> Generator[None]:
        timeout = self.sock.gettimeout()
        self.end = None if timeout is None else time.monotonic() + timeout
        try:
            yield
        finally:
            if timeout is not None:
                self.sock.settimeout(timeout)


class _SocketChannel(Channel):
    def __init__(self, sock: socket.socket, caps: Caps) -> None:
        self._stream = _SocketStream(sock)
        super().__init__(self._stream, self._stream, caps)

    def send(self, value: object) -> None:
        with self._stream.frame():
            super().send(value)

    def receive(self) -> Any:
        with self._stream.frame():
            return super().receive()


_LITTLE_ENDIAN = {code: dtype.newbyteorder("<") for code, dtype in DTYPES.items()}
_FRAME = struct.Struct("!Q")
_HEADER = struct.Struct("!I")
_pack = msgspec.msgpack.Encoder().encode


def _closed(error: OSError) -> Exception:
    # a pipe without a reader is EPIPE, on Windows EINVAL
    gone = isinstance(error, ConnectionError) or error.errno == errno.EINVAL
    return EOFError("the other side closed") if gone else error


def _parts(value: object, caps: Caps) -> list[bytes | memoryview]:
    writer = _Writer(caps)
    writer.add(value, 0)
    header = _pack(writer.nodes)
    if len(header) > caps.header_bytes:
        raise WireError(f"texts and structure of more than {caps.header_bytes} bytes")
    if _HEADER.size + len(header) + writer.raw_bytes > caps.frame_bytes:
        raise WireError(f"a value of more than {caps.frame_bytes} bytes")
    return [_HEADER.pack(len(header)), header, *writer.raw]


class _Writer:
    """Flattens one value. Looks at real types only: an object may lie about its class, length or items."""

    def __init__(self, caps: Caps) -> None:
        self.caps = caps
        self.nodes: list[_Node] = []
        self.raw: list[bytes | memoryview] = []
        self.raw_bytes = 0
        self.text_bytes = 0

    def add(self, given: object, depth: int) -> None:
        kind, value = type(given), cast(Any, given)
        if value is None or kind is bool:
            self.node(value)
        elif kind is Opaque:
            self.opaque(value.type_name)
        elif issubclass(kind, str):
            self.text(value)
        elif issubclass(kind, bytes):
            self.bytes(bytes.__getitem__(value, slice(None)))
        elif issubclass(kind, (np.ndarray, np.generic, complex)):
            self.array(_as_array(value))
        elif issubclass(kind, int):
            self.integer(int.__index__(value))
        elif issubclass(kind, float):
            self.node(float.__float__(value))
        elif issubclass(kind, list):
            self.list(list(_LIST.__iter__(value)), depth + 1)
        elif issubclass(kind, tuple):
            self.list(list(_TUPLE.__iter__(value)), depth + 1)
        elif issubclass(kind, dict):
            self.dict(list(_DICT.items(value)), depth + 1)
        elif _is_tensor(kind):
            self.tensor(value)
        else:
            self.opaque(_NAME_OF.__get__(kind))

    def node(self, node: _Node) -> None:
        if len(self.nodes) >= self.caps.nodes:
            raise WireError(f"more than {self.caps.nodes} values")
        self.nodes.append(node)

    def text(self, value: str) -> None:
        data = str.encode(value, "utf-8", "replace")  # lone surrogates become "?"
        self.text_bytes += len(data)
        if self.text_bytes > self.caps.header_bytes:
            raise WireError(f"texts and structure of more than {self.caps.header_bytes} bytes")
        self.node(data.decode())

    def integer(self, value: int) -> None:
        if -(2**63) <= value < 2**64:
            self.node(value)
        else:
            self.opaque("int")

    def opaque(self, type_name: str) -> None:
        self.node(_Opaque("".join(c for c in type_name if c.isprintable())[:NAME_LENGTH]))

    def bytes(self, data: bytes | memoryview) -> None:
        self.node(_Bytes(len(data)))
        self.append_raw(data)

    def append_raw(self, data: bytes | memoryview) -> None:
        self.raw_bytes += len(data)
        if self.raw_bytes > self.caps.frame_bytes:
            raise WireError(f"a value of more than {self.caps.frame_bytes} bytes")
        self.raw.append(data)

    def array(self, array: np.ndarray[Any, Any]) -> None:
        code = f"{array.dtype.kind}{array.dtype.itemsize}"
        if code not in DTYPES:
            self.opaque(f"array of {array.dtype.type.__name__.rstrip('_')}")
            return
        _size(array.shape, array.dtype.itemsize, self.caps)  # before a broadcast view is written out
        flat = np.asarray(array, _LITTLE_ENDIAN[code], order="C").reshape(-1)
        self.node(_Array(code, array.shape))
        self.append_raw(flat.view(np.uint8).data)

    def tensor(self, tensor: Any) -> None:
        torch: Any = sys.modules["torch"]
        try:
            dense = torch.Tensor.detach(tensor).cpu().resolve_conj().resolve_neg()
            array = (dense.float() if dense.dtype == torch.bfloat16 else dense).numpy()
        except (RuntimeError, TypeError, ValueError):  # sparse, quantised, or without data
            self.opaque("Tensor without plain data")
        else:
            self.array(_as_array(array))

    def list(self, items: list[object], depth: int) -> None:
        self.deeper(depth)
        self.node(_List(len(items)))
        for item in items:
            self.add(item, depth)

    def dict(self, items: list[tuple[Any, Any]], depth: int) -> None:
        self.deeper(depth)
        keys = [str.encode(key, "utf-8", "replace") for key, _ in items if issubclass(type(key), str)]
        if len(keys) < len(items):
            self.opaque("dict with keys that are not strings")
        elif len(set(keys)) < len(keys):
            self.opaque("dict with repeated keys")
        else:
            self.node(_Dict(len(items)))
            for key, (_, item) in zip(keys, items, strict=True):
                self.key(key.decode())
                self.add(item, depth)

    def key(self, key: str) -> None:
        if len(key) > self.caps.key_length:
            raise WireError(f"a key of more than {self.caps.key_length} characters")
        self.text(key)

    def deeper(self, depth: int) -> None:
        if depth > self.caps.depth:
            raise WireError(f"nested deeper than {self.caps.depth}")


# the methods of the base classes, which a subclass or a metaclass cannot answer in place of
_LIST: Any = list
_TUPLE: Any = tuple
_DICT: Any = dict
_NAME_OF: Any = type.__dict__["__name__"]


def _as_array(value: Any) -> np.ndarray[Any, Any]:
    if issubclass(type(value), np.ndarray):
        return np.asarray(value)  # a subclass is left behind, its data kept
    if issubclass(type(value), np.generic):
        return np.generic.__array__(value)
    return np.array(complex.__complex__(value))


def _is_tensor(kind: type) -> bool:
    tensor = getattr(sys.modules.get("torch"), "Tensor", None)
    return isinstance(tensor, type) and issubclass(kind, tensor)


def _size(shape: tuple[int, ...], itemsize: int, caps: Caps) -> int:
    """Bytes of an array. Raises WireError for what NumPy should not be asked to make, empty or not."""
    if len(shape) > caps.dims or min(shape, default=0) < 0:
        raise WireError(f"an array of shape {shape}")
    if math.prod([length or 1 for length in shape]) * itemsize > caps.frame_bytes:
        raise WireError(f"an array of shape {shape} is over the cap of {caps.frame_bytes} bytes")
    return math.prod(shape) * itemsize


@lru_cache(maxsize=8)
def _decoder(nodes: int) -> msgspec.msgpack.Decoder[list[_Node]]:
    # the length is compared before the list is made
    return msgspec.msgpack.Decoder(Annotated[list[_Node], msgspec.Meta(max_length=nodes)])


def _nodes(header: memoryview, caps: Caps) -> list[_Node]:
    try:
        return _decoder(caps.nodes).decode(header)
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError) as error:
        raise WireError("a header that cannot be read") from error


class _Reader:
    """Builds one value from the nodes and the raw bytes, and refuses leftovers of either."""

    def __init__(self, nodes: list[_Node], raw: memoryview, caps: Caps) -> None:
        self.nodes: Iterator[_Node] = iter(nodes)
        self.raw = raw
        self.caps = caps
        self.position = 0

    def whole(self) -> Any:
        value = self.value(0)
        if next(self.nodes, self) is not self or self.position < len(self.raw):
            raise WireError("a frame that goes on after its value")
        return value

    def next(self) -> _Node:
        for node in self.nodes:
            return node
        raise WireError("a header that ends too early")

    def value(self, depth: int) -> Any:
        node = self.next()
        if isinstance(node, _List | _Dict):
            return self.container(node, depth + 1)
        if isinstance(node, _Array):
            return self.array(node)
        if isinstance(node, _Bytes):
            return bytes(self.take(node.length))
        if isinstance(node, _Opaque):
            return self.opaque(node.type_name)
        return node

    def container(self, node: _List | _Dict, depth: int) -> Any:
        if depth > self.caps.depth:
            raise WireError(f"nested deeper than {self.caps.depth}")
        if not 0 <= node.length <= self.caps.nodes:
            raise WireError(f"a container of {node.length} values")
        return self.items(node.length, depth) if isinstance(node, _List) else self.mapping(node.length, depth)

    def items(self, length: int, depth: int) -> list[Any]:
        return [self.value(depth) for _ in range(length)]

    def mapping(self, length: int, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for _ in range(length):
            key = self.next()
            if not isinstance(key, str) or len(key) > self.caps.key_length:
                raise WireError("a key that is no text, or a long one")
            if key in mapping:
                raise WireError("a key that comes twice")
            mapping[key] = self.value(depth)
        return mapping

    def array(self, node: _Array) -> np.ndarray[Any, Any]:
        dtype = DTYPES.get(node.dtype)
        if dtype is None:
            raise WireError("an array of a type that does not cross")
        data = self.take(_size(node.shape, dtype.itemsize, self.caps))
        return np.frombuffer(data, _LITTLE_ENDIAN[node.dtype]).astype(dtype).reshape(node.shape)

    def take(self, length: int) -> memoryview:
        if not 0 <= length <= len(self.raw) - self.position:
            raise WireError(f"{length} raw bytes where {len(self.raw) - self.position} are left")
        self.position += length
        return self.raw[self.position - length : self.position]

    def opaque(self, name: str) -> Opaque:
        if len(name) > NAME_LENGTH or not name.isprintable():
            raise WireError("a type name that is too long or cannot be printed")
        return Opaque(name)
