"""What the register of secrets says of a document that goes into quarantine."""

from __future__ import annotations

from datetime import date as date_type
from datetime import datetime

from pipeline.errors import NotAllowed
from pipeline.model.entry import Channel, Described, Direction, NewEntry, NewForm
from pipeline.model.secret import HIGHEST, is_highest
from pipeline.sections.register import Book

LEVELS = ("Mật", "Tối mật", HIGHEST)


def secret_entry(document_id: str, sha256: str, level: str, now: datetime, book: Book) -> NewEntry:
    """Its level and nothing else: what more the law allows a keeper writes, from the paper."""
    return NewEntry(
        direction=Direction.INCOMING,
        book=book.key,
        described=Described(secrecy=level),
        form=NewForm(Channel.PAPER, now, document_id, sha256),
        secret=True,
    )


def check_subject(level: str | None, subject: str | None) -> None:
    """Raises: NotAllowed for the subject of what is TUYỆT MẬT."""
    if subject and is_highest(level):
        raise NotAllowed("secret_subject", {"level": HIGHEST})


def received_values(
    level: str | None,
    code: str | None,
    date: str | None,
    issuer: str | None,
    subject: str | None,
) -> dict[str, str | int | date_type | None]:
    """What a keeper typed, as fields of the entry; what was not said stays as it was.

    Raises:
        NotAllowed: the subject of what is TUYỆT MẬT.
    """
    check_subject(level, subject)
    number, _, notation = (code or "").partition("/")
    typed = {
        "secrecy": level,
        "code_number": number or None,
        "code_notation": notation or None,
        "issued_on": date,
        "issuer": issuer,
        "subject": subject,
    }
    values: dict[str, str | int | date_type | None] = {k: v for k, v in typed.items() if v}
    # What was said at a lower level may not stay at the highest.
    return values | (dict.fromkeys(("subject", "note")) if is_highest(level) else {})
