"""A document as a visitor is shown it: fields, entry, signatures, history, in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import NotFound
from pipeline.messages import Language, catalogue, say
from pipeline.messages.records import field_name, reason_text
from pipeline.model.access import Access
from pipeline.model.entry import Entry
from pipeline.model.names import printable
from pipeline.model.record import Field, Record
from pipeline.model.reference import Reference
from pipeline.model.signature import Signature
from pipeline.register.entries import LOOKS, Document, Event, ObjectKind, PageFacts, What
from pipeline.web.documents import sides
from pipeline.web.workbench.premises import Premises
from pipeline.web.workbench.rendering import local_day
from pipeline.web.workbench.visiting import Visitor

MAIN = (
    "type",
    "code",
    "date",
    "issuer",
    "subject",
    "signer_name",
    "signer_position",
    "to",
    "urgency",
)
"""Fields that are shown first, there or not (but urgency, which most documents lack)."""
_OFTEN_ABSENT = ("to", "urgency")
_PARTS_OF_MAIN = ("number", "notation", "secrecy")
"""`code` says number and notation; what has a secrecy is not shown here."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field in words, with the places that it was read from."""

    name: str
    label: str
    values: tuple[str, ...]
    review: bool
    why: str
    boxes: str
    """As JSON: page, left, top, right, bottom of each place; empty without any."""


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    relation: str
    name: str
    code: str
    """What to look for; empty where it has none."""
    boxes: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    at: datetime
    who: str
    what: str


def main_fields(record: Record, language: Language) -> list[FieldRow]:
    rows = (field_row(name, getattr(record, name), language) for name in MAIN)
    return [row for row in rows if row.values or row.review or row.name not in _OFTEN_ABSENT]


def other_fields(record: Record, language: Language) -> list[FieldRow]:
    """What else is known or to be looked at."""
    return [
        field_row(name, field, language)
        for name, field in record.items()
        if name not in MAIN
        and (field.review or (name not in _PARTS_OF_MAIN and field.value not in (None, "", ())))
    ]


def field_row(name: str, field: Field, language: Language) -> FieldRow:
    value = field.value
    texts = value if isinstance(value, tuple) else (value,) if value else ()
    if name.endswith("date"):
        texts = tuple(local_day(text, language) for text in texts)
    why = ""
    if field.review and field.reason:
        why = catalogue(language).get(f"field.{field.reason}", field.reason)
    boxes = [(page, *sides(box)) for page, box in field.places]
    return FieldRow(
        name, field_name(language, name), tuple(texts), field.review, why, _boxes(boxes)
    )


def reference_rows(references: Iterable[Reference], language: Language) -> list[ReferenceRow]:
    return [
        ReferenceRow(
            say(language, f"relation.{one.relation.value}"),
            one.name,
            one.code or "",
            _boxes([(word.page, *sides(word.box)) for word in one.evidence]),
        )
        for one in references
    ]


def reasons_of(document: Document, language: Language) -> list[str]:
    """Why a person must look, but for fields: each says so itself."""
    return [
        reason_text(language, reason, page=True)
        for reason in document.reasons
        if reason.code != "field_review"
    ]


def entry_of(here: Premises, visitor: Visitor, document: Document) -> Entry | None:
    """The entry that it is a form of, where the visitor may see that."""
    asker = here.asker(visitor)
    entry = here.register.entries.of_document(document.id)
    if entry is None:
        return None
    try:
        return asker.entry(here.register, str(entry.id))
    except NotFound:
        return None


def history_rows(here: Premises, document: Document, language: Language) -> list[HistoryRow]:
    """Newest first; who only looked at it is told by the log."""
    events = here.register.history(ObjectKind.DOCUMENT, document.id, LOOKS)
    return [
        HistoryRow(event.at, printable(event.who), _happened(event, language))
        for event in reversed(events)
    ]


def signature_rows(found: Sequence[Signature], language: Language) -> Iterator[tuple[str, str]]:
    """Who signed, and whether it fits."""
    for one in found:
        parts = dict.fromkeys(filter(None, (one.signer.name, one.signer.organization)))
        name = " · ".join(map(printable, parts)) or say(language, "signature.no_name")
        words = say(language, f"signature.fit.{one.fit.value}")
        yield name, f"{words}; {say(language, f'signature.trust.{one.trust.value}')}"


def failed_pages(pages: Sequence[PageFacts], language: Language) -> list[tuple[int, str]]:
    """Pages that could not be read, and why."""
    words = catalogue(language)
    return [
        (page.number, words.get(f"failure.{page.failure}", page.failure))
        for page in pages
        if page.failure is not None
    ]


def pages_json(pages: Sequence[PageFacts]) -> str:
    """Width, height, dots an inch and whether it could be read, of each page."""
    facts = [
        [page.width, page.height, round(page.dpi, 1), int(page.failure is None)] for page in pages
    ]
    return json.dumps(facts, separators=(",", ":"))


def _happened(event: Event, language: Language) -> str:
    what = say(language, f"event.{event.what.value}")
    if event.what is What.DECLARED:
        old, new = (_declared(event, value, language) for value in (event.old, event.new))
        return f"{what}: {old} → {new}"
    if event.what in (What.SPLIT, What.JOINED) and event.old and event.new:
        return f"{what}: {printable(event.old)} → {printable(event.new)}"
    return what


def _declared(event: Event, value: str | None, language: Language) -> str:
    if event.field == "access" and value in set(Access):
        return say(language, f"access.{value}")
    return printable(value or "—")


def _boxes(boxes: Sequence[tuple[int, ...]]) -> str:
    return json.dumps(boxes, separators=(",", ":")) if boxes else ""
