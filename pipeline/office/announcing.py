"""People are told: of what has just come, of what is due, and again where a gateway failed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from pipeline.announcement_rules import announcement_rules
from pipeline.errors import Param, SettingsInvalid, SohoaError
from pipeline.messages import say_error
from pipeline.model.entry import HERE
from pipeline.model.notice import NewNotice, NoticeKind
from pipeline.office.notice_words import body_of, line_of, title_of
from pipeline.register.notices import Waiting
from pipeline.register.store import Register
from pipeline.sections.announcements import AnnouncementRule, Gateway
from pipeline.settings import Settings
from pipeline.steps.office.announcing import Told, is_quiet, told_through, wait_s
from pipeline.steps.office.working_days import Calendar

Tell = Callable[[str, str, str, str], None]
"""(gateway's name, its address, title, body): sends. Raises: EngineFailed."""
_CLAIM = timedelta(minutes=10)
"""So long another process leaves alone what this one is sending."""


class Outcome(StrEnum):
    """What became of a message."""

    SENT = "sent"
    FAILED = "failed"
    WOULD_SEND = "would_send"
    """A dry run."""
    QUIET = "quiet"
    """It waits for the end of the quiet hours."""
    LATER = "later"
    """The gateway failed a while ago; it is tried again later."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one gateway is told at once: all announcements of a kind."""

    gateway: Gateway
    kind: NoticeKind
    outcome: Outcome
    lines: tuple[str, ...]
    notices: tuple[int, ...]
    """One a line."""
    secret: bool = False
    failure: SohoaError | None = None

    def title(self) -> str:
        return title_of(self.gateway.language, self.kind, len(self.lines))

    def body(self, most_lines: int) -> str:
        return body_of(self.gateway.language, self.lines, most_lines)


@dataclass(frozen=True, slots=True)
class Announced:
    """What was told to whom."""

    messages: tuple[Message, ...]
    nobody: int = 0
    """Announcements of which no rule tells anybody."""

    @property
    def failed(self) -> int:
        return sum(len(one.notices) for one in self.messages if one.outcome is Outcome.FAILED)


@dataclass(slots=True)
class _Heap:
    """What waits for one gateway, of one kind."""

    lines: list[str] = field(default_factory=list)
    notices: list[int] = field(default_factory=list)


_Key = tuple[str, NoticeKind, Outcome, bool]


def note_days(register: Register, settings: Settings, calendar: Calendar, now: datetime) -> int:
    """Announces what is due soon and what is overdue, once for each due day; how many are new."""
    told = register.notices.told_of_days()
    new = [one for one in _of_days(register, settings, calendar, now) if one not in told]
    if new:
        rows = [(entry, NewNotice(kind, {"due_on": due.isoformat()})) for entry, kind, due in new]
        register.notices.add(rows, now)
    return len(new)


def announce(
    register: Register, settings: Settings, now: datetime, tell: Tell, *, dry_run: bool = False
) -> Announced:
    """Tells everybody what waits for them; nothing is lost where a gateway fails.

    Without gateways nothing is done, and everything waits. A dry run tells nobody and writes
    nothing.
    """
    if not settings.announcements.gateways:
        return Announced(())
    post = _Post(register, settings, now, tell)
    waiting = tuple(_all_waiting(register))
    heaps: dict[_Key, _Heap] = {}
    nobody = sum(not post.lay(heaps, one) for one in waiting)
    messages = [
        Message(post.gateways[name], kind, outcome, tuple(heap.lines), tuple(heap.notices), secret)
        for (name, kind, outcome, secret), heap in heaps.items()
    ]
    if not dry_run:
        messages = [message for one in messages if (message := post.send(one)) is not None]
        post.settle()
    return Announced(tuple(messages), nobody)


class _Post:
    """One round: what is told to whom, and sending it."""

    def __init__(self, register: Register, settings: Settings, now: datetime, tell: Tell) -> None:
        self._register = register
        self._settings = settings
        self._own = settings.announcements
        self._now = now
        self._tell = tell
        self._rules: Sequence[AnnouncementRule] = announcement_rules(self._own)
        self._quiet = is_quiet(now, self._own.quiet_from, self._own.quiet_to)
        self.gateways = {gateway.name: gateway for gateway in self._own.gateways}

    def lay(self, heaps: dict[_Key, _Heap], waiting: Waiting) -> bool:
        """Puts it on the heap of each gateway that lacks it; whether anybody is told at all."""
        told = self._told(waiting)
        secret = self._secret(waiting)
        for name, how in told.items():
            delivery = waiting.deliveries.get(name)
            if delivery is not None and delivery.sent_at is not None:
                continue
            outcome = Outcome.WOULD_SEND
            if delivery is not None and delivery.next_try_at and delivery.next_try_at > self._now:
                outcome = Outcome.LATER
            elif how.quiet and self._quiet:
                outcome = Outcome.QUIET
            heap = heaps.setdefault((name, waiting.notice.kind, outcome, secret), _Heap())
            language = self.gateways[name].language
            heap.lines.append(line_of(language, waiting.notice, waiting.entry, how.show, secret))
            heap.notices.append(waiting.notice.id)
        return bool(told)

    def send(self, message: Message) -> Message | None:
        """The message with what became of it; None when another process has it in hand."""
        if message.outcome is not Outcome.WOULD_SEND:
            return message
        name, now = message.gateway.name, self._now
        claimed = self._register.notices.claim(name, message.notices, now, now + _CLAIM)
        rows = zip(message.notices, message.lines, strict=True)
        mine = [(notice, line) for notice, line in rows if notice in claimed]
        if not mine:
            return None
        ids, lines = tuple(notice for notice, _ in mine), tuple(line for _, line in mine)
        message = replace(message, notices=ids, lines=lines)
        try:
            self._tell(name, self._address(message.gateway), message.title(), self._body(message))
        except SohoaError as error:
            self._failed(message, max(claimed.values()), error)
            return replace(message, outcome=Outcome.FAILED, failure=error)
        self._register.notices.delivered(name, ids, now)
        return replace(message, outcome=Outcome.SENT)

    def settle(self) -> None:
        """Ends what everybody has, and what nobody is to be told."""
        ended = []
        for waiting in _all_waiting(self._register):
            came = waiting.deliveries
            if all(name in came and came[name].sent_at for name in self._told(waiting)):
                ended.append(waiting.notice.id)
        self._register.notices.settle(ended, self._now)

    def _told(self, waiting: Waiting) -> dict[str, Told]:
        return told_through(
            waiting.notice,
            waiting.entry,
            secret=self._secret(waiting),
            rules=self._rules,
            gateways=self._own.gateways,
        )

    def _secret(self, waiting: Waiting) -> bool:
        entry = waiting.entry
        if waiting.notice.kind is NoticeKind.QUARANTINED:
            return True
        if entry is None:
            return False
        secret_books = self._settings.registers.secret_books
        return entry.id < 0 or entry.book in secret_books or entry.described.secrecy is not None

    def _address(self, gateway: Gateway) -> str:
        address = os.environ.get(gateway.url_env)
        if not address:
            params: dict[str, Param] = {"gateway": gateway.name, "variable": gateway.url_env}
            raise SettingsInvalid("gateway_variable", params)
        return address

    def _body(self, message: Message) -> str:
        return message.body(self._own.lines)

    def _failed(self, message: Message, tries: int, error: SohoaError) -> None:
        wait = timedelta(seconds=wait_s(tries, self._own.backoff_s, self._own.longest_backoff_s))
        why = say_error("vi", error)
        name = message.gateway.name
        self._register.notices.failed(name, message.notices, why, self._now + wait)


def _of_days(
    register: Register, settings: Settings, calendar: Calendar, now: datetime
) -> Iterator[tuple[int, NoticeKind, date]]:
    today = now.astimezone(HERE).date()
    soon = calendar.after(today, settings.announcements.due_soon_days)
    for entry in register.entries.overdue(soon + timedelta(days=1)):
        assert entry.due_on is not None
        kind = NoticeKind.OVERDUE if entry.due_on < today else NoticeKind.DUE_SOON
        yield entry.id, kind, entry.due_on


def _all_waiting(register: Register) -> Iterator[Waiting]:
    after = 0
    while some := register.notices.waiting(after):
        yield from some
        after = some[-1].notice.id
