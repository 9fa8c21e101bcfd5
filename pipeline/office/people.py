"""Who asks, and what of the registers they may see."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import NotFound
from pipeline.model.entry import Entry
from pipeline.model.person import Person, Role
from pipeline.register.store import Register
from pipeline.sections.register import Book, person_of
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Asker:
    """A person at the registers; what they may not see is for them not there."""

    person: Person
    hidden: frozenset[str]
    """Keys of the books that they may not see."""
    books: tuple[Book, ...]
    """Those that they may see."""

    @property
    def keeper(self) -> bool:
        """Whether they may know that secrets are here."""
        return Role.KEEPER in self.person.roles

    def entry(self, register: Register, name: str) -> Entry:
        """By its key or id. Raises: NotFound, also for what they may not see."""
        entry = register.entries.entry(name, secrets=self.keeper)
        if entry.book in self.hidden:
            raise NotFound("entry", {"name": name})
        return entry

    def book(self, key: str) -> Book:
        """Raises: NotFound, also for what they may not see."""
        for book in self.books:
            if book.key == key:
                return book
        raise NotFound("book", {"book": key, "known": ", ".join(one.key for one in self.books)})


def sees_secrets(settings: Settings, name: str) -> bool:
    """Whether they may know that secrets are here; where nobody is named, all may."""
    return not settings.people or any(
        one.name == name and Role.KEEPER in one.roles for one in settings.people
    )


def asker(settings: Settings, name: str) -> Asker:
    """Raises: SettingsInvalid when people are named in the settings, and this one is not."""
    return asker_for(settings, person_of(settings.people, name))


def asker_for(settings: Settings, person: Person) -> Asker:
    """Somebody who is known already, by an account say."""
    all_books = settings.registers.books
    hidden = frozenset() if Role.KEEPER in person.roles else settings.registers.secret_books
    return Asker(person, hidden, tuple(book for book in all_books if book.key not in hidden))
