"""The record of one document: each part of the page asked for its fields."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model.geometry import Box
from pipeline.model.ocr import OcrPage, RegionKind, StampKind
from pipeline.model.record import Field, Record
from pipeline.model.reference import Reference
from pipeline.rules import Kind, Rules
from pipeline.settings import FieldSettings
from pipeline.steps.record.anchors import dateline_row
from pipeline.steps.record.arrival import read_arrival
from pipeline.steps.record.blank_fields import number_blank, printed_weekday, read_date
from pipeline.steps.record.code import CodeContext, read_code
from pipeline.steps.record.consistency import consistent
from pipeline.steps.record.date_choice import DateKnowledge
from pipeline.steps.record.dateline import parse_date, read_dateline
from pipeline.steps.record.details import with_details
from pipeline.steps.record.file_name import file_hint
from pipeline.steps.record.header import Header, read_header
from pipeline.steps.record.issuer import read_issuer
from pipeline.steps.record.layout import Frame, Row, frame, place, rows
from pipeline.steps.record.marks import read_stamp
from pipeline.steps.record.policy import with_policy
from pipeline.steps.record.recipients import read_recipients, recipients_row
from pipeline.steps.record.references import latest_cited_date, read_references, without_own
from pipeline.steps.record.signer import read_signer
from pipeline.steps.record.signing_blocks import right_rows, signed_page
from pipeline.steps.record.title import (
    find_heading,
    heading_subject,
    letter_subject,
    read_kind,
    subject_below_number,
)
from pipeline.steps.record.trust import missing
from pipeline.steps.record.usage import Speller, Usage
from pipeline.steps.record.vocabularies import (
    office_vocabulary,
    place_vocabulary,
    text_vocabulary,
)

_UNIT = re.compile(r"[A-ZĐ][A-Za-zĐđ]*(?:-[A-Za-zĐđ&]+)*")
SURE = 0.85
TINY = 0.25
"""A word so low beside the header's print, and unsure, is a speck."""


def extract_record(
    pages: Sequence[OcrPage], rules: Rules, settings: FieldSettings, source_name: str = ""
) -> Record:
    """The fields of the first document in a file, each with its evidence.

    `pages` are in order; one that failed has no words and takes part in nothing.
    `source_name`: of the file, where it holds this document alone.
    """
    least = rules.trust.doubtful
    first = pages[0] if pages else None
    if first is None or not first.lines:
        return _unread(first.failure if first else None)
    header = read_header(first, rules)
    title, text = _title_rows(first, header, rules)
    speller = Speller(Usage(pages), text_vocabulary(rules), rules)
    kind, subject = _kind_and_subject(title, text, header, speller, least)
    parent, issuer = _issuer(header, speller, least)
    placer = replace(speller, vocabulary=place_vocabulary(rules))
    place_field, date = read_dateline(header.dateline if header else None, placer, least)
    if header is None or header.dateline is None:
        place_field, date = _at_the_foot(pages, placer, least) or (place_field, date)
    references = read_references(pages, rules)
    hint = file_hint(source_name)
    arrival_number, arrival_date = read_arrival(first, rules, least)
    dateline = header.dateline if header else None
    cited = _cited_date(references, pages, rules)
    came = _text(arrival_date)
    arrived = parse_date(came).whole if came else None
    known = DateKnowledge(cited, arrived, printed_weekday(dateline), hint.date)
    date = read_date(first, dateline, known, least) or date
    context = _code_context(pages, header, kind, issuer, date, hint.number)
    number, notation, code = _code(header, context, rules, least)
    signer = read_signer(pages, rules, least, _text(issuer))
    record = Record(
        type=kind,
        number=number,
        notation=notation,
        code=code,
        date=date,
        place=place_field,
        issuer_parent=parent,
        issuer=issuer,
        subject=subject,
        to=read_recipients(title, kind.value == rules.letter, speller, least),
        signer_name=signer.name,
        signer_position=signer.position,
        signer_authority=signer.authority,
        urgency=read_stamp(first, StampKind.URGENCY, rules.marks.urgency, rules, least),
        secrecy=read_stamp(first, StampKind.SECRECY, rules.marks.secrecy, rules, least),
        arrival_number=arrival_number,
        arrival_date=arrival_date,
        references=without_own(references, _text(kind), _text(notation)),
    )
    detailed = with_details(consistent(record, rules), pages, header, speller, least)
    return with_policy(detailed, rules.calibration, settings)


def _code_context(
    pages: Sequence[OcrPage],
    header: Header | None,
    kind: Field,
    issuer: Field,
    date: Field,
    hint: str | None,
) -> CodeContext:
    return CodeContext(
        _text(kind),
        _text(issuer),
        date.review,
        _cited(pages, header),
        _written(pages, header.number if header else None),
        number_blank(pages[0]),
        pages[0].number,
        hint,
    )


