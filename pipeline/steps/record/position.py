"""Titles of signers: authority, office, and how surely both were read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pipeline.rules import Rules, SignerRules
from pipeline.steps.record.layout import Row
from pipeline.steps.record.spelling import alike, fold, is_capital, squash
from pipeline.steps.record.vocabularies import office_vocabulary

LIKE_A_TITLE = 0.78
MOST_STRAY = 4
SURE_LETTER = 0.8


@dataclass(frozen=True, slots=True)
class Title:
    """One row of ô 7a."""

    row: Row
    text: str
    """The office or collective as it is spelt, in capitals as printed."""
    confidence: float
    authority: str | None = None
    """As the register keeps it: "KT."."""
    stray: bool = False
    """Something stands before the office that could not be read: perhaps an authority."""
    spaced: bool = True
    exact: bool = True
    mark: str | None = None
    """The authority as it was printed, where that is with a stroke: "K/T"."""

    @property
    def printed(self) -> str:
        if self.authority is None:
            return self.text
        return f"{self.mark or self.authority}{' ' if self.spaced else ''}{self.text}"


_STROKE = re.compile(r"^\W*([TK]/[TMLUQ]+)")


def read_title(row: Row, rules: Rules, *, strict: bool) -> Title | None:
    """The row as a title, or None. `strict`: only letters that are a title's, in capitals."""
    kept = [w for w in row.words if not rules.patterns.speck.match(w.text)]
    while (
        len(kept) > 1 and len(squash(kept[-1].text)) < 2 and kept[-1].word.confidence < SURE_LETTER
    ):
        kept.pop()
    if not kept:
        return None
    text = " ".join(w.text for w in kept)
    authority, rest, spaced = _authority(text, rules)
    match = _office(rest, rules)
    if match is None or (strict and (match.score < 1 or not is_capital(text))):
        return None
    if not is_capital(text) and (match.score < 1 or match.more or len(rest.split()) > 5):
        return None
    stray = bool(match.before) and authority is None
    if stray and squash(match.before) in _AUTHORITY_LETTERS:
        authority, stray = rules.signer.authorities[squash(match.before).upper()], False
        spaced = " " in rest[: len(match.before) + 1]
    own = [w.word.confidence for w in kept if any(c.isalpha() for c in w.text)]
    confidence = max(min(own), rules.trust.restored) if match.score == 1 else rules.trust.repaired
    if match.more:
        confidence = min(own)
    office = match.office if is_capital(rest) else match.office.capitalize()
    return Title(
        Row(tuple(kept)),
        " ".join(filter(None, (office, _spelt(match.more, rules)))),
        confidence,
        authority,
        stray,
        spaced,
        match.score == 1,
        stroke.group(1) if (stroke := _STROKE.match(text)) and authority else None,
    )


def _spelt(more: str, rules: Rules) -> str:
    """The organ behind a title as it is spelt; the title is no surer for it."""
    if not more or not is_capital(more):
        return more
    words = more.split()
    known = office_vocabulary(rules).restore(words)
    return " ".join(k.text if k else w for w, k in zip(words, known, strict=True))


_AUTHORITY_LETTERS = {"tm", "kt", "tl", "tuq", "q"}


def _authority(text: str, rules: Rules) -> tuple[str | None, str, bool]:
    """(authority, what follows it, whether a blank stands between)."""
    marks = sorted(rules.signer.authorities, key=len, reverse=True)
    pattern = "|".join(re.escape(mark) for mark in marks)
    match = re.match(rf"^\W*({pattern})(?:[.,:]+(\s*)|(\s+))(?=\w)", text)
    if match is None:
        return None, text, True
    blank = match.group(2) if match.group(2) is not None else match.group(3)
    return rules.signer.authorities[match.group(1)], text[match.end() :], bool(blank)


@dataclass(frozen=True, slots=True)
class _Match:
    office: str
    before: str
    more: str
    score: float


@cache
def _offices(signer: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(squashed, spelt), longest first, so that PHÓ GIÁM ĐỐC is tried before GIÁM ĐỐC."""
    return tuple(sorted(((squash(o), o) for o in set(signer)), key=lambda o: (-len(o[0]), o[1])))


def _office(text: str, rules: Rules) -> _Match | None:
    letters = squash(text)
    offices = _offices(_known(rules.signer))
    for plain, office in offices:
        if letters.startswith(plain):
            return _Match(_as_read(office, text), "", _after(text, len(plain)), 1.0)
    for plain, office in offices:
        before = len(letters) - len(plain)
        if 0 < before <= MOST_STRAY and letters.endswith(plain):
            return _Match(office, _until(text, before), "", 1.0)
    best = max(
        ((alike(letters, plain, LIKE_A_TITLE), office) for plain, office in offices), default=None
    )
    if best is not None and best[0] >= LIKE_A_TITLE and len(letters) >= 5:
        return _Match(best[1], "", "", best[0])
    return None


def _known(signer: SignerRules) -> tuple[str, ...]:
    return (*signer.titles, *signer.collectives)


def _as_read(office: str, text: str) -> str:
    """UỶ and ỦY are both right: the one that was printed is kept."""
    return office.replace("ỦY", "UỶ") if "UỶ" in text and fold(text).startswith("uy") else office


def _after(text: str, letters: int) -> str:
    """What follows the first `letters` letters and digits."""
    seen = 0
    for index, character in enumerate(text):
        if seen == letters:
            return text[index:].strip(" .,;:-*_|'’\"")
        seen += character.isalnum()
    return ""


def _until(text: str, letters: int) -> str:
    seen = 0
    for index, character in enumerate(text):
        seen += character.isalnum()
        if seen == letters:
            return text[: index + 1]
    return text


def implied_authority(offices: Sequence[str], rules: Rules) -> str | None:
    """KT., where a head's title stands above that of the head's deputy."""
    for above, below in pairwise(offices):
        deputy = rules.signer.deputies.get(above, f"PHÓ {above}")
        if above in rules.signer.heads and below == deputy:
            return "KT."
    return None


def completed(offices: Sequence[str], authority: str | None, rules: Rules) -> tuple[str, ...]:
    """Offices, with the PHÓ that must stand before the last one under "KT." and was lost."""
    *above, last = offices
    if authority == "KT." and above and above[-1] == last and last in rules.signer.heads:
        last = rules.signer.deputies.get(last, f"PHÓ {last}")
    return (*above, last)


def is_deputy(office: str, rules: Rules) -> bool:
    """A deputy signs only for the head, so a KT. must stand above."""
    return office.startswith("PHÓ ") or office in rules.signer.deputies.values()
