"""Opens pictures with Pillow within limits, and gives their pixels as grey or RGB."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageFile

from pipeline.engines.library_errors import LIBRARY_ERRORS
from pipeline.errors import Param, ScanRejected
from pipeline.model.scan import Pixels

_ORIENTATION_TAG = 0x0112
_TURNS = {1: 0, 3: 180, 6: 90, 8: 270}
"""EXIF orientation → clockwise turn, of those that do not mirror."""
_MIRRORED = {2: 0, 4: 180, 5: 270, 7: 90}
"""EXIF orientation → clockwise turn that follows a left-right flip."""


@contextmanager
def opened_picture(source: Path | bytes, formats: tuple[str, ...]) -> Iterator[Image.Image]:
    """A picture open in Pillow, not yet decoded; the caller looks at its size first."""
    stream = BytesIO(source) if isinstance(source, bytes) else source
    with pixel_limit(None), Image.open(stream, formats=formats) as picture:
        yield picture


@contextmanager
def pixel_limit(pixels: int | None) -> Iterator[None]:
    """Pillow's guard against bombs at `pixels` (None: off) inside the block only."""
    before = Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES
    Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = pixels, False
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = before


def check_pixels(width: int, height: int, limit: int, params: dict[str, Param]) -> None:
    """Raises: ScanRejected too_many_pixels; ValueError when there are none."""
    if width < 1 or height < 1:
        raise ValueError(f"image of {width} × {height}")
    if width * height > limit:
        raise ScanRejected(
            "too_many_pixels", {**params, "width": width, "height": height, "limit": limit}
        )


def grey_or_rgb(picture: Image.Image) -> Pixels:
    """Grey stays grey, 1 bit becomes 0 and 255, transparency lies on white.

    Raises:
        ValueError: the picture's numbers are no brightness that can be shown.
    """
    if picture.mode in {"1", "L"}:
        return np.array(picture.convert("L"))
    if picture.mode.startswith("I;16"):
        return (np.array(picture) >> 8).astype(np.uint8)
    if picture.mode == "I":
        return _from_wide(np.array(picture))
    if picture.mode == "F":
        raise ValueError("floating point picture")
    if picture.has_transparency_data:
        return _on_white(picture)
    if picture.mode == "P":
        return np.array(picture.convert(_palette_mode(picture)))
    return np.array(picture.convert("RGB"))


def _from_wide(values: Any) -> Pixels:
    if values.min() < 0 or values.max() > 0xFFFF:
        raise ValueError("picture of 32-bit numbers")
    return np.asarray(values >> 8, dtype=np.uint8)


def _on_white(picture: Image.Image) -> Pixels:
    layer = picture.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    shown = Image.alpha_composite(paper, layer)
    grey = picture.mode in {"LA", "La"}
    return np.array(shown.convert("L" if grey else "RGB"))


def _palette_mode(picture: Image.Image) -> str:
    table = np.frombuffer(bytes(picture.getpalette("RGB") or b""), np.uint8).reshape(-1, 3)
    return "L" if (table[:, :1] == table).all() else "RGB"


def orientation(picture: Image.Image) -> tuple[bool, int]:
    """(mirrored left to right first, clockwise turn after it) that shows it as its viewer does."""
    try:
        value = picture.getexif().get(_ORIENTATION_TAG, 1)
    except LIBRARY_ERRORS:
        return False, 0
    return turn_of_tag(value)


def turn_of_tag(value: int) -> tuple[bool, int]:
    """The same of an orientation tag's value."""
    if value in _MIRRORED:
        return True, _MIRRORED[value]
    return False, _TURNS.get(value, 0)


def stated_dpi(picture: Image.Image) -> tuple[float, float] | None:
    """Resolution along the stored width and height, where the file states it."""
    try:
        x, y = (float(v) for v in picture.info["dpi"])
    except LIBRARY_ERRORS:
        return None
    return x, y


def is_bilevel(pixels: Pixels) -> bool:
    """Nothing but black and white."""
    return pixels.ndim == 2 and bool(((pixels == 0) | (pixels == 255)).all())
