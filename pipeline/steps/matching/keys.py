"""Compares what identifies a document: number, symbol, date, issuer, signer, subject."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.model.matching import Known
from pipeline.model.reference import citation_key

_NEAR_SYMBOL = 0.7
_SAME_NAME, _OTHER_NAME = 88, 60
"""Likeness of names without marks, 0–100."""
_PARTS = ("year", "month", "day")


def key_features(one: Known, other: Known) -> Iterator[tuple[str, float]]:
    """(name of a feature, its strength −1…1); what is unknown on one side gives none."""
    yield from _number(one, other)
    yield from _symbol(one, other)
    yield from _date(one, other)
    yield from _name("issuer", one.issuer, other.issuer)
    yield from _name("signer", one.signer, other.signer)
    if one.type and other.type and citation_key(one.type) != citation_key(other.type):
        yield "type_differs", 1.0
    if one.subject and other.subject:
        yield "subject", subject_likeness(one.subject, other.subject)
    if one.page_count and other.page_count and one.page_count != other.page_count:
        yield "pages_differ", 1.0


def same_code(one: Known, other: Known) -> bool:
    """Number and symbol are known on both sides and the same."""
    number = bool(one.number and other.number) and _bare(one.number) == _bare(other.number)
    symbol = bool(one.notation and other.notation)
    return (
        number and symbol and citation_key(one.notation or "") == citation_key(other.notation or "")
    )


def subject_likeness(one: str, other: str) -> float:
    """−1…1: 1 for the same words in their order."""
    likeness = fuzz.ratio(citation_key(one), citation_key(other)) / 100
    return max(-1.0, min(1.0, (likeness - 0.6) / 0.4))


def _number(one: Known, other: Known) -> Iterator[tuple[str, float]]:
    if not one.number or not other.number:
        return
    left, right = _bare(one.number), _bare(other.number)
    unsure = "number" in one.unsure or "number" in other.unsure
    if left == right:
        yield "number_same", 1.0
    elif right in map(_bare, one.others.get("number", ())) or left in map(
        _bare, other.others.get("number", ())
    ):
        yield "number_candidate", 1.0
    elif unsure and Levenshtein.distance(left, right) == 1:
        yield "number_near", 1.0
    else:
        yield ("number_differs_unsure" if unsure else "number_differs"), 1.0


def _symbol(one: Known, other: Known) -> Iterator[tuple[str, float]]:
    if not one.notation or not other.notation:
        return
    left, right = citation_key(one.notation), citation_key(other.notation)
    if left == right:
        yield "symbol_same", 1.0
    elif Levenshtein.normalized_similarity(left, right) < _NEAR_SYMBOL:
        yield "symbol_differs", 1.0


def _date(one: Known, other: Known) -> Iterator[tuple[str, float]]:
    if not one.issued_on or not other.issued_on:
        return
    pairs = zip(one.issued_on.split("-"), other.issued_on.split("-"), strict=False)
    known = [(left, right) for left, right in pairs if "?" not in left + right]
    wrong = sum(left != right for left, right in known)
    unsure = "date" in one.unsure or "date" in other.unsure
    if not wrong:
        yield "date_same", len(known) / len(_PARTS)
    elif wrong == 1 and unsure:
        yield "date_near", 1.0
    else:
        yield ("date_differs_unsure" if unsure else "date_differs"), 1.0


def _name(field: str, one: str | None, other: str | None) -> Iterator[tuple[str, float]]:
    if not one or not other:
        return
    left, right = citation_key(one), citation_key(other)
    likeness = fuzz.ratio(left, right)
    # A row of a register says "UBND tỉnh A", a header "ỦY BAN NHÂN DÂN" alone: one in the other.
    within = min(len(left), len(right)) > 4 and fuzz.partial_ratio(left, right) >= _SAME_NAME
    if likeness >= _SAME_NAME or within:
        yield f"{field}_same", 1.0
    elif likeness < _OTHER_NAME:
        yield f"{field}_differs", 1.0


def _bare(number: str | None) -> str:
    return (number or "").strip().lstrip("0").lower()
