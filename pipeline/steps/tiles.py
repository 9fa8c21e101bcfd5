"""A page cut into tiles at several sizes, so that of a large picture only what is seen is sent."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from pipeline.model.scan import Pixels

TILE = 512
"""Pixels, both ways; tiles of the last row and column are smaller."""


def level_sizes(size: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """(width, height) of each level, the smallest first: one tile; the last is the page itself.

    Each is half of the next, rounded up.
    """
    sizes = [size]
    while max(sizes[-1]) > TILE:
        width, height = sizes[-1]
        sizes.append(((width + 1) // 2, (height + 1) // 2))
    return tuple(reversed(sizes))


def grid(size: tuple[int, int]) -> tuple[int, int]:
    """How many tiles a level of this size has: (columns, rows)."""
    return -(-size[0] // TILE), -(-size[1] // TILE)


def levels(pixels: Pixels, size: tuple[int, int]) -> Iterator[tuple[int, Pixels]]:
    """The page at each level, the largest first, with the level's number."""
    sizes = level_sizes(size)
    picture = fitted(pixels, size)
    for level in reversed(range(len(sizes))):
        if picture.shape[1::-1] != sizes[level]:
            smaller = cv2.resize(picture, sizes[level], interpolation=cv2.INTER_AREA)
            picture = np.asarray(smaller, np.uint8)
        yield level, picture


def tiles(picture: Pixels) -> Iterator[tuple[int, int, Pixels]]:
    """Column, row and picture of each tile of a level, by rows."""
    columns, rows = grid((picture.shape[1], picture.shape[0]))
    for row in range(rows):
        for column in range(columns):
            top, left = row * TILE, column * TILE
            yield column, row, picture[top : top + TILE, left : left + TILE]


def fitted(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """The picture within `size`, on white where its shape is another.

    A page that could not be read is registered with the size of an empty sheet.
    """
    height, width = pixels.shape[:2]
    if (width, height) == size:
        return pixels
    scale = min(size[0] / width, size[1] / height)
    inner = max(1, round(width * scale)), max(1, round(height * scale))
    sheet = np.full((size[1], size[0], *pixels.shape[2:]), 255, np.uint8)
    left, top = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
    small = cv2.resize(pixels, inner, interpolation=cv2.INTER_AREA)
    sheet[top : top + inner[1], left : left + inner[0]] = small
    return sheet
