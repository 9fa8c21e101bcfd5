"""What somebody typed of a document, as fields of the register."""

from __future__ import annotations

import argparse
import re
import unicodedata
from datetime import date

from pipeline.errors import SettingsInvalid
from pipeline.steps.record.code import parse_code

_SAID = {
    "type": "type",
    "issuer": "issuer",
    "issuer_id": "issuer_id",
    "subject": "subject",
    "signer": "signer_name",
    "position": "signer_position",
    "urgency": "urgency",
    "to_places": "to_places",
    "file_code": "file_code",
    "note": "note",
    "page_amount": "page_amount",
    "issued_amount": "issued_amount",
}
"""Option → field of `Described`."""
_URGENCIES = ("Hỏa tốc", "Thượng khẩn", "Khẩn")
_DATE = re.compile(r"(?:(\d{1,2})[/.-])?(?:(\d{1,2})[/.-])?(\d{4})")
_ISO = re.compile(r"\d{4}-(\d{2}|\?\?)-(\d{2}|\?\?)")


def typed(options: argparse.Namespace) -> dict[str, str | int]:
    """Fields of `Described` by name. Raises: SettingsInvalid."""
    values: dict[str, str | int] = {}
    for option, name in _SAID.items():
        value = getattr(options, option)
        if value is not None:
            values[name] = one_line(value) if isinstance(value, str) else value
    if "urgency" in values:
        values["urgency"] = _urgency(str(values["urgency"]))
    if options.code is not None:
        values |= code_fields(options.code)
    if options.date is not None:
        values["issued_on"] = partial_date(options.date)
    return values


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
    """NFC, single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).split())


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


def _urgency(text: str) -> str:
    """By its name in any case; empty takes it away. Raises: SettingsInvalid."""
    known = {one.casefold(): one for one in ("", *_URGENCIES)}
    if text.casefold() not in known:
        raise SettingsInvalid("entry_urgency", {"urgency": text, "known": ", ".join(_URGENCIES)})
    return known[text.casefold()]
