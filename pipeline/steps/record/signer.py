"""Who signed, as what, and by whose authority (ô 7a, 7b)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.model.ocr import OcrPage
from pipeline.model.record import ABSENT, Field
from pipeline.model.signing import Ink
from pipeline.rules import Rules
from pipeline.steps.record.layout import Placed, Row, begins, find, place, rows, runs
from pipeline.steps.record.lost_titles import with_lost_titles
from pipeline.steps.record.name import read_name
from pipeline.steps.record.position import (
    Title,
    completed,
    implied_authority,
    is_deputy,
    read_title,
)
from pipeline.steps.record.signer_name import stamped_doubted, with_lexicon
from pipeline.steps.record.signing_columns import sealed_column, titled_runs
from pipeline.steps.record.signing_votes import (
    AGREED,
    Vote,
    block_pages,
    settled,
    without_seal_text,
)
from pipeline.steps.record.spelling import is_capital
from pipeline.steps.record.trust import found, missing

MOST_TITLE_ROWS = 5
LIKE_COPIES_TO = 0.75
JOINED_GAP = 3.5
ABOVE_NAME = 2.0
"""Row heights between the name and what stands directly above it."""
SURE = 0.95
"""Confidence from which a page's own reading of the signing block is enough."""
SAME_ROW = 0.6
"""Of a row's height: what is nearer is the same title in another picture."""


@dataclass(frozen=True, slots=True)
class Signer:
    name: Field
    position: Field
    authority: Field


