"""Whether a file that somebody drops is there to its end, told by its structure and not by time."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import BinaryIO

_HEAD, _TAIL = 2_048, 4_096
_LINEAR = re.compile(rb"/Linearized\b.{0,200}?/L\s+(\d+)", re.DOTALL)
_MOST_FRAMES = 10_000
_STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES = 273, 279, 324, 325
_NUMBERS = {3: "H", 4: "I", 16: "Q"}
"""TIFF field type → its numbers as `struct` names them: SHORT, LONG, LONG8."""
_WIDTHS = {
    kind: struct.calcsize(form) for kind, form in enumerate("xBBHIQBBHIQIQIxxQQQ") if form != "x"
}
"""TIFF field type → bytes of one value."""


def is_whole(path: Path) -> bool | None:
    """Whether nothing is missing at its end; None for a format without an end that can be told.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        tail = file.read(_TAIL)
        if b"%PDF-" in head[:1_024]:
            return _whole_pdf(head, tail, size)
        if head.startswith(b"\xff\xd8\xff"):
            return b"\xff\xd9" in tail
        if head.startswith(b"\x89PNG\r\n\x1a\n"):
            return b"IEND\xaeB`\x82" in tail
        if head.startswith(b"RIFF") and len(head) >= 12:
            return size >= int.from_bytes(head[4:8], "little") + 8
        if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
            return _whole_tiff(file, size)
    return False if size == 0 else None


def _whole_pdf(head: bytes, tail: bytes, size: int) -> bool:
    # A file made for reading on the way has an end marker near its beginning, and says its length.
    linear = _LINEAR.search(head)
    if linear is not None and size < int(linear[1]):
        return False
    return b"startxref" in tail and b"%%EOF" in tail


def _whole_tiff(file: BinaryIO, size: int) -> bool:
    """Whether its folders of tags and all that they point at lie within the file."""
    file.seek(0)
    head = file.read(16)
    order, big = "<>"[head[:1] == b"M"], b"+" in head[2:4]
    form = order + ("QQ" if big else "HI")
    try:
        at = struct.unpack_from(order + ("Q" if big else "I"), head, 8 if big else 4)[0]
        for _ in range(_MOST_FRAMES):
            if at == 0:
                return True
            fields, at = _folder(file, at, size, form)
            if not _within(fields, size):
                return False
    except struct.error:
        return False
    return True


def _folder(
    file: BinaryIO, at: int, size: int, form: str
) -> tuple[dict[int, tuple[int, ...]], int]:
    """Numbers by tag, and where the next folder is. Raises: struct.error: it is cut off."""
    order, count_form, value_form = form[0], form[:2], form[0] + form[2]
    each = 20 if value_form.endswith("Q") else 12
    file.seek(at)
    (count,) = struct.unpack(count_form, file.read(struct.calcsize(count_form)))
    entries = file.read(each * count)
    (following,) = struct.unpack(value_form, file.read(struct.calcsize(value_form)))
    fields: dict[int, tuple[int, ...]] = {}
    for number in range(count):
        entry = entries[number * each : (number + 1) * each]
        tag, kind = struct.unpack_from(order + "HH", entry)
        (many,) = struct.unpack_from(value_form, entry, 4)
        data = _value(file, entry, many * _WIDTHS.get(kind, 0), size, value_form)
        if tag in (_STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES) and kind in _NUMBERS:
            fields[tag] = struct.unpack_from(f"{order}{many}{_NUMBERS[kind]}", data)
    return fields, following


def _value(file: BinaryIO, entry: bytes, length: int, size: int, value_form: str) -> bytes:
    """What a tag says, which may lie elsewhere. Raises: struct.error: beyond the end."""
    data = entry[-struct.calcsize(value_form) :]
    if length <= len(data):
        return data
    (place,) = struct.unpack(value_form, data)
    if place + length > size:
        raise struct.error("beyond the end")
    file.seek(place)
    return file.read(length)


def _within(fields: dict[int, tuple[int, ...]], size: int) -> bool:
    for places, lengths in ((_STRIPS, _STRIP_BYTES), (_TILES, _TILE_BYTES)):
        pairs = zip(fields.get(places, ()), fields.get(lengths, ()), strict=False)
        if any(place + length > size for place, length in pairs):
            return False
    return True
