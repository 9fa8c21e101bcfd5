"""The signer's name between what the readers of lines saw and what names are made of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from pipeline.model.evidence import Evidence
from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import OcrPage, RegionKind
from pipeline.model.record import Candidate, Field
from pipeline.model.signing import NameReading
from pipeline.rules import Rules
from pipeline.steps.record.position import Title
from pipeline.steps.record.signing_votes import in_seal

SEEN = 8.0
"""By so much is a name likelier that a reader of lines saw letter by letter, surely…"""
SEEN_UNSURELY = 2.5
SURE = 0.85
FLOOR = 0.01
"""Chance of a name that the lexicon did not think of."""
CONCLUDED = 0.8
"""Most of a name that no reader saw as it is spelt: a person confirms it."""
WHOLE = 3
NAME_ASIDE = 3.0
"""Row heights by which a name may stand beside its title."""


def with_lexicon(
    field: Field, page: OcrPage, titles: Sequence[Title], rules: Rules, least: float
) -> Field:
    """The name as readers and lexicon together have it; what only the lexicon has is in review."""
    outside = [name for name in page.names if not in_seal(name.box, page)]
    reading = _beside(field, outside, titles, rules)
    if reading is None:
        return field
    chances = dict(reading.names)
    seen = field.value if isinstance(field.value, str) else None
    if seen is not None and field.reason in (None, "low_confidence", "conflict"):
        worth = SEEN if field.confidence >= SURE else SEEN_UNSURELY
        chances[seen] = max(chances.get(seen, 0.0), FLOOR) * worth
    total = sum(chances.values())
    ordered = sorted(chances, key=lambda name: (-chances[name], name))
    best, sure = ordered[0], chances[ordered[0]] / total
    candidates = tuple(
        Candidate(name, round(chances[name] / total, 4), _why(name, seen, reading))
        for name in ordered[:4]
        if chances[name] / total >= FLOOR / 10
    )
    if best == seen:
        confidence = max(field.confidence, sure) if field.confidence >= SURE else min(sure, SURE)
        confidence = min(confidence, sure)
    else:
        confidence = min(sure, CONCLUDED)
    reason = field.reason if field.reason in ("several_signers", "conflict") else None
    if reason is None and len(best.split()) < WHOLE:
        reason = "incomplete"
    if reason is None and best != seen:
        reason = "concluded" if seen is None else "respelt"
    if reason is None and confidence < least:
        reason = "low_confidence"
    evidence = field.evidence or (Evidence(page.number, best, reading.box, confidence),)
    return replace(
        field,
        value=best,
        confidence=confidence,
        evidence=evidence,
        review=reason is not None,
        reason=reason,
        candidates=candidates,
    )


def _why(name: str, seen: str | None, reading: NameReading) -> tuple[str, ...]:
    listed = any(name == text for text, _ in reading.names)
    return tuple(
        code for code, holds in (("as_read", name == seen), ("known_name", listed)) if holds
    )


def _beside(
    field: Field, readings: Sequence[NameReading], titles: Sequence[Title], rules: Rules
) -> NameReading | None:
    """The reading of the line that the name was read from; else the first name below the titles."""
    families = {name.lower() for name in rules.names.families}
    named = [own for reading in readings if (own := _of_families(reading, families)).names]
    whole = field.value is not None and field.reason in (None, "low_confidence")
    if field.evidence and field.value is not None:
        row = hull(e.box for e in field.evidence)
        same = next((r for r in named if _same_row(r.box, row)), None)
        if same is not None or whole:
            return same
    lower = [r for r in named if _is_below(r.box, titles)]
    return max(lower, key=lambda r: (len(r.names[0][0].split()) >= WHOLE, r.box.top), default=None)


def _is_below(box: Box, titles: Sequence[Title]) -> bool:
    """Whether a line stands under the titles, as a name does, and not beside them."""
    if not titles:
        return True
    block = hull(word.word.box for title in titles for word in title.row.words)
    aside = NAME_ASIDE * titles[0].row.height
    beside = min(box.right, block.right + aside) - max(box.left, block.left - aside)
    return box.top > block.bottom and beside > 0


def stamped_doubted(field: Field, page: OcrPage) -> Field:
    """A stamped name no surer than `CONCLUDED`: all pictures of one stamp err alike."""
    stamps = [r.box for r in page.regions if r.kind is RegionKind.NAME_STAMP]
    if not any(stamp.overlaps(word.box) for stamp in stamps for word in field.evidence):
        return field
    return replace(field, confidence=min(field.confidence, CONCLUDED))


def _of_families(reading: NameReading, families: Collection[str]) -> NameReading:
    """The names of a line that begin as a family is called."""
    names = tuple(one for one in reading.names if one[0].split()[0].lower() in families)
    return replace(reading, names=names)


def _same_row(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    beside = min(one.right, other.right) - max(one.left, other.left)
    return shared > 0.4 * min(one.height, other.height) and beside > 0
