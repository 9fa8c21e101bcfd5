"""How entries of the registers move on and until when they are to be done, kept in `configs/`."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from pipeline.model.entry import Direction, Matter, Status
from pipeline.model.person import Role
from pipeline.sections.file import read_section
from pipeline.sections.register import RegisterSettings
from pipeline.sections.section import Section
from pipeline.settings import configs_dir

BACK: Literal["back"] = "back"
"""To the status that an entry had before it was asked for back."""


class Move(Section):
    """A step that an entry may take."""

    sources: tuple[Status, ...] = Field(alias="from", min_length=1)
    to: Status | Literal["back"]
    who: frozenset[Role] = Field(min_length=1)
    reason: bool = False
    """Whether one must be given."""
    direction: Direction | None = None
    """None: entries of both registers."""
    next: bool = False
    """The ordinary way on."""


class Term(Section):
    """How long a document of this kind may take; what is None fits all."""

    type: str | None = None
    urgency: str | None = None
    matter: Matter | None = None
    days: int | None = Field(default=None, ge=0, le=365)
    """Working days after that of receipt; None: no due day follows from the kind."""


class Year(Section):
    year: int = Field(ge=1990, le=2200)
    source: str = Field(min_length=1)
    whole: bool
    """Whether all of its days off are known."""
    off: tuple[date, ...]
    worked: tuple[date, ...] = ()
    unsure: tuple[date, ...] = ()


class OfficeRules(Section):
    moves: tuple[Move, ...]
    terms: tuple[Term, ...]

    @field_validator("moves")
    @classmethod
    def _one_way_on(cls, moves: tuple[Move, ...]) -> tuple[Move, ...]:
        ways: set[tuple[Status, Direction]] = set()
        for move in moves:
            for source in move.sources if move.next else ():
                for direction in Direction if move.direction is None else (move.direction,):
                    if (source, direction) in ways:
                        raise ValueError(f"two ways on from {source.value}")
                    ways.add((source, direction))
        return moves

    def with_own(self, settings: RegisterSettings) -> OfficeRules:
        """With the terms of an office before these."""
        own = (Term(type=one.type, urgency=one.urgency, days=one.days) for one in settings.terms)
        return self.model_copy(update={"terms": (*own, *self.terms)})


class Holidays(Section):
    years: tuple[Year, ...]

    @field_validator("years")
    @classmethod
    def _in_their_years(cls, years: tuple[Year, ...]) -> tuple[Year, ...]:
        for one in years:
            for day in (*one.off, *one.worked, *one.unsure):
                if day.year != one.year:
                    raise ValueError(f"{day} is not a day of {one.year}")
        if len({one.year for one in years}) != len(years):
            raise ValueError("a year is there twice")
        return years


@cache
def default_office() -> OfficeRules:
    return load_office(configs_dir())


@cache
def default_holidays() -> Holidays:
    return load_holidays(configs_dir())


def load_office(folder: Path) -> OfficeRules:
    """Raises: SettingsInvalid: the file cannot be read, or a key or value is wrong."""
    return read_section(folder / "office.toml", OfficeRules)


def load_holidays(folder: Path) -> Holidays:
    """Raises: as `load_office`."""
    return read_section(folder / "holidays.toml", Holidays)
