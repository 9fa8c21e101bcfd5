"""The two columns at the head of a document: where each of its parts stands on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model.ocr import OcrPage
from pipeline.rules import Rules
from pipeline.steps.record.layout import Placed, Row, begins, find, place, rows, runs
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


def read_header(page: OcrPage, rules: Rules) -> Header | None:
    """The header of a page, or None where none of its anchors can be found."""
    width, height = page.size
    words = place(page)
    top_rows = rows(w for w in words if w.bottom < rules.zones.motto_bottom * height)
    motto = _anchor(top_rows, (rules.anchors.motto, rules.anchors.party), rules)
    slogan = _anchor(top_rows, (rules.anchors.slogan,), rules)
    top = motto or slogan
    if top is None:
        return None
    print_height = top.height
    divider = (motto.left - 0.4 * print_height) if motto else rules.zones.column_split * width
    floor = top.bottom + rules.zones.code_depth * height
    near = [w for w in words if top.top - 3 * print_height < w.bottom and w.top < floor]
    near = _outside_arrival_stamp(near, rules)
    dateline = dateline_row(rows(w for w in near if w.top > top.top), divider, rules)
    left = rows(w for w in near if w.middle < divider and not _in(w, dateline))
    number = _number_row(left, top, rules)
    end = number.top if number else (dateline.top if dateline else top.bottom + 3 * print_height)
    organs = _organ_rows(left, top, end, rules)
    parts = [row for row in (number, dateline, slogan, top) if row is not None]
    bottom = max([row.bottom for row in parts] + [row.bottom for row in organs])
    return Header(divider, organs, number, dateline, top.top, bottom, print_height)


def _anchor(all_rows: Sequence[Row], phrases: tuple[str, ...], rules: Rules) -> Row | None:
    for row in all_rows:
        for phrase in phrases:
            anchor = find(row, phrase, rules.layout.alike)
            if anchor is not None:
                return anchor
    return None


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


def dateline_row(near: Sequence[Row], divider: float, rules: Rules) -> Row | None:
    """The first row with two of "ngày", "tháng", "năm"; one without a place only at the right."""
    cuts = (_from_place(run, rules) for row in near for run in _across_blanks(row, rules))
    return next(
        (cut for cut in cuts if cut is not None and (_has_place(cut, rules) or cut.left > divider)),
        None,
    )


def _across_blanks(row: Row, rules: Rules) -> list[Row]:
    """A row cut at its wide gaps, but not at the blanks before "tháng" and "năm"."""
    patterns = rules.patterns
    joined: list[Row] = []
    for run in runs(row, 2.5 * rules.layout.run_gap):
        first = fold(run.words[0].text)
        after_blank = patterns.month.search(first) or patterns.year.search(first)
        if joined and after_blank and "/" not in joined[-1].text:
            run = Row((*joined.pop().words, *run.words))
        joined.append(run)
    return joined


def _has_place(row: Row, rules: Rules) -> bool:
    return row.words[0].text[:1].isupper() and not rules.patterns.day.search(
        fold(row.words[0].text)
    )


def _from_place(run: Row, rules: Rules) -> Row | None:
    patterns = rules.patterns
    plain = [fold(word.text) for word in run.words]
    days = [i for i, text in enumerate(plain) if patterns.day.search(text)]
    months = [i for i, text in enumerate(plain) if patterns.month.search(text) or "thang" in text]
    years = [i for i, text in enumerate(plain) if patterns.year.search(text)]
    if bool(days) + bool(months) + bool(years) < 2:
        return None
    first = min(days[:1] + months[:1] + years[:1])
    start = first
    while start > 0 and not _ends_code(run, start, rules):
        start -= 1
    return Row(run.words[start:])


def _ends_code(run: Row, start: int, rules: Rules) -> bool:
    """Whether the words before `start` are the number line and not the place."""
    before, word = run.words[start - 1], run.words[start]
    wide = word.left - before.right > rules.layout.run_gap * run.height
    return wide or "/" in before.text or bool(rules.patterns.speck.match(before.text))


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


def _is_code(row: Row, rules: Rules) -> bool:
    if "/" not in row.text or rules.patterns.about.search(fold(row.text)):
        return False
    symbol = rules.patterns.notation.match(row.text.rsplit("/", 1)[1].strip())
    return symbol is not None and "-" in symbol.group()


def _stray(word: Placed, rules: Rules) -> bool:
    """A stroke or a lone small letter among capitals."""
    if word.text in "-–—&":
        return False
    lone = len(word.text) == 1 and word.text.islower()
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
        words = tuple(w for w in row.words if not _stray(w, rules))
        if sum(c.isalpha() for w in words for c in w.text) >= 3:
            kept.append(Row(words))
    return tuple(kept)
