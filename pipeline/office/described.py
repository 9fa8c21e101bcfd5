"""What the register says of a document: from its record, and from what somebody typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from pipeline.model.entry import Described
from pipeline.model.record import Field, Record
from pipeline.register.entries import Document

_NAMED = {
    "type": "type",
    "code_number": "number",
    "code_notation": "notation",
    "issued_on": "date",
    "issuer": "issuer",
    "subject": "subject",
    "signer_name": "signer_name",
    "signer_position": "signer_position",
    "urgency": "urgency",
    "secrecy": "secrecy",
}
"""Field of the register → field of the record."""
DESCRIBED = frozenset(field.name for field in fields(Described))


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a document, and which of it a person has to look at."""

    described: Described
    unsure: tuple[str, ...] = ()

    def with_typed(self, typed: Mapping[str, str | int]) -> Told:
        """What somebody typed is sure, whatever was read."""
        described = replace(self.described, **typed)  # type: ignore[arg-type]
        return Told(described, tuple(name for name in self.unsure if name not in typed))


def told_by(document: Document) -> Told:
    """Of a document of the archive. A value that is in review is told, and said to be unsure."""
    record = document.record
    values = {name: _text(getattr(record, of)) for name, of in _NAMED.items()}
    unsure = {name for name, of in _NAMED.items() if getattr(record, of).review}
    if record.code.review and not unsure & {"code_number", "code_notation"}:
        unsure |= {"code_number", "code_notation"}
    values |= {"language": _text(record.language), "to_places": _places(record)}
    described = replace(Described(page_amount=document.page_count), **values)  # type: ignore[arg-type]
    year = _year_in_code(record)
    if year and described.code_notation:
        described = replace(described, code_notation=f"{year}/{described.code_notation}")
    return Told(described, tuple(sorted(unsure)))


def _text(field: Field) -> str | None:
    """A whole value; of dates alone a part may be unknown."""
    value = field.value
    if not isinstance(value, str) or not value:
        return None
    dated = value[:4].isdigit() and value[4:5] == "-"
    return None if "??" in value and not dated else value


def _places(record: Record) -> str | None:
    """Kính gửi and nơi nhận in one text."""
    places: list[str] = []
    for field in (record.to, record.copies_to):
        if isinstance(field.value, tuple):
            places += [place for place in field.value if place not in places]
    return "; ".join(places) or None


def _year_in_code(record: Record) -> str | None:
    """That of 30/2020/NĐ-CP, which is part of its symbol here."""
    code, number, notation = (
        field.value for field in (record.code, record.number, record.notation)
    )
    if not (isinstance(code, str) and isinstance(number, str) and isinstance(notation, str)):
        return None
    between = code.removeprefix(number).removesuffix(notation).strip("/-")
    return between if between.isdigit() else None
