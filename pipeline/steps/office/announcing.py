"""Who is told of an announcement, when, and what may be said of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from pipeline.model.entry import HERE, Entry
from pipeline.model.notice import Notice, NoticeKind
from pipeline.model.person import Role
from pipeline.sections.announcements import AnnouncementRule, Gateway


@dataclass(frozen=True, slots=True)
class Told:
    """What a gateway is told of one announcement."""

    quiet: bool
    """Whether it waits for the end of the quiet hours."""
    show: frozenset[str] = frozenset()
    """Fields that are told besides the usual ones; empty of what is secret."""


def told_through(
    notice: Notice,
    entry: Entry | None,
    *,
    secret: bool,
    rules: Sequence[AnnouncementRule],
    gateways: Iterable[Gateway],
) -> dict[str, Told]:
    """Gateway, by its name → what it is told.

    Of what is secret only those are told who keep secrets, and nothing of its content.
    """
    secret = secret or notice.kind is NoticeKind.QUARANTINED
    found = [rule for rule in rules if _fits(rule, notice, entry)]
    told: dict[str, Told] = {}
    for gateway in gateways:
        if secret and Role.KEEPER not in gateway.roles:
            continue
        of_it = [rule for rule in found if any(_reaches(gateway, to, entry) for to in rule.to)]
        if of_it:
            show = () if secret else (name for rule in of_it for name in rule.show)
            told[gateway.name] = Told(all(rule.quiet for rule in of_it), frozenset(show))
    return told


def is_quiet(now: datetime, quiet_from: time, quiet_to: time) -> bool:
    """Whether it is within the quiet hours of the office; they may go over midnight.

    Hours that begin when they end are none.
    """
    at = now.astimezone(HERE).time()
    if quiet_from <= quiet_to:
        return quiet_from <= at < quiet_to
    return at >= quiet_from or at < quiet_to


def wait_s(tries: int, backoff_s: float, longest_s: float) -> float:
    """Seconds until the next try after `tries` that failed: twice as long each time."""
    return float(min(backoff_s * 2.0 ** min(tries - 1, 60), longest_s))


def _fits(rule: AnnouncementRule, notice: Notice, entry: Entry | None) -> bool:
    if rule.kind is not notice.kind:
        return False
    urgency = notice.facts.get("urgency") or (entry.described.urgency if entry else None)
    return not rule.urgencies or urgency in rule.urgencies


def _reaches(gateway: Gateway, to: str, entry: Entry | None) -> bool:
    if to == "unit":
        return entry is not None and entry.unit != "" and entry.unit in gateway.units
    if to == "assignee":
        return entry is not None and entry.assignee != "" and entry.assignee in gateway.people
    what, _, name = to.partition(":")
    return gateway.name == name if what == "gateway" else name in gateway.roles
