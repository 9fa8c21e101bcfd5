"""The section `[registers]`, and the people of the office: `[[people]]`."""

from __future__ import annotations

from datetime import date

from pydantic import Field, field_validator

from pipeline.errors import NotFound, SettingsInvalid
from pipeline.model.access import unit_name
from pipeline.model.entry import Channel, Direction
from pipeline.model.person import ANYBODY, Person, Role
from pipeline.sections.section import Section


class Book(Section):
    """One register of documents, numbered anew each year."""

    key: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=1)
    direction: Direction
    secret: bool = False
    """Only keepers see that it has entries; its numbers are a series of their own."""


class OwnTerm(Section):
    """How long an office gives itself; before those of `configs/office.toml`."""

    type: str | None = None
    urgency: str | None = None
    days: int = Field(ge=0, le=365)


class RegisterSettings(Section):
    books: tuple[Book, ...] = Field(min_length=1)
    terms: tuple[OwnTerm, ...]
    days_off: tuple[date, ...]
    worked_days: tuple[date, ...]
    signed_channel: Channel

    @field_validator("books")
    @classmethod
    def _told_apart(cls, books: tuple[Book, ...]) -> tuple[Book, ...]:
        keys = [book.key for book in books]
        if len(set(keys)) != len(keys):
            raise ValueError("two books of one key")
        return books

    def book(self, key: str) -> Book:
        """Raises: NotFound."""
        for book in self.books:
            if book.key == key:
                return book
        known = ", ".join(book.key for book in self.books if not book.secret) or "—"
        raise NotFound("book", {"book": key, "known": known})

    def book_for(self, direction: Direction, *, secret: bool = False) -> Book:
        """The first one of its kind. Raises: SettingsInvalid."""
        for book in self.books:
            if book.direction is direction and book.secret == secret:
                return book
        raise SettingsInvalid("no_book", {"direction": direction.value})

    @property
    def secret_book(self) -> Book | None:
        """Where secrets wait for a keeper; an office need not have one."""
        secret = (one for one in self.books if one.secret)
        return next((one for one in secret if one.direction is Direction.INCOMING), None)

    @property
    def secret_books(self) -> frozenset[str]:
        return frozenset(book.key for book in self.books if book.secret)


class PersonSettings(Section):
    """Somebody of the office, by the name they log in with."""

    name: str = Field(min_length=1)
    roles: tuple[Role, ...] = Field(min_length=1)
    unit: str = ""

    @field_validator("unit")
    @classmethod
    def _one_form(cls, unit: str) -> str:
        return unit_name(unit)

    @property
    def person(self) -> Person:
        return Person(self.name, frozenset(self.roles), self.unit)


def person_of(people: tuple[PersonSettings, ...], name: str) -> Person:
    """Who this is; where nobody is named, whoever holds the archive may do what one person may.

    Raises:
        SettingsInvalid: people are named, and this one is not.
    """
    if not people:
        return Person(name, ANYBODY)
    for one in people:
        if one.name == name:
            return one.person
    raise SettingsInvalid("person_unknown", {"name": name})
