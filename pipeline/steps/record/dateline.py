"""Place and date (ô 4), from the dateline alone: a citation's date is never looked at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.model.record import Field
from pipeline.rules import Rules
from pipeline.steps.record.layout import Placed, Row
from pipeline.steps.record.spelling import fold
from pipeline.steps.record.trust import found, missing, text_of, weakest
from pipeline.steps.record.usage import Speller

DATE_PARTS = re.compile(
    r"^(?P<place>.*?)\W{0,4}\s*\bn?[gq]a[yv](?P<day>.*?)th[ae]n[gq](?P<month>.*?)n[aeu]m(?P<year>.*)$"
)
_NO_DAY = re.compile(
    r"^(?P<place>.*?)[,.]\W*(?P<day>\S*)\W*th[ae]n[gq](?P<month>.*?)n[aeu]m(?P<year>.*)$"
)
UNKNOWN_DAY = "??"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which parts may be unknown. Raises: ValueError when a part cannot be."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not 1900 <= self.year <= 2099:
            raise ValueError(f"year {self.year}")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError(f"month {self.month}")
        if self.day is not None and not 1 <= self.day <= _days(self.year, self.month):
            raise ValueError(f"day {self.day}")

    @property
    def whole(self) -> date | None:
        """The day of the calendar, where every part is known."""
        if self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    def __str__(self) -> str:
        month = UNKNOWN_DAY if self.month is None else f"{self.month:02d}"
        day = UNKNOWN_DAY if self.day is None else f"{self.day:02d}"
        return f"{self.year:04d}-{month}-{day}"


def parse_date(text: str) -> PartialDate:
    """The inverse of str(). Raises: ValueError."""
    match = re.fullmatch(r"(\d{4})-(\d{2}|\?\?)-(\d{2}|\?\?)", text)
    if match is None:
        raise ValueError(f"not a date: {text!r}")
    year, *rest = match.groups()
    month, day = (None if part == UNKNOWN_DAY else int(part) for part in rest)
    return PartialDate(int(year), month, day)


def _days(year: int, month: int | None) -> int:
    if month is None:
        return 31
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (
        29 if month == 2 and leap else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
    )


def read_dateline(row: Row | None, speller: Speller, least: float) -> tuple[Field, Field]:
    """(place, date) of a dateline; without one both are missing and in review."""
    if row is None:
        return missing("not_found"), missing("not_found")
    match = DATE_PARTS.match(fold(row.text)) or _NO_DAY.match(fold(row.text))
    if match is None:
        return missing("unreadable", row.words), missing("unreadable", row.words)
    place = _place(row.part(*match.span("place")), speller, least)
    return place, _date(row, match, speller.rules, least)


def _place(words: tuple[Placed, ...], speller: Speller, least: float) -> Field:
    kept = tuple(
        w for w in words if not speller.rules.patterns.speck.match(w.text) or w.text == "-"
    )
    if not kept:
        return missing("unreadable", words)
    respelt = speller.respell_names(kept)
    value = text_of(respelt.words).strip(" .,;:-_'’\"")
    reason = None if value[:1].isupper() and not any(c.isdigit() for c in value) else "unreadable"
    reason = reason or ("respelt" if respelt.changed else None)
    return found(value or None, weakest(respelt.words), kept, least, reason)


def _date(row: Row, match: re.Match[str], rules: Rules, least: float) -> Field:
    day = _number(row, match.span("day"), 2, rules)
    month = _number(row, match.span("month"), 2, rules)
    year = _number(row, match.span("year"), 4, rules)
    if year is None:
        return missing("unreadable", row.words)
    try:
        when = PartialDate(year[0], month[0] if month else None)
    except ValueError:
        return missing("unreadable", row.words)
    sure = [part[1] for part in (year, month, day) if part is not None]
    if day is not None and month is not None:
        try:
            when = PartialDate(year[0], month[0], day[0])
            return found(str(when), min(sure), row.words, least)
        except ValueError:
            pass
    return found(str(when), min(sure), row.words, least, "handwritten")


def _number(row: Row, span: tuple[int, int], size: int, rules: Rules) -> tuple[int, float] | None:
    """Digits that were surely printed: nothing else between the two words, and read surely."""
    text = row.text[slice(*span)].strip(" .,;:")
    words = row.part(*span)
    if not re.fullmatch(rf"\d{{1,{size}}}", text) or (size == 4 and len(text) != 4):
        return None
    confidence = min(w.word.confidence for w in words)
    if confidence < (rules.trust.year if size == 4 else rules.trust.digits):
        return None
    return (int(text), confidence) if _as_tall_as_print(words, row, rules) else None


def _as_tall_as_print(words: Sequence[Placed], row: Row, rules: Rules) -> bool:
    """Handwriting is seldom as tall as the print it is put in."""
    least, most = rules.trust.digit_height
    own = [w.word.box.height for w in words if w.text.strip(".,;:").isdigit()]
    return all(least <= height / row.height <= most for height in own)
