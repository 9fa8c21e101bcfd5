"""Makes a made-up office's registers: a week as a real one was reported, a year, a province."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.model.entry import (
    UNNUMBERED,
    Channel,
    Described,
    Direction,
    Matter,
    NewEntry,
    NewForm,
    PastEntry,
    SignatureState,
    Status,
)

_DAY = timedelta(days=1)
_OPENS = time(0, 30, tzinfo=UTC)
"""Half past seven in Vietnam."""
_WORK_S = 9 * 3600
_NONE = "should_be_electronic"
SIGNED = {
    Channel.AXIS: ("trusted", "trusted", "trusted", "unknown_issuer", "none", "changed_after"),
    Channel.EMAIL: ("none", "none", "none", "unknown_issuer"),
    Channel.COUNTER: ("none", "trusted"),
    Channel.PAPER: ("none",),
}
"""By turns of chance."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How many of what."""

    axis: int
    email: int
    counter: int
    """Dossiers of the one-stop counter."""
    paper: Mapping[str, int]
    """By class; "" has none yet."""
    outgoing: int = 0

    @property
    def electronic(self) -> int:
        return self.axis + self.email + self.counter

    @property
    def incoming(self) -> int:
        return self.electronic + sum(self.paper.values())


WEEK = Mix(
    axis=1_021,
    email=68,
    counter=698,
    paper={"penalty": 212, "invitation": 143, "draft": 97, "paper_only": 82},
    outgoing=412,
)
"""2,321 arrivals, 1,787 electronic and 534 on paper, as one office reported; how those two are
made up is ours."""
YEAR = Mix(
    axis=5_100,
    email=240,
    counter=0,
    paper={"penalty": 420, "invitation": 610, "draft": 250, "paper_only": 180, _NONE: 200},
    outgoing=15_000,
)
PROVINCE = Mix(
    axis=268_000,
    email=9_000,
    counter=121_000,
    paper={
        "penalty": 41_000,
        "invitation": 24_000,
        "draft": 16_000,
        "paper_only": 13_000,
        _NONE: 12_000,
    },
    outgoing=123_000,
)
"""Half a year: 627,000 entries, 504,000 of them incoming."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one entry will be."""

    direction: Direction
    channel: Channel
    paper_class: str | None = None
    kind: tuple[str, str] = ("", "")
    """Name and symbol; empty for a dossier."""


def past_entries(mix: Mix, first: date, last: date, on: date, seed: int) -> Iterator[PastEntry]:
    """In the order in which they came, on working days from `first` to `last`, as they are `on`.

    The same arguments give the same entries.
    """
    chance = random.Random(seed)
    plans = list(_plans(mix))
    chance.shuffle(plans)
    days = [first + _DAY * n for n in range((last - first).days + 1)]
    days = [day for day in days if day.weekday() < 5]
    numbers: dict[tuple[str, int], int] = {}
    for at, plan in enumerate(plans):
        place = at * len(days) / len(plans)
        day = days[int(place)]
        came = datetime.combine(day, _OPENS) + timedelta(seconds=int(place % 1 * _WORK_S))
        new = _entry(plan, came, chance)
        done_on = day + _DAY * min(int(chance.expovariate(1 / 5)), 60)
        status = _status(plan, done_on, on, chance)
        number = UNNUMBERED
        if status is not Status.ARRIVED:
            number = numbers.get((new.book, day.year), 0) + 1
            numbers[new.book, day.year] = number
        ended = done_on if status is Status.DONE else None
        yield PastEntry(new, number, status, day if number else None, ended)


