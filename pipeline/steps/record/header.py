"""The two columns at the head of a document: where each of its parts stands on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model.ocr import OcrPage
from pipeline.rules import Rules
from pipeline.steps.record.anchors import dateline_row, find_head
from pipeline.steps.record.layout import Placed, Row, begins, place, rows, runs
from pipeline.steps.record.spelling import fold, is_capital


@dataclass(frozen=True, slots=True)
class Header:
    """Rows of ô 1 to 4; `divider` is the x between the columns, `bottom` the y below all."""

    divider: float
    organs: tuple[Row, ...]
    number: Row | None
    dateline: Row | None
    top: float
    bottom: float
    height: float
    """Height of its print."""

    @property
    def number_is_below(self) -> bool:
        """Whether the number line stands below the heading and not in the left column."""
        return self.number is not None and self.number.top > self.bottom


def read_header(page: OcrPage, rules: Rules) -> Header | None:
    """The header of a page, or None where none of its anchors can be found."""
    words = place(page)
    head = find_head(words, page.size, rules)
    if head is None:
        return None
    top, divider, print_height = head.top, head.divider, head.top.height
    floor = top.bottom + rules.zones.code_depth * page.size[1]
    near = [w for w in words if top.top - 3 * print_height < w.bottom and w.top < floor]
    near = _outside_arrival_stamp(near, rules)
    dateline = dateline_row(rows(w for w in near if w.top >= top.top), divider, rules)
    left = rows(w for w in near if w.middle < divider and not _in(w, dateline))
    number = _number_row(left, top, rules)
    end = number.top if number else (dateline.top if dateline else top.bottom + 3 * print_height)
    organs = _organ_rows(left, top, end, rules)
    parts = [row for row in (number, dateline, head.slogan, top) if row is not None]
    bottom = max([row.bottom for row in parts] + [row.bottom for row in organs])
    if number is None:
        below = [w for w in words if w.bottom < rules.zones.title_bottom * page.size[1]]
        number = _number_below(_outside_arrival_stamp(below, rules), bottom, rules)
    return Header(divider, organs, number, dateline, top.top, bottom, print_height)


def _in(word: Placed, row: Row | None) -> bool:
    return row is not None and word in row.words


def _outside_arrival_stamp(words: Sequence[Placed], rules: Rules) -> list[Placed]:
    """Words but those of an incoming stamp: its number and date are not the document's."""
    for row in rows(words):
        for run in runs(row, rules.layout.run_gap):
            if (
                is_capital(run.text)
                and begins(run.text, rules.marks.arrival)
                and len(run.words) < 5
            ):
                reach = 2 * (run.right - run.left) + 4 * run.height
                return [w for w in words if not _below(w, run, reach)]
    return list(words)


def _below(word: Placed, stamp: Row, reach: float) -> bool:
    beside = abs(word.middle - stamp.middle) < reach
    within = stamp.top - 0.5 * stamp.height < word.top < stamp.bottom + 7 * stamp.height
    return beside and within


def _number_row(left: Sequence[Row], top: Row, rules: Rules) -> Row | None:
    """The row with a symbol, of which one that begins with "Số:" is best; else a bare "Số"."""
    below = [row for row in left if row.top > top.top]
    tests = (
        lambda row: rules.patterns.number_line.search(fold(row.text)) and _is_code(row, rules),
        lambda row: _is_code(row, rules),
        lambda row: rules.patterns.number_line.search(fold(row.text)),
        lambda row: rules.patterns.number_word.search(row.words[0].text),
    )
    return next((row for test in tests for row in below if test(row)), None)


def _number_below(words: Sequence[Placed], top: float, rules: Rules) -> Row | None:
    """The number line of minutes and contracts, which stands below their heading."""
    line = rules.patterns.number_line
    below = (row for row in rows(words) if row.top > top and line.search(fold(row.text)))
    return next((row for row in below if _is_code(row, rules)), None)


def _is_code(row: Row, rules: Rules) -> bool:
    if "/" not in row.text or rules.patterns.about.search(fold(row.text)):
        return False
    symbol = rules.patterns.notation.match(row.text.rsplit("/", 1)[1].strip())
    return symbol is not None and "-" in symbol.group()


def _stray(word: Placed, row: Row, rules: Rules) -> bool:
    """A stroke, a lone small letter among capitals, or an unsure one that no line holds."""
    if word.text in "-–—&":
        return False
    alone = sum(other.line == word.line for other in row.words) == 1
    unsure = alone and word.word.confidence < rules.trust.repaired
    lone = len(word.text) == 1 and (word.text.islower() or unsure)
    return lone or rules.patterns.speck.match(word.text) is not None


def _organ_rows(left: Sequence[Row], top: Row, end: float, rules: Rules) -> tuple[Row, ...]:
    """Rows in capitals from the height of the motto down to the number line."""
    kept = []
    for row in left:
        inside = (
            top.top - 1.5 * top.height < (row.top + row.bottom) / 2
            and row.bottom < end + 0.5 * row.height
        )
        if not inside or rules.patterns.overlay.search(fold(row.text)) or not is_capital(row.text):
            continue
        words = tuple(w for w in row.words if not _stray(w, row, rules))
        if sum(c.isalpha() for w in words for c in w.text) >= 3:
            kept.append(Row(words))
    return tuple(kept)
