"""Reads tables of other programs row by row: workbooks (XLSX) and parted text (CSV)."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from pipeline.errors import Param, SettingsInvalid
from pipeline.model.sheet import Cell, SheetRow

MOST_BYTES = 512 << 20
"""Of a file; of a workbook also of what it unpacks to, four times that."""
MOST_CELLS = 200
"""In a row; more is no register."""
_UNPACKED = 4
_DELIMITERS = ";\t,|"
_HEAD = 64 << 10
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY")
_BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, LookupError, ValueError,
    TypeError, AttributeError, OSError, EOFError, NotImplementedError, SyntaxError,
)  # fmt: skip
"""What openpyxl lets through from a file that is no sound workbook."""


def read_table(
    path: Path, sheet: str | None, decode: Callable[[bytes], Callable[[bytes], str]]
) -> Iterator[SheetRow]:
    """The rows of a file, whatever it is; `decode` finds the encoding of text by its beginning.

    Raises:
        SettingsInvalid: it is no table that can be read, too large, or has no such sheet.
    """
    params: dict[str, Param] = {"file": path.name}
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        why = error.strerror or str(error)
        raise SettingsInvalid("table_unreadable", params | {"why": why}) from error
    if size > MOST_BYTES:
        raise SettingsInvalid("table_too_large", params | {"most": MOST_BYTES >> 20})
    if head.startswith(b"PK"):
        return _workbook(path, sheet, params)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise SettingsInvalid("table_old_excel", params)
    return _parted(path, decode(head), params)


def _workbook(path: Path, sheet: str | None, params: dict[str, Param]) -> Iterator[SheetRow]:
    _check_parts(path, params)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except _BROKEN as error:
        raise SettingsInvalid("table_unreadable", params | {"why": str(error)}) from error
    if sheet is not None and sheet not in book.sheetnames:
        known = ", ".join(book.sheetnames)
        raise SettingsInvalid("table_sheet", params | {"sheet": sheet, "known": known})
    page = book[sheet] if sheet is not None else book.worksheets[0]
    rows = page.iter_rows(values_only=True)
    for number, row in enumerate(_safely(rows, params), 1):
        yield SheetRow(number, _without_end(tuple(map(_cell, row[:MOST_CELLS]))))


def _check_parts(path: Path, params: dict[str, Param]) -> None:
    """Nothing that unpacks to more than is sane, and no entities."""
    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > _UNPACKED * MOST_BYTES:
                raise SettingsInvalid("table_too_large", params | {"most": MOST_BYTES >> 20})
            for part in parts.infolist():
                with parts.open(part) as stream:
                    head = stream.read(1024)
                if any(declared in head for declared in _DECLARED):
                    why = "DOCTYPE"
                    raise SettingsInvalid("table_unreadable", params | {"why": why})
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise SettingsInvalid("table_unreadable", params | {"why": str(error)}) from error


def _safely(rows: Iterator[Any], params: dict[str, Param]) -> Iterator[Any]:
    """Rows until the end; a broken part of the file is an error of the file."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except _BROKEN as error:
            raise SettingsInvalid("table_unreadable", params | {"why": str(error)}) from error
        yield row


def _without_end(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Workbooks are often as wide as somebody once scrolled."""
    count = len(cells)
    while count and cells[count - 1] in (None, ""):
        count -= 1
    return cells[:count]


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, (str, date)):
        return value
    if isinstance(value, time | bool):
        return str(value)
    return value if isinstance(value, int | float) else str(value)


def _parted(
    path: Path, text_of: Callable[[bytes], str], params: dict[str, Param]
) -> Iterator[SheetRow]:
    try:
        text = text_of(path.read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsInvalid("table_unreadable", params | {"why": str(error)}) from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    try:
        for row in reader:
            yield SheetRow(reader.line_num, tuple(row[:MOST_CELLS]))
    except csv.Error as error:
        why = f"{reader.line_num}: {error}"
        raise SettingsInvalid("table_unreadable", params | {"why": why}) from error


def delimiter_of(text: str) -> str:
    """The one that cuts most of the first lines into the same number of cells, the most."""
    lines = [line for line in text[:_HEAD].splitlines() if line.strip()][:50]

    def worth(delimiter: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        usual = max(set(counts), key=lambda count: (counts.count(count), count), default=1)
        return (counts.count(usual) * (usual > 1), usual)

    return max(_DELIMITERS, key=worth)
