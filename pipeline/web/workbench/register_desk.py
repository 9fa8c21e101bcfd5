"""The registers of documents as a visitor is shown them: what is asked for, how an entry looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query

from pipeline.errors import NotAllowed
from pipeline.messages import Language, say
from pipeline.model.entry import HERE, Channel, Criteria, Entry, Status
from pipeline.office.entry_words import entry_field, entry_rows, event_detail, is_overdue
from pipeline.office.moving import steps
from pipeline.office.registry import Registry, registry_for
from pipeline.office_rules import paper_rules
from pipeline.register.entries import ObjectKind
from pipeline.steps.office.moves import Step, may
from pipeline.web.workbench.premises import Premises
from pipeline.web.workbench.visiting import Visitor

COUNTED = 10_000
"""Entries are counted so far; beyond it there are "more than"."""
_TAGS = {
    Status.ARRIVED: "warn",
    Status.REFUSED: "bad",
    Status.DONE: "good",
    Status.RECALL_ASKED: "warn",
    Status.RECALLED: "bad",
}
_SHORT = 200
_YEAR = re.compile("[0-9]{4}")
Text = Annotated[str, Query(max_length=_SHORT)]


def registry_of(here: Premises, visitor: Visitor) -> Registry:
    """The desk with the visitor at it. Raises: SignInNeeded."""
    return registry_for(here.register, here.settings, here.asker(visitor), here.now)


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the registers is asked for, as it stands in the address of the page."""

    book: str = ""
    year: str = ""
    status: str = ""
    first: str = ""
    last: str = ""
    channel: str = ""
    issuer: str = ""
    code: str = ""
    unit: str = ""
    assignee: str = ""
    only: str = ""
    """`overdue` or `unsure`."""

    def criteria(self, desk: Registry) -> Criteria:
        """What cannot be meant is left out."""
        if self.book:
            desk.asker.book(self.book)
        return Criteria(
            book=self.book or None,
            year=int(self.year) if _YEAR.fullmatch(self.year) else None,
            statuses=(Status(self.status),) if self.status in set(Status) else (),
            arrived_from=day_of(self.first),
            arrived_to=day_of(self.last),
            channel=Channel(self.channel) if self.channel in set(Channel) else None,
            issuer=self.issuer.strip() or None,
            code=self.code.strip() or None,
            unit=self.unit.strip() or None,
            assignee=self.assignee.strip() or None,
            unsure=self.only == "unsure",
            overdue_on=desk.today if self.only == "overdue" else None,
            without_books=desk.asker.hidden,
            secrets=desk.asker.keeper,
        )

    def query(self, **changed: str) -> str:
        """The address's query, with these values instead."""
        known = {name: getattr(self, name) for name in self.__slots__} | changed
        return urlencode({name: value for name, value in known.items() if value})


def filters(
    book: Text = "",
    year: Text = "",
    status: Text = "",
    first: Annotated[str, Query(alias="from", max_length=_SHORT)] = "",
    last: Annotated[str, Query(alias="to", max_length=_SHORT)] = "",
    channel: Text = "",
    issuer: Text = "",
    code: Text = "",
    unit: Text = "",
    assignee: Text = "",
    only: Text = "",
) -> Filters:
    """Of a request."""
    return Filters(book, year, status, first, last, channel, issuer, code, unit, assignee, only)


@dataclass(frozen=True, slots=True)
class Way:
    """A move that the visitor may make."""

    to: str
    words: str
    reason: bool
    main: bool
    """The ordinary way on."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of an entry's history in words."""

    at: object
    who: str
    what: str
    detail: str


def day_of(text: str) -> date | None:
    """5/11/2026 or 2026-11-05; None for what is no day."""
    parts = text.strip().replace(".", "/").split("/")
    if len(parts) == 3:
        text = "-".join(part.zfill(2) for part in reversed(parts))
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def tag_of(status: Status) -> str:
    return _TAGS.get(status, "")


def line_of(entry: Entry, desk: Registry, language: Language) -> dict[str, object]:
    """An entry as a row of the list."""
    said = entry.described
    return {
        "entry": entry,
        "code": said.code or said.code_number or "—",
        "subject": said.subject or said.type or "—",
        "arrived_on": entry.arrived_at.astimezone(HERE).date(),
        "handed": entry.assignee or entry.unit,
        "overdue": is_overdue(entry, desk.today),
        "status": say(language, f"status.{entry.status.value}"),
        "tag": tag_of(entry.status),
    }


def rows_of(entry: Entry, desk: Registry, language: Language) -> list[dict[str, object]]:
    """All that the register says of an entry."""
    return [
        {
            "key": name,
            "name": entry_field(language, name),
            "value": value,
            "unsure": name in entry.unsure,
        }
        for name, value in entry_rows(entry, paper_rules(desk.settings), language)
    ]


def ways_of(entry: Entry, desk: Registry, language: Language) -> tuple[list[Way], bool, bool]:
    """The moves that the visitor may make; whether they may assign, whether refuse."""
    theirs = [step for step in steps(desk, entry) if may(desk.person, step, entry)]
    own_pages = (Status.ASSIGNED, Status.REFUSED)
    plain = list(_ways((step for step in theirs if step.to not in own_pages), language))
    to = {step.to for step in theirs}
    return plain, Status.ASSIGNED in to, Status.REFUSED in to


def history_of(entry: Entry, desk: Registry, language: Language) -> list[Happened]:
    """Newest first."""
    events = desk.register.history(ObjectKind.ENTRY, str(entry.id))
    return [
        Happened(
            event.at,
            event.who,
            say(language, f"event.{event.what.value}"),
            event_detail(event, language),
        )
        for event in reversed(events)
    ]


def entry_of(desk: Registry, entry_id: int) -> Entry:
    """Raises: NotFound, also for what the visitor may not see."""
    return desk.asker.entry(desk.register, str(entry_id))


def as_seen(desk: Registry, entry_id: int, seen: str) -> Entry:
    """Raises: NotAllowed when somebody moved it since the page was shown."""
    entry = entry_of(desk, entry_id)
    if entry.status.value != seen:
        raise NotAllowed("moved_meanwhile", {"entry": entry.key, "status": entry.status.value})
    return entry


def status_of(code: str) -> Status:
    if code not in set(Status):
        raise NotAllowed("no_such_status", {"text": code})
    return Status(code)


def _ways(known: Iterator[Step], language: Language) -> Iterator[Way]:
    seen: set[Status] = set()
    for step in known:
        if step.to not in seen:
            seen.add(step.to)
            words = say(language, f"status.{step.to.value}")
            yield Way(step.to.value, words, step.reason, step.next)
