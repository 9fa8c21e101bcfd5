"""Who gets a copy: the list under "Nơi nhận" (ô 9b), where it is filed, who drafted it (ô 12)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model.ocr import OcrPage
from pipeline.model.record import ABSENT, Field
from pipeline.rules import Rules
from pipeline.steps.record.layout import Placed, Row, find, place, rows, runs
from pipeline.steps.record.spelling import fold
from pipeline.steps.record.trust import as_read, noted, text_of, weakest

MOST_ITEMS = 30
LIKE_LABEL = 0.75
LEFT_HALF = 0.4
LONGEST_LABEL = 4
FREE_ROWS = 2.2
"""The list ends at a gap of so many row heights."""
OUTDENT = 2.5
INDENT = 4.0
_BULLET = re.compile(r"^[-–—+•*·]+\s*(?=\w|\()")
_ENDED = re.compile(r"[;.:]\W*$")
_FILED = re.compile(r"^\W*luu\b\W*")
_PART = re.compile(r"[^,;]+")
_BRACKETS = re.compile(r"\(([^()]*)\)?")
_AMOUNT = re.compile(r"(\d{1,4})\s*(?:b|bản)?\W*")
_UNIT = re.compile(r"[A-ZĐƯÂÔ][\w&-]*(?:\s(?:[A-ZĐƯÂÔ][\w&-]*|tỉnh|huyện|xã|thành phố))*")
_PERSON = re.compile(r"[A-ZĐ]?[a-zđà-ỹ]{2,}|[“”\"'‘’]\w+[“”\"'‘’]?")
_QUOTES = "“”\"'‘’"


@dataclass(frozen=True, slots=True)
class Distribution:
    copies_to: Field = ABSENT
    """One text each, without the file copy."""
    filed_with: Field = ABSENT
    """Units that keep a copy, as abbreviated: VT, NVY."""
    drafter: Field = ABSENT
    """Mark of the person who drafted it."""
    copies_made: Field = ABSENT
    """Số lượng bản, digits as printed."""


def read_distribution(pages: Sequence[OcrPage], rules: Rules) -> Distribution:
    """The first list of a document: what follows it is an annex."""
    for page in pages:
        words = place(page)
        label = _label(words, page.size[0], rules)
        if label is not None:
            return _distribution(list(_items(words, label, rules)))
    return Distribution()


def _label(words: Sequence[Placed], width: int, rules: Rules) -> Row | None:
    for row in rows(words):
        run = runs(row, rules.layout.run_gap)[0]
        if run.left < LEFT_HALF * width and len(run.words) <= LONGEST_LABEL:
            label = find(run, rules.anchors.copies_to, LIKE_LABEL)
            if label is not None and label.words[0] in run.words[:2]:
                return label
    return None


def _items(words: Sequence[Placed], label: Row, rules: Rules) -> Iterator[Row]:
    """Each recipient's words, of one row or of several."""
    height = label.height
    item: list[Placed] = []
    before = label
    count = 0
    for row in rows(w for w in words if w.top > label.top + 0.5 * height):
        run = runs(row, rules.layout.run_gap)[0]
        if not label.left - OUTDENT * height < run.left < label.left + INDENT * height:
            continue
        if run.top - before.bottom > FREE_ROWS * height or count > MOST_ITEMS:
            break
        if sum(c.isalpha() for c in run.text) < 2:
            continue
        filed = _FILED.match(fold(run.text))
        starts = filed or _BULLET.match(run.text) or (item and _ENDED.search(item[-1].text))
        if item and starts:
            yield Row(tuple(item))
            item, count = [], count + 1
            if _FILED.match(fold(before.text)):
                return
        item += run.words
        before = run
    if item:
        yield Row(tuple(item))


def _distribution(items: Sequence[Row]) -> Distribution:
    filed = next((item for item in items if _FILED.match(fold(item.text))), None)
    listed = items[: items.index(filed)] if filed else items
    spelt = [as_read(w for w in item.words) for item in listed]
    texts = (_BULLET.sub("", text_of(item)).strip(" ;.,:-–") for item in spelt)
    value = tuple(text for text in texts if text)
    words = [w for item in listed for w in item.words]
    copies = noted(value, min(map(weakest, spelt)), words) if value else ABSENT
    return _with_file_copy(copies, filed) if filed else Distribution(copies)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters of the row."""

    text: str
    start: int
    end: int


def _with_file_copy(copies: Field, row: Row) -> Distribution:
    """Parts of "Lưu: VT, NVY.PL(300)": units, the drafter's mark, how many copies."""
    units: list[_Piece] = []
    drafters: list[_Piece] = []
    amounts: list[_Piece] = []
    for piece, aside in _pieces(row.text):
        amount = _AMOUNT.fullmatch(piece.text)
        if amount is not None:
            amounts.append(_Piece(amount[1], piece.start, piece.end))
        elif aside or _PERSON.fullmatch(piece.text):
            drafters.append(_Piece(piece.text.strip(_QUOTES), piece.start, piece.end))
        elif _UNIT.fullmatch(piece.text):
            units.append(piece)
    return Distribution(
        copies_to=copies,
        filed_with=_of(row, units, tuple(unit.text for unit in units)),
        drafter=_of(row, drafters[:1], drafters[0].text) if drafters else ABSENT,
        copies_made=_of(row, amounts, amounts[0].text) if len(amounts) == 1 else ABSENT,
    )


def _pieces(text: str) -> Iterator[tuple[_Piece, bool]]:
    """What stands between commas, and whether it is set apart by a full stop or brackets."""
    label = _FILED.match(fold(text))
    for part in _PART.finditer(text, label.end() if label else 0):
        brackets = _BRACKETS.search(text, part.start(), part.end())
        core_end = brackets.start() if brackets else part.end()
        for index, own in enumerate(re.finditer(r"[^.]+", text[part.start() : core_end])):
            for word in re.finditer(r"\S.*?(?=\s+và\s|\s+[“\"]|\s*$)", own.group()):
                begin = part.start() + own.start() + word.start()
                piece = word.group().removeprefix("và ").strip(" -–:")
                yield _Piece(piece, begin, begin + len(word.group())), index > 0
        for inner in re.finditer(r"[^,;.\s]+", brackets[1]) if brackets else ():
            begin = brackets.start(1) + inner.start() if brackets else 0
            yield _Piece(inner.group(), begin, begin + len(inner.group())), True


def _of(row: Row, parts: Sequence[_Piece], value: str | tuple[str, ...]) -> Field:
    words = [w for part in parts for w in row.part(part.start, part.end)]
    return noted(value, weakest(as_read(words)), words) if words else ABSENT
