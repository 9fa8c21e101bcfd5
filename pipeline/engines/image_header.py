"""Reads sizes and completeness from the headers of JPEG, PNG, JPEG 2000 and WebP data."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap

Bytes = bytes | mmap

_START_OF_SCAN, _END_OF_IMAGE = 0xDA, b"\xff\xd9"
_FRAME_HEADERS = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_LONE_MARKERS = {0x01, *range(0xD0, 0xD8)}
_PASSABLE_FRAMES = {0xC0, 0xC1, 0xC2}
"""Baseline, extended sequential and progressive Huffman (ISO 32000-1, 7.4.8)."""


@dataclass(frozen=True, slots=True)
class JpegHeader:
    """What a JPEG says of itself before its first scan."""

    width: int
    height: int
    component_ids: bytes
    bits: int
    frame: int
    adobe_transform: int | None
    """Colour transform of the Adobe segment; None without one."""
    has_jfif: bool
    scan_at: int
    """Offset of the first start-of-scan marker."""

    @property
    def passable(self) -> bool:
        """Every PDF reader decodes it: 8 bits, Huffman coded."""
        return self.bits == 8 and self.frame in _PASSABLE_FRAMES

    @property
    def untransformed_rgb(self) -> bool:
        """Its components are R, G, B only by their names, which a PDF reader does not look at."""
        return self.component_ids == b"RGB" and self.adobe_transform is None and not self.has_jfif


def jpeg_header(data: Bytes) -> JpegHeader:
    """What stands before the first scan. Raises: ValueError when broken, EOFError when cut off."""
    frame: tuple[int, int, int, int, bytes] | None = None
    transform, has_jfif = None, False
    for marker, start, end in _jpeg_segments(data):
        if marker == _START_OF_SCAN and frame is not None:
            kind, bits, width, height, ids = frame
            return JpegHeader(width, height, ids, bits, kind, transform, has_jfif, start - 4)
        if marker in _FRAME_HEADERS and frame is None:
            bits, height, width, count = struct.unpack(">BHHB", data[start : start + 6])
            frame = marker, bits, width, height, bytes(data[start + 6 : start + 6 + 3 * count : 3])
        elif marker == 0xEE and data[start : start + 5] == b"Adobe" and end - start >= 12:
            transform = data[start + 11]
        elif marker == 0xE0 and data[start : start + 4] == b"JFIF":
            has_jfif = True
    raise EOFError("JPEG ends before its first scan")


def _jpeg_segments(data: Bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start, end) of each segment's content."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise ValueError(f"JPEG marker expected at byte {at}")
        marker = data[at + 1]
        if marker == 0xFF or marker in _LONE_MARKERS:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        if length < 2:
            raise ValueError(f"JPEG segment without length at byte {at}")
        yield marker, at + 4, at + 2 + length
        at += 2 + length


def jpeg_is_complete(data: Bytes) -> bool:
    """Its end marker follows its first scan; coded data itself never holds one."""
    return data.find(_END_OF_IMAGE, jpeg_header(data).scan_at) != -1


@dataclass(frozen=True, slots=True)
class PngHeader:
    """The IHDR chunk."""

    width: int
    height: int
    bits: int
    colour_type: int
    interlaced: bool


def png_header(data: Bytes) -> PngHeader:
    """Raises: ValueError or struct.error when the first chunk is not a whole IHDR."""
    if data[12:16] != b"IHDR":
        raise ValueError("PNG without IHDR")
    width, height, bits, colour, _, _, interlace = struct.unpack(">IIBBBBB", data[16:29])
    return PngHeader(width, height, bits, colour, bool(interlace))


def png_chunks(data: Bytes) -> Iterator[tuple[bytes, int, int]]:
    """(type, start, end) of the content of each chunk that lies wholly in the data."""
    at = 8
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if at + 12 + length > len(data):
            return
        yield bytes(data[at + 4 : at + 8]), at + 8, at + 8 + length
        at += 12 + length


def png_is_complete(data: Bytes) -> bool:
    return any(kind == b"IEND" for kind, _, _ in png_chunks(data))


def webp_is_complete(data: Bytes) -> bool:
    (size,) = struct.unpack("<I", data[4:8])
    return bool(size + 8 <= len(data))
