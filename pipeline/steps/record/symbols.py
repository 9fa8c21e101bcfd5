"""What a part of a symbol (ô 3) can be: a kind, an office, a unit inside it, or nothing known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipeline.rules import Kind, Organ, Rules
from pipeline.steps.record.spelling import alike, fold

LETTER_MARK = "CV"
"""How Party symbols mark a letter (HD 36-HD/VPTW)."""
NEAR = 0.75
_LEAST_RESPELT = 3
_SMALL_WORDS = {"va", "cua", "ve", "cho"}
_DIGITS = re.compile(r"\d+$")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Abbreviations as offices write them."""

    kinds: frozenset[str]
    offices: frozenset[str]

    def knows(self, part: str) -> bool:
        """Whether a part is some kind's, office's or unit's; a unit may carry a number (VX1)."""
        bare = _DIGITS.sub("", part)
        return part in self.kinds or bare in self.offices


def lexicon(rules: Rules) -> Lexicon:
    return _lexicon(rules.kind, rules.organ, rules.units)


@lru_cache(maxsize=4)
def _lexicon(kinds: tuple[Kind, ...], organs: tuple[Organ, ...], units: tuple[str, ...]) -> Lexicon:
    offices = (part for organ in organs for name in organ.abbreviations for part in name.split("-"))
    return Lexicon(
        frozenset((LETTER_MARK, *(a for kind in kinds for a in kind.abbreviations))),
        frozenset((*offices, *units)),
    )


@dataclass(frozen=True, slots=True)
class Owner:
    """The document that a symbol belongs to: what its parts can be made of."""

    kind: str | None
    issuer: str | None
    cited: frozenset[str]
    rules: Rules

    def kind_parts(self) -> tuple[str, ...]:
        if self.kind == self.rules.letter:
            return (LETTER_MARK,)
        named = (kind for kind in self.rules.kind if kind.name == self.kind)
        return tuple(part for kind in named for part in kind.abbreviations)

    def office_parts(self) -> tuple[str, ...]:
        """Abbreviations of the offices that the issuer's name holds, and its initials."""
        if not self.issuer:
            return ()
        issuer = f" {_plain(self.issuer)} "
        short = set(self.issuer.split())
        held = (
            organ
            for organ in self.rules.organ
            if f" {_plain(organ.name)} " in issuer or short & set(organ.abbreviations)
        )
        return (
            *(part for organ in held for part in organ.abbreviations),
            *_initials(self.issuer),
        )

    def owns(self, part: str) -> bool:
        """Whether a part is the document's kind, or made of its issuer's name."""
        return part in self.kind_parts() or self.is_office(part)

    def is_office(self, part: str) -> bool:
        return part in self.office_parts() or self._of_initials(part) == part

    def respelt(self, part: str) -> str | None:
        """The part with the Đ of its kind or issuer, where it differs in marks alone."""
        for known in (*self.kind_parts(), *self.office_parts()):
            if fold(known) == fold(part):
                return known
        return self._of_initials(part)

    def near(self, part: str) -> str | None:
        """The kind's or the issuer's abbreviation that a part is most like."""
        scored = [
            (alike(fold(known), fold(part), NEAR), known)
            for known in (*self.kind_parts(), *self.office_parts(), *sorted(self.cited))
            if len(known) > 2 and "-" not in known
        ]
        score, known = max(scored, default=(0.0, ""))
        return known if score >= NEAR else None

    def _of_initials(self, part: str) -> str | None:
        """The part with the Đ of the issuer's initials, where they hold it in their order.

        Two letters are too few to tell a unit inside (DT) from two of the initials (ĐT).
        """
        if not self.issuer or len(part) < 2:
            return None
        for initials in _initials(self.issuer, keep=part):
            start = fold(initials).find(fold(part))
            if start >= 0 and len(part) < _LEAST_RESPELT:
                return part if part in initials else None
            if start >= 0:
                held = initials[start : start + len(part)]
                return "".join(
                    own if own in "DĐ" else read for own, read in zip(held, part, strict=True)
                )
        return None


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _initials(name: str, keep: str = "") -> Iterable[str]:
    """First letters of a name, with and without its small words; a word of `keep` whole."""
    tokens = re.findall(r"\w+", name)
    letters = [token if token in keep and len(token) > 1 else _first(token) for token in tokens]
    yield "".join(letters)
    yield "".join(
        letter
        for letter, token in zip(letters, tokens, strict=True)
        if fold(token) not in _SMALL_WORDS
    )


def _first(token: str) -> str:
    first = token[0].upper()
    return first if first == "Đ" else fold(first).upper()
