"""Ô 7 to 9b: authority, title, signature, seal, name; the recipients; the block of a copy."""

from __future__ import annotations

import numpy as np

from samples.generator.handwriting import signature
from samples.generator.sheet import Colour, Sheet, wrap
from samples.generator.source import Copy, Document, Signer
from samples.generator.stamps import seal

LEFT, RIGHT = 30.0, 193.0
SIGNER_MIDDLE = 150.0
LEFT_SIGNER_MIDDLE = 66.0
LINE = 5.8
HEIGHT_MM = 62.0
SEAL_DOWN_MM = 18.4
ROOM_MM = 38.0
"""Between the title and the name: for signature and seal."""


def signing(
    sheet: Sheet,
    y: float,
    document: Document,
    hand: np.random.Generator,
    pen: Colour,
    stamp: Colour,
) -> float:
    """Draws the signing block from y down and returns the y below it."""
    left_end = y
    if document.left_signer is not None:
        left_end = signer(sheet, LEFT_SIGNER_MIDDLE, y, document.left_signer, hand, pen)
    if document.recipients:
        top = left_end + 4 if document.left_signer else y
        left_end = recipients(sheet, top, document.recipients)
    right_end = signer(sheet, SIGNER_MIDDLE, y, document.signer, hand, pen)
    right, down = document.seal_shift
    middle = y + LINE * len(document.signer.position) + SEAL_DOWN_MM + down
    seal(sheet, SIGNER_MIDDLE - 22 + right, middle, document.seal, hand, stamp)
    return max(left_end, right_end)


def signer(
    sheet: Sheet, middle: float, y: float, who: Signer, hand: np.random.Generator, pen: Colour
) -> float:
    """Title lines, a signature in the room below them, the name."""
    for row, text in enumerate(who.position):
        sheet.centre(middle, y + LINE * (row + 0.8), text, "bold", 13.5)
        sheet.lines.append(text)
    top = y + LINE * len(who.position)
    cover = signature((sheet.mm(50), sheet.mm(ROOM_MM - 5)), sheet.mm(0.5), hand)
    sheet.ink(cover, middle - 24 + hand.uniform(-3, 3), top + hand.uniform(-1, 2), pen)
    sheet.centre(middle, top + ROOM_MM + 3, who.name, "bold", 14)
    sheet.lines.append(who.name)
    return top + ROOM_MM + 5


def recipients(sheet: Sheet, y: float, names: tuple[str, ...]) -> float:
    """Ô 9b: 12 pt bold italic, then a list in 11 pt."""
    y += LINE * 0.8
    sheet.write(LEFT, y, "Nơi nhận:", "bold italic", 12)
    sheet.lines.append("Nơi nhận:")
    for name in names:
        for line in wrap(sheet, [(word, "upright") for word in f"- {name}".split()], 11, 76):
            y += 4.7
            sheet.words(LEFT, y, line, 11)
            sheet.lines.append(" ".join(word for word, _ in line))
    return y + 2


def copy_block(
    sheet: Sheet, y: float, copy: Copy, hand: np.random.Generator, pen: Colour, stamp: Colour
) -> None:
    """Under a full-width rule: who copied, its own number, date and signer."""
    sheet.rule(LEFT, RIGHT, y, 0.35)
    year, month, day = copy.date.split("-")
    sheet.centre(61, y + 6, copy.issuer, "bold", 12.5)
    number = f"Số: {copy.number}/{copy.notation}"
    sheet.centre(61, y + 12, number, "upright", 13)
    date = (
        f"{copy.place}, ngày {day} tháng {month if month < '03' else month.lstrip('0')} năm {year}"
    )
    sheet.centre(SIGNER_MIDDLE, y + 6, copy.form.upper(), "bold", 13.5)
    sheet.centre(SIGNER_MIDDLE, y + 12, date, "italic", 13.5)
    sheet.lines.extend([copy.issuer, number, copy.form.upper(), date])
    signer(sheet, SIGNER_MIDDLE, y + 15, copy.signer, hand, pen)
    words = copy.issuer.split()
    inside = " ".join(words[: len(words) // 2]) + "\n" + " ".join(words[len(words) // 2 :])
    seal(
        sheet,
        SIGNER_MIDDLE - 22,
        y + 15 + LINE * len(copy.signer.position) + SEAL_DOWN_MM,
        ("CỘNG HÒA XHCN VIỆT NAM", copy.place.upper(), inside),
        hand,
        stamp,
    )