def kinds_of(direction: Direction, count: int) -> dict[str, int]:
    """How many of each kind `count` documents are, the first kind taking what is left over."""
    shares = _words()["kinds"][direction.value]
    whole = sum(weight for _, _, weight in shares)
    made = {name: count * weight // whole for name, _, weight in shares}
    made[shares[0][0]] += count - sum(made.values())
    return made


def _plans(mix: Mix) -> Iterator[_Plan]:
    coming = Direction.INCOMING
    yield from _of_kinds(coming, Channel.AXIS, mix.axis)
    yield from _of_kinds(coming, Channel.EMAIL, mix.email)
    for _ in range(mix.counter):
        yield _Plan(coming, Channel.COUNTER)
    known = {
        "penalty": ("Biên bản", "BB"),
        "invitation": ("Giấy mời", "GM"),
        "draft": ("Công văn", ""),
        "paper_only": ("Công văn", ""),
    }
    for key, count in mix.paper.items():
        if key in known:
            for _ in range(count):
                yield _Plan(coming, Channel.PAPER, key, known[key])
        else:
            yield from _of_kinds(coming, Channel.PAPER, count, key or None)
    yield from _of_kinds(Direction.OUTGOING, Channel.AXIS, mix.outgoing)


def _of_kinds(
    direction: Direction, channel: Channel, count: int, paper_class: str | None = None
) -> Iterator[_Plan]:
    symbols = {name: symbol for name, symbol, _ in _words()["kinds"][direction.value]}
    for name, number in kinds_of(direction, count).items():
        for _ in range(number):
            yield _Plan(direction, channel, paper_class, (name, symbols[name]))


def _entry(plan: _Plan, came: datetime, chance: random.Random) -> NewEntry:
    words = _words()
    unit = chance.choice(words["units"])
    dossier = plan.channel is Channel.COUNTER
    described = _dossier(chance) if dossier else _document(plan, came, chance)
    days = None if plan.direction is Direction.OUTGOING else 21 if dossier else 9
    signatures = SignatureState(chance.choice(SIGNED[plan.channel]))
    return NewEntry(
        plan.direction,
        "den" if plan.direction is Direction.INCOMING else "di",
        described,
        NewForm(plan.channel, came, signatures=signatures),
        Matter.DOSSIER if dossier else Matter.DOCUMENT,
        paper_class=plan.paper_class,
        unit=unit,
        due_on=None if days is None else came.date() + _DAY * days,
    )


def _dossier(chance: random.Random) -> Described:
    return Described(subject=chance.choice(_words()["procedures"]))


def _document(plan: _Plan, came: datetime, chance: random.Random) -> Described:
    name, symbol = plan.kind
    issuer = _issuer(plan, chance)
    letters = "".join(word[0] for word in issuer.split()).upper()
    notation = f"{symbol}-{letters}" if symbol else f"{letters}-VP"
    issued = came.date() - _DAY * chance.randrange(5)
    return Described(
        type=name,
        code_number=f"{chance.randrange(1, 4000):02d}",
        code_notation=notation,
        issued_on=issued.isoformat(),
        issuer=issuer,
        subject=_subject(plan, chance),
        urgency="Hỏa tốc" if chance.random() < 0.01 else None,
        page_amount=chance.randrange(1, 12),
        to_places="Văn phòng" if plan.direction is Direction.INCOMING else _commune(chance),
    )


def _issuer(plan: _Plan, chance: random.Random) -> str:
    words = _words()
    if plan.direction is Direction.OUTGOING:
        return "Ủy ban nhân dân tỉnh"
    if plan.paper_class == "paper_only":
        return str(chance.choice(words["firms"]))
    # Few send much, many send little.
    if chance.random() < 0.5:
        return str(words["organs"][int(chance.random() ** 2 * len(words["organs"]))])
    return f"Ủy ban nhân dân {_commune(chance)}"


def _commune(chance: random.Random) -> str:
    communes = _words()["communes"]
    at = int(chance.random() ** 1.5 * len(communes))
    return f"{'phường' if at % 4 == 0 else 'xã'} {communes[at]}"


def _subject(plan: _Plan, chance: random.Random) -> str:
    matter = chance.choice(_words()["matters"])
    match plan.paper_class:
        case "penalty":
            return f"Vi phạm hành chính số {chance.randrange(1, 9000)} về {matter}"
        case "invitation":
            return f"Mời họp về {matter}"
        case "draft":
            return f"V/v góp ý dự thảo kế hoạch {matter}"
        case _:
            return f"Về việc {matter}"


def _status(plan: _Plan, done_on: date, on: date, chance: random.Random) -> Status:
    if done_on <= on:
        return Status.DONE
    if plan.direction is Direction.OUTGOING:
        return Status.RECEIVED
    return chance.choice((Status.RECEIVED, Status.ASSIGNED, Status.IN_WORK))


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("office.toml").read_text(encoding="utf-8"))
