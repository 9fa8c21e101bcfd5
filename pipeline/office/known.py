"""What is known of an entry's forms, as matching compares them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.entry import Described
from pipeline.model.matching import Known
from pipeline.model.ocr import LineRole, OcrPage
from pipeline.model.record import Field, Record

_UNSURE = {"code_number": "number", "code_notation": "notation", "issued_on": "date"}


def known_of_record(record: Record, pages: Sequence[OcrPage]) -> Known:
    """What was read of a document."""
    compared = {"number": record.number, "notation": record.notation, "date": record.date}
    return Known(
        number=_text(record.number),
        notation=_text(record.notation),
        issued_on=_text(record.date),
        issuer=_text(record.issuer),
        type=_text(record.type),
        subject=_text(record.subject),
        signer=_text(record.signer_name),
        page_count=len(pages) or None,
        text=text_of(pages),
        read=True,
        unsure=frozenset(name for name, field in compared.items() if field.review),
        others=others_of(record),
    )


def others_of(record: Record) -> dict[str, tuple[str, ...]]:
    """What else number and date may be, by their names."""
    fields = {"number": record.number, "date": record.date}
    return {
        name: tuple(c.value for c in field.candidates if c.value and c.value != field.value)
        for name, field in fields.items()
        if field.candidates
    }


def known_of_described(described: Described, unsure: Sequence[str], text: str = "") -> Known:
    """What a row of a register says."""
    return Known(
        described.code_number, described.code_notation, described.issued_on, described.issuer,
        described.type, described.subject, described.signer_name, described.page_amount, text,
        unsure=frozenset(_UNSURE.get(name, name) for name in unsure),
    )  # fmt: skip


def text_of(pages: Sequence[OcrPage]) -> str:
    """The running text, without page numbers and running heads."""
    return "\n".join(
        line.text for page in pages for line in page.lines if line.role is LineRole.BODY
    )


def _text(field: Field) -> str | None:
    return field.value if isinstance(field.value, str) and field.value else None
