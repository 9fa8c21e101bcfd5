"""Weighs what two forms have in common: are they one document, may they be, or is it an alarm?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from pipeline.match_rules import MatchRules
from pipeline.model.matching import Answer, Known, Match, Sign
from pipeline.model.reference import citation_key
from pipeline.steps.matching.keys import key_features, same_code
from pipeline.steps.matching.words import Overlap, overlap, word_features

_AGREE = ("number_same", "number_candidate", "sheet_same", "text_whole")
"""Without one of these nothing joins."""
_LEAST_TOLD = 0.05
"""Signs that weigh less are not told."""
_ALIKE = 0.6
"""Of the words: a number that was misread in one of two scans hides no sheet."""
_MISREAD = ("text_differs", "numbers_differ", "type_differs")
_ALARM_LEAST_NUMBERS = 5
"""Fewer groups of digits may all be misread."""


def compare(
    one: Known, other: Known, rules: MatchRules, *, same_sheet: bool | None = None
) -> Match:
    """What two forms are to each other.

    `same_sheet`: what their pictures say, None where they were not compared.
    """
    shared = overlap(one.text, other.text)
    features = dict(key_features(one, other))
    if shared is not None:
        features |= dict(word_features(shared))
    if same_sheet:
        # What one sheet says differently in two scans was misread in one.
        features = {name: value for name, value in features.items() if name not in _MISREAD}
        features["sheet_same"] = 1.0
    if shared is not None and _is_whole(one, other, shared, features, rules):
        features["text_whole"] = 1.0
    signs = tuple(_signs(features, shared, one, other, rules))
    total = rules.bias + sum(sign.weight for sign in signs)
    score = 1 / (1 + math.exp(-(rules.shift + rules.slope * total)))
    answer = _answer(score, features, rules)
    if shared is not None and not same_sheet and _is_alarm(one, other, shared, rules):
        answer = Answer.ALARM
    told = sorted((s for s in signs if abs(s.weight) >= _LEAST_TOLD), key=lambda s: -abs(s.weight))
    alike = answer is not Answer.APART or (shared is not None and shared.words >= _ALIKE)
    return Match(answer, score, tuple(told), same_sheet=bool(same_sheet), alike=alike)


def _answer(score: float, features: Mapping[str, float], rules: MatchRules) -> Answer:
    sure_of_two = "number_differs" in features and "sheet_same" not in features
    if score < rules.ask or sure_of_two:
        return Answer.APART
    identified = any(name in features for name in _AGREE)
    if score >= rules.join and identified and "number_differs" not in features:
        return Answer.JOIN
    return Answer.ASK


def _is_whole(
    one: Known, other: Known, shared: Overlap, features: Mapping[str, float], rules: MatchRules
) -> bool:
    """So much agrees inside that a neighbour of the same week cannot: nothing may speak against."""
    against = [name for name in features if "differs" in name and name not in _OF_TEXT]
    if against:
        return False
    whole = rules.long
    if is_headless(one, rules) and is_headless(other, rules):
        whole = rules.headless
    return (
        shared.least_words >= whole.words
        and shared.least_numbers >= whole.numbers
        and shared.words >= whole.share
        and (shared.numbers or 0.0) >= whole.numbers_share
    )


def is_headless(known: Known, rules: MatchRules) -> bool:
    """An annex that came without its document: it has no number of its own to be told by."""
    if known.issuer or known.notation or not known.text:
        return False
    text = citation_key(known.text)
    return not any(citation_key(words) in text for words in rules.heads)


_OF_TEXT = ("text_differs", "type_differs")
"""They have a share of their own, or are often a matter of reading."""


def _is_alarm(one: Known, other: Known, shared: Overlap, rules: MatchRules) -> bool:
    """One code, of one office and year, on two different contents."""
    unsure = {"number", "notation"} & (one.unsure | other.unsure)
    if unsure or not same_code(one, other):
        return False
    years = {(known.issued_on or "????")[:4] for known in (one, other)} - {"????"}
    if len(years) > 1 or "issuer_differs" in dict(key_features(one, other)):
        return False
    if shared.words < rules.alarm_words:
        return True
    few = shared.numbers is None or shared.least_numbers < _ALARM_LEAST_NUMBERS
    # Nobody misreads what a file itself says.
    least = rules.alarm_numbers if one.read or other.read else rules.alarm_numbers_said
    return not few and (shared.numbers or 0.0) < least


def _signs(
    features: Mapping[str, float], shared: Overlap | None, one: Known, other: Known,
    rules: MatchRules,
) -> Iterator[Sign]:  # fmt: skip
    blanks: dict[str, dict[str, str | int]] = {
        "number": {"one": one.number or "", "other": other.number or ""},
        "symbol": {"one": one.notation or "", "other": other.notation or ""},
        "date": {"one": one.issued_on or "", "other": other.issued_on or ""},
        "issuer": {"one": one.issuer or "", "other": other.issuer or ""},
        "signer": {"one": one.signer or "", "other": other.signer or ""},
        "type": {"one": one.type or "", "other": other.type or ""},
        "pages": {"one": one.page_count or 0, "other": other.page_count or 0},
        "text": {"share": round(100 * shared.words) if shared else 0},
        "numbers": {"share": round(100 * (shared.numbers or 0.0)) if shared else 0},
    }
    for name, strength in features.items():
        weight = rules.weights[name] * strength
        code = f"subject_{'same' if strength > 0 else 'differs'}" if name == "subject" else name
        yield Sign(code, weight, blanks.get(name.partition("_")[0], {}))
