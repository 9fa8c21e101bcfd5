"""How large a picture is, told by its first bytes, without decoding it."""

from __future__ import annotations

import struct

_HEAD = 256_000


def longest_side(data: bytes) -> int | None:
    """Pixels of the longer side of a PNG, GIF or JPEG; None where its bytes do not tell."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return _side(struct.unpack(">II", data[16:24]))
    if data[:4] == b"GIF8" and len(data) >= 10:
        return _side(struct.unpack("<HH", data[6:10]))
    return _jpeg(data[:_HEAD]) if data[:2] == b"\xff\xd8" else None


def _jpeg(data: bytes) -> int | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return _side(struct.unpack(">HH", data[at + 5 : at + 9]))
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None


def _side(sides: tuple[int, ...]) -> int:
    return max(sides)
