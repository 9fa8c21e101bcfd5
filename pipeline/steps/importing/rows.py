"""Understands one row of a register that was kept elsewhere, or says why not."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from pipeline.import_rules import ColumnMap, ColumnRules
from pipeline.model.entry import (
    UNNUMBERED,
    Channel,
    Described,
    Direction,
    NewEntry,
    NewForm,
    PastEntry,
    Status,
)
from pipeline.model.record import Reason
from pipeline.model.sheet import Cell, SheetRow
from pipeline.steps.importing.columns import Columns, folded
from pipeline.steps.importing.dates import iso_date, whole_date

_Day = TypeVar("_Day")
ORIGIN = "import:"
"""How the message id of an imported form begins; its row's hash follows."""
_HERE = ZoneInfo("Asia/Ho_Chi_Minh")
_CODE = re.compile(
    r"(?:số\s*[:.]?\s*)?(\d{1,6}[a-zđ]?)\s*(?:[/\-–]\s*(\S.*)|\s(\D.*))?", re.IGNORECASE
)
_NO_CODE = re.compile(r"(?:không (?:có )?số|k\.? ?số|kxđ|[-–—.]+)", re.IGNORECASE)
_MOST_TEXT = 5000
"""Characters of a cell; NĐ 30/2020 fixes 500 for a subject, books run longer."""


@dataclass(frozen=True, slots=True)
class Target:
    """The book that rows go into, and what is known of documents' kinds."""

    book: str
    direction: Direction
    secret: bool
    kinds: tuple[str, ...]
    """Names of kinds, as a subject may begin with them."""


class _NotUnderstood(Exception):
    """Why a row is left: a message code and its parameters."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code, params)
        self.reason = Reason(code, params)


def past_entry(
    row: SheetRow, columns: Columns, target: Target, known: ColumnRules, said: ColumnMap
) -> PastEntry | Reason:
    """The entry that a row is, or why it is none."""
    cells = {
        field: row.cells[place] if place < len(row.cells) else None
        for field, place in columns.places.items()
    }
    try:
        return _entry(cells, target, known, said)
    except _NotUnderstood as error:
        return error.reason


def row_hash(book: str, entry: PastEntry) -> str:
    """What tells a row from others of its book, whatever file it stands in."""
    new = entry.new
    said = [book, entry.number, new.form.arrived_at.isoformat(), new.form.channel.value, new.unit]
    described = new.described
    said += [str(getattr(described, name) or "") for name in Described.__dataclass_fields__]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


def _entry(
    cells: Mapping[str, Cell], target: Target, known: ColumnRules, said: ColumnMap
) -> PastEntry:
    number, notation = _code(cells)
    issued_on = _dated(cells, "issued_on", said, iso_date)
    arrived_on = _dated(cells, "arrived_on", said, whole_date)
    if arrived_on is None and target.direction is Direction.OUTGOING:
        arrived_on = _dated(cells, "issued_on", said, whole_date)
    if arrived_on is None:
        raise _NotUnderstood("row_no_day")
    secrecy = _text(cells, "secrecy")
    if secrecy and not target.secret:
        raise _NotUnderstood("row_secret", value=secrecy)
    kind, subject = _kind_and_subject(cells, target)
    described = Described(
        type=kind,
        code_number=number,
        code_notation=notation,
        issued_on=issued_on,
        issuer=_text(cells, "issuer"),
        subject=None if secrecy and "tuyet" in folded(secrecy) else subject,
        signer_name=_text(cells, "signer_name"),
        signer_position=_text(cells, "signer_position"),
        urgency=_text(cells, "urgency"),
        secrecy=secrecy,
        page_amount=_amount(cells, "page_amount"),
        issued_amount=_amount(cells, "issued_amount"),
        to_places=_text(cells, "to_places"),
        file_code=_text(cells, "file_code"),
        note=_text(cells, "note"),
    )
    at = datetime.combine(arrived_on, time(), _HERE).astimezone(UTC)
    form = NewForm(_channel(cells, known, said), at)
    new = NewEntry(
        target.direction, target.book, described, form,
        unit=_text(cells, "unit") or "", due_on=_dated(cells, "due_on", said, whole_date),
    )  # fmt: skip
    return _past(new, _number(cells, number, target), arrived_on, cells, said)


def _past(
    new: NewEntry, number: int, arrived_on: date, cells: Mapping[str, Cell], said: ColumnMap
) -> PastEntry:
    done_on = _dated(cells, "done_on", said, whole_date)
    if number == UNNUMBERED:
        return PastEntry(new, number, Status.ARRIVED)
    if done_on is not None and done_on < arrived_on:
        raise _NotUnderstood("row_done_before", value=done_on.isoformat())
    status = Status.RECEIVED if done_on is None else Status.DONE
    return PastEntry(new, number, status, arrived_on, done_on)


def _text(cells: Mapping[str, Cell], field: str) -> str | None:
    cell = cells.get(field)
    text = "" if cell is None else " ".join(_plain(cell).split())
    if len(text) > _MOST_TEXT:
        raise _NotUnderstood("row_long", field=field)
    return text or None


def _plain(cell: Cell) -> str:
    """A whole number without the ".0" that a workbook gives it."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _dated(
    cells: Mapping[str, Cell],
    field: str,
    said: ColumnMap,
    read: Callable[[Cell, int | None], _Day],
) -> _Day:
    cell = cells.get(field)
    try:
        return read(cell, said.year)
    except ValueError as error:
        raise _NotUnderstood("row_date", field=field, value=str(cell)) from error


