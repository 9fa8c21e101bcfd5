"""All tiles of a page in one file: a head that says where each is, then their JPEGs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import cv2

from pipeline.model.scan import Pixels

Tile = tuple[int, int, int, Pixels]
"""Level, column, row, and what is to be seen there."""
_QUALITY = 82
_HEAD = 4
"""Bytes that say how long the head is."""


def write_pack(path: Path, tiles: Iterable[Tile]) -> None:
    """Tiles as JPEG, grey or RGB as they are."""
    places: dict[str, tuple[int, int]] = {}
    parts: list[bytes] = []
    at = 0
    for level, column, row, pixels in tiles:
        data = _jpeg(pixels)
        places[_name(level, column, row)] = at, len(data)
        parts.append(data)
        at += len(data)
    head = json.dumps(places, separators=(",", ":")).encode()
    with path.open("wb") as stream:
        stream.write(len(head).to_bytes(_HEAD, "big"))
        stream.write(head)
        stream.writelines(parts)


def read_tile(path: Path, level: int, column: int, row: int) -> bytes | None:
    """The JPEG of one tile; None where the page has none such. Raises: FileNotFoundError."""
    with path.open("rb") as stream:
        long = int.from_bytes(stream.read(_HEAD), "big")
        places = json.loads(stream.read(long))
        place = places.get(_name(level, column, row))
        if place is None:
            return None
        offset, size = place
        stream.seek(_HEAD + long + offset)
        return stream.read(size)


def _name(level: int, column: int, row: int) -> str:
    return f"{level}/{column}-{row}"


def _jpeg(pixels: Pixels) -> bytes:
    drawn = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    return cv2.imencode(".jpg", drawn, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()
