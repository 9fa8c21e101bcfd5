"""Where a document was signed: the rows of its signing block, in each picture of it (ô 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.model.ocr import OcrPage
from pipeline.model.signing import Ink
from pipeline.rules import Rules
from pipeline.steps.record.layout import Placed, Row, begins, find, place, rows, runs
from pipeline.steps.record.name import read_name
from pipeline.steps.record.position import Title, read_title
from pipeline.steps.record.signing_columns import sealed_column, titled_runs
from pipeline.steps.record.signing_votes import block_pages, without_seal_text

MOST_TITLE_ROWS = 5
LIKE_COPIES_TO = 0.75
JOINED_GAP = 3.5


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of the right half from the first title down; `titles` are the first of them."""

    titles: tuple[Title, ...]
    below: tuple[Row, ...]
    several: bool = False
    """Another title stands beside the first: more than one person signed."""


def signing_blocks(page: OcrPage, rules: Rules) -> tuple[tuple[Ink | None, Block], ...]:
    """The block as the page shows it and as each of its pictures does, where they show one."""
    return _found(page, _These(rules))


class _These:
    """Rules, which are the same only when they are one and the same."""

    __slots__ = ("rules",)

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def __hash__(self) -> int:
        return id(self.rules)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _These) and other.rules is self.rules


@lru_cache(maxsize=64)
def _found(page: OcrPage, these: _These) -> tuple[tuple[Ink | None, Block], ...]:
    # Asked several times for each page of a document, by several fields.
    shown: list[tuple[Ink | None, OcrPage]] = [(None, page)]
    shown += [(block.ink, without_seal_text(other)) for block, other in block_pages(page)]
    found = [(ink, _block(other, these.rules)) for ink, other in shown]
    return tuple((ink, block) for ink, block in found if block is not None)


def signed_page(pages: Sequence[OcrPage], rules: Rules) -> int | None:
    """Number of the page that bears the signature block."""
    return next((page.number for page in pages if signing_blocks(page, rules)), None)


def _block(page: OcrPage, rules: Rules) -> Block | None:
    width, height = page.size
    words = place(page)
    anchor = _copies_to(words, width, rules)
    right = right_rows(words, width, rules)
    top = 0.0
    bottom = float(height)
    if anchor is not None:
        rise = rules.zones.signer_rise * (
            1 if find(anchor, rules.anchors.copies_to, LIKE_COPIES_TO) else 2.4
        )
        top = anchor.top - rise * height
        bottom = anchor.top + rules.zones.signer_drop * height
    for index, row in enumerate(right):
        if not top <= row.top <= bottom:
            continue
        title = read_title(row, rules, strict=anchor is None)
        if title is None:
            continue
        beside = titled_runs(words, row, rules)
        own = sealed_column(words, beside, page)
        first = read_title(own[0], rules, strict=False) if own else None
        if own and first:
            titles, end = _titles(own, 0, first, rules)
            return Block(titles, own[end:], several=True)
        titles, end = _titles(right, index, title, rules)
        depth = rules.zones.signer_depth * height
        below = tuple(r for r in right[end:] if r.top < row.top + depth)
        if anchor is not None or _looks_signed(titles, below, page, rules):
            return Block(titles, below, len(beside) > 1)
    return Block((), tuple(r for r in right if r.top >= top)) if anchor is not None else None


def right_rows(words: Sequence[Placed], width: int, rules: Rules) -> tuple[Row, ...]:
    """Rows of the right half; what began in the left column is not of them."""
    edge = rules.zones.signer_left * width
    right: list[Row] = []
    for row in rows(words):
        pieces = runs(row, rules.layout.run_gap)
        inside = [
            p for p in pieces if p.left > edge or (p.middle > 1.1 * edge and p.left > 0.75 * edge)
        ]
        if inside:
            own = Row(tuple(word for piece in inside for word in piece.words))
            right += runs(own, JOINED_GAP)
    return tuple(right)


def _copies_to(words: Sequence[Placed], width: int, rules: Rules) -> Row | None:
    left = rows(w for w in words if w.middle < 0.5 * width)
    starts = [row for row in left if row.left < 0.3 * width]
    for row in starts:
        anchor = find(row, rules.anchors.copies_to, LIKE_COPIES_TO)
        if anchor is None or anchor.words[0] not in row.words[:2]:
            continue
        if not anchor.words[0].text[:1].islower():
            return anchor
    listed = (r for r in starts if r.words[0].text[0] in "-–—" and len(r.words) < 9)
    return next((r for r in listed if begins(r.text, rules.anchors.copies_list)), None)


def _titles(
    right: Sequence[Row], index: int, first: Title, rules: Rules
) -> tuple[tuple[Title, ...], int]:
    titles, end = [first], index + 1
    for row in right[index + 1 : index + MOST_TITLE_ROWS]:
        if row.top - titles[-1].row.bottom > 2.2 * first.row.height:
            break
        title = read_title(row, rules, strict=False)
        if title is None:
            if any(c.isalpha() for c in row.text) and len(row.text) > 6:
                break
            continue
        titles.append(title)
        end = right.index(row) + 1
    return tuple(titles), end


def _looks_signed(
    titles: Sequence[Title], below: Sequence[Row], page: OcrPage, rules: Rules
) -> bool:
    """Whether a name stands below; of what is none ("QUYẾT ĐỊNH:") only where somebody signed."""
    name = read_name(below, rules, 0.0)
    named = name.value is not None and (name.reason != "unreadable" or bool(page.signing))
    return named and any(title.exact for title in titles)
