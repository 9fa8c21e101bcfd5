"""Sets a document onto sheets: header, title, body, signing block (NĐ 30/2020, Phụ lục I)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from samples.generator.body import Block, parse, rows_of
from samples.generator.header import header
from samples.generator.sheet import Run, Sheet, balanced, plain, wrap
from samples.generator.signing import HEIGHT_MM, copy_block, signing
from samples.generator.source import Document
from samples.generator.stamps import BLUE, BRIGHT_RED, RED, arrival, mark
from samples.generator.table import table

LEFT, RIGHT, TOP, BOTTOM = 30.0, 193.0, 20.0, 277.0
INDENT = 12.7
SPACING = 1.17


@dataclass(slots=True, eq=False)
class Press:
    """Where the next line goes."""

    document: Document
    dpi: int
    hand: np.random.Generator
    mono: bool
    sheets: list[Sheet] = field(default_factory=list)
    y: float = TOP

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    def turn(self) -> None:
        """A new sheet, numbered from the second on."""
        self.sheets.append(Sheet(self.dpi, mono=self.mono))
        self.y = TOP
        if len(self.sheets) > 1:
            number = str(len(self.sheets))
            self.sheet.centre((LEFT + RIGHT) / 2, 14, number, "upright", 13)
            self.sheet.lines.append(number)
            self.y = TOP + 2

    def step(self, points: float) -> float:
        return points * SPACING * 25.4 / 72

    def room(self, height: float) -> None:
        if self.y + height > BOTTOM:
            self.turn()

    def line(
        self, x: float, runs: tuple[Run, ...], points: float, gap: float | None = None
    ) -> None:
        self.room(self.step(points))
        self.y += self.step(points)
        self.sheet.words(x, self.y, runs, points, gap)
        self.sheet.lines.append(plain(runs))


def compose(document: Document, dpi: int, hand: np.random.Generator) -> list[Sheet]:
    """The printed, written and stamped sheets."""
    press = Press(document, dpi, hand, document.face == "mono")
    press.turn()
    press.y = header(press.sheet, document, hand)
    _stamps(press)
    press.y += document.gap_mm
    _title(press)
    _addressees(press)
    *blocks, last = parse(document.body)
    for block in blocks:
        _block(press, block)
    closing = HEIGHT_MM + (30 if document.left_signer else 0)
    press.room(_height(press, last) + closing)
    _block(press, last)
    press.y = signing(press.sheet, press.y + 3, document, hand, BLUE, RED)
    if document.copy is not None:
        press.room(74)
        copy_block(press.sheet, press.y + 4, document.copy, hand, BLUE, RED)
    return press.sheets


def _stamps(press: Press) -> None:
    document, sheet, hand = press.document, press.sheet, press.hand
    y = press.y + 3
    if document.secrecy is not None:
        mark(sheet, LEFT + 12 + hand.uniform(-3, 3), y, document.secrecy.upper(), hand, RED)
        y += 11
    if document.urgency is not None:
        mark(sheet, LEFT + 5 + hand.uniform(-3, 3), y, document.urgency.upper(), hand, BRIGHT_RED)
    if document.arrival is not None:
        x = 136.0 if document.type == "Công văn" else LEFT - 4
        top = 44.0 if document.type == "Công văn" else y + (11 if document.urgency else 0)
        day = "/".join(str(int(part)) for part in document.arrival.date.split("-")[:0:-1])
        filled = (document.arrival.office, document.arrival.number, day)
        arrival(sheet, x, top, filled, hand)


def _title(press: Press) -> None:
    """Ô 5a: the kind and what it is about, with a rule below."""
    document = press.document
    if document.type == "Công văn":
        return
    middle = (LEFT + RIGHT) / 2
    press.y += 10
    press.sheet.centre(middle, press.y, document.type.upper(), "bold", 14)
    press.sheet.lines.append(document.type.upper())
    runs = [(word, "bold") for word in document.subject.split()]
    for line in balanced(press.sheet, runs, 14, 132):
        press.y += press.step(14)
        press.sheet.centre(middle, press.y, plain(line), "bold", 14)
        press.sheet.lines.append(plain(line))
    press.sheet.rule(middle - 20, middle + 20, press.y + 2)
    press.y += 5


def _addressees(press: Press) -> None:
    """Ô 9a: one in a line, several in a list."""
    to = press.document.to
    if not to:
        return
    press.y += 5
    points = press.document.points
    if len(to) == 1:
        runs = tuple((word, "upright") for word in f"Kính gửi: {to[0]}".split())
        lines = wrap(press.sheet, runs, points, 120)
        for row, line in enumerate(lines):
            press.line(LEFT + (30 if row == 0 else 52), line, points)
    else:
        press.line(LEFT + 30, (("Kính", "upright"), ("gửi:", "upright")), points)
        for name in to:
            press.line(LEFT + 52, tuple((word, "upright") for word in f"- {name}".split()), points)
    press.y += 4


def _height(press: Press, block: Block) -> float:
    lines = wrap(press.sheet, block.runs, press.document.points, RIGHT - LEFT, INDENT)
    return len(lines) * press.step(press.document.points) + 2.1


def _block(press: Press, block: Block) -> None:
    points = press.document.points
    if block.kind == "table":
        _table(press, block)
        return
    press.y += 2.1
    if block.kind == "centre":
        width = sum(press.sheet.width(word + " ", style, points) for word, style in block.runs)
        press.line((LEFT + RIGHT - width) / 2, block.runs, points)
        return
    lines = wrap(press.sheet, block.runs, points, RIGHT - LEFT, INDENT)
    for row, line in enumerate(lines):
        start = LEFT + (INDENT if row == 0 else 0)
        filled = sum(press.sheet.width(word, style, points) for word, style in line)
        gap = (RIGHT - start - filled) / (len(line) - 1) if len(line) > 1 else None
        press.line(start, line, points, gap if row < len(lines) - 1 else None)


def _table(press: Press, block: Block) -> None:
    press.room(20)
    press.y += 3
    for rows in rows_of(block):
        height = table(press.sheet, LEFT, press.y, RIGHT - LEFT, rows, BOTTOM)
        if height is None:
            press.turn()
            height = table(press.sheet, LEFT, press.y, RIGHT - LEFT, rows, BOTTOM) or 0.0
        press.y += height
    press.y += 2
