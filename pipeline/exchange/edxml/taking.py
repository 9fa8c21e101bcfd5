"""Takes values out of a message, in any order of its elements, and knows what nobody took."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.errors import Param
from pipeline.exchange.edxml.model import clean, has_controls
from pipeline.exchange.edxml.parsing import Element
from pipeline.model.entry import HERE
from pipeline.model.record import Reason

_DAY = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[T ].*)?")
_TIME = re.compile(r"[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?$")
_MOST_REMARKS = 50


class Remarks:
    """What somebody should know of a message that was read nevertheless."""

    def __init__(self) -> None:
        self.all: list[Reason] = []

    def add(self, code: str, params: dict[str, Param]) -> None:
        if len(self.all) < _MOST_REMARKS:
            self.all.append(Reason(code, dict(params)))


@dataclass(frozen=True, slots=True)
class Taking:
    """An element whose parts are taken by name; case does not matter."""

    element: Element
    path: str
    remarks: Remarks

    def child(self, *names: str) -> Taking | None:
        """The first of this name that nobody took."""
        return next(self.children(*names), None)

    def children(self, *names: str) -> Iterator[Taking]:
        wanted = {name.lower() for name in names}
        for one in self.element.children:
            if one.name.lower() in wanted and not one.taken:
                one.taken = True
                yield Taking(one, f"{self.path}/{one.name}", self.remarks)

    def text(self, *names: str) -> str | None:
        """None where it is absent or empty."""
        one = self.child(*names)
        return None if one is None else one.own_text()

    def own_text(self) -> str | None:
        whole = clean(self.element.text)
        if not whole:
            return None
        if has_controls(self.element.text):
            self.remarks.add("edxml_controls", {"element": self.path})
        return whole

    def number(self, *names: str) -> int | None:
        text = self.text(*names)
        if text is None:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) <= 9):
            self._not_read(names[0], text)
            return None
        return int(text)

    def day(self, *names: str) -> date | None:
        text = self.text(*names)
        found = None if text is None else _day(text)
        if text is not None and found is None:
            self._not_read(names[0], text)
        return found

    def moment(self, *names: str) -> datetime | None:
        """An aware time; without a zone it is the country's own."""
        text = self.text(*names)
        found = None if text is None else _moment(text)
        if text is not None and found is None:
            self._not_read(names[0], text)
        return found

    def leftovers(self) -> None:
        """Remarks what has a value and was not taken."""
        waiting = [(self.element, self.path)]
        while waiting:
            element, path = waiting.pop()
            waiting += [(child, f"{path}/{child.name}") for child in reversed(element.children)]
            if not element.taken and clean(element.text):
                value = clean(element.text)[:100]
                self.remarks.add("edxml_unknown", {"element": path[-200:], "value": value})

    def _not_read(self, name: str, text: str) -> None:
        params: dict[str, Param] = {"element": f"{self.path}/{name}", "value": text[:100]}
        self.remarks.add("edxml_value", params)


def _day(text: str) -> date | None:
    if match := _DAY.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    on, at = _day(text), _TIME.search(text)
    if on is None or at is None:
        return None
    hour, minute, second = (int(part or 0) for part in at.groups()[:3])
    zone = "+00:00" if at[4] == "Z" else at[4]
    clock = f"{on.isoformat()}T{hour:02}:{minute:02}:{second:02}{zone or ''}"
    try:
        found = datetime.fromisoformat(clock)
    except ValueError:
        return None
    return found if zone else found.replace(tzinfo=HERE)
