"""The blanks of a page: of the document's number and date, in its head or in an annex's line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model.ocr import Line
from pipeline.steps.regions.blanks import Blank, em_near, find_number, plain
from pipeline.steps.regions.dates import find_date

HEAD = 0.36
"""Share of the page's height in which ô 3 and 4 lie, and an annex cites its document."""
_MOTTO = re.compile(r"cong hoa|xa hoi chu|nghia viet|doc lap|tu do|hanh phuc|dang cong san")
_ANNEX = re.compile(r"kem theo|ban hanh")


def has_head(lines: Sequence[Line], height: int) -> bool:
    """Whether a document begins on the page: the country or the motto stands in its head."""
    return any(_MOTTO.search(plain(line.text)) for line in lines if line.box.top <= HEAD * height)


def find_blanks(lines: Sequence[Line], size: tuple[int, int]) -> tuple[Blank, ...]:
    """The blanks of the number and the date on a page of `size` (width, height)."""
    headed = has_head(lines, size[1])
    found: list[Blank] = []
    numbered = dated = False
    for line in sorted(lines, key=lambda line: line.box.top):
        if line.box.top > HEAD * size[1]:
            break
        annex = bool(_ANNEX.search(plain(line.text)))
        if not (headed or annex):
            continue
        words = sorted(line.words, key=lambda word: word.box.left)
        em = em_near(words, lines)
        if em is None:
            continue
        number = None if numbered else find_number(words, em, size[0], annex=annex)
        date = () if dated else find_date(words, em)
        found += [*([number] if number else []), *date]
        numbered |= number is not None
        dated |= bool(date)
    return tuple(found)
