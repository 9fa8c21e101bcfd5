"""The document's date (ô 4): what its blanks can say, weighed by what else is known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product

from pipeline.model.blanks import BlankKind, BlankReading
from pipeline.model.record import Candidate
from pipeline.steps.record.dateline import PartialDate
from pipeline.steps.record.weighing import (
    Chances,
    Printed,
    Weighed,
    Weight,
    candidates,
    chances_of,
    with_printed,
)

PRINTED_TRUST = 0.98
WRITTEN_TRUST = 0.5
WEEKEND = 0.08
"""Offices seldom date a document on a Saturday or Sunday (0 of 87 seen)."""
BEFORE_CITED = 0.02
"""… before a document that it is based on;"""
AFTER_ARRIVAL = 0.02
"""… after the day on which it arrived."""
OTHER_WEEKDAY = 0.05
FILE_NAME = 2.0
"""A date in the file's name is the weakest of hints: it may be the day of the scan."""
LEAST_PART = 1e-4
NONE_FITS = 0.02
"""What is no day, or contradicted, counts so much for another date than all that were read."""
CONTRADICTED = frozenset({"other_weekday", "before_cited", "after_arrival"})

PARTS = (BlankKind.DAY, BlankKind.MONTH, BlankKind.YEAR)


@dataclass(frozen=True, slots=True)
class DateKnowledge:
    """What else speaks about the date of a document."""

    cited: date | None = None
    """The latest date of what the document is based on."""
    arrived: date | None = None
    weekday: int | None = None
    """The weekday that is written beside the date; Monday is 0."""
    file_name: date | None = None
    """A date in the file's name."""


NOTHING_KNOWN = DateKnowledge()


def date_candidates(
    blanks: Mapping[BlankKind, BlankReading],
    printed: Mapping[BlankKind, Printed],
    known: DateKnowledge = NOTHING_KNOWN,
) -> tuple[Candidate, ...]:
    """The dates that the blanks can say, best first, in the form of `PartialDate`."""
    days, months, years = (_part(kind, blanks, printed) for kind in PARTS)
    # What the parts leave open, for example to something struck out, stays open.
    weighed, lost = [], 0.0
    unread = 1.0 - math.prod(min(1.0, sum(part.values())) for part in (days, months, years))
    for (day, d), (month, m), (year, y) in product(days.items(), months.items(), years.items()):
        weight = d * m * y
        when = _date(day, month, year)
        if when is None:
            # No such day: most of its share goes to those that are.
            lost += weight if day and month and year else 0.0
            continue
        one = Weighed(str(when), weight)
        texts = {BlankKind.DAY: day, BlankKind.MONTH: month, BlankKind.YEAR: year}
        if all(printed.get(kind) and printed[kind].text == text for kind, text in texts.items()):
            one = one.by(Weight(1.0, "printed"))
        whole = when.whole
        if whole is not None:
            against = [weight_of(whole, known) for weight_of in (_weekday, _cited, _arrived)]
            if any(said is not None and said.why in CONTRADICTED for said in against):
                lost += weight
            for said in (*against, _file_name(whole, known)):
                one = one.by(said)
        weighed.append(one)
    return candidates(weighed, NONE_FITS * lost + unread)


def _part(
    kind: BlankKind,
    blanks: Mapping[BlankKind, BlankReading],
    printed: Mapping[BlankKind, Printed],
) -> Chances:
    """The chances of the day, the month or the year; leading zeros do not matter."""
    blank, seen = blanks.get(kind), printed.get(kind)
    if blank is None:
        return {seen.text: seen.confidence} if seen and seen.text.isdigit() else {"": 1.0}
    plain: dict[str, float] = {}
    for text, chance in chances_of(blank).items():
        plain[text.lstrip("0")] = plain.get(text.lstrip("0"), 0.0) + chance
    trust = WRITTEN_TRUST if blank.written else PRINTED_TRUST
    second = Printed(seen.text.lstrip("0"), seen.confidence) if seen else None
    heard = with_printed(plain, second, trust)
    return {text: c for text, c in heard.items() if c >= LEAST_PART}


def _date(day: str, month: str, year: str) -> PartialDate | None:
    if not year:
        return None
    if not month and day:
        return None
    try:
        return PartialDate(int(year), int(month) if month else None, int(day) if day else None)
    except ValueError:
        return None


def _weekday(when: date, known: DateKnowledge) -> Weight | None:
    if known.weekday is not None:
        same = when.weekday() == known.weekday
        return Weight(1.0, "weekday") if same else Weight(OTHER_WEEKDAY, "other_weekday")
    return Weight(WEEKEND, "weekend") if when.weekday() >= 5 else None


def _cited(when: date, known: DateKnowledge) -> Weight | None:
    if known.cited is None:
        return None
    before = when < known.cited
    return Weight(BEFORE_CITED, "before_cited") if before else Weight(1.0, "after_cited")


def _arrived(when: date, known: DateKnowledge) -> Weight | None:
    if known.arrived is None:
        return None
    after = when > known.arrived
    return Weight(AFTER_ARRIVAL, "after_arrival") if after else Weight(1.0, "before_arrival")


def _file_name(when: date, known: DateKnowledge) -> Weight | None:
    return Weight(FILE_NAME, "file_name") if when == known.file_name else None