def _code(cells: Mapping[str, Cell]) -> tuple[str | None, str | None]:
    """Số and ký hiệu as written; a Party number keeps its hyphens (36-HD/VPTW)."""
    number, notation = _text(cells, "code_number"), _text(cells, "code_notation")
    whole = _text(cells, "code")
    if whole is None or _NO_CODE.fullmatch(whole):
        return number, notation
    match = _CODE.fullmatch(whole)
    if match is None:
        raise _NotUnderstood("row_code", value=whole)
    return match[1], match[2] or match[3] or notation


def _number(cells: Mapping[str, Cell], code_number: str | None, target: Target) -> int:
    text = _text(cells, "number")
    if text is None and target.direction is Direction.OUTGOING and "number" not in cells:
        text = code_number
    if text is None:
        return UNNUMBERED
    if not text.isdecimal() or not 0 < int(text) < 1 << 31:
        raise _NotUnderstood("row_number", value=text)
    return int(text)


def _amount(cells: Mapping[str, Cell], field: str) -> int | None:
    text = _text(cells, field)
    match = re.match(r"\d{1,6}", text or "")
    return int(match[0]) if match else None


def _kind_and_subject(cells: Mapping[str, Cell], target: Target) -> tuple[str | None, str | None]:
    kind, subject = _text(cells, "type"), _text(cells, "subject")
    both = _text(cells, "type_subject")
    if both is None:
        return kind, subject
    begun = _begins_with(both, target.kinds)
    if begun is None:
        return kind, both
    rest = both[len(begun) :].lstrip(" :.,;-–")
    return kind or begun, rest or None


def _begins_with(text: str, kinds: Sequence[str]) -> str | None:
    low = text.lower()
    fits = [
        k for k in kinds if low == k.lower() or low.startswith((f"{k.lower()} ", f"{k.lower()}:"))
    ]
    return max(fits, key=len, default=None)


def _channel(cells: Mapping[str, Cell], known: ColumnRules, said: ColumnMap) -> Channel:
    text = _text(cells, "channel")
    if text is not None:
        name = folded(text)
        fits = [
            (len(word), channel)
            for channel, words in known.channels.items()
            for word in words
            if re.search(rf"\b{re.escape(word)}\b", name)
        ]
        if not fits:
            raise _NotUnderstood("row_channel", value=text)
        return max(fits, key=lambda fit: fit[0])[1]
    if said.channel is None:
        raise _NotUnderstood("row_no_channel")
    return said.channel
