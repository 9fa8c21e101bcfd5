"""Finds the pages and the lines of a document that answer a question, and marks the words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model.archival import Guess, IndexEntry, PageHit
from pipeline.search.matching import Match, Matcher
from pipeline.search.question import Question

SNIPPET = 200
"""Most characters of a snippet."""

_SPAN = 150
_LEAD = 40
_TRIED = 500
"""On a page that repeats a word without end, the first so many places are enough."""
_NEAR = 3
"""Neighbours have at most so many characters between them (", " or " - ")."""


@dataclass(frozen=True, slots=True)
class Passages:
    """The pages that answer, the best first, and how many more there are."""

    pages: tuple[PageHit, ...]
    answering: int


@dataclass(frozen=True, slots=True)
class _Place:
    score: float
    page: int
    text: str
    matches: tuple[Match, ...]
    described: bool = False


class Highlighter:
    """Marks the words of one question."""

    def __init__(self, question: Question) -> None:
        self._matcher = Matcher(question)
        self._pairs = frozenset((one.folded, two.folded) for one, two in question.pairs)
        self._marked = {t.folded for t in question.tokens if t.exact != t.folded}

    def passages(self, entry: IndexEntry, most: int) -> Passages:
        """The best lines of the best pages; of the description where that answers better."""
        guesses: dict[int, list[Guess]] = {}
        for guess in entry.guesses:
            guesses.setdefault(guess.page, []).append(guess)
        found = [
            (number, text, self._matcher.matches(text, guesses.get(number, ())))
            for number, text in enumerate(entry.pages, start=1)
        ]
        weights = _weights([matches for _, _, matches in found])
        places = [
            _Place(self._score(text, matches, weights), number, text, matches)
            for number, text, matches in found
        ]
        best = max(places, key=lambda place: place.score, default=_Place(0.0, 1, "", ()))
        described = self._described(entry, weights)
        terms = {match.term for match in best.matches}
        answering = [p for p in places if p.matches and terms <= {m.term for m in p.matches}]
        answering.sort(key=lambda place: (-place.score, place.page))
        if described.score > best.score:
            answering = [described, *answering]
        shown = tuple(self._snippet(place, weights) for place in answering[:most])
        if not shown:
            text = next((text for text in (*_descriptions(entry), *entry.pages) if text), "")
            shown = (_cut(_Place(0.0, 1, text, (), described=True), 0, 0, ()),)
        return Passages(shown, len(answering))

    def _described(self, entry: IndexEntry, weights: Mapping[str, float]) -> _Place:
        places = []
        for text in _descriptions(entry):
            matches = self._matcher.matches(text, ())
            score = self._score(text, matches, weights)
            places.append(_Place(score, 1, text, matches, described=True))
        return max(places, key=lambda place: place.score)

    def _score(self, text: str, matches: tuple[Match, ...], weights: Mapping[str, float]) -> float:
        """Each word once, more where it is exact, and more again for neighbours."""
        found = {match.term for match in matches}
        exact = {match.term for match in matches if match.exact} & self._marked
        near = {
            (one.term, two.term)
            for one, two in pairwise(matches)
            if (one.term, two.term) in self._pairs and _side_by_side(text, one, two)
        }
        return (
            sum(weights.get(term, 1.0) for term in found)
            + sum(weights.get(term, 1.0) for term in exact)
            + sum(min(weights.get(one, 1.0), weights.get(two, 1.0)) for one, two in near)
        )

    def _snippet(self, place: _Place, weights: Mapping[str, float]) -> PageHit:
        exact_terms = {m.term for m in place.matches if m.exact} & self._marked
        matches = tuple(m for m in place.matches if m.exact or m.term not in exact_terms)
        best_score, best = -1.0, matches[:1]
        last = 0
        for first in range(min(len(matches), _TRIED)):
            last = max(last, first)
            while last + 1 < len(matches) and (
                matches[last + 1].end - matches[first].start <= _SPAN
            ):
                last += 1
            window = matches[first : last + 1]
            score = self._score(place.text, window, weights)
            if score > best_score:
                best_score, best = score, window
        return _cut(place, best[0].start, best[-1].end, matches)


def _weights(found: Sequence[Iterable[Match]]) -> dict[str, float]:
    """How telling each word is: what is on every page of a document tells little of one."""
    seen: dict[str, int] = {}
    for matches in found:
        for term in {match.term for match in matches}:
            seen[term] = seen.get(term, 0) + 1
    return {term: math.log(2 + len(found) / count) for term, count in seen.items()}


def _descriptions(entry: IndexEntry) -> tuple[str, ...]:
    return entry.subject, entry.code, entry.issuer, entry.issuer_parent, entry.type, entry.signer


def _side_by_side(text: str, one: Match, two: Match) -> bool:
    between = text[one.end : two.start]
    return len(between) <= _NEAR and not any(char.isalnum() for char in between)


def _cut(place: _Place, start: int, end: int, matches: tuple[Match, ...]) -> PageHit:
    """The text around [start, end) as one line, at word borders, with the matches marked."""
    text = place.text
    left = max(start - _LEAD, 0)
    right = min(max(left + SNIPPET - 2, end), left + SNIPPET - 2, len(text))
    left = max(min(left, right - SNIPPET + 2), 0)
    if left > 0:
        left = min(_after_blank(text, left), start)
    if right < len(text):
        blank = _before_blank(text, right)
        right = blank if blank > max(start, left) and blank >= end else right
    head = "…" if text[:left].strip() else ""
    tail = "…" if text[right:].strip() else ""
    body = "".join(" " if char.isspace() else char for char in text[left:right])
    shift = len(head) - left
    marks = [
        (m.start + shift, m.end + shift) for m in matches if left <= m.start and m.end <= right
    ]
    spans = () if place.described else _joined([(m.start, m.end) for m in matches])
    return PageHit(place.page, head + body + tail, _joined(marks), spans)


def _after_blank(text: str, place: int) -> int:
    while place < len(text) and not text[place - 1].isspace():
        place += 1
    return place


def _before_blank(text: str, place: int) -> int:
    while place > 0 and not text[place].isspace():
        place -= 1
    return place


def _joined(marks: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Marks that touch ("12" and "QĐ" of 12QĐ) become one."""
    joined: list[tuple[int, int]] = []
    for start, end in marks:
        if joined and joined[-1][1] >= start:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
