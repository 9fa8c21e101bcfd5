"""The arrival stamp (dấu ĐẾN; NĐ 30/2020, Phụ lục IV): number and date of who received it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model.blanks import BlankKind, BlankReading
from pipeline.model.ocr import OcrPage, RegionKind
from pipeline.model.record import ABSENT, Candidate, Evidence, Field
from pipeline.rules import Rules
from pipeline.steps.record.dateline import PartialDate
from pipeline.steps.record.layout import Placed, Row, begins, place, rows, runs
from pipeline.steps.record.spelling import fold, is_capital
from pipeline.steps.record.trust import evidence_of, found, settled

LOWEST = 0.6
"""Share of the page's height above which it is put on."""
LONGEST_LABEL = 4
_NUMBER = re.compile(r"^\W*so\W*(?P<value>\d{1,6})\W*$")
_DATE = re.compile(r"^\W*ngay\W*(?P<value>(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d{2}))\W*$")


def read_arrival(page: OcrPage, rules: Rules, least: float) -> tuple[Field, Field]:
    """(arrival_number, arrival_date) of page 1; without a stamp both are absent.

    A stamp of which nothing sure was read gives no value, but says where it is.
    """
    label = _label(page, rules)
    blanks = {blank.kind: blank for blank in page.blanks}
    number, date = (blanks.get(k) for k in (BlankKind.ARRIVAL_NUMBER, BlankKind.ARRIVAL_DATE))
    if label is None and number is None and date is None:
        return ABSENT, ABSENT
    near = _around(page, label) if label is not None else ()
    unread = Field(evidence=evidence_of(label.words) if label else (), reason="handwritten")
    return (
        _of_blank(number, page, least) or _printed(_NUMBER, near, page, rules, unread),
        _of_blank(date, page, least) or _printed(_DATE, near, page, rules, unread),
    )


def _label(page: OcrPage, rules: Rules) -> Row | None:
    """The word ĐẾN, alone or after what has come."""
    for row in rows(w for w in place(page) if w.bottom < LOWEST * page.size[1]):
        for run in runs(row, rules.layout.run_gap):
            short = len(run.words) <= LONGEST_LABEL
            if short and is_capital(run.text) and begins(run.text, rules.marks.arrival):
                return run
    return None


def _around(page: OcrPage, label: Row) -> tuple[Row, ...]:
    """Rows that stand in the stamp beside and below its word."""
    box = next(
        (
            region.box
            for region in page.regions
            if region.kind is RegionKind.STAMP and region.box.overlaps(label.words[0].word.box)
        ),
        None,
    )
    width = (label.right - label.left) + 10 * label.height

    def inside(word: Placed) -> bool:
        if box is not None:
            return box.contains(*word.word.box.center)
        beside = abs(word.middle - label.middle) < width
        return beside and -label.height < word.top - label.top < 7 * label.height

    own = [word.word for word in label.words]
    return rows(w for w in place(page) if inside(w) and not any(w.word is one for one in own))


def _printed(
    pattern: re.Pattern[str], near: Sequence[Row], page: OcrPage, rules: Rules, unread: Field
) -> Field:
    """What a machine put into the blank; nearly always a pen did, and is not read here."""
    pens = [r.box for r in page.regions if r.kind is RegionKind.HANDWRITING]
    for row in near:
        match = pattern.match(fold(row.text))
        if match is None or any(w.word.box.overlaps(pen) for w in row.words for pen in pens):
            continue
        words = row.part(*match.span("value"))
        value = _text(match)
        confidence = min(w.word.confidence for w in words)
        if value is not None:
            return settled(found(value, confidence, words, rules.trust.digits_beside_pen), 0.0)
    return unread


def _text(match: re.Match[str]) -> str | None:
    if match.re is _NUMBER:
        return match["value"]
    try:
        return str(PartialDate(int(match[4]), int(match[3]), int(match[2])))
    except ValueError:
        return None


def _of_blank(blank: BlankReading | None, page: OcrPage, least: float) -> Field | None:
    """What the reader of handwriting says of a blank; not sure, it is only a candidate."""
    if blank is None:
        return None
    place_of = (Evidence(page.number, "", blank.box, 0.0),)
    readings = [r for r in blank.readings if r.text]
    if not readings:
        return Field(evidence=place_of, reason="blank")
    candidates = tuple(Candidate(reading.text, reading.chance) for reading in readings)
    best = readings[0]
    sure = replace(place_of[0], text=best.text, confidence=best.chance)
    field = Field(best.text, best.chance, (sure,), reason="handwritten", candidates=candidates)
    kept = best.chance >= least and blank.struck < 1 - least
    return replace(field, value=best.text if kept else None)
