"""Number and symbol (ô 3): digits only where they were surely printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model.blanks import BlankReading
from pipeline.model.geometry import Box, hull
from pipeline.model.record import Field
from pipeline.rules import Rules
from pipeline.steps.record.blank_fields import read_number
from pipeline.steps.record.layout import Row
from pipeline.steps.record.notation import read_notation, split_code
from pipeline.steps.record.symbols import Owner
from pipeline.steps.record.trust import found, missing
from pipeline.steps.record.weighing import Printed

_CODE = re.compile(
    r"(?P<number>\d{1,6}[a-zđ]?)(?P<mark>[/-])(?:(?P<year>(?:19|20)\d{2})/)?"
    r"(?P<notation>[^\W\d_][^\s]*)"
)
_YEAR = re.compile(r"/\s*((?:19|20)\d{2})\s*/\s*$")


@dataclass(frozen=True, slots=True)
class Code:
    """Số and ký hiệu: 12/QĐ-UBND, 30/2020/NĐ-CP, or 14514-CV/VPTW of the Party."""

    number: str
    notation: str
    year: str | None = None
    mark: str = "/"

    def __str__(self) -> str:
        year = f"{self.year}/" if self.year else ""
        return f"{self.number}{self.mark}{year}{self.notation}"


def parse_code(text: str) -> Code:
    """The inverse of str(). Raises: ValueError when it is no code."""
    match = _CODE.fullmatch(text)
    if match is None or (match["mark"] == "-" and match["year"]):
        raise ValueError(f"not a code: {text!r}")
    return Code(match["number"], match["notation"], match["year"], match["mark"])


@dataclass(frozen=True, slots=True)
class CodeContext:
    """What else of the document speaks for a symbol."""

    kind: str | None
    """Tên loại, if it was read."""
    issuer: str | None
    penned: bool
    """A pen wrote in the dateline, so it probably wrote the number too."""
    cited: frozenset[str]
    """Symbols and units that the rest of the document names, surely read."""
    written: tuple[Box, ...] = ()
    """Where a pen wrote on the page of the number line, in its pixels."""
    blank: BlankReading | None = None
    """What the digit reader read in the blank of the number."""
    page: int = 1
    file_name: str | None = None
    """The number in the name of the file."""


def read_code(
    row: Row | None, context: CodeContext, rules: Rules, least: float
) -> tuple[Field, Field, Field]:
    """(number, notation, code) of the number line; what a pen wrote is None and in review."""
    split = split_code(row, rules) if row is not None else None
    if row is None or split is None:
        lost = missing("not_found") if row is None else missing("unreadable", row.words)
        return _in_blank(None, context, least) or lost, lost, lost
    owner = Owner(context.kind, context.issuer, context.cited, rules)
    notation_field = read_notation(row, split, owner, context.written, least)
    number_field = _number(row, split.start, split.cut, context, rules, least)
    if number_field.value is None or notation_field.value is None:
        reason = (number_field if number_field.value is None else notation_field).reason
        return number_field, notation_field, missing(reason or "unreadable", row.words)
    before = row.text[split.start : split.cut]
    year = _YEAR.search(before)
    mark = "-" if "/" in split.text and not year else "/"
    code = Code(str(number_field.value), str(notation_field.value), year and year.group(1), mark)
    confidence = min(number_field.confidence, notation_field.confidence)
    doubt = number_field.review or notation_field.review
    reason = "low_confidence" if doubt else None
    return number_field, notation_field, found(str(code), confidence, row.words, least, reason)


def _number(
    row: Row, start: int, cut: int, context: CodeContext, rules: Rules, least: float
) -> Field:
    text = row.text[start:cut]
    words = row.part(start, cut)
    digits = re.fullmatch(r"\s*(\d{1,6}[a-z]?)\s*[/-]\s*(?:(?:19|20)\d{2}\s*/\s*)?", text)
    own = [w for w in words if any(c.isdigit() for c in w.text)]
    sure = min((w.word.confidence for w in own), default=0.0)
    read = _in_blank(Printed(digits.group(1), sure) if digits else None, context, least)
    if read is not None:
        return read
    if not own or digits is None:
        blank = not text.strip(" ./-_:…") and not _holds(row, context.written)
        return missing("blank" if blank else "handwritten", words or row.words)
    confidence = min(w.word.confidence for w in own)
    tall = [w.word.box.height / row.height for w in own]
    low, high = rules.trust.digit_height
    needed = rules.trust.digits_beside_pen if context.penned else rules.trust.digits
    if confidence < needed or not all(low <= t <= high for t in tall):
        return missing("handwritten", own)
    return found(digits.group(1), confidence, own, least)


def _in_blank(printed: Printed | None, context: CodeContext, least: float) -> Field | None:
    if context.blank is None:
        return None
    return read_number(context.blank, context.page, printed, least, context.file_name)


def _holds(row: Row, written: Sequence[Box]) -> bool:
    """Whether something was written into the row: what a pen wrote is a region, not a word."""
    place = hull(word.word.box for word in row.words)
    return any(box.overlaps(place) for box in written)
