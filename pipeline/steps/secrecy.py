"""The secrecy gate: whether a page bears MẬT, TỐI MẬT or TUYỆT MẬT where ô 10a is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, OcrPage, Stamp, StampKind, Word
from pipeline.steps.stamp_words import OPENERS

ZONE_RIGHT = 0.60
ZONE_BOTTOM = 0.45
"""Of the page; ô 10a lies at 0.13–0.30 and 0.22–0.28: generous, as a miss is the worst defect."""
APART = 1.5
"""Words further apart than this many heights are not one phrase."""

LEVELS = {"TUYỆT": "Tuyệt mật", "TỐI": "Tối mật"}
RANK = ("Mật", "Tối mật", "Tuyệt mật")
MAT = frozenset({"MẬT", "MÂT", "MẠT"})
"""As print is read, a mark lost at times; MẮT and MẶT are other words."""


def secrecy_level(stamps: Sequence[Stamp], page: OcrPage) -> Stamp | None:
    """The highest level that the upper left of the page bears, by stamp or by a line of print.

    Source: Luật Bảo vệ bí mật nhà nước 117/2025/QH15; NĐ 30/2020, Phụ lục I, ô 10a.
    """
    marks = [stamp for stamp in stamps if stamp.kind is StampKind.SECRECY]
    marks += _printed_marks(page)
    return max(
        (mark for mark in marks if _in_zone(mark.box, page.size)),
        key=lambda mark: (RANK.index(mark.value), mark.confidence),
        default=None,
    )


def _in_zone(box: Box, size: tuple[int, int]) -> bool:
    x, y = box.center
    return x <= size[0] * ZONE_RIGHT and y <= size[1] * ZONE_BOTTOM


def _printed_marks(page: OcrPage) -> Iterator[Stamp]:
    for line in page.lines:
        words = _first_phrase(line)
        value = _level(_bare(words).split())
        if value is None:
            continue
        box = hull(word.box for word in words)
        above = _word_above(box, page)
        if above in OPENERS:
            continue
        confidence = min(word.confidence for word in words)
        yield Stamp(StampKind.SECRECY, LEVELS.get(above, value), box, confidence)


def _level(words: Sequence[str]) -> str | None:
    """The level that these words and nothing else name, in capitals."""
    if not words or words[-1] not in MAT or len(words) > 2:
        return None
    return "Mật" if len(words) == 1 else LEVELS.get(words[0])


def _first_phrase(line: Line) -> tuple[Word, ...]:
    """The words before the first wide gap: beside a stamp the engine may join other text."""
    words = [word for word in line.words if re.search(r"\w", word.text)]
    phrase = words[:1]
    for before, word in pairwise(words):
        if word.box.left - before.box.right > APART * before.box.height:
            break
        phrase.append(word)
    return tuple(phrase)


def _bare(words: Sequence[Word]) -> str:
    """The phrase without what a frame is read as; capitals only count as they are."""
    text = " ".join(word.text for word in words)
    return re.sub(r"^(?:\W|[IÏÍl1](?=[\W_]|M|T))+|(?:\W|(?<=[\WT])[IÏl1])+$", "", text)


def _word_above(box: Box, page: OcrPage) -> str:
    """The last word of the line right above that is over the box, in bare letters."""
    best: tuple[int, str] | None = None
    for line in page.lines:
        gap = box.top - line.box.bottom
        over = line.box.left < box.right and box.left < line.box.right
        if line.words and over and -0.5 * box.height <= gap <= 1.5 * box.height:
            text = _bare(line.words).split()
            if text and (best is None or gap < best[0]):
                best = gap, text[-1]
    return best[1] if best else ""
