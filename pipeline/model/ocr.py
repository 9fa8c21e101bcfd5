"""What was read on a page: words in lines, in reading order, and their form on disk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from pipeline.model.blanks import BlankReading, blank_from_json, blank_to_json
from pipeline.model.codes import Code, code_from_json, code_to_json
from pipeline.model.geometry import Box
from pipeline.model.scan import PageOrigin
from pipeline.model.signing import (
    BlockReading,
    NameReading,
    block_from_json,
    block_to_json,
    name_from_json,
    name_to_json,
)
from pipeline.model.text import Line, LineRole, Word, line_from_json, line_to_json

__all__ = [
    "FORMAT",
    "Cell",
    "Line",
    "LineRole",
    "OcrPage",
    "Region",
    "RegionKind",
    "Stamp",
    "StampKind",
    "Table",
    "TextSource",
    "Word",
    "page_from_json",
    "page_to_json",
]

FORMAT = 3
"""Version of the form on disk; part of the ledger's key."""


class StampKind(StrEnum):
    """What a boxed stamp says (NĐ 30/2020, Phụ lục I, ô 10a, 10b, 11)."""

    SECRECY = "secrecy"
    URGENCY = "urgency"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp found on the page, apart from its printed text."""

    kind: StampKind
    value: str
    """The canonical words: "Hỏa tốc", "Thượng khẩn", "Khẩn", "Tuyệt mật", "Tối mật", "Mật"."""
    box: Box
    confidence: float


class RegionKind(StrEnum):
    """What is on a page and is not printed text."""

    SEAL = "seal"
    """A round seal (con dấu), whole or partial, giáp lai included."""
    NAME_STAMP = "name_stamp"
    """The signer's name or title put on with a rubber stamp."""
    STAMP = "stamp"
    """A boxed or rubber stamp: ĐẾN, urgency, secrecy, SAO Y."""
    SIGNATURE = "signature"
    HANDWRITING = "handwriting"
    """Numbers and dates in blanks, margin and routing notes."""
    FOLIO = "folio"
    """A sheet number in pencil (số tờ)."""
    DIGITAL_SIGNATURE = "digital_signature"
    """The appearance of a digital signature, laid over the page."""
    RULE = "rule"
    """A printed line: of a table, under a heading."""
    LEADER = "leader"
    """A row of dots to write on."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the page that is not printed text."""

    kind: RegionKind
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; its lines are those with its `block`. Rows and columns count from 0."""

    row: int
    column: int
    box: Box
    block: int | None
    """None when nothing is written in it."""
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: its cells by rows, left to right."""

    box: Box
    cells: tuple[Cell, ...]


class TextSource(StrEnum):
    """Where the words of a page came from."""

    READ = "read"
    """They were read from its picture."""
    EMBEDDED = "embedded"
    """The page was issued electronically: its own text, checked against its picture."""


@dataclass(frozen=True, slots=True)
class OcrPage:
    """One page as read. Boxes are in pixels of the page as kept, upright (PageImage)."""

    number: int
    size: tuple[int, int]
    """(width, height) of the upright page, pixels."""
    dpi: float
    lines: tuple[Line, ...]
    """In reading order."""
    engine: str
    origin: PageOrigin = PageOrigin.IMAGE
    rotation_deg: int = 0
    """Clockwise turn that made the stored image upright: 0, 90, 180 or 270."""
    skew_deg: float = 0.0
    """Clockwise angle of the text lines on the upright page."""
    stamps: tuple[Stamp, ...] = ()
    regions: tuple[Region, ...] = ()
    tables: tuple[Table, ...] = ()
    blanks: tuple[BlankReading, ...] = ()
    """The blanks of number and date with what was written into them."""
    codes: tuple[Code, ...] = ()
    """Bar and QR codes, from the top."""
    signing: tuple[BlockReading, ...] = ()
    """Where somebody signed, what stands there as other pictures of it show."""
    names: tuple[NameReading, ...] = ()
    """The lines there that may be names."""
    source: TextSource = TextSource.READ
    failure: str | None = None
    """Why the page could not be read (an error code); it has no lines then."""

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for line in self.lines for word in line.words)

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


def numbered(pages: Iterable[OcrPage]) -> tuple[OcrPage, ...]:
    """The pages of a document by their place in it, from 1, whatever they are in their file."""
    return tuple(replace(page, number=number) for number, page in enumerate(pages, 1))


def page_to_json(page: OcrPage) -> dict[str, Any]:
    """The page as plain JSON values; `page_from_json` is its inverse."""
    return {
        "format": FORMAT,
        "number": page.number,
        "size": list(page.size),
        "dpi": page.dpi,
        "engine": page.engine,
        "origin": page.origin.value,
        "rotation_deg": page.rotation_deg,
        "skew_deg": page.skew_deg,
        "failure": page.failure,
        "source": page.source.value,
        "stamps": [
            [s.kind.value, s.value, *_box_to_json(s.box), s.confidence] for s in page.stamps
        ],
        "regions": [[r.kind.value, *_box_to_json(r.box), r.confidence] for r in page.regions],
        "tables": [_table_to_json(table) for table in page.tables],
        "blanks": [blank_to_json(blank) for blank in page.blanks],
        "codes": [code_to_json(code) for code in page.codes],
        "signing": [block_to_json(block) for block in page.signing],
        "names": [name_to_json(name) for name in page.names],
        "lines": [line_to_json(line) for line in page.lines],
    }


def page_from_json(data: dict[str, Any]) -> OcrPage:
    """Raises: KeyError, ValueError or TypeError when the data is not a page of this format."""
    if data["format"] != FORMAT:
        raise ValueError(f"page format {data['format']}, not {FORMAT}")
    width, height = data["size"]
    return OcrPage(
        number=data["number"],
        size=(width, height),
        dpi=data["dpi"],
        engine=data["engine"],
        origin=PageOrigin(data["origin"]),
        rotation_deg=data["rotation_deg"],
        skew_deg=data["skew_deg"],
        failure=data["failure"],
        source=TextSource(data["source"]),
        stamps=tuple(Stamp(StampKind(s[0]), s[1], Box(*s[2:6]), s[6]) for s in data["stamps"]),
        regions=tuple(Region(RegionKind(r[0]), Box(*r[1:5]), r[5]) for r in data["regions"]),
        tables=tuple(_table_from_json(table) for table in data["tables"]),
        blanks=tuple(blank_from_json(blank) for blank in data["blanks"]),
        # A page that was recorded before codes were looked for has none.
        codes=tuple(code_from_json(code) for code in data.get("codes", ())),
        signing=tuple(block_from_json(block) for block in data["signing"]),
        names=tuple(name_from_json(name) for name in data["names"]),
        lines=tuple(line_from_json(line) for line in data["lines"]),
    )


def _table_to_json(table: Table) -> dict[str, Any]:
    cells = [
        [c.row, c.column, c.row_span, c.column_span, c.block, *_box_to_json(c.box)]
        for c in table.cells
    ]
    return {"box": _box_to_json(table.box), "cells": cells}


def _table_from_json(data: dict[str, Any]) -> Table:
    return Table(
        box=Box(*data["box"]),
        cells=tuple(
            Cell(
                row=c[0],
                column=c[1],
                row_span=c[2],
                column_span=c[3],
                block=c[4],
                box=Box(*c[5:9]),
            )
            for c in data["cells"]
        ),
    )


def _box_to_json(box: Box) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]
