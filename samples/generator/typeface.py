"""Liberation Serif and Mono, checked to hold every Vietnamese letter."""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import product
from pathlib import Path

from PIL import ImageFont

FOLDERS = (
    Path("/usr/share/fonts/truetype/liberation2"),
    Path("/usr/share/fonts/truetype/liberation"),
    Path("/usr/share/fonts/liberation-serif-fonts"),
    Path("/usr/share/fonts/liberation-fonts"),
)
FILES = {
    "upright": "LiberationSerif-Regular.ttf",
    "bold": "LiberationSerif-Bold.ttf",
    "italic": "LiberationSerif-Italic.ttf",
    "bold italic": "LiberationSerif-BoldItalic.ttf",
    "sans bold": "LiberationSans-Bold.ttf",
    "mono": "LiberationMono-Regular.ttf",
    "mono bold": "LiberationMono-Bold.ttf",
}


def vietnamese_letters() -> str:
    """Every letter of the alphabet with every tone, in NFC, both cases."""
    vowels, tones = "aăâeêioôơuưy", ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    toned = (unicodedata.normalize("NFC", v + t) for v, t in product(vowels, tones))
    lower = "".join(toned) + "bcdđghklmnpqrstvx"
    return lower + lower.upper()


@cache
def font(style: str, pixels: int) -> ImageFont.FreeTypeFont:
    """A face of `FILES` at a size in pixels.

    Raises: FileNotFoundError where the font is absent; ValueError where it lacks letters.
    """
    face = ImageFont.truetype(str(_path(style)), pixels, layout_engine=ImageFont.Layout.BASIC)
    missing = _missing(style)
    if missing:
        raise ValueError(f"{_path(style)} draws no {missing}: install fonts-liberation2")
    return face


@cache
def _path(style: str) -> Path:
    for folder in FOLDERS:
        if (folder / FILES[style]).is_file():
            return folder / FILES[style]
    raise FileNotFoundError(f"{FILES[style]}: apt-get install fonts-liberation2")


@cache
def _missing(style: str) -> str:
    """Letters that are drawn as the empty box (fonts-liberation 1.07 has some)."""
    face = ImageFont.truetype(str(_path(style)), 40, layout_engine=ImageFont.Layout.BASIC)
    box = bytes(face.getmask("\U0010fffe"))
    return "".join(letter for letter in vietnamese_letters() if bytes(face.getmask(letter)) == box)
