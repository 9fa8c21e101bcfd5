"""Appearances of digital signatures: small lines that name signer and time, with their picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Word
from pipeline.steps.regions.blanks import plain
from pipeline.steps.regions.ink import Sheet, area, cut, grown, inside, mask, patches

_NAMES = re.compile(
    r"\b(ky boi|nguoi ky|thoi gian ky|digitally signed|signature valid|signed by)\b"
    r"|\b(ngay ky|ky ngay|gio ky)\s*[:\d]|\+0?7[:.]00"
)
"""Says that something was signed (NĐ 30/2020, Phụ lục I, mục II; TT 01/2019/TT-BNV)…"""
_TELLS = re.compile(r"\b(co quan|email|to chuc|chuc vu)\s*:|\b\d\d[:.]\d\d[:.]\d\d\b")
"""… and what stands in the lines beside it."""
_HEADER = re.compile(
    r"xa hoi chu|hoi chu ng|nghia viet|cong ho?a+ xa|doc lap|hanh phuc|dang cong san"
)
PIECE_GAP = 2.2
"""Heights of a line between two columns that were read as one line."""
ALIGNED_MM = 3.0
PICTURE_MM = (7.0, 45.0)
WIDEST_MM = 110.0
"""Of a picture that hangs together with its text."""
PICTURE_GAP_MM = 6.0
READ = 0.6
SMALL = 0.75
"""Of the height of the head's lines: what an overlay is written in."""
ABOVE_WORDS = 3
"""So many words above the head of a document are no dirt."""
HEAD = 0.14
"""Above this share of the page one line that speaks of signing is enough."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands together in a line."""

    text: str
    """Plain small letters."""
    box: Box
    sure: int
    """How many of its words are read well."""


def find_overlays(sheet: Sheet, lines: Sequence[Line]) -> tuple[Box, ...]:
    """The blocks of text and picture, pixels of the sheet."""
    parts = [part for line in lines for part in _columns(line, sheet)]
    head = _head(parts, sheet)
    top, small = (head.top, SMALL * head.height) if head else (0, 0.0)
    seeds = [
        i
        for i, part in enumerate(parts)
        if _NAMES.search(part.text)
        or (part.sure and part.box.bottom <= top and part.box.height <= small)
    ]
    blocks: list[set[int]] = []
    for seed in seeds:
        if not any(seed in block for block in blocks):
            blocks.append(_block(seed, parts, sheet.mm))
    pictures = _pictures(sheet) if blocks else ()
    found = []
    for block in blocks:
        text = hull(parts[i].box for i in block)
        if _is_overlay([parts[i] for i in block], text, top, sheet):
            near = [box for box in pictures if _beside(box, text, sheet.mm)]
            found.append(hull([text, *near]))
    return tuple(found)


def _is_overlay(parts: Sequence[_Part], text: Box, top: int, sheet: Sheet) -> bool:
    """Whether a block speaks of signing, or stands where nothing is printed: above the head."""
    told = sum(bool(_NAMES.search(p.text)) + bool(_TELLS.search(p.text)) for p in parts)
    if text.bottom <= top and sum(p.sure for p in parts) >= ABOVE_WORDS:
        return True
    return told >= 2 or (told == 1 and text.top <= HEAD * sheet.height and _named(parts))


def _named(parts: Sequence[_Part]) -> bool:
    return any(_NAMES.search(part.text) for part in parts)


def _head(parts: Sequence[_Part], sheet: Sheet) -> Box | None:
    """The first line of a document's head; None where there is none."""
    heads = [
        part.box
        for part in parts
        if _HEADER.search(part.text)
        and part.box.top <= 2 * HEAD * sheet.height
        and part.box.right > 0.6 * sheet.width
    ]
    return min(heads, key=lambda box: box.top, default=None)


def _columns(line: Line, sheet: Sheet) -> list[_Part]:
    """The line cut where a gap is wider than its spaces."""
    words = sorted(line.words, key=lambda word: word.box.left)
    groups: list[list[Word]] = []
    for word in words:
        height = max(word.box.height, 1)
        if groups and word.box.left - groups[-1][-1].box.right <= PIECE_GAP * height:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [
        _Part(
            plain(" ".join(word.text for word in group)),
            sheet.inward(hull(word.box for word in group)),
            sum(word.confidence >= READ and len(word.text) >= 2 for word in group),
        )
        for group in groups
    ]


def _block(seed: int, parts: Sequence[_Part], mm: float) -> set[int]:
    """The lines above and below that stand under each other with the seed, in the same size."""
    block = {seed}
    size = parts[seed].box.height
    while True:
        around = hull(parts[i].box for i in block)
        more = {
            i
            for i, part in enumerate(parts)
            if i not in block
            and part.box.height <= 1.5 * size
            and abs(part.box.left - around.left) <= ALIGNED_MM * mm
            and part.box.top - around.bottom <= 0.9 * size
            and around.top - part.box.bottom <= 0.9 * size
            and not _HEADER.search(part.text)
        }
        if not more:
            return block
        block |= more


def _pictures(sheet: Sheet) -> tuple[Box, ...]:
    """Dense or coloured patches of the size of a logo."""
    ink = cv2.bitwise_or(sheet.colour, sheet.red)
    if not np.any(ink):
        ink = sheet.ink
    side = max(3, round(1.2 * sheet.mm)) | 1
    whole = mask(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)))
    least, most = (length * sheet.mm for length in PICTURE_MM)
    boxes = [Box(x, y, x + w, y + h) for x, y, w, h in patches(whole)]
    return tuple(
        box
        for box in boxes
        if least <= min(box.width, box.height) <= most
        and box.width <= WIDEST_MM * sheet.mm
        and box.height <= most
        and cv2.countNonZero(np.ascontiguousarray(cut(whole, box))) >= 0.3 * area(box)
    )


def _beside(box: Box, text: Box, mm: float) -> bool:
    """Whether a picture stands left of the text, or the text lies over it."""
    wide = grown(text, PICTURE_GAP_MM * mm, (10**6, 10**6))
    rows = min(box.bottom, text.bottom) - max(box.top, text.top)
    if not box.overlaps(wide) or rows < 0.3 * min(box.height, text.height):
        return False
    narrow = box.width <= PICTURE_MM[1] * mm and box.left < text.right
    return narrow or inside(text, [box]) >= 0.5
