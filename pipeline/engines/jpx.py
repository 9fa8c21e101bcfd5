"""JPEG 2000: its boxes, what PDF/A-2 allows of them, and a box around a bare codestream."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from pipeline.engines.image_header import Bytes

_SIGNATURE = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_CODESTREAM_START, _END_OF_CODESTREAM = b"\xff\x4f\xff\x51", b"\xff\xd9"
_FILE_TYPE = b"\x00\x00\x00\x14ftypjp2 \x00\x00\x00\x00jp2 "
_SRGB, _GREY, _SYCC = 16, 17, 18
_COLOURS = {1: {_GREY}, 3: {_SRGB, _SYCC}}
_VARIES = 255
_PADDING = 64


def is_bare(data: Bytes) -> bool:
    """A codestream without the boxes that PDF asks for (ISO 32000-1, 7.4.9)."""
    return bytes(data[:4]) == _CODESTREAM_START


def boxed(codestream: bytes) -> bytes:
    """The codestream unchanged, in the smallest JP2 file that describes it.

    Raises:
        ValueError: its components are not alike, or are neither grey nor RGB.
    """
    width, height, bits = _image_size(codestream)
    if len(set(bits)) != 1 or len(bits) not in _COLOURS:
        raise ValueError(f"JPEG 2000 components of {bits} bits")
    colour = _GREY if len(bits) == 1 else _SRGB
    image = struct.pack(">IIHBBBB", height, width, len(bits), bits[0], 7, 0, 0)
    header = _box(b"ihdr", image) + _box(b"colr", struct.pack(">BBBI", 1, 0, 0, colour))
    return _SIGNATURE + _FILE_TYPE + _box(b"jp2h", header) + _box(b"jp2c", codestream)


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def _image_size(codestream: bytes) -> tuple[int, int, list[int]]:
    """(width, height, bits − 1 of each component) of the SIZ segment."""
    right, bottom, left, top = struct.unpack(">IIII", codestream[8:24])
    (count,) = struct.unpack(">H", codestream[40:42])
    steps = codestream[42 : 42 + 3 * count]
    if any(step != 1 for at, step in enumerate(steps) if at % 3):
        raise ValueError("JPEG 2000 components of different sizes")
    return right - left, bottom - top, list(steps[::3])


def is_complete(data: Bytes) -> bool:
    """The codestream lies wholly in the data and its end marker stands in its last bytes."""
    start, end = 0, len(data)
    if not is_bare(data):
        stream = next(((s, e) for kind, s, e in _boxes(data, 0, end) if kind == b"jp2c"), None)
        if stream is None or stream[1] > len(data):
            return False
        start, end = stream
    return data.rfind(_END_OF_CODESTREAM, max(end - _PADDING, start), end) != -1


def image_header(data: Bytes) -> tuple[int, int, int, int]:
    """(width, height, components, bits of each) of a JP2 file that may be archived."""
    head = next((s, e) for kind, s, e in _boxes(data, 0, len(data)) if kind == b"jp2h")
    start = next(s for kind, s, _ in _boxes(data, *head) if kind == b"ihdr")
    height, width, components, bits = struct.unpack(">IIHB", data[start : start + 11])
    return width, height, components, (bits & 0x7F) + 1


def may_be_archived(data: Bytes) -> bool:
    """PDF/A-2 takes it as it is: one colour, no palette, no alpha (ISO 19005-2, 6.2.8.3)."""
    if bytes(data[:12]) != _SIGNATURE:
        return False
    head = next(((s, e) for kind, s, e in _boxes(data, 0, len(data)) if kind == b"jp2h"), None)
    if head is None:
        return False
    inner = [(kind, bytes(data[s:e])) for kind, s, e in _boxes(data, *head)]
    images = [content for kind, content in inner if kind == b"ihdr"]
    colours = [content for kind, content in inner if kind == b"colr"]
    if len(images) != 1 or len(colours) != 1 or {b"pclr", b"cdef", b"bpcc"} & {k for k, _ in inner}:
        return False
    _, _, count, bits = struct.unpack(">IIHB", images[0][:11])
    method, colour = struct.unpack(">BxxI", colours[0][:7])
    return bits != _VARIES and method == 1 and colour in _COLOURS.get(count, set())


def _boxes(data: Bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(type, start, end) of each box's content; the last may end beyond the data."""
    while at + 8 <= end:
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        start = at + 8
        if length == 1:
            (length,) = struct.unpack(">Q", data[start : start + 8])
            start += 8
        stop = end if length == 0 else at + length
        if stop < start:
            return
        yield kind, start, stop
        at = stop
