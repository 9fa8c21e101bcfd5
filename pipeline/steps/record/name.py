"""The signer's name under the signature (ô 7b), without titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model.record import Field
from pipeline.rules import Rules
from pipeline.steps.record.layout import Placed, Row, runs
from pipeline.steps.record.position import read_title
from pipeline.steps.record.spelling import fold
from pipeline.steps.record.trust import as_read, found, missing, weakest

_NAME_WORD = re.compile(r"^[A-ZÀ-ỸĐƯƠĂÂÊÔ][a-zà-ỹđươăâêô']*$")
_NAME_WORD_CAPITALS = re.compile(r"^[A-ZÀ-ỸĐƯƠĂÂÊÔ]{2,}$")


_WHOLE_NAME = 3
"""Words of nearly every Vietnamese name: family, middle, given."""


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    words: tuple[Placed, ...]
    family: bool
    confidence: float


def read_name(below: Sequence[Row], rules: Rules, least: float) -> Field:
    """The last line below the titles that has the shape of a name."""
    pieces = [run for row in below for run in runs(row, 2.0)]
    plain = [p for p in pieces if read_title(p, rules, strict=False) is None]
    kinds = {fold(kind.name) for kind in rules.kind}
    shaped = [name for piece in plain if (name := _name(piece, rules))]
    names = [name for name in shaped if fold(name.text) not in kinds]
    if not names:
        words = [w for row in below for w in row.words]
        return missing("unreadable" if words else "not_found", words[:0])
    surest = max(names, key=lambda n: (n.family, n.confidence >= 0.5, len(n.words) > 1))
    reason = None if surest.family else "unreadable"
    if reason is None and len(surest.text.split()) < _WHOLE_NAME:
        # Names of two words are rare, and a signature easily hides the first of three.
        reason = "incomplete"
    return found(surest.text, surest.confidence, surest.words, least, reason)


def _name(run: Row, rules: Rules) -> _Name | None:
    text = " ".join(w.text for w in run.words if not rules.patterns.speck.match(w.text))
    honorific = rules.patterns.honorific.match(text)
    bare = text[honorific.end() :] if honorific else text
    parts = [part.strip(".,;:'\"’“”*_|-") for part in bare.split()]
    if not 2 <= len(parts) <= 5:
        return None
    if not all(_NAME_WORD.match(p) for p in parts) and not all(
        _NAME_WORD_CAPITALS.match(p) for p in parts
    ):
        return None
    words = tuple(w for w in run.words if any(part and part in w.text for part in parts))
    families = {family.lower() for family in rules.signer.families}
    folded = {fold(family) for family in rules.signer.families}
    known = parts[0].lower() in families
    if not known and fold(parts[0]) not in folded:
        return _Name(" ".join(parts), words, False, weakest(as_read(words)))
    confidence = weakest(as_read(words))
    if not known:
        confidence = min(confidence, rules.trust.repaired)
    return _Name(" ".join(parts), words, True, confidence)
