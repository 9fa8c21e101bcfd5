"""Number and date as fields, where the blanks of the page were read digit by digit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model.blanks import BlankKind, BlankReading
from pipeline.model.ocr import OcrPage
from pipeline.model.record import Candidate, Evidence, Field
from pipeline.steps.record.date_choice import DateKnowledge, date_candidates
from pipeline.steps.record.dateline import DATE_PARTS
from pipeline.steps.record.layout import Row
from pipeline.steps.record.number_choice import number_candidates
from pipeline.steps.record.spelling import fold
from pipeline.steps.record.weighing import Printed

STRUCK = 0.35
"""A blank this likely struck out or written over is never read as one number."""
STRUCK_SURE = 0.5
"""Most that is left of the confidence of such a value."""
EMPTY_SURE = 0.9
"""From here on a blank is called empty."""

_WEEKDAYS = ("thu hai", "thu ba", "thu tu", "thu nam", "thu sau", "thu bay", "chu nhat")
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})\b(?=.{{0,6}}\bngay\b)")
_DATE_KINDS = (BlankKind.DAY, BlankKind.MONTH, BlankKind.YEAR)
_SIZES = {BlankKind.DAY: 2, BlankKind.MONTH: 2, BlankKind.YEAR: 4}


def number_blank(page: OcrPage) -> BlankReading | None:
    """The blank of the number line."""
    return next((blank for blank in page.blanks if blank.kind is BlankKind.NUMBER), None)


def date_blanks(page: OcrPage) -> dict[BlankKind, BlankReading]:
    """The blanks of a page's dateline."""
    return {blank.kind: blank for blank in reversed(page.blanks) if blank.kind in _DATE_KINDS}


def read_number(
    blank: BlankReading,
    page: int,
    printed: Printed | None,
    least: float,
    file_name: str | None = None,
) -> Field:
    """The number from its blank on a page."""
    found = number_candidates(blank, printed, file_name)
    return _field(found, [(page, blank)], least)


def read_date(page: OcrPage, row: Row | None, known: DateKnowledge, least: float) -> Field | None:
    """The date from the blanks of a page; None where it has none."""
    blanks = date_blanks(page)
    if not blanks:
        return None
    found = date_candidates(blanks, printed_parts(row), known)
    places = [(page.number, blanks[kind]) for kind in _DATE_KINDS if kind in blanks]
    return _field(found, places, least)


def printed_parts(row: Row | None) -> dict[BlankKind, Printed]:
    """What the reader of print saw as day, month and year."""
    match = DATE_PARTS.match(fold(row.text)) if row is not None else None
    if row is None or match is None:
        return {}
    parts = {}
    for kind in _DATE_KINDS:
        span = match.span(kind.value)
        text = row.text[slice(*span)].strip(" .,;:")
        if re.fullmatch(rf"\d{{1,{_SIZES[kind]}}}", text):
            sure = min(word.word.confidence for word in row.part(*span))
            parts[kind] = Printed(text.lstrip("0"), sure)
    return parts


def printed_weekday(row: Row | None) -> int | None:
    """The weekday that is named before the date ("Thứ hai, ngày …"); Monday is 0."""
    match = _WEEKDAY.search(fold(row.text)) if row is not None else None
    return None if match is None else _WEEKDAYS.index(match[1])


def _field(
    found: Sequence[Candidate], places: Sequence[tuple[int, BlankReading]], least: float
) -> Field:
    """The best candidate; in review below `least`, and where something is struck out."""
    blanks = [blank for _, blank in places]
    best = found[0] if found else None
    evidence = tuple(
        Evidence(page, _best(blank), blank.box, _sure(blank)) for page, blank in places
    )
    if best is None:
        return Field(review=True, reason="unreadable", evidence=evidence)
    if not best.value:
        return Field(None, best.probability, evidence, True, "blank", tuple(found))
    struck = max(blank.struck for blank in blanks) >= STRUCK
    sure = min(best.probability, STRUCK_SURE) if struck else best.probability
    reason = "struck_out" if struck else None
    if reason is None and "??" in best.value:
        reason = "blank" if sure >= EMPTY_SURE else "handwritten"
    if reason is None and sure < least:
        by_hand = any(blank.written for blank in blanks)
        reason = "handwritten" if by_hand else "low_confidence"
    return Field(best.value, sure, evidence, reason is not None, reason, tuple(found))


def _best(blank: BlankReading) -> str:
    return blank.readings[0].text if blank.readings else ""


def _sure(blank: BlankReading) -> float:
    return blank.readings[0].chance if blank.readings else 0.0
