"""What stands on a paper, before it is XLSX, DOCX or PDF (layout: NĐ 30/2020, Phụ lục I)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    """How text lies in its column or on its line."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of the body."""

    text: str
    bold: bool = False
    italic: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    title: str
    width: float
    """Its share of the table's width, in any unit that all columns have in common."""
    align: Align = Align.LEFT


Cell = str | int | float | None
"""None is an empty cell; a share is a float from 0 to 1 only where its text says so."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose heads stand on every page; `rows` may be long, each of one cell a column."""

    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    title: str = ""
    last_is_total: bool = False
    numbered: bool = False
    """Whether a row with the numbers of the columns follows the heads, as in printed registers."""


Block = Text | Table


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign: above the position the authority (TM., KT.), below it the name."""

    position: str
    name: str = ""
    note: str = "(Ký, ghi rõ họ tên)"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: A4, margins and sizes of type as the decree says."""

    title: str
    """Ô 5a: PHIẾU TRẢ VĂN BẢN, SỔ ĐĂNG KÝ VĂN BẢN ĐẾN."""
    blocks: tuple[Block, ...]
    organ: str = ""
    """Ô 2; with an empty one the whole head (motto, number, dateline) is left out."""
    parent_organ: str = ""
    number: str = ""
    """Ô 3, e.g. "Số: 12/PT-UBND"."""
    dateline: str = ""
    """Ô 4, e.g. "Hà Nội, ngày 05 tháng 3 năm 2026"."""
    subtitle: str = ""
    to: tuple[str, ...] = ()
    """Kính gửi (ô 9a)."""
    recipients: tuple[str, ...] = ()
    """Nơi nhận (ô 9b)."""
    signatures: tuple[Signature, ...] = ()
    landscape: bool = False
    """For wide tables."""


MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
"""Quốc hiệu and tiêu ngữ (ô 1)."""
TO = "Kính gửi:"
RECIPIENTS = "Nơi nhận:"
MARGINS_MM = {"top": 20, "bottom": 20, "left": 30, "right": 15}
WIDE_MARGINS_MM = {"top": 20, "bottom": 15, "left": 15, "right": 15}
"""Of a landscape page of tables, which is bound at its top."""
FONT = "Times New Roman"


def clean(text: str) -> str:
    """Text from outside without what no paper can show: control characters, stray surrogates."""
    shown = (c for c in unicodedata.normalize("NFC", text) if _can_stand(c))
    return "".join(shown)


def shown(cell: Cell) -> str:
    """A cell as text, a number with the dots and the comma of Vietnamese."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, int):
        return f"{cell:,}".replace(",", ".")
    whole, _, part = f"{cell:,.2f}".rstrip("0").rstrip(".").partition(".")
    return whole.replace(",", ".") + (f",{part}" if part else "")


def _can_stand(character: str) -> bool:
    kind = unicodedata.category(character)
    return character in "\n\t" or (kind not in ("Cc", "Cs", "Cn") and character != "\ufffe")
