"""Drawn office papers with known lines: letterhead, title, body, table, signature and seal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import ImageFont

from benchmarks.ocr_words import (
    HAND,
    HEADINGS,
    MOTTO,
    STATE,
    Office,
    office,
    paragraph,
    table_rows,
)
from benchmarks.options import NotMeasured
from samples.generator.handwriting import digits, signature
from samples.generator.sheet import Run, Sheet, balanced, plain, wrap
from samples.generator.stamps import BLUE, RED, seal
from samples.generator.table import table
from samples.generator.typeface import vietnamese_letters

LEFT, RIGHT, TOP, BOTTOM = 30.0, 193.0, 22.0, 277.0
LEFT_MIDDLE, RIGHT_MIDDLE = 61.0, 150.5
SIGNING_MM = 62.0
STYLES = ("upright", "bold", "italic", "bold italic")
_SANS = ("Regular", "Bold", "Italic", "BoldItalic")
_FREE = ("", "Bold", "Italic", "BoldItalic")
FONTS = Path("/usr/share/fonts/truetype")
FAMILIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "Liberation Serif": (
        "fonts-liberation2",
        tuple(f"liberation2/LiberationSerif-{style}.ttf" for style in _SANS),
    ),
    "Liberation Sans": (
        "fonts-liberation2",
        tuple(f"liberation2/LiberationSans-{style}.ttf" for style in _SANS),
    ),
    "FreeSerif": ("fonts-freefont-ttf", tuple(f"freefont/FreeSerif{style}.ttf" for style in _FREE)),
    "Noto Serif": ("fonts-noto-core", tuple(f"noto/NotoSerif-{style}.ttf" for style in _SANS)),
    "Liberation Mono": (
        "fonts-liberation2",
        tuple(f"liberation2/LiberationMono-{style}.ttf" for style in _SANS),
    ),
    "FreeMono": (
        "fonts-freefont-ttf",
        tuple(f"freefont/FreeMono{style}.ttf" for style in ("", "Bold", "Oblique", "BoldOblique")),
    ),
}
"""Debian package and the files of `STYLES`; each is checked to draw every Vietnamese letter."""
PRINT_FAMILIES = (
    "Liberation Serif", "Liberation Sans", "Liberation Serif", "Noto Serif", "FreeSerif",
)  # fmt: skip
TYPED_FAMILIES = ("Liberation Mono", "FreeMono")


@cache
def face(family: str, style: str, pixels: int) -> ImageFont.FreeTypeFont:
    """A face of `FAMILIES`. Raises: NotMeasured where it is absent or lacks letters."""
    package, files = FAMILIES[family]
    path = FONTS / files[STYLES.index(style)]
    if not path.is_file():
        raise NotMeasured(f"drawn pages need {path}: apt-get install {package}")
    font = ImageFont.truetype(str(path), pixels, layout_engine=ImageFont.Layout.BASIC)
    empty = bytes(font.getmask("\U0010fffe"))
    if any(bytes(font.getmask(letter)) == empty for letter in _letters(pixels)):
        raise NotMeasured(f"{path} lacks Vietnamese letters")
    return font


def _letters(pixels: int) -> str:
    """At small sizes the empty box may look like a letter."""
    return vietnamese_letters() if pixels >= 40 else ""


@dataclass(slots=True, eq=False)
class Paper(Sheet):
    """A sheet in one family of faces; a typed one has one style and uneven strokes."""

    family: str = "Liberation Serif"
    typed: np.random.Generator | None = None

    def face(self, style: str, points: float) -> ImageFont.FreeTypeFont:
        if self.typed is not None:
            style, points = "upright", points * 0.8
        return face(self.family, style, round(points * self.dpi / 72))

    def write(self, x: float, y: float, text: str, style: str, points: float) -> None:
        """As a `Sheet`; a typewriter strikes each letter a little higher, lower, fainter."""
        font = self.face(style, points)
        left, base = self.mm(x), self.mm(y)
        if self.typed is None:
            self.pen.text((left, base), text, font=font, fill=0, anchor="ls")
            return
        for place, letter in enumerate(text):
            at = (
                left + font.getlength(text[:place]),
                base + self.typed.normal(0, 0.08) * self.mm(1),
            )
            weak = int(np.clip(abs(self.typed.normal(0, 38)), 0, 120))
            self.pen.text(at, letter, font=font, fill=weak, anchor="ls")


def draw_page(paper: Paper, hand: np.random.Generator) -> Paper:
    """Fills a sheet: every second one with a table, two of three signed and sealed."""
    letterhead = office(hand)
    y = _header(paper, letterhead, hand)
    y = _title(paper, letterhead, y)
    signed = int(hand.integers(3)) > 0
    limit = BOTTOM - (SIGNING_MM if signed else 0)
    if int(hand.integers(2)):
        height = table(paper, LEFT, y, RIGHT - LEFT, table_rows(hand), limit)
        y += (height or 0.0) + 3
    heading = 0
    while y < limit - 20:
        if heading < len(HEADINGS) and int(hand.integers(4)) == 0:
            y = _paragraph(paper, [(w, "bold") for w in HEADINGS[heading].split()], y, limit)
            heading += 1
        style = "italic" if int(hand.integers(8)) == 0 else "upright"
        y = _paragraph(paper, [(word, style) for word in paragraph(hand).split()], y, limit)
    if signed:
        _signing(paper, letterhead, y + 6, hand)
    return paper


def draw_marks(paper: Paper, hand: np.random.Generator) -> Paper:
    """A sheet with a seal, a signature and a scribble, and nothing printed."""
    seal(paper, 128, 150, ("ỦY BAN NHÂN DÂN", "TÂN GIANG", "CHỦ TỊCH"), hand, RED)
    for x, y in ((110.0, 140.0), (40.0, 60.0)):
        cover = signature((paper.mm(55), paper.mm(30)), paper.mm(0.5), hand)
        paper.ink(cover, x, y, BLUE)
    return paper


def _header(paper: Paper, letterhead: Office, hand: np.random.Generator) -> float:
    paper.centre(LEFT_MIDDLE, TOP, letterhead.parent, "upright", 12)
    paper.centre(LEFT_MIDDLE, TOP + 5.4, letterhead.name, "bold", 12)
    paper.centre(RIGHT_MIDDLE, TOP, STATE, "bold", 12)
    paper.centre(RIGHT_MIDDLE, TOP + 5.4, MOTTO, "bold", 13)
    for middle, half in ((LEFT_MIDDLE, 12.0), (RIGHT_MIDDLE, 30.0)):
        paper.rule(middle - half, middle + half, TOP + 7.0)
    number = f"Số:{HAND}{letterhead.number}"
    _with_blank(paper, LEFT_MIDDLE, TOP + 14, number, "upright", hand)
    _with_blank(paper, RIGHT_MIDDLE, TOP + 14, letterhead.date, "italic", hand)
    paper.lines += [letterhead.parent, letterhead.name, STATE, MOTTO, number, letterhead.date]
    return TOP + 20


def _with_blank(
    paper: Paper, middle: float, y: float, text: str, style: str, hand: np.random.Generator
) -> None:
    """Print before and after a number by hand."""
    before, after = text.split(HAND)
    blank = 11.0
    first = paper.width(before, style, 13)
    x = middle - (first + blank + paper.width(after, style, 13)) / 2
    paper.write(x, y, before, style, 13)
    paper.write(x + first + blank, y, after, style, 13)
    cover = digits(str(hand.integers(10, 99)), paper.mm(4.2), paper.mm(0.42), hand)
    paper.ink(cover, x + first + 1.5, y - 5.2, BLUE)


def _title(paper: Paper, letterhead: Office, y: float) -> float:
    middle = (LEFT + RIGHT) / 2
    y += 10
    paper.centre(middle, y, letterhead.kind, "bold", 14)
    paper.lines.append(letterhead.kind)
    for line in balanced(paper, [(w, "bold") for w in letterhead.subject.split()], 14, 132):
        y += 5.8
        paper.centre(middle, y, plain(line), "bold", 14)
        paper.lines.append(plain(line))
    return y + 6


def _paragraph(paper: Paper, runs: Sequence[Run], y: float, limit: float) -> float:
    """Justified lines down to the limit; what has no room is not written."""
    points, indent = 13.5, 12.0
    lines = wrap(paper, runs, points, RIGHT - LEFT, indent)
    for row, line in enumerate(lines):
        if y + 6 > limit:
            return limit
        y += 6
        start = LEFT + (indent if row == 0 else 0)
        filled = sum(paper.width(word, style, points) for word, style in line)
        last = row == len(lines) - 1 or len(line) == 1
        paper.words(
            start, y, line, points, None if last else (RIGHT - start - filled) / (len(line) - 1)
        )
        paper.lines.append(plain(line))
    return y + 2


def _signing(paper: Paper, letterhead: Office, y: float, hand: np.random.Generator) -> None:
    for row, text in enumerate(letterhead.position):
        paper.centre(RIGHT_MIDDLE, y + 5.6 * row, text, "bold", 13)
    paper.write(LEFT, y, "Nơi nhận:", "bold italic", 12)
    recipients = ("- Như trên;", f"- {letterhead.name.capitalize()};", "- Lưu: VT.")
    for row, text in enumerate(recipients, start=1):
        paper.write(LEFT, y + 4.8 * row, text, "upright", 11)
    cover = signature((paper.mm(48), paper.mm(26)), paper.mm(0.5), hand)
    paper.ink(cover, RIGHT_MIDDLE - 22, y + 9, BLUE)
    seal(paper, RIGHT_MIDDLE - 22, y + 26, (letterhead.name, "TÂN GIANG", "VIỆT NAM"), hand, RED)
    paper.centre(RIGHT_MIDDLE, y + 48, letterhead.signer, "bold", 13.5)
    paper.lines += [*letterhead.position, "Nơi nhận:", *recipients, letterhead.signer]
