"""How what is off in the history, or in a register, is told to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.cli.printing import local_time
from pipeline.errors import NotFound, Param
from pipeline.messages import Language, catalogue, say
from pipeline.model.names import printable
from pipeline.office.people import Asker
from pipeline.register.audit_faults import Fault, Finding, Logged
from pipeline.register.differences import Difference
from pipeline.register.entries import ObjectKind
from pipeline.register.store import Register

_SHOWN = 60
"""Characters of a value."""


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
        except NotFound:
            return f"#{printable(str(entry_id))}"
        return found.key

    def difference(self, one: Difference) -> dict[str, Any]:
        """As JSON, with the sentence as `text`; without the values of what one may not see."""
        name = self.entry(str(one.entry_id))
        seen = not name.startswith("#") or not self.asker.hidden
        written, found = (one.written, one.found) if seen else (None, None)
        params: dict[str, Param] = {"entry": name, "field": self.field(one.field)}
        if one.field == "":
            key = "unknown_entry" if one.written is None else "gone_entry"
            text = say(self.language, f"audit.{key}", params)
        elif seen:
            params |= {"written": clipped(written), "found": clipped(found)}
            text = say(self.language, "audit.difference", params)
        else:
            text = say(self.language, "audit.difference_hidden", params)
        return {
            "fault": "entry",
            "entry": name,
            "field": one.field,
            "written": written,
            "found": found,
            "text": text,
        }

    def field(self, name: str) -> str:
        words = catalogue(self.language)
        return words.get(f"entryfield.{name}") or words.get(f"fieldname.{name}") or name


def finding_json(finding: Finding, teller: Teller, *, secret: bool = False) -> dict[str, Any]:
    """A fault as JSON, with the sentence as `text`; `secret`: of the history of secrets."""
    told = finding.told
    row: dict[str, Any] = {"fault": finding.fault.value, "event": finding.event}
    row["last"] = finding.last
    if told is not None:
        row |= {"at": told.at, "who": told.who, "what": told.what}
        row |= {"object": teller.object(told.object_kind, told.object_id)}
    if finding.seal is not None:
        row["seal"] = str(finding.seal)
    text = _sentence(finding, teller)
    if secret:
        text = say(teller.language, "audit.of_secrets", {"text": text})
    return row | {"history": "secret" if secret else "open", "text": text}


def moment(at: object) -> str:
    """A time as people write it; one that was altered as it stands."""
    try:
        return local_time(datetime.fromisoformat(str(at)))
    except ValueError:
        return printable(str(at))


def _sentence(finding: Finding, teller: Teller) -> str:
    seal = finding.seal
    many = finding.event != finding.last and finding.fault is not Fault.SWAPPED
    params: dict[str, Param] = {
        "event": finding.event,
        "last": finding.last,
        "before": finding.event - 1,
        "told": teller.event(finding.told),
        "other": teller.event(finding.other),
        "seal": "" if seal is None else str(seal)[:30],
        "sealed": "" if seal is None else moment(seal.at) if seal.at else "—",
        "by": "" if seal is None else seal.who or "—",
    }
    key = finding.fault.value
    if finding.fault is Fault.CHANGED and finding.other is None and not many:
        key = "changed_first"
    elif finding.fault is Fault.CUT and seal is not None:
        key = "cut_sealed"
    elif many and finding.fault in (Fault.CHANGED, Fault.MISSING, Fault.ADDED):
        key += "_many"
    return say(teller.language, f"audit.{key}", params)


def clipped(value: str | None) -> str:
    """As much of a value as a line holds."""
    if value is None:
        return "—"
    text = printable(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
