"""Until when a document is to be done, by its urgency and kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipeline.model.entry import Described, Matter
from pipeline.register_rules import Term
from pipeline.steps.office.working_days import Calendar


@dataclass(frozen=True, slots=True)
class Due:
    """A day, and whether all days off before it are known."""

    on: date
    sure: bool


def due_day(
    described: Described,
    matter: Matter,
    received_on: date,
    terms: Iterable[Term],
    calendar: Calendar,
) -> Due | None:
    """By the first term that fits; None where no day follows from what the document is."""
    days = next((term.days for term in terms if _fits(term, described, matter)), None)
    if days is None:
        return None
    on = calendar.after(received_on, days)
    return Due(on, calendar.sure(received_on, on))


def _fits(term: Term, described: Described, matter: Matter) -> bool:
    return (
        (term.type is None or _same(term.type, described.type))
        and (term.urgency is None or _same(term.urgency, described.urgency))
        and (term.matter is None or term.matter is matter)
    )


def _same(one: str, other: str | None) -> bool:
    return other is not None and one.casefold() == other.casefold()
