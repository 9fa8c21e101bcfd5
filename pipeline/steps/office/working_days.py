"""Working days of an office: neither weekends nor holidays, as far as those are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.register_rules import Holidays

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked, as far as that is known."""

    off: frozenset[date]
    worked: frozenset[date]
    """Days at a weekend on which the office works."""
    known: frozenset[int]
    """Years of which every day off is known."""
    unsure: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """A day of which nothing is known counts as any other of its week."""
        if day in self.worked:
            return True
        return day.weekday() < _SATURDAY and day not in self.off

    def sure(self, first: date, last: date) -> bool:
        """Whether it is known of each day from `first` to `last` if it is worked."""
        years = range(first.year, last.year + 1)
        return all(year in self.known for year in years) and not any(
            first <= day <= last for day in self.unsure
        )

    def on_or_after(self, day: date) -> date:
        """The first working day that is not before this one."""
        while not self.works(day):
            day += _DAY
        return day

    def after(self, day: date, days: int) -> date:
        """The last of so many working days after `day`; of none, that day or the next worked."""
        if days == 0:
            return self.on_or_after(day)
        for _ in range(days):
            day = self.on_or_after(day + _DAY)
        return day

    def between(self, first: date, last: date) -> int:
        """Working days after `first`, up to and with `last`; below 0 when `last` is before it."""
        if last < first:
            return -self.between(last, first)
        return sum(
            self.works(first + _DAY * number) for number in range(1, (last - first).days + 1)
        )


def calendar(holidays: Holidays, off: Iterable[date] = (), worked: Iterable[date] = ()) -> Calendar:
    """The calendar of the country, with an office's own days."""
    years = holidays.years
    own_off, own_worked = frozenset(off), frozenset(worked)
    told = own_off | own_worked
    return Calendar(
        off=(frozenset(day for year in years for day in year.off) - own_worked) | own_off,
        worked=(frozenset(day for year in years for day in year.worked) - own_off) | own_worked,
        known=frozenset(year.year for year in years if year.whole),
        unsure=frozenset(day for year in years for day in year.unsure) - told,
    )
