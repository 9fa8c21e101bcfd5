"""The events of the history in words, for somebody who may not see everything."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.errors import ArchiveUnusable, NotFound
from pipeline.messages import Language, catalogue
from pipeline.model.entry import HERE
from pipeline.model.names import printable
from pipeline.office.people import Asker
from pipeline.register.audit_faults import Logged
from pipeline.register.entries import ObjectKind
from pipeline.register.store import Register

_SHOWN, _SHOWN_FIELDS = 60, 240
"""Characters of a value, and of one that has fields."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells in a language, to somebody who may not see everything."""

    language: Language
    register: Register
    asker: Asker

    def event(self, event: Logged | None) -> str:
        """When, who, what, and with which object."""
        if event is None:
            return "—"
        what = f"{self.what(event.what)} {self.object(event.object_kind, event.object_id)}"
        return f"{moment(event.at)}, {printable(str(event.who))}, {what}"

    def what(self, what: str) -> str:
        return catalogue(self.language).get(f"event.{what}") or printable(str(what))

    def object(self, kind: str, object_id: str) -> str:
        """An object by its name; of what one may not see, its kind."""
        words = catalogue(self.language)
        known = words.get(f"object.{kind}", printable(str(kind)))
        if kind == ObjectKind.ENTRY.value:
            return f"{known} {self.entry(object_id)}"
        return f"{known} {printable(str(object_id))}"

    def entry(self, entry_id: str) -> str:
        try:
            found = self.asker.entry(self.register, entry_id)
        except (NotFound, ArchiveUnusable):
            # What was altered may not be readable as an entry any more; it is named all the same.
            return f"#{printable(str(entry_id))}"
        return found.key

    def value(self, value: str | None) -> str:
        """As much of a value as a line holds; of one that has fields, by their names."""
        fields = _fields(value)
        if fields is None:
            return clipped(value)
        told = (f"{self.field(name)}: {one}" for name, one in fields.items())
        return clipped(" · ".join(told), _SHOWN_FIELDS)

    def field(self, name: str) -> str:
        words = catalogue(self.language)
        known = (
            words.get(f"{kind}.{name}") for kind in ("entryfield", "fieldname", "accountfield")
        )
        return next((one for one in known if one), name)

    def change(self, event: Logged) -> str:
        """What it was and what it is; empty where an event says neither."""
        if event.field or event.old:
            change = f"{self.value(event.old)} → {self.value(event.new)}"
            return f"{self.field(event.field or '')}: {change}" if event.field else change
        return self.value(event.new) if event.new else ""


def moment(at: object) -> str:
    """A time as people write it; one that was altered as it stands."""
    try:
        known = datetime.fromisoformat(str(at))
    except ValueError:
        return printable(str(at))
    return known.astimezone(HERE).strftime("%d/%m/%Y %H:%M:%S")


def _fields(value: str | None) -> dict[str, Any] | None:
    """What an event wrote as JSON; None of what is a plain text, or was altered."""
    if value is None or not value.startswith("{"):
        return None
    try:
        read = json.loads(value)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def clipped(value: str | None, most: int = _SHOWN) -> str:
    """As much of a value as a line holds."""
    if value is None:
        return "—"
    text = printable(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"