def _code(
    header: Header | None, context: CodeContext, rules: Rules, least: float
) -> tuple[Field, Field, Field]:
    """(number, notation, code)."""
    found = read_code(header.number if header else None, context, rules, least)
    if header is None or not header.number_is_below:
        return found
    number, notation, code = map(_unusual, found)
    return number, notation, code


def _cited_date(
    references: Sequence[Reference], pages: Sequence[OcrPage], rules: Rules
) -> dt.date | None:
    """The latest day of what the document is based on."""
    signed = signed_page(pages, rules) or pages[-1].number
    cited = latest_cited_date(references, signed)
    return cited.date.whole if cited else None


def _unread(failure: str | None) -> Record:
    lost = missing("page_failed" if failure else "blank")
    return Record(
        type=lost,
        number=lost,
        notation=lost,
        code=lost,
        date=lost,
        place=lost,
        issuer=lost,
        subject=lost,
        signer_name=lost,
        signer_position=lost,
    )


def _title_rows(
    page: OcrPage, header: Header | None, rules: Rules
) -> tuple[tuple[Row, ...], Frame]:
    """Rows between the header and the middle of the page, and the frame of the page's text."""
    words = place(page)
    text = frame(rows(words), page.size)
    top = header.bottom - 0.3 * header.height if header else 0.0
    bottom = rules.zones.title_bottom * page.size[1]
    tiny = TINY * header.height if header else 0.0
    inside = [
        w
        for w in words
        if (w.top + w.bottom) / 2 > top
        and w.bottom < bottom
        and (w.word.box.height > tiny or w.word.confidence >= rules.trust.repaired)
    ]
    kept = (r for r in rows(inside) if not rules.patterns.speck.match(r.text))
    return tuple(kept), text


def _kind_and_subject(
    title: Sequence[Row], text: Frame, header: Header | None, speller: Speller, least: float
) -> tuple[Field, Field]:
    rules = speller.rules
    named = _named_kind(header.number if header else None, rules)
    about = letter_subject(title, header, speller, least) if header else None
    heading = find_heading(title, text, rules)
    if heading is not None and (heading.kind is not None or about is None):
        kind = read_kind(heading, False, named, rules, least)
        subject = heading_subject(heading, title, text, speller, least)
        if subject.value is None and about is not None:
            return kind, about
        # A page without a header may be an annex or the middle of a document.
        return kind, subject if header is not None else _unusual(subject)
    letter = about is not None or recipients_row(title, rules) is not None
    kind = read_kind(None, letter, None if about else named, rules, least)
    if about is None and header is not None and kind.value == rules.letter:
        about = subject_below_number(title, header, speller, least)
    return kind, about or missing("not_found")


def _named_kind(number: Row | None, rules: Rules) -> Kind | None:
    """The kind whose abbreviation begins the symbol: QĐ-UBND names a Quyết định."""
    if number is None or "/" not in number.text:
        return None
    head = number.text.rsplit("/", 1)[1].replace("Ð", "Đ").strip().split("-")[0].strip()
    return next((k for k in rules.kind if head in k.abbreviations), None)


def _at_the_foot(
    pages: Sequence[OcrPage], speller: Speller, least: float
) -> tuple[Field, Field] | None:
    """The dateline above a signature, where some forms and minutes have it; in review."""
    rules = speller.rules
    number = signed_page(pages, rules)
    page = next((p for p in pages if p.number == number), None)
    if page is None:
        return None
    right = right_rows(place(page), page.size[0], rules)
    row = dateline_row(right, rules.zones.signer_left * page.size[0], rules)
    if row is None:
        return None
    fields = read_dateline(row, speller, least)
    where, date = map(_unusual, fields)
    return where, date


def _unusual(field: Field) -> Field:
    """A field that stands where it seldom does, for a person to look at."""
    return replace(field, review=True, reason=field.reason or "unusual_place")


def _issuer(header: Header | None, speller: Speller, least: float) -> tuple[Field, Field]:
    if header is None:
        return Field(), missing("not_found")
    speller = replace(speller, vocabulary=office_vocabulary(speller.rules))
    return read_issuer(header, speller, least)


def _written(pages: Sequence[OcrPage], row: Row | None) -> tuple[Box, ...]:
    """Where a pen wrote on the page of a row."""
    return tuple(
        region.box
        for page in pages
        if row is not None and page.number == row.words[0].page
        for region in page.regions
        if region.kind is RegionKind.HANDWRITING
    )


def _cited(pages: Sequence[OcrPage], header: Header | None) -> frozenset[str]:
    """Symbols and abbreviated units that the document names outside its number line, surely."""
    own = {id(w.word) for w in header.number.words} if header and header.number else set()
    cited: set[str] = set()
    for page in pages:
        for word in page.words:
            if word.confidence >= SURE and id(word) not in own:
                cited.update(m.group() for m in _UNIT.finditer(word.text) if len(m.group()) > 1)
    return frozenset(cited)


def _text(field: Field) -> str | None:
    return field.value if isinstance(field.value, str) else None
