"""How what is off in the history, or in a register, is told to a person."""

from __future__ import annotations

from typing import Any

from pipeline.errors import Param
from pipeline.messages import say
from pipeline.office.event_words import Teller, clipped, moment
from pipeline.register.audit_faults import Fault, Finding
from pipeline.register.differences import Difference


def difference_json(one: Difference, teller: Teller) -> dict[str, Any]:
    """As JSON, with the sentence as `text`; without the values of what one may not see."""
    name = teller.entry(str(one.entry_id))
    seen = not name.startswith("#") or not teller.asker.hidden
    written, found = (one.written, one.found) if seen else (None, None)
    params: dict[str, Param] = {"entry": name, "field": teller.field(one.field)}
    if one.field == "":
        key = "unknown_entry" if one.written is None else "gone_entry"
        text = say(teller.language, f"audit.{key}", params)
    elif seen:
        params |= {"written": clipped(written), "found": clipped(found)}
        text = say(teller.language, "audit.difference", params)
    else:
        text = say(teller.language, "audit.difference_hidden", params)
    return {
        "fault": "entry",
        "entry": name,
        "field": one.field,
        "written": written,
        "found": found,
        "text": text,
    }


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
