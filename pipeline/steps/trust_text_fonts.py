"""Tells whether the fonts of a PDF page mean the letters that the file says they do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.steps.trust_text_pairs import Dispute, Pair

_FONT, _FONT_LETTERS = 0.6, 5
"""A font of so many letters, of which less than this share are read as such, has a wrong map."""
_ENOUGH_LETTERS = 20
"""A font with fewer is judged by all fonts of the page together."""
_GOOD = 0.9
"""A font with this share means what it says also where nothing was read."""
_VOUCHED, _VOUCHES = 0.8, 2
"""A letter means what the file says when this share of its places, and so many, agree."""
_OFTEN = 8
"""A letter that stands so often and is always read as the same other letter is mapped wrongly."""


@dataclass(slots=True)
class FontMap:
    """How the letters of a font, or of all, were read on the page."""

    seen: Counter[str] = field(default_factory=Counter)
    far: Counter[str] = field(default_factory=Counter)
    """Read as quite another letter."""
    read: dict[str, Counter[str]] = field(default_factory=dict)
    """What was read for a letter when it was not read as itself."""

    def see(self, pair: Pair) -> None:
        self.seen.update(pair.letters)
        for dispute in pair.disputes:
            self.far[dispute.char] += dispute.is_sure and not dispute.is_near
            self.read.setdefault(dispute.char, Counter())[dispute.read] += 1

    @property
    def share(self) -> float:
        """Of the letters read as such or nearly so; 1.0 without any."""
        total = self.seen.total()
        return 1 - self.far.total() / total if total else 1.0

    @property
    def is_wrong(self) -> bool:
        return self.seen.total() >= _FONT_LETTERS and self.share < _FONT

    def is_meant(self, dispute: Dispute) -> bool:
        """The letter is what the file says, although it was read otherwise."""
        seen, others = self.seen[dispute.char], self.read.get(dispute.char, Counter())
        right = seen - others.total()
        if dispute.is_near or not dispute.is_sure:
            return right > 0 or seen < _OFTEN or len(others) > 1 or "" in others
        return right >= _VOUCHES and seen - self.far[dispute.char] >= _VOUCHED * seen


@dataclass(frozen=True, slots=True)
class PageFonts:
    """The fonts of a page by name, and all of them as one."""

    by_name: Mapping[str, FontMap]
    whole: FontMap

    def is_wrong(self, pair: Pair) -> bool:
        """The word's font says other letters than it shows."""
        return self.by_name[pair.font].is_wrong

    def vouch_for(self, pair: Pair) -> bool:
        """Every letter of the word that was not read as itself is what the file says."""
        own = self.by_name[pair.font]
        if own.is_wrong or pair.is_longer:
            return False
        judge = own if own.seen.total() >= _ENOUGH_LETTERS else self.whole
        if pair.row is None:
            return judge.share >= _GOOD and judge.seen.total() >= _ENOUGH_LETTERS
        return all(judge.is_meant(dispute) for dispute in pair.disputes)


def page_fonts(pairs: Iterable[Pair]) -> PageFonts:
    """What the reading of a page tells of its fonts."""
    by_name: dict[str, FontMap] = {}
    whole = FontMap()
    for pair in pairs:
        own = by_name.setdefault(pair.font, FontMap())
        if pair.row is not None:
            own.see(pair)
            whole.see(pair)
    return PageFonts(by_name, whole)
