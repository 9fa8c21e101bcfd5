"""One signer out of several readings of his block: the page's own and those of its pictures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model.geometry import Box
from pipeline.model.ocr import OcrPage, RegionKind
from pipeline.model.record import Candidate, Field
from pipeline.model.signing import BlockReading, Ink

AGREED = 0.97
"""Confidence of a value that two pictures with different inks say, each of them surely…"""
SURE = 0.85
ALONE = 0.8
"""… and most of one that only a single picture shows."""
SEAL_MIDDLE = 0.3
"""Of a seal's diameter: titles and names may lie under its rim, the organ's name is within."""
DISPUTED = 0.6
"""Most where another picture surely says something else."""


@dataclass(frozen=True, slots=True)
class Vote:
    """A field as one reading of the block has it; `ink` is None for the page's own."""

    ink: Ink | None
    field: Field

    @property
    def value(self) -> str | None:
        return self.field.value if isinstance(self.field.value, str) else None

    @property
    def whole(self) -> bool:
        """Nothing seems to be missing from it or misread in it."""
        return self.field.reason in (None, "low_confidence")


def block_pages(page: OcrPage) -> tuple[tuple[BlockReading, OcrPage], ...]:
    """The page once for each reading of its block, whose lines stand in place of its own."""
    return tuple((block, _with_block(page, block)) for block in page.signing)


def _with_block(page: OcrPage, block: BlockReading) -> OcrPage:
    """Words outside stay: the line "Nơi nhận" beside the block tells where it is."""
    kept = []
    for line in page.lines:
        words = tuple(w for w in line.words if not block.box.contains(*w.box.center))
        if words:
            kept.append(replace(line, words=words))
    inner = [
        replace(line, words=words)
        for line in block.lines
        if (words := tuple(w for w in line.words if _inside(w.box.left, block)))
    ]
    return replace(page, lines=(*kept, *inner))


def without_seal_text(page: OcrPage) -> OcrPage:
    """The page without the words in the middle of its seals: a picture of red shows them."""
    kept = []
    for line in page.lines:
        words = tuple(w for w in line.words if not in_seal(w.box, page))
        if words:
            kept.append(replace(line, words=words))
    return replace(page, lines=tuple(kept))


def in_seal(box: Box, page: OcrPage) -> bool:
    """Whether it stands where a seal has the name of its office."""
    seals = (region.box for region in page.regions if region.kind is RegionKind.SEAL)
    return any(_in_middle(box, seal) for seal in seals)


def _in_middle(word: Box, seal: Box) -> bool:
    across = (word.center[0] - seal.center[0]) / seal.width
    down = (word.center[1] - seal.center[1]) / seal.height
    return across * across + down * down < SEAL_MIDDLE * SEAL_MIDDLE


def _inside(left: int, block: BlockReading) -> bool:
    """What the block's edge cuts is no word."""
    return left > block.box.left + 2


def settled(votes: Sequence[Vote], least: float) -> Field:
    """The field that most and surest readings have; in review unless two agree on it.

    A reading with all its parts comes before one that lost some.
    """
    by_value: dict[str, list[Vote]] = defaultdict(list)
    for vote in votes:
        if vote.value is not None:
            by_value[vote.value].append(vote)
    if not by_value:
        return votes[0].field
    worth = {value: _worth(own) for value, own in by_value.items()}
    ordered = sorted(by_value, key=lambda value: (-worth[value], value))
    best = max(by_value[ordered[0]], key=lambda vote: vote.field.confidence).field
    own = by_value[ordered[0]]
    rivals = [vote for value in ordered[1:] for vote in by_value[value]]
    sure = _confidence(own, rivals)
    total = sum(worth.values())
    candidates = tuple(
        Candidate(value, round(worth[value] / total, 4), _why(by_value[value]))
        for value in ordered[:4]
    )
    reason = next((v.field.reason for v in own if not v.whole), None)
    if any(vote.whole for vote in own):
        reason = None
    if any(vote.field.reason == "several_signers" for vote in votes):
        reason = "several_signers"
    if reason is None and _contradicted(rivals):
        reason = "conflict"
    if reason is None and sure < least:
        reason = "low_confidence"
    return replace(
        best,
        confidence=sure,
        review=reason is not None,
        reason=reason,
        candidates=candidates if len(candidates) > 1 else (),
    )


def _worth(votes: Sequence[Vote]) -> float:
    return sum(max(vote.field.confidence, 0.05) * (1.0 if vote.whole else 0.25) for vote in votes)


def _confidence(own: Sequence[Vote], rivals: Sequence[Vote]) -> float:
    """How sure a value is for which these readings speak, and those for others."""
    surest = max(vote.field.confidence for vote in own)
    sure = [vote for vote in own if vote.field.confidence >= SURE]
    if _contradicted(rivals):
        return min(surest, DISPUTED)
    if len({vote.ink for vote in sure}) >= 2:
        return max(surest, AGREED)
    alone = len(own) == 1 and own[0].ink is not None
    return min(surest, ALONE) if alone else surest


def _contradicted(rivals: Sequence[Vote]) -> bool:
    """Whether the page's own reading, or a picture surely, says something else that is whole."""
    return any(v.whole and (v.ink is None or v.field.confidence >= SURE) for v in rivals)


def _why(votes: Sequence[Vote]) -> tuple[str, ...]:
    return ("read_twice",) if len(votes) > 1 else ("read_once",)
