"""The installed fonts that have all Vietnamese letters, and how often each is drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/share/texmf/fonts/opentype"))
"""Where Debian puts them."""
_LETTERS = frozenset("ỳỵỷỹẫậẩắằẳẵặệểễốồổỗộớờởỡợứừửữựđĐƯƠĂÂÊÔẠẬỘỆỰỢ0123456789")
_SIGNS = frozenset("“”–")
_SCRIPTS = ("Noto", "Math", "Mono")
"""Families of many files: Noto's are other scripts for the most part."""
_TEXT_FACES = (
    *("NotoSerif-", "NotoSans-", "NotoSansMono", "NotoSerifDisplay-"),
    *("LiberationMono", "DejaVuSansMono", "FreeMono", "Cousine"),
)
"""What is used of them."""
_RARE = (
    "Math|Hairline|Thin|Light|Caps|Dunhill|Unslanted|Upright Italic|Quot"
    "|Typewriter Text Variable|Extra ?Bold|Black|LM Mono|Adventor|FreeMono"
)
_BOOK = (
    "Noto Serif|Libertine|Charis|Gentium|Schola|Pagella|Bonum|CMU Serif|LM Roman|Garamond|Doulos"
)
_WEIGHTS = (
    ("Chorus", 1.0),
    (_RARE, 0.05),
    ("Tinos|Liberation Serif|Termes|FreeSerif", 9.0),
    ("Arimo|Liberation Sans|Heros|FreeSans|Carlito", 1.6),
    ("Cousine|Liberation Mono|Cursor|Typewriter", 0.5),
    (_BOOK, 0.6),
)
"""Family and style → how often: offices write in Times New Roman, whose likes come first."""
_OTHER_WEIGHT = 0.25
_FAMILY, _STYLE, _TYPOGRAPHIC_FAMILY, _TYPOGRAPHIC_STYLE = 1, 2, 16, 17
"""Rows of a font's name table."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font file with its weight in the lottery."""

    path: Path
    weight: float


def vietnamese_fonts(folders: Sequence[Path] = FONT_FOLDERS) -> tuple[Font, ...]:
    """The usable fonts below the folders, by path; none where none has the letters."""
    files = (path for folder in folders for path in folder.rglob("*"))
    paths = sorted(path for path in files if path.suffix in {".ttf", ".otf"})
    faces = (path for path in paths if _is_text_face(path.name))
    named = ((path, _name_with_all(_LETTERS | _SIGNS, path)) for path in faces)
    return tuple(Font(path, weight_of(name)) for path, name in named if name is not None)


def script_fonts(folder: Path) -> tuple[Path, ...]:
    """The fonts below a folder that have all letters: those of name stamps that look written."""
    return tuple(
        path for path in sorted(folder.rglob("*.ttf")) if _name_with_all(_LETTERS, path) is not None
    )


def weight_of(name: str) -> float:
    """How often a font of this family and style is drawn, against the others."""
    found = (weight for pattern, weight in _WEIGHTS if re.search(pattern, name))
    return next(found, _OTHER_WEIGHT)


def _is_text_face(name: str) -> bool:
    if not any(word in name for word in _SCRIPTS):
        return True
    return any(face in name for face in _TEXT_FACES)


def _name_with_all(needed: frozenset[str], path: Path) -> str | None:
    """Family and style, or None where a character is missing or the file is no font."""
    with path.open("rb") as file:
        try:
            font = TTFont(file, lazy=True)
        except TTLibError:
            return None
        drawn = font.getBestCmap() or {}
        if not all(ord(character) in drawn for character in needed):
            return None
        rows = (_TYPOGRAPHIC_FAMILY, _FAMILY, _TYPOGRAPHIC_STYLE, _STYLE)
        return " ".join(filter(None, map(font["name"].getDebugName, rows)))
