"""The signer's titles that could not be read, concluded from what stands around them.

A deputy signs KT. the head (NĐ 30/2020, Điều 13), and who writes KT. before a printed title or
stamps a second one below it is a deputy. What is concluded is always in review.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model.evidence import Evidence
from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import OcrPage, RegionKind
from pipeline.model.record import Candidate, Field
from pipeline.rules import Rules
from pipeline.steps.record.position import Title, is_deputy
from pipeline.steps.record.spelling import squash

FOR_THE_HEAD = "KT."
LIKELY = 0.7
"""Chance of what is concluded from a sign on the page…"""
POSSIBLE = 0.5
"""… and from the kind of the office alone."""
BEFORE_MM = 16.0
"""How far before a title its authority is written."""
ROWS_APART = 1.8
"""A stamped title stands at most so many row heights below the printed one."""
SAME_ROW = 0.35
MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Signs:
    """What shows that somebody signs for the head, although the titles were not all read."""

    marked: bool
    """A pen wrote before the first title, or something stands there that was not read."""
    stamped: bool
    """Another title is stamped below the first one, or over it."""
    place: Box | None = None
    """Where the titles stand that were not read."""

    @property
    def for_the_head(self) -> bool:
        return self.marked or self.stamped


def signs_of(page: OcrPage, titles: Sequence[Title]) -> Signs:
    """The pen's and the stamp's traces around the titles of a signing block."""
    marks = [r.box for r in page.regions if r.kind is RegionKind.HANDWRITING]
    stamps = [r.box for r in page.regions if r.kind is RegionKind.NAME_STAMP]
    if not titles:
        return _without_titles(page, marks, stamps)
    first = hull(word.word.box for word in titles[0].row.words)
    reach = BEFORE_MM / MM_PER_INCH * page.dpi
    marked = titles[0].stray or any(
        mark.top <= first.center[1] <= mark.bottom
        and first.left - reach <= mark.right <= first.left + first.height
        for mark in marks
    )
    stamped = any(
        SAME_ROW * first.height < stamp.center[1] - first.center[1] < ROWS_APART * first.height
        and min(stamp.right, first.right) > max(stamp.left, first.left)
        for stamp in stamps
    )
    return Signs(marked, stamped, first)


def _without_titles(page: OcrPage, marks: Sequence[Box], stamps: Sequence[Box]) -> Signs:
    """Above the middle of the seal and the signature stand titles, below it the name."""
    if not page.signing:
        return Signs(marked=False, stamped=False)
    block = page.signing[0].box
    inked = (RegionKind.SEAL, RegionKind.SIGNATURE)
    own = [
        r.box
        for r in page.regions
        if r.kind in inked and block.contains(*map(int, r.box.center)) and r.box.top > block.top
    ]
    if not own:
        return Signs(marked=False, stamped=False)
    middle = hull(own).center[1]
    above = [box for box in stamps if block.overlaps(box) and box.center[1] < middle]
    written = [box for box in marks if block.overlaps(box) and box.center[1] < middle]
    place = hull([*above, *written]) if above or written else None
    return Signs(bool(written), bool(above), place)


def with_lost_titles(
    position: Field,
    authority: Field,
    titles: Sequence[Title],
    page: OcrPage,
    issuer: str | None,
    rules: Rules,
) -> tuple[Field, Field]:
    """Position and authority, with what must have stood there where a part of it was lost."""
    signs = signs_of(page, titles)
    offices = [title.text for title in titles]
    if not offices:
        return _from_office(position, authority, signs, page, issuer, rules)
    head = _represented(offices, authority, signs, rules)
    if head is None:
        return position, authority
    given = titles[0] if offices[0] == head else None
    first = given.printed if given is not None and given.authority else f"{FOR_THE_HEAD} {head}"
    return _concluded(position, authority, f"{first} {_deputy(head, rules)}", LIKELY)


def _represented(
    offices: Sequence[str], authority: Field, signs: Signs, rules: Rules
) -> str | None:
    """The head for whom somebody signed whose own title, or whose KT., was lost."""
    if authority.value not in (None, FOR_THE_HEAD):
        return None
    head = offices[0]
    if len(offices) == 1 and head in rules.signer.heads:
        return head if authority.value == FOR_THE_HEAD or signs.for_the_head else None
    if len(offices) == 2 and offices[1] == head and head in rules.signer.heads:
        return head if authority.value is None else None
    if len(offices) == 1 and is_deputy(head, rules) and authority.value is None:
        return next((h for h in rules.signer.heads if _deputy(h, rules) == head), None)
    return None


def _from_office(
    position: Field,
    authority: Field,
    signs: Signs,
    page: OcrPage,
    issuer: str | None,
    rules: Rules,
) -> tuple[Field, Field]:
    """The title that the head of such an office has, where somebody signed."""
    head = head_of(issuer, rules) if page.signing else None
    if head is None:
        return position, authority
    if signs.place is not None:
        word = Evidence(page.number, head, signs.place, POSSIBLE)
        position = replace(position, evidence=(word,))
    if signs.for_the_head:
        return _concluded(
            position, authority, f"{FOR_THE_HEAD} {head} {_deputy(head, rules)}", LIKELY
        )
    chance = POSSIBLE
    return (
        replace(
            position,
            value=head,
            confidence=chance,
            review=True,
            reason="concluded",
            candidates=(Candidate(head, chance, ("office_head",)),),
        ),
        authority,
    )


def head_of(issuer: str | None, rules: Rules) -> str | None:
    """What the head of an office is called, by the kind of the office."""
    plain = squash(issuer or "")
    kinds = (kind for kind in rules.signer.heads_of if plain.startswith(squash(kind)))
    kind = max(kinds, key=len, default=None)
    return rules.signer.heads_of[kind] if kind is not None else None


def _deputy(head: str, rules: Rules) -> str:
    return rules.signer.deputies.get(head, f"PHÓ {head}")


def _concluded(position: Field, authority: Field, value: str, chance: float) -> tuple[Field, Field]:
    candidates = [Candidate(value, chance, ("deputy_for_head",))]
    if isinstance(position.value, str):
        candidates.append(Candidate(position.value, round((1 - chance) / 2, 4), ("as_read",)))
    concluded = replace(
        position,
        value=value,
        confidence=chance,
        review=True,
        reason="concluded",
        candidates=tuple(candidates),
    )
    if authority.value is not None:
        return concluded, authority
    return concluded, replace(
        authority,
        value=FOR_THE_HEAD,
        confidence=chance,
        evidence=authority.evidence or position.evidence,
        review=True,
        reason="concluded",
    )
