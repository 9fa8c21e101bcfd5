"""The registers on paper, with the columns that NĐ 30/2020, Phụ lục IV and VI fix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from pipeline.model.entry import HERE, UNNUMBERED, Criteria, Direction, Entry
from pipeline.office.registry import Registry
from pipeline.papers.content import Align, Cell, Column, Paper, Signature, Table
from pipeline.sections.letterhead import LetterheadSettings
from pipeline.sections.register import Book

_MIDDLE = Align.CENTRE
INCOMING = (
    Column("Ngày đến", 5.2, _MIDDLE),
    Column("Số đến", 3.6, _MIDDLE),
    Column("Tác giả", 8),
    Column("Số, ký hiệu", 6),
    Column("Ngày tháng văn bản", 5.2, _MIDDLE),
    Column("Tên loại và trích yếu nội dung văn bản", 14),
    Column("Đơn vị hoặc người nhận", 6.5),
    Column("Ngày chuyển", 5.2, _MIDDLE),
    Column("Ký nhận", 4, _MIDDLE),
    Column("Ghi chú", 4.5),
)
"""Sổ đăng ký văn bản đến."""
OUTGOING = (
    Column("Số, ký hiệu văn bản", 6.5),
    Column("Ngày tháng văn bản", 5.2, _MIDDLE),
    Column("Tên loại và trích yếu nội dung văn bản", 14),
    Column("Người ký", 6),
    Column("Nơi nhận văn bản", 8),
    Column("Đơn vị, người nhận bản lưu", 5.5),
    Column("Số lượng bản", 3.6, _MIDDLE),
    Column("Ngày chuyển", 5.2, _MIDDLE),
    Column("Ký nhận", 4, _MIDDLE),
    Column("Ghi chú", 4.5),
)
"""Sổ đăng ký văn bản đi."""
OF_FILE = (
    Column("STT", 1.6, _MIDDLE),
    Column("Số, ký hiệu văn bản", 5),
    Column("Ngày tháng năm văn bản", 4, _MIDDLE),
    Column("Tên loại và trích yếu nội dung văn bản", 10),
    Column("Tác giả văn bản", 6),
    Column("Tờ số/ Trang số", 3, _MIDDLE),
    Column("Ghi chú", 3),
)
"""Mục lục văn bản, tài liệu trong hồ sơ."""
_CLERK = Signature("NGƯỜI LẬP SỔ")
_DOTS = "…………………………"


def register_on_paper(
    registry: Registry, book: Book, year: int | None, first: date | None, last: date | None
) -> Paper:
    """A register of a year, or of a part of it, as it stands."""
    asked = Criteria(
        book=book.key,
        year=year,
        arrived_from=first,
        arrived_to=last,
        secrets=registry.asker.keeper,
    )
    entries = tuple(registry.register.entries.entries(asked))
    handed_on = registry.register.entries.handed_on([entry.id for entry in entries])
    period = _period(year, first, last)
    return printed_register(entries, handed_on, book, period, registry.settings.letterhead)


def printed_register(
    entries: Iterable[Entry],
    handed_on: Mapping[int, datetime],
    book: Book,
    period: str,
    letterhead: LetterheadSettings,
) -> Paper:
    """Of what has a number, in the order of the numbers; `handed_on`: when by the entry's id."""
    numbered = sorted(
        (entry for entry in entries if entry.number != UNNUMBERED),
        key=lambda entry: (entry.year, entry.number),
    )
    if book.direction is Direction.INCOMING:
        rows = [_incoming(entry, handed_on.get(entry.id)) for entry in numbered]
        table = Table(INCOMING, rows)
    else:
        table = Table(OUTGOING, [_outgoing(entry) for entry in numbered])
    return Paper(
        title=book.title.upper(),
        subtitle=period,
        blocks=(table,),
        organ=letterhead.office or _DOTS,
        parent_organ=letterhead.superior,
        signatures=(_CLERK,),
        landscape=True,
    )


def printed_file(entries: Iterable[Entry], code: str, letterhead: LetterheadSettings) -> Paper:
    """The list of the documents of a file (hồ sơ), by their dates; unknown dates come last."""
    ordered = sorted(entries, key=lambda one: (one.described.issued_on or "9999", one.id))
    pages = _Pages()
    rows = [(number, *_of_file(entry, pages)) for number, entry in enumerate(ordered, 1)]
    return Paper(
        title="MỤC LỤC VĂN BẢN, TÀI LIỆU TRONG HỒ SƠ",
        subtitle=f"Hồ sơ số: {code}",
        blocks=(Table(OF_FILE, rows),),
        organ=letterhead.office or _DOTS,
        parent_organ=letterhead.superior,
        signatures=(Signature("NGƯỜI LẬP MỤC LỤC"),),
    )


class _Pages:
    """Numbers the pages of a file through, as long as every document's number is known."""

    def __init__(self) -> None:
        self._next: int | None = 1

    def of(self, amount: int | None) -> str:
        """From where to where; "" once one is not known: what follows it cannot be."""
        if self._next is None or not amount:
            self._next = None
            return ""
        first, self._next = self._next, self._next + amount
        return str(first) if amount == 1 else f"{first}-{self._next - 1}"


def _incoming(entry: Entry, handed_on: datetime | None) -> tuple[Cell, ...]:
    said = entry.described
    return (
        _day(entry.arrived_at.astimezone(HERE).date()),
        str(entry.number),
        said.issuer,
        _code(entry),
        _issued(said.issued_on),
        _title(entry),
        # Whom it was given to, not whom it is addressed to: blank until then, for a pen.
        ", ".join(filter(None, (entry.unit, entry.assignee))),
        None if handed_on is None else _day(handed_on.astimezone(HERE).date()),
        None,
        said.note,
    )


def _outgoing(entry: Entry) -> tuple[Cell, ...]:
    said = entry.described
    return (
        _code(entry),
        _issued(said.issued_on),
        _title(entry),
        said.signer_name,
        said.to_places,
        entry.unit,
        said.issued_amount,
        _day(entry.done_on),
        None,
        said.note,
    )


def _of_file(entry: Entry, pages: _Pages) -> tuple[Cell, ...]:
    said = entry.described
    return (
        _code(entry),
        _issued(said.issued_on),
        _title(entry),
        said.issuer,
        pages.of(said.page_amount),
        said.note,
    )


def _code(entry: Entry) -> str | None:
    said = entry.described
    return said.code or said.code_number or said.code_notation


def _title(entry: Entry) -> str:
    """A letter is known by its subject, any other document by its type and subject."""
    said = entry.described
    type_name = "" if said.type == "Công văn" else said.type or ""
    subject = said.subject or ""
    if type_name and subject.lower().startswith(type_name.lower()):
        return subject
    return " ".join(filter(None, (type_name, subject)))


def _day(day: date | None) -> str | None:
    return None if day is None else f"{day:%d/%m/%Y}"


def _issued(text: str | None) -> str | None:
    """2026-02-?? as ??/02/2026: what is not known is not written as if it were."""
    return None if text is None else "/".join(reversed(text.split("-")))


def _period(year: int | None, first: date | None, last: date | None) -> str:
    """The head of a printed register is Vietnamese, whatever the language of who prints it."""
    begin = "" if first is None else f"từ ngày {first:%d/%m/%Y}"
    end = "" if last is None else f"đến ngày {last:%d/%m/%Y}"
    whole = " ".join(filter(None, (begin, end)))
    if year is None:
        return whole[:1].upper() + whole[1:]
    return f"Năm {year}" + (f", {whole}" if whole else "")
