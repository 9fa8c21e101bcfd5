"""The words of an announcement: a title, and a line for each document."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from pipeline.messages import Language, say
from pipeline.model.entry import Entry
from pipeline.model.names import printable
from pipeline.model.notice import Notice, NoticeKind

_LONGEST_VALUE = 200


def title_of(language: Language, kind: NoticeKind, count: int) -> str:
    title = say(language, f"notice.{kind.value}")
    return title if count == 1 else f"{title} ({count})"


def body_of(language: Language, lines: Sequence[str], most: int) -> str:
    """At most so many lines; the rest is counted."""
    shown = list(lines[:most])
    if len(lines) > most:
        shown.append(say(language, "notice.more", {"count": len(lines) - most}))
    return "\n".join(shown)


def line_of(
    language: Language, notice: Notice, entry: Entry | None, show: AbstractSet[str], secret: bool
) -> str:
    """Key, code, urgency, unit, due day and what a rule shows; of what is secret nothing."""
    if secret:
        return say(language, "notice.secret")
    if entry is None:
        told = notice.facts.get("name") or notice.facts.get("message")
        return _value(told) if told else say(language, "notice.without_entry")
    said = entry.described
    parts = [entry.key, said.code, said.urgency, entry.unit]
    parts += [
        said.issuer if "issuer" in show else None,
        said.subject if "subject" in show else None,
    ]
    due = _due(notice, entry)
    if due is not None:
        parts.append(say(language, "notice.due", {"date": f"{due:%d/%m/%Y}"}))
    return " · ".join(_value(part) for part in parts if part)


def _due(notice: Notice, entry: Entry) -> date | None:
    told = notice.facts.get("due_on")
    return date.fromisoformat(told) if told else entry.due_on


def _value(text: str) -> str:
    """What came from outside writes no line of its own."""
    shown = printable(" ".join(text.split()))
    return shown if len(shown) <= _LONGEST_VALUE else f"{shown[: _LONGEST_VALUE - 1]}…"
