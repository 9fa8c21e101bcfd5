"""Whom a document is addressed to: the list after "Kính gửi" (ô 9a)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model.record import ABSENT, Field
from pipeline.rules import Rules
from pipeline.steps.record.layout import Row, find
from pipeline.steps.record.spelling import fold
from pipeline.steps.record.trust import found, missing, text_of, weakest
from pipeline.steps.record.usage import Speller

_BULLET = re.compile(r"^[-–—+•*·]+\s*")
MOST_ROWS = 15
LEAST_LETTERS = 5


def recipients_row(all_rows: Sequence[Row], rules: Rules) -> tuple[int, Row] | None:
    """Index of the row with "Kính gửi", and its words from there on."""
    for index, row in enumerate(all_rows):
        anchor = find(row, rules.anchors.recipients, 0.85)
        if anchor is not None and anchor.words[0].text[:1].isupper():
            start = row.words.index(anchor.words[0])
            rest = row.words[start:]
            if len(rest) == len(anchor.words) or ":" in "".join(w.text for w in rest[:4]):
                return index, Row(rest)
    return None


def read_recipients(all_rows: Sequence[Row], letter: bool, speller: Speller, least: float) -> Field:
    """One text for each addressee; a letter has some, other kinds may have none."""
    rules = speller.rules
    start = recipients_row(all_rows, rules)
    if start is None:
        return missing("not_found") if letter else ABSENT
    index, row = start
    label = find(row, rules.anchors.recipients, 0.85)
    size = len(label.words) if label else 2
    inline = tuple(w for w in row.words[size:] if not rules.patterns.speck.match(w.text))
    if sum(c.isalpha() for w in inline for c in w.text) < LEAST_LETTERS:
        inline = ()
    items: list[list[Row]] = [[Row(inline)]] if inline else []
    edge = inline[0].left if inline else row.left
    before = row
    for below in all_rows[index + 1 : index + 1 + MOST_ROWS]:
        if not _goes_on(before, below, edge, bool(items), rules):
            break
        if sum(c.isalpha() for c in below.text) < LEAST_LETTERS:
            continue
        bullet = bool(_BULLET.match(below.text))
        if not items:
            edge = min(below.left, row.right)
        if bullet or not items:
            items.append([below])
        else:
            items[-1].append(below)
        before = below
    return _field(items, row, speller, least)


def _goes_on(before: Row, row: Row, edge: float, begun: bool, rules: Rules) -> bool:
    plain = fold(row.text)
    if plain.lstrip().startswith("(") or any(phrase in plain for phrase in rules.anchors.called):
        return False
    gap = row.top - before.bottom
    if gap > (rules.layout.paragraph_gap if begun else 2.5) * max(row.height, before.height):
        return False
    if _BULLET.match(row.text):
        return row.left > before.left - 8 * row.height
    return row.left > edge - 1.5 * row.height


def _field(items: Sequence[Sequence[Row]], label: Row, speller: Speller, least: float) -> Field:
    if not items:
        return missing("unreadable", label.words)
    words = [w for item in items for row in item for w in row.words]
    respelt = [speller.respell([w for row in item for w in row.words]) for item in items]
    texts = (_BULLET.sub("", text_of(item.words)).strip() for item in respelt)
    value = tuple(text for text in texts if text)
    confidence = min(weakest(item.words) for item in respelt)
    changed = any(item.changed for item in respelt)
    return found(value or None, confidence, words, least, "respelt" if changed else None)
