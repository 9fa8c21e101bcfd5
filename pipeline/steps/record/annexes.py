"""Annexes (phụ lục): those that follow a document, and what a paper is itself an annex of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.model.ocr import OcrPage
from pipeline.model.record import ABSENT, Field
from pipeline.rules import Rules
from pipeline.steps.record.layout import Row, frame, place, rows
from pipeline.steps.record.spelling import fold, is_capital
from pipeline.steps.record.trust import as_read, noted, text_of, weakest
from pipeline.steps.record.usage import Speller

_ANNEX = re.compile(r"^\W*phu luc\b(?!\s+(?:nay|kem|so lieu|hop))")
_BELONGS = re.compile(r"^\W*(?:(?:ban hanh|dinh|gui)?\s*kem theo|ban hanh (?:theo|tai))\b\s*")
HEAD = 0.4
"""Share of the page above which a heading stands."""
MOST_TITLE_ROWS = 6
MOST_ASIDE_ROWS = 4
CENTRED = 0.2
LONGEST_ANNEX_LINE = 10


def read_annexes(pages: Sequence[OcrPage], signed: int | None, speller: Speller) -> Field:
    """The heading of each annex behind the signed page, as printed."""
    found: list[tuple[Row, ...]] = []
    for page in pages:
        if signed is not None and page.number > signed:
            found += _headings(page)
    if not found:
        return ABSENT
    words = [[word for row in heading for word in row.words] for heading in found]
    spelt = [speller.respell(own).words for own in words]
    value = tuple(text_of(own).strip(" .:-") for own in spelt)
    return noted(value, min(map(weakest, spelt)), [word for own in words for word in own])


def read_attached_to(first: OcrPage, rules: Rules) -> Field:
    """ "(Kèm theo Quyết định số …)" below the title of the first page: what it belongs to."""
    floor = rules.zones.title_bottom * first.size[1]
    head = rows(w for w in place(first) if w.bottom < floor)
    for index, row in enumerate(head):
        belongs = _BELONGS.match(fold(row.text))
        if belongs is None or not row.text.lstrip().startswith("("):
            continue
        aside = [word for part in _aside(head[index:]) for word in part.words]
        words = aside[len(belongs.group().split()) :]
        value = text_of(as_read(words)).strip(" ().;")
        return noted(value or None, weakest(as_read(words)), words) if words else ABSENT
    return ABSENT


def _aside(below: Sequence[Row]) -> tuple[Row, ...]:
    """Rows up to the closing bracket."""
    for index, row in enumerate(below[:MOST_ASIDE_ROWS]):
        if ")" in row.text:
            return tuple(below[: index + 1])
    return tuple(below[:1])


def _headings(page: OcrPage) -> Iterator[tuple[Row, ...]]:
    """A heading with "Phụ lục" anywhere on the page, else one that "(Kèm theo …)" follows."""
    all_rows = rows(place(page))
    text = frame(all_rows, page.size)
    starts = [
        index
        for index, row in enumerate(all_rows)
        if _ANNEX.match(fold(row.text))
        and (is_capital(row.text) or len(row.words) <= LONGEST_ANNEX_LINE)
        and text.lopsided(row) < CENTRED
    ]
    for index in starts:
        yield _title(all_rows[index:])
    if starts:
        return
    head = [row for row in all_rows if row.bottom < HEAD * page.size[1]]
    asides = (i for i, row in enumerate(head) if _BELONGS.match(fold(row.text)))
    for index in asides:
        above = tuple(row for row in head[:index] if is_capital(row.text) and len(row.text) > 6)
        if above and head[index].text.lstrip().startswith("("):
            yield above[-MOST_TITLE_ROWS:]
            return


def _title(below: Sequence[Row]) -> tuple[Row, ...]:
    """The heading and the rows in capitals right below it."""
    title = [below[0]]
    for row in below[1:MOST_TITLE_ROWS]:
        far = row.top - title[-1].bottom > 2 * title[-1].height
        if far or not is_capital(row.text) or _ANNEX.match(fold(row.text)):
            break
        title.append(row)
    return tuple(title)
