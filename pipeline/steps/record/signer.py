"""Who signed, as what, and by whose authority (ô 7a, 7b)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model.ocr import OcrPage
from pipeline.model.record import ABSENT, Field
from pipeline.model.signing import Ink
from pipeline.rules import Rules
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
from pipeline.steps.record.signing_blocks import Block, signing_blocks
from pipeline.steps.record.signing_votes import (
    AGREED,
    Vote,
    settled,
)
from pipeline.steps.record.spelling import is_capital
from pipeline.steps.record.trust import found, missing

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


def read_signer(
    pages: Sequence[OcrPage], rules: Rules, least: float, issuer: str | None = None
) -> Signer:
    """The signer of the first document in a file: what follows his block is an annex."""
    for page in pages:
        blocks = signing_blocks(page, rules)
        if blocks:
            return _signer(page, blocks, issuer, rules, least)
    return NOBODY


def signer_is_sure(page: OcrPage, rules: Rules) -> bool:
    """Whether the lines of a page alone say who signed it, and as what."""
    signer = read_signer((page,), rules, SURE)
    fields = (signer.name, signer.position)
    return all(field.value is not None and not field.review for field in fields)


def _signer(
    page: OcrPage,
    blocks: Sequence[tuple[Ink | None, Block]],
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
    blocks: Sequence[Block],
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


def _twice_read(titles: Sequence[Title], blocks: Sequence[tuple[Ink | None, Block]]) -> bool:
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
