"""Walks the directories of a TIFF or BigTIFF file without decoding anything."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.engines.image_header import Bytes

_SIZES = {1: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8}
_FORMATS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
"""Field type → struct letter of the integers among them."""
_MOST_VALUES = 1_000_000

SUBFILE, WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC = 254, 256, 257, 258, 259, 262
FILL_ORDER, STRIP_OFFSETS, ORIENTATION, SAMPLES, STRIP_COUNTS = 266, 273, 274, 277, 279
GROUP4_OPTIONS, TILE_OFFSETS, TILE_COUNTS = 293, 324, 325
_WANTED = {
    *(SUBFILE, WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, FILL_ORDER, STRIP_OFFSETS),
    *(ORIENTATION, SAMPLES, STRIP_COUNTS, GROUP4_OPTIONS, TILE_OFFSETS, TILE_COUNTS),
}
_THUMBNAIL_OR_MASK = 1 | 4


class TiffCutOff(ValueError):
    """A directory or the data of a page lies beyond the end of the file."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One directory that is a page; `index` counts all directories, from 0."""

    index: int
    tags: dict[int, tuple[int, ...]]

    def first(self, tag: int, default: int) -> int:
        return self.tags.get(tag, (default,))[0]

    @property
    def pieces(self) -> tuple[tuple[int, int], ...]:
        """(offset, length) of each strip or tile."""
        offsets = self.tags.get(STRIP_OFFSETS) or self.tags.get(TILE_OFFSETS, ())
        counts = self.tags.get(STRIP_COUNTS) or self.tags.get(TILE_COUNTS, ())
        return tuple(zip(offsets, counts, strict=False))


def frames(data: Bytes) -> Iterator[Frame]:
    """The pages in order; thumbnails and masks are passed over.

    Raises:
        TiffCutOff: the file ends before its directories or its pages' data do.
        ValueError: the directories run in a circle.
    """
    for index, tags in enumerate(_directories(data)):
        frame = Frame(index, tags)
        if frame.first(SUBFILE, 0) & _THUMBNAIL_OR_MASK:
            continue
        if any(offset + count > len(data) for offset, count in frame.pieces):
            raise TiffCutOff(f"directory {index}")
        yield frame


def _directories(data: Bytes) -> Iterator[dict[int, tuple[int, ...]]]:
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in {b"+\x00", b"\x00+"}
    at = _number(data, order + ("Q" if big else "I"), 8 if big else 4)
    seen: set[int] = set()
    while at:
        if at in seen:
            raise ValueError("TIFF directories run in a circle")
        seen.add(at)
        tags, at = _directory(data, at, order, big=big)
        yield tags


def _directory(
    data: Bytes, at: int, order: str, *, big: bool
) -> tuple[dict[int, tuple[int, ...]], int]:
    """(wanted tags, offset of the next directory)."""
    count_format, entry_format, word = ("Q", "HHQ", 8) if big else ("H", "HHI", 4)
    count = _number(data, order + count_format, at)
    at += struct.calcsize(order + count_format)
    entry_size = struct.calcsize(order + entry_format) + word
    if at + count * entry_size + word > len(data):
        raise TiffCutOff(f"directory at byte {at}")
    tags: dict[int, tuple[int, ...]] = {}
    for entry in range(at, at + count * entry_size, entry_size):
        head = data[entry : entry + entry_size - word]
        tag, kind, values = struct.unpack(order + entry_format, head)
        if tag in _WANTED and kind in _FORMATS and 0 < values <= _MOST_VALUES:
            tags[tag] = _values(data, order, kind, values, entry + entry_size - word, word)
    at += count * entry_size
    return tags, _number(data, order + ("Q" if big else "I"), at)


def _values(data: Bytes, order: str, kind: int, count: int, at: int, word: int) -> tuple[int, ...]:
    size = _SIZES[kind] * count
    if size > word:
        at = _number(data, order + ("Q" if word == 8 else "I"), at)
    if at + size > len(data):
        raise TiffCutOff(f"values at byte {at}")
    return struct.unpack(f"{order}{count}{_FORMATS[kind]}", data[at : at + size])


def _number(data: Bytes, number_format: str, at: int) -> int:
    size = struct.calcsize(number_format)
    if at + size > len(data):
        raise TiffCutOff(f"byte {at}")
    (value,) = struct.unpack(number_format, data[at : at + size])
    return int(value)
