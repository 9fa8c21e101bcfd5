"""The fixed words that a header is found by: motto, slogan, party's name, dateline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.rules import Rules
from pipeline.steps.record.layout import Placed, Row, find, rows, runs
from pipeline.steps.record.spelling import fold, is_capital

BESIDE = 1.5
"""Number line and dateline are on one line: their middles are at most so many heights apart."""
ABOVE = 8.0
"""The header begins at most so many heights above its dateline."""


@dataclass(frozen=True, slots=True)
class Head:
    """The topmost anchor of a header, the slogan below it, and the x between its columns."""

    top: Row
    slogan: Row | None
    divider: float


def find_head(words: Sequence[Placed], size: tuple[int, int], rules: Rules) -> Head | None:
    """The anchors of a header on a page of this (width, height), or None."""
    width, height = size
    top_rows = rows(w for w in words if w.bottom < rules.zones.motto_bottom * height)
    split = rules.zones.column_split * width
    motto = _anchor(top_rows, (rules.anchors.motto, rules.anchors.party), rules)
    motto = motto or _anchor(_right_of(split, top_rows), rules.anchors.youth, rules)
    slogan = _anchor(top_rows, (rules.anchors.slogan,), rules)
    if motto is not None:
        return Head(motto, slogan, motto.left - 0.4 * motto.height)
    return Head(slogan, slogan, split) if slogan else _by_dateline(top_rows, split, rules)


def _right_of(split: float, all_rows: Sequence[Row]) -> list[Row]:
    parts = (tuple(w for w in row.words if w.left > split) for row in all_rows)
    return [Row(part) for part in parts if part]


def _by_dateline(all_rows: Sequence[Row], split: float, rules: Rules) -> Head | None:
    """The head of a page whose motto was lost: number line and dateline side by side."""
    dateline = dateline_row(_right_of(0.9 * split, all_rows), split, rules)
    if dateline is None:
        return None
    middle = (dateline.top + dateline.bottom) / 2
    left = [Row(part) for row in all_rows if (part := _left_of(dateline.left, row))]
    beside = any(
        rules.patterns.number_line.search(fold(row.text))
        and abs((row.top + row.bottom) / 2 - middle) < BESIDE * dateline.height
        for row in left
    )
    if not beside:
        return None
    above = [
        row
        for row in left
        if is_capital(row.text) and 0 < middle - row.bottom < ABOVE * dateline.height
    ]
    return Head(above[0] if above else dateline, None, min(split, dateline.left))


def _left_of(split: float, row: Row) -> tuple[Placed, ...]:
    return tuple(w for w in row.words if w.right < split)


def _anchor(all_rows: Sequence[Row], phrases: tuple[str, ...], rules: Rules) -> Row | None:
    for row in all_rows:
        for phrase in phrases:
            anchor = find(row, phrase, rules.layout.alike)
            if anchor is not None:
                return anchor
    return None


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
