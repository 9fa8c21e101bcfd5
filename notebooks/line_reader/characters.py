"""The characters that the line reader knows, and the way of a text to their classes."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path

import trueocr

from pipeline.model.reading import HANDWRITING

TRUEOCR_MODELS = Path(trueocr.__file__).with_name("models")
_ADDED = (*'!?"=[]°–…²³‘•~§|{}^\\', HANDWRITING)
"""Not in TrueOCR's set, in this order: a class is a place in the list."""
_ALIKE = {
    **dict.fromkeys("—−‐→", "-"),
    **dict.fromkeys("′´", "'"),
    "ð": "đ",
    "‚": ",",
    "″": '"',
    "\u00a0": " ",
    "×": "x",
    "≥": ">",
    "≤": "<",
    "ø": "o",
    "µ": "u",
    "Ð": "Đ",
}
"""Characters that look like one that is known, or that only a keyboard's mistake wrote."""
_FOLDED = str.maketrans(_ALIKE)


@cache
def characters() -> tuple[str, ...]:
    """Class n is characters()[n - 1]; class 0 is CTC's blank."""
    meta = json.loads((TRUEOCR_MODELS / "meta.json").read_text(encoding="utf-8"))
    return (*meta["charset"], *_ADDED)


@cache
def _classes() -> dict[str, int]:
    return {character: number for number, character in enumerate(characters(), start=1)}


def cleaned(text: str) -> str:
    """NFC, look-alikes made one, single blanks between words."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_FOLDED).split())


def is_known(text: str) -> bool:
    """Whether the network has a class for every character."""
    return all(character in _classes() for character in text)


def classes_of(text: str) -> tuple[int, ...]:
    """The label of a line; blanks around handwriting are not part of it.

    Raises:
        KeyError: a character has no class.
    """
    bare = re.sub(f" *{HANDWRITING} *", HANDWRITING, text)
    return tuple(_classes()[character] for character in bare)