NOBODY = Signer(missing("not_found"), missing("not_found"), ABSENT)


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows of the right half from the first title down; `titles` are the first of them."""

    titles: tuple[Title, ...]
    below: tuple[Row, ...]
    several: bool = False
    """Another title stands beside the first: more than one person signed."""


def read_signer(
    pages: Sequence[OcrPage], rules: Rules, least: float, issuer: str | None = None
) -> Signer:
    """The signer of the first document in a file: what follows his block is an annex."""
    for page in pages:
        blocks = _blocks(page, rules)
        if blocks:
            return _signer(page, blocks, issuer, rules, least)
    return NOBODY


def signer_is_sure(page: OcrPage, rules: Rules) -> bool:
    """Whether the lines of a page alone say who signed it, and as what."""
    signer = read_signer((page,), rules, SURE)
    fields = (signer.name, signer.position)
    return all(field.value is not None and not field.review for field in fields)


def _blocks(page: OcrPage, rules: Rules) -> tuple[tuple[Ink | None, _Block], ...]:
    """The block as the page shows it and as each of its pictures does, where they show one."""
    return _blocks_found(page, _These(rules))


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
def _blocks_found(page: OcrPage, these: _These) -> tuple[tuple[Ink | None, _Block], ...]:
    # Asked several times for each page of a document, by several fields.
    shown: list[tuple[Ink | None, OcrPage]] = [(None, page)]
    shown += [(block.ink, without_seal_text(other)) for block, other in block_pages(page)]
    found = [(ink, _block(other, these.rules)) for ink, other in shown]
    return tuple((ink, block) for ink, block in found if block is not None)


def signed_page(pages: Sequence[OcrPage], rules: Rules) -> int | None:
    """Number of the page that bears the signature block."""
    return next((page.number for page in pages if _blocks(page, rules)), None)


def _block(page: OcrPage, rules: Rules) -> _Block | None:
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
            return _Block(titles, own[end:], several=True)
        titles, end = _titles(right, index, title, rules)
        depth = rules.zones.signer_depth * height
        below = tuple(r for r in right[end:] if r.top < row.top + depth)
        if anchor is not None or _looks_signed(titles, below, rules):
            return _Block(titles, below, len(beside) > 1)
    return _Block((), tuple(r for r in right if r.top >= top)) if anchor is not None else None


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


def _looks_signed(titles: Sequence[Title], below: Sequence[Row], rules: Rules) -> bool:
    return any(title.exact for title in titles) and read_name(below, rules, 0.0).value is not None


def _signer(
    page: OcrPage,
    blocks: Sequence[tuple[Ink | None, _Block]],
    issuer: str | None,
    rules: Rules,
    least: float,
) -> Signer:
    names = [Vote(ink, read_name(block.below, rules, least)) for ink, block in blocks]
    name = settled(names, least) if len(names) > 1 else names[0].field
    titles = _merged([block.titles for _, block in blocks])
    name = stamped_doubted(with_lexicon(name, page, titles, rules, least), page)
    position, authority = missing("unreadable"), missing("unreadable")
    if titles:
        position, authority = _position(titles, rules, least)
        if _twice_read(titles, blocks):
            position = _surer(position)
        position = _with_office_held(position, name, [b for _, b in blocks], titles, rules)
    position, authority = with_lost_titles(position, authority, titles, page, issuer, rules)
    if any(block.several for _, block in blocks):
        name, position = (
            replace(f, review=True, reason="several_signers") for f in (name, position)
        )
    return Signer(name, position, authority)


def _merged(readings: Sequence[Sequence[Title]]) -> tuple[Title, ...]:
    """The titles that any picture shows, top to bottom: a stamped one shows in red alone."""
    rows: list[list[Title]] = []
    for title in sorted((t for titles in readings for t in titles), key=lambda t: t.row.top):
        last = rows[-1][0].row if rows else None
        if last is not None and title.row.top - last.top < SAME_ROW * last.height:
            rows[-1].append(title)
        else:
            rows.append([title])
    best = (max(row, key=lambda t: (t.exact, bool(t.authority), t.confidence)) for row in rows)
    return tuple(best)


def _with_office_held(
    position: Field,
    name: Field,
    blocks: Sequence[_Block],
    titles: Sequence[Title],
    rules: Rules,
) -> Field:
    """With the office that a member of a board holds elsewhere, above the name (ô 7a)."""
    if not name.evidence or not isinstance(position.value, str):
        return position
    top = min(e.box.top for e in name.evidence)
    lowest = max(word.word.box.bottom for word in titles[-1].row.words)
    for block in blocks:
        for row in block.below:
            held = read_title(row, rules, strict=False) if is_capital(row.text) else None
            bottom = max(word.word.box.bottom for word in row.words)
            near = -0.5 * row.height < top - bottom < ABOVE_NAME * row.height
            if held is not None and held.exact and near and bottom - lowest > 3 * row.height:
                sure = min(position.confidence, held.confidence)
                return replace(position, value=f"{position.value} {held.printed}", confidence=sure)
    return position


def _twice_read(titles: Sequence[Title], blocks: Sequence[tuple[Ink | None, _Block]]) -> bool:
    """Whether two readings have each title letter by letter."""
    return all(
        sum(any(t.exact and t.text == title.text for t in block.titles) for _, block in blocks) >= 2
        for title in titles
    )


def _surer(field: Field) -> Field:
    if field.reason not in (None, "low_confidence"):
        return field
    return replace(field, confidence=max(field.confidence, AGREED), review=False, reason=None)


def _position(titles: Sequence[Title], rules: Rules, least: float) -> tuple[Field, Field]:
    words = [w for title in titles for w in title.row.words]
    authority = next((t.authority for t in titles if t.authority), None)
    unsure = any(t.stray and not t.authority for t in titles)
    implied = implied_authority([t.text for t in titles], rules) if authority is None else None
    offices = completed([t.text for t in titles], authority, rules)
    first = f"{implied} " if implied else ""
    printed = [replace(t, text=office).printed for t, office in zip(titles, offices, strict=True)]
    value = first + " ".join(printed)
    confidence = min(t.confidence for t in titles)
    if authority is None and len(titles) == 1 and titles[0].text in rules.signer.heads:
        confidence = min(confidence, rules.trust.lone_title)
    reason = "handwritten" if implied or unsure else None
    if authority is not None and len(titles) < 2:
        reason = "incomplete"
    if authority is None and implied is None and is_deputy(offices[-1], rules):
        reason = "incomplete"
    if offices[-1] != titles[-1].text:
        reason = "concluded"
    position = found(value, confidence, words, least, reason)
    if authority is not None:
        return position, found(authority, confidence, words, least)
    if implied is not None:
        return position, found(implied, rules.trust.concluded, words, least, "concluded")
    if unsure:
        return position, missing("handwritten", words)
    return position, Field(confidence=confidence)
