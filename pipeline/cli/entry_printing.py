"""How entries of the registers look to a person, and as JSON."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from pipeline.cli.days import day_text
from pipeline.cli.printing import local_date, local_time
from pipeline.messages import Language, say
from pipeline.model.entry import HERE, Entry, Form, SignatureState
from pipeline.model.names import printable
from pipeline.office.entry_words import entry_field, entry_rows, is_overdue, status_text
from pipeline.office_rules import PaperRules

_HEADS = ("key", "arrived", "code", "issued_on", "issuer", "status", "due_on", "handed", "subject")
_WIDTHS = (14, 10, 16, 10, 24, 16, 11, 14)
"""Of all columns but the last, which takes what is left of the line."""
_LEAST = 24


def entry_table(entries: Iterable[Entry], language: Language, today: date) -> Iterator[str]:
    """A head and a line an entry; `!` before what somebody has to look at, `*` what is overdue."""
    yield _line([say(language, f"entrycolumn.{head}") for head in _HEADS], " ")
    for entry in entries:
        said = entry.described
        cells = (
            entry.key,
            f"{entry.arrived_at.astimezone(HERE):%d/%m/%Y}",
            said.code or said.code_number or "—",
            local_date(said.issued_on) if said.issued_on else "—",
            said.issuer or "—",
            status_text(language, entry.status),
            day_text(entry.due_on) + ("*" if is_overdue(entry, today) else ""),
            entry.assignee or entry.unit or "—",
            said.subject or said.type or "—",
        )
        yield _line([printable(cell) for cell in cells], "!" if entry.unsure else " ")


def entry_sheet(entry: Entry, title: str, paper: PaperRules, language: Language) -> Iterator[str]:
    """All that the register says of one entry; `title` is that of its book."""
    yield f"{entry.key} · {printable(title)} · {status_text(language, entry.status)}"
    if entry.unsure:
        names = ", ".join(entry_field(language, name) for name in entry.unsure)
        yield f"  ! {say(language, 'cli.entry_unsure', {'fields': names, 'entry': entry.key})}"
    yield ""
    for name, value in entry_rows(entry, paper, language):
        mark = f"  ← {say(language, 'cli.look')}" if name in entry.unsure else ""
        yield f"  {entry_field(language, name):<24} {printable(value)}{mark}"
    yield ""
    yield f"  {say(language, 'cli.entry_forms')}"
    for form in entry.forms:
        yield f"    {_form_line(form, language)}"


def entry_json(entry: Entry) -> dict[str, Any]:
    """An entry as every command of the registers gives it."""
    return {
        "entry": entry.key,
        "id": entry.id,
        "book": entry.book,
        "year": entry.year,
        "number": entry.number or None,
        "direction": entry.direction.value,
        "arrived_at": entry.arrived_at.isoformat(),
        "channel": entry.channel.value,
        "matter": entry.matter.value,
        "status": entry.status.value,
        "code": entry.described.code,
        **asdict(entry.described),
        "paper_class": entry.paper_class,
        "unit": entry.unit,
        "assignee": entry.assignee,
        **{name: _iso(getattr(entry, name)) for name in ("due_on", "received_on", "done_on")},
        "signatures": entry.signatures.value,
        "earlier_id": entry.earlier_id,
        "receipt": entry.receipt,
        "unsure": list(entry.unsure),
        "forms": [_form_json(form) for form in entry.forms],
    }


def _form_line(form: Form, language: Language) -> str:
    parts = [local_time(form.arrived_at), say(language, f"channel.{form.channel.value}")]
    parts += [form.document_id] if form.document_id else []
    parts += [form.message_id] if form.message_id else []
    if form.signatures is not SignatureState.NONE:
        parts.append(say(language, f"signature.state.{form.signatures.value}"))
    parts += [f"{form.score:.3f}"] if form.score is not None else []
    return printable(" · ".join(parts))


def _form_json(form: Form) -> dict[str, Any]:
    return {
        "channel": form.channel.value,
        "arrived_at": form.arrived_at.isoformat(),
        "document_id": form.document_id,
        "sha256": form.sha256,
        "message_id": form.message_id,
        "signatures": form.signatures.value,
        "score": form.score,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _line(cells: Sequence[str], mark: str) -> str:
    """One line of the table; what does not fit its column ends in …"""
    wide = shutil.get_terminal_size((180, 24)).columns
    last = max(_LEAST, wide - sum(_WIDTHS) - 2 * len(_WIDTHS) - 1)
    cut = [_cut(cell, width) for cell, width in zip(cells, (*_WIDTHS, last), strict=True)]
    padded = (cell.ljust(width) for cell, width in zip(cut, (*_WIDTHS, last), strict=True))
    return (mark + "  ".join(padded)).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
