"""What somebody typed of a document: a code, a day, an urgency, as the registers keep them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from pipeline.errors import SettingsInvalid
from pipeline.steps.record.code import parse_code

_LONGEST = 5_000
"""Characters; a subject has 500 at most (NĐ 30/2020, Phụ lục VI), a note on a document 2,000."""
_URGENCIES = ("Hỏa tốc", "Thượng khẩn", "Khẩn")
_DATE = re.compile(r"(?:(\d{1,2})[/.-])?(?:(\d{1,2})[/.-])?(\d{4})")
_ISO = re.compile(r"\d{4}-(\d{2}|\?\?)-(\d{2}|\?\?)")


def fields_of(typed: Mapping[str, str]) -> dict[str, str | int | None]:
    """Fields of `Described` as typed, by name, `code` for number and symbol; "" takes one away.

    Raises:
        SettingsInvalid: a value that cannot be one.
    """
    values: dict[str, str | int | None] = {}
    for name, text in typed.items():
        line = one_line(text)
        if not line:
            values |= dict.fromkeys(_CODE if name == "code" else (name,))
        elif name == "code":
            values |= code_fields(line)
        elif name == "issued_on":
            values[name] = partial_date(line)
        elif name == "urgency":
            values[name] = urgency(line)
        else:
            values[name] = line
    return values


_CODE = ("code_number", "code_notation")


def code_fields(text: str) -> dict[str, str]:
    """12/QĐ-UBND as number and symbol; a bare number has no symbol. Raises: SettingsInvalid."""
    text = one_line(text).replace(" ", "")
    if text.isascii() and text.isdecimal():
        return {"code_number": text}
    try:
        code = parse_code(text)
    except ValueError as error:
        raise SettingsInvalid("entry_code", {"code": text}) from error
    notation = f"{code.year}/{code.notation}" if code.year else code.notation
    return {"code_number": code.number, "code_notation": notation}


def partial_date(text: str) -> str:
    """5/11/2017, 11/2017, 2017 or ISO 8601, as ISO 8601 with ?? for what is unknown.

    Raises:
        SettingsInvalid: it is no date.
    """
    text = text.strip()
    match = _DATE.fullmatch(text)
    if match:
        day, month = (match[1], match[2]) if match[2] else (None, match[1])
        text = f"{match[3]}-{_two(month)}-{_two(day)}"
    if not _ISO.fullmatch(text) or not _possible(text):
        raise SettingsInvalid("entry_date", {"date": text})
    return text


def one_line(text: str) -> str:
    """NFC, single blanks, without characters that nobody sees (control, format, unassigned).

    Raises:
        SettingsInvalid: longer than anything that belongs on a line of a register.
    """
    if len(text) > _LONGEST:
        raise SettingsInvalid("typed_too_long", {"length": len(text), "most": _LONGEST})
    composed = unicodedata.normalize("NFC", text)
    shown = "".join(c for c in composed if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(shown.split())


def _two(part: str | None) -> str:
    return "??" if part is None else part.zfill(2)


def _possible(text: str) -> bool:
    year, month, day = text.split("-")
    if month == "??" and day != "??":
        return False
    try:
        date(int(year), int(month.replace("??", "1")), int(day.replace("??", "1")))
    except ValueError:
        return False
    return True


def urgency(text: str) -> str:
    """By its name in any case; empty takes it away. Raises: SettingsInvalid."""
    known = {one.casefold(): one for one in ("", *_URGENCIES)}
    if text.casefold() not in known:
        raise SettingsInvalid("entry_urgency", {"urgency": text, "known": ", ".join(_URGENCIES)})
    return known[text.casefold()]
