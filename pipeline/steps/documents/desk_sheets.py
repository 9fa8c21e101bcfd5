"""The text in the code of a separator or cover sheet: written, and told from any other code."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, unquote

from pipeline.model.codes import Code
from pipeline.model.desk_sheet import DeskSheet, SheetKind
from pipeline.model.ocr import OcrPage

_BEGINS = "SOHOA1"
_LETTERS = {"b": "batch", "u": "unit", "k": "type", "x": "box", "f": "file"}
"""Letter in the code → field."""
_SHEET = re.compile(rf"({_BEGINS}\*([TL])\*([!-)+-~]*))\*([0-9a-f]{{8}})")
_LEAST_SHARE = 0.2
"""Of the page's shorter side: a smaller code is a label on a document, not a sheet."""


def sheet_text(sheet: DeskSheet) -> str:
    """What the code of the sheet says, ASCII: kind, fields, and a checksum of both."""
    letters = {name: letter for letter, name in _LETTERS.items()}
    # As `quote`, but without a star: that parts what this is made of.
    said = "&".join(f"{letters[name]}={quote(text, safe='')}" for name, text in sheet.said.items())
    text = f"{_BEGINS}*{sheet.kind.value}*{said}"
    return f"{text}*{_check(text)}"


def read_sheet(text: str) -> DeskSheet | None:
    """The sheet whose code says this; None for the code of anything else."""
    match = _SHEET.fullmatch(text)
    if match is None or _check(match[1]) != match[4]:
        return None
    said = dict(part.partition("=")[::2] for part in match[3].split("&") if part)
    if not set(said) <= set(_LETTERS):
        return None
    try:
        values = {
            _LETTERS[letter]: unquote(value, errors="strict") for letter, value in said.items()
        }
        return DeskSheet(SheetKind(match[2]), **values)
    except ValueError:
        return None


def sheet_of(page: OcrPage) -> DeskSheet | None:
    """What the page says if it is a sheet of ours; a small code is a label on a document."""
    for code in page.codes:
        sheet = read_sheet(code.text) if _is_large(code, page) else None
        if sheet is not None:
            return sheet
    return None


def _is_large(code: Code, page: OcrPage) -> bool:
    side = min(code.box.right - code.box.left, code.box.bottom - code.box.top)
    return side >= _LEAST_SHARE * min(page.size)


def _check(text: str) -> str:
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:8]
