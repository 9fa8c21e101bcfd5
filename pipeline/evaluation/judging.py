"""Whether a reading is right: the normalisation that counts, and the four outcomes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.record import Value

SCORED = (
    "type",
    "number",
    "notation",
    "date",
    "place",
    "issuer",
    "issuer_parent",
    "subject",
    "signer_name",
    "signer_position",
    "urgency",
)
"""The fields that are scored, in the order of reports."""

_TIGHT = re.compile(r"\s*([-/,.;:])\s*")
_ABOUT = re.compile(r"^(v/v|về việc)[ .:]*")


class Outcome(StrEnum):
    """What a reading is worth beside the truth."""

    RIGHT = "right"
    MISSING = "missing"
    """Nothing was read where something stands, and nobody was told."""
    FLAGGED = "flagged"
    """Wrong or missing, and marked for a person."""
    SILENT = "silent"
    """Wrong or invented, and nobody was told: the worst."""


def normal(field: str, value: Value) -> str | None:
    """A value as it is compared: what nobody would call a difference is gone."""
    if value is None:
        return None
    text = value if isinstance(value, str) else str(list(value))
    text = unicodedata.normalize("NFC", text).lower().replace("uỷ", "ủy").replace("–", "-")
    text = re.sub(r"[\s]+", " ", _TIGHT.sub(r"\1", text)).strip(' .;,:-()"“”')
    known = _ABOUT.sub("", text) or None
    if known is None:
        return None
    match field:
        case "number":
            return known.lstrip("0")
        case "notation":
            return known.replace(" ", "")
    return known


def judge_value(field: str, truth: Value, reading: Value, *, review: bool) -> Outcome:
    """The outcome of one reading; `review` says whether it was marked for a person."""
    expected, got = normal(field, truth), normal(field, reading)
    if expected == got:
        return Outcome.RIGHT
    if review:
        return Outcome.FLAGGED
    return Outcome.MISSING if got is None else Outcome.SILENT


@dataclass(frozen=True, slots=True)
class Score:
    """How many readings had each outcome, and how many a person is asked to look at."""

    right: int = 0
    missing: int = 0
    flagged: int = 0
    silent: int = 0
    review: int = 0
    """Marked for a person, right or wrong."""

    @property
    def n(self) -> int:
        return self.right + self.missing + self.flagged + self.silent

    def share(self, count: int) -> float:
        """A count as a share of all, 0.0–1.0; 0.0 where there is nothing."""
        return count / self.n if self.n else 0.0


def score_of(outcomes: Iterable[tuple[Outcome, bool]]) -> Score:
    """The score of (outcome, whether in review)."""
    counts = dict.fromkeys(Outcome, 0)
    looked = 0
    for outcome, review in outcomes:
        counts[outcome] += 1
        looked += review
    return Score(
        right=counts[Outcome.RIGHT],
        missing=counts[Outcome.MISSING],
        flagged=counts[Outcome.FLAGGED],
        silent=counts[Outcome.SILENT],
        review=looked,
    )
