"""Ô 1 to 4 and 5b: the state's name, the issuer, number and notation, place and date."""

from __future__ import annotations

import numpy as np

from samples.generator.handwriting import digits
from samples.generator.sheet import Sheet, balanced
from samples.generator.source import Document
from samples.generator.stamps import BLUE

HAND = "«hw»"
LEFT_MIDDLE, RIGHT_MIDDLE = 61.0, 150.5
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
LINE = 5.4


def header(sheet: Sheet, document: Document, hand: np.random.Generator) -> float:
    """Draws the head of page 1 and returns the y below it."""
    y = 25.0
    parents = [document.parent] if document.parent else []
    for row, text in enumerate(parents):
        sheet.centre(LEFT_MIDDLE, y + row * LINE, text, "upright", 12.5)
    for row, text in enumerate(document.issuer, start=len(parents)):
        sheet.centre(LEFT_MIDDLE, y + row * LINE, text, "bold", 12.5)
    depth = len(parents) + len(document.issuer)
    sheet.rule(LEFT_MIDDLE - 13, LEFT_MIDDLE + 13, y + (depth - 1) * LINE + 1.6)
    sheet.centre(RIGHT_MIDDLE, y, STATE, "bold", 12.5)
    sheet.centre(RIGHT_MIDDLE, y + LINE, MOTTO, "bold", 13.5)
    half = sheet.width(MOTTO, "bold", 13.5) / 2
    sheet.rule(RIGHT_MIDDLE - half, RIGHT_MIDDLE + half, y + LINE + 1.6)
    sheet.lines.extend([*parents, *document.issuer])
    y += max(depth, 2) * LINE + 3.6
    sheet.lines.append(_number(sheet, y, document, hand))
    below = _reference(sheet, y, document)
    sheet.lines.extend([STATE, MOTTO, _dateline(sheet, y, document, hand)])
    return below


def _number(sheet: Sheet, y: float, document: Document, hand: np.random.Generator) -> str:
    """Ô 3; a number that is not printed leaves its blank, written in or not."""
    if document.number_form == "printed":
        text = f"Số: {document.number}/{document.notation}"
        sheet.centre(LEFT_MIDDLE, y, text, "upright", 13)
        return text
    tail = f"/{document.notation}"
    before, after = sheet.width("Số:", "upright", 13), sheet.width(tail, "upright", 13)
    blank = 5.0 + 2.9 * len(document.number or "0000")
    x = LEFT_MIDDLE - (before + blank + after) / 2
    sheet.write(x, y, "Số:", "upright", 13)
    sheet.write(x + before + blank, y, tail, "upright", 13)
    if document.number is None:
        return f"Số: {tail}"
    _write_in(sheet, x + before + blank / 2, y, document.number, hand)
    return f"Số:{HAND}{tail}"


def _dateline(sheet: Sheet, y: float, document: Document, hand: np.random.Generator) -> str:
    """Ô 4: "Trường Sơn, ngày 05 tháng 3 năm 2020"; `??` leaves a blank, handwriting fills it."""
    year, month, day = document.date.split("-")
    month = month if month in ("01", "02") else month.lstrip("0")
    parts: list[tuple[str, str | None]] = [(f"{document.place}, ngày", None)]
    for name, value, word in (("day", day, "tháng"), ("month", month, f"năm {year}")):
        kind = "hand" if name in document.date_hand else "blank" if value == "??" else None
        parts += [(value, kind), (word, None)] if kind else [(f"{value} {word}", None)]
    space = sheet.width(" ", "italic", 13.5)
    widths = [9.5 if kind else sheet.width(text, "italic", 13.5) + space for text, kind in parts]
    x = RIGHT_MIDDLE - sum(widths) / 2
    read: list[str] = []
    for (text, kind), width in zip(parts, widths, strict=True):
        if kind == "hand":
            _write_in(sheet, x + width / 2 - 0.8, y, text, hand)
        elif kind is None:
            sheet.write(x, y, text, "italic", 13.5)
        read.append({"hand": HAND, "blank": ""}.get(kind or "", text))
        x += width
    return " ".join(filter(None, read))


def _write_in(sheet: Sheet, middle: float, y: float, text: str, hand: np.random.Generator) -> None:
    """Digits a little larger than the print, on its line or somewhat off it."""
    height = 4.3 + hand.uniform(-0.3, 0.6)
    cover = digits(text, sheet.mm(height), sheet.mm(0.42), hand)
    left = middle - cover.width * 25.4 / sheet.dpi / 2 + hand.uniform(-0.8, 0.8)
    sheet.ink(cover, left, y - height * 1.28 + hand.uniform(-0.3, 0.7), BLUE)


def _reference(sheet: Sheet, y: float, document: Document) -> float:
    """Ô 5b: what a letter is about, under its number; nothing for a named kind."""
    if document.type != "Công văn":
        return y + 1
    runs = [(word, "upright") for word in f"V/v {document.subject}".split()]
    y += 1.6
    for line in balanced(sheet, runs, 12, 68):
        y += 5
        text = " ".join(word for word, _ in line)
        sheet.centre(LEFT_MIDDLE, y, text, "upright", 12)
        sheet.lines.append(text)
    return y + 2
