"""Number and symbol (ô 3): digits only where they were surely printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model.geometry import Box, hull
from pipeline.model.record import Field
from pipeline.rules import Rules
from pipeline.steps.record.layout import Placed, Row
from pipeline.steps.record.spelling import fold
from pipeline.steps.record.trust import found, missing

_LABEL = re.compile(r"^\W*s[o06][\W_]*")
_CODE = re.compile(
    r"(?P<number>\d{1,6}[a-zđ]?)(?P<mark>[/-])(?:(?P<year>(?:19|20)\d{2})/)?"
    r"(?P<notation>[^\W\d_][^\s]*)"
)
_PARTY = re.compile(r"(?<=\d)-(?P<notation>[A-ZĐa-z]{1,4}/[A-ZĐ][A-Za-zĐđ]*)\W*$")
_CONFUSED = str.maketrans({"Ð": "Đ", "ð": "đ", "—": "-", "–": "-"})
_YEAR = re.compile(r"/\s*((?:19|20)\d{2})\s*/\s*$")
_TWICE = re.compile("ĐĐ+")
MEMBERS_CONFIRM = 0.92


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


def read_code(
    row: Row | None, context: CodeContext, rules: Rules, least: float
) -> tuple[Field, Field, Field]:
    """(number, notation, code) of the number line; what a pen wrote is None and in review."""
    if row is None:
        return missing("not_found"), missing("not_found"), missing("not_found")
    split = _split(row, rules)
    if split is None:
        lost = missing("unreadable", row.words)
        return lost, lost, lost
    start, cut, notation, end = split
    notation_field = _notation(notation, row.part(cut, end), context, rules, least)
    number_field = _number(row, start, cut, context, rules, least)
    if number_field.value is None or notation_field.value is None:
        reason = (number_field if number_field.value is None else notation_field).reason
        return number_field, notation_field, missing(reason or "unreadable", row.words)
    before = row.text[start:cut]
    year = _YEAR.search(before)
    mark = "-" if "/" in notation and not year else "/"
    code = Code(str(number_field.value), str(notation_field.value), year and year.group(1), mark)
    confidence = min(number_field.confidence, notation_field.confidence)
    doubt = number_field.review or notation_field.review
    reason = "low_confidence" if doubt else None
    return number_field, notation_field, found(str(code), confidence, row.words, least, reason)


def _split(row: Row, rules: Rules) -> tuple[int, int, str, int] | None:
    """(start of the number, start of the symbol, the symbol, its end) in the row's text."""
    text = row.text.translate(_CONFUSED)
    label = _LABEL.match(fold(text))
    start = label.end() if label else 0
    party = _PARTY.search(text, start)
    if party is not None:
        return start, party.start("notation"), party["notation"], party.end()
    slash = text.rfind("/", start) + 1
    begin = slash if slash > start else start
    symbols = list(rules.patterns.notation.finditer(text, begin))
    if slash > start and symbols and symbols[0].start() - slash <= 1:
        return start, symbols[0].start(), symbols[0].group(), symbols[0].end()
    compound = [m for m in symbols if "-" in m.group()]
    if not compound:
        return None
    return start, compound[-1].start(), compound[-1].group(), compound[-1].end()


def _notation(
    text: str, words: Sequence[Placed], context: CodeContext, rules: Rules, least: float
) -> Field:
    value = _TWICE.sub("Đ", re.sub(r"\s*([-/&])\s*", r"\1", text).strip(" .,;:-"))
    parts = value.split("-")
    head = _abbreviation(parts[0], context.kind, rules)
    if head is not None:
        value = "-".join([head, *parts[1:]])
    confirmed = [head is not None or _of_issuer(parts[0], context)]
    confirmed += [_of_issuer(part, context) or part in context.cited for part in parts[1:]]
    confidence = min(w.word.confidence for w in words)
    if all(confirmed) or value in context.cited:
        confidence = max(confidence, MEMBERS_CONFIRM)
    return found(value, confidence, words, least)


def _abbreviation(part: str, kind: str | None, rules: Rules) -> str | None:
    """The abbreviation of the document's own kind, where `part` is it but for marks."""
    for known in rules.kind:
        if known.name == kind:
            return next((a for a in known.abbreviations if fold(a) == fold(part)), None)
    return None


def _of_issuer(part: str, context: CodeContext) -> bool:
    """Whether a part of the symbol is made of the issuer's initials, in their order."""
    if not context.issuer or len(part) < 2:
        return False
    tokens = re.findall(r"\w+", context.issuer)
    initials = "".join(fold(t) if t in part else fold(t[0]) for t in tokens)
    return fold(part) in initials


def _number(
    row: Row, start: int, cut: int, context: CodeContext, rules: Rules, least: float
) -> Field:
    text = row.text[start:cut]
    words = row.part(start, cut)
    digits = re.fullmatch(r"\s*(\d{1,6}[a-z]?)\s*[/-]\s*(?:(?:19|20)\d{2}\s*/\s*)?", text)
    own = [w for w in words if any(c.isdigit() for c in w.text)]
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


def _holds(row: Row, written: Sequence[Box]) -> bool:
    """Whether something was written into the row: what a pen wrote is a region, not a word."""
    place = hull(word.word.box for word in row.words)
    return any(box.overlaps(place) for box in written)
