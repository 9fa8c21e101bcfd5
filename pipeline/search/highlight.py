"""Finds the pages and the lines of a document that answer a question, and marks the words."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.model.archival import IndexEntry, PageHit
from pipeline.search.characters import SEPARATOR
from pipeline.search.matching import Match, Matcher
from pipeline.search.question import Question

SNIPPET = 200
"""Most characters of a snippet."""

_SPACE = re.compile(r"\s")
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


NO_PASSAGES = Passages((), 0)
"""Where nobody looked."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A text of the document with what matches in it; `start` is where it stands in all of them."""

    page: int
    text: str
    start: int
    matches: list[Match]
    described: bool = False


class Highlighter:
    """Marks the words of one question."""

    def __init__(self, question: Question) -> None:
        self._matcher = Matcher(question)
        self._pairs = frozenset((one.folded, two.folded) for one, two in question.pairs)
        self._marked = {t.folded for t in question.tokens if t.exact != t.folded}

    def passages(self, entry: IndexEntry, most: int) -> Passages:
        """The best lines of the best pages; of the description where that answers better."""
        places = self._places(entry)
        weights = _weights(places)
        scores = [self._best_window(place, weights, len(place.text))[0] for place in places]
        best = max(range(len(places)), key=lambda number: (scores[number], -number))
        wanted = {match.term for match in places[best].matches}
        first, rest = [], []
        for number, place in enumerate(places):
            if place.described:
                if number == best:
                    first = [place]
            elif place.matches and wanted <= {match.term for match in place.matches}:
                rest.append((-scores[number], number, place))
        answering = [*first, *(place for *_, place in sorted(rest, key=lambda one: one[:2]))]
        if not wanted:
            return Passages((_cut(next((p for p in places if p.text), places[0]), 0, 0, ()),), 0)
        shown = tuple(self._snippet(place, weights) for place in answering[:most])
        return Passages(shown, len(answering))

    def _places(self, entry: IndexEntry) -> list[_Place]:
        """Pages before descriptions, which must answer better to be shown; matched at once."""
        places = []
        start = 0
        for number, text in enumerate(entry.pages, start=1):
            places.append(_Place(number, text, start, []))
            start += len(text) + 1
        for text in _descriptions(entry):
            places.append(_Place(1, text, start, [], described=True))
            start += len(text) + 1
        # Sentences run on from page to page; a description is no part of any.
        whole = SEPARATOR.join(("\n".join(entry.pages), *_descriptions(entry)))
        starts = {place.page: place.start for place in places if not place.described}
        guesses = [
            replace(guess, start=guess.start + at, end=guess.end + at)
            for guess in entry.guesses
            if (at := starts.get(guess.page)) is not None
        ]
        for match in self._matcher.matches(whole, guesses):
            place = places[bisect_right(places, match.start, key=lambda place: place.start) - 1]
            place.matches.append(match)
        return places

    def _best_window(
        self, place: _Place, weights: Mapping[str, float], span: int
    ) -> tuple[float, int, int]:
        """The best run of matches within `span` characters: its score, its first, its last.

        Each word counts once, more where it is exact, and more again for neighbours.
        """
        best, score = (-1.0, 0, 0), 0.0
        if not place.matches:
            return best
        parts: Counter[object] = Counter()
        worth = [self._worth(place, number, weights) for number in range(len(place.matches))]
        last = -1
        for first in range(min(len(place.matches), _TRIED)):
            while last + 1 < len(place.matches) and (
                last < first or place.matches[last + 1].end - place.matches[first].start <= span
            ):
                last += 1
                for part, value in worth[last]:
                    # A pair is of the window only when both of it are.
                    score += value if not parts[part] else 0.0
                    parts[part] += 1
            if score > best[0]:
                best = score, first, last
            for part, value in worth[first]:
                parts[part] -= 1
                score -= value if not parts[part] else 0.0
        return best

    def _worth(
        self, place: _Place, number: int, weights: Mapping[str, float]
    ) -> tuple[tuple[object, float], ...]:
        match = place.matches[number]
        weight = weights.get(match.term, 1.0)
        worth: tuple[tuple[object, float], ...] = ((match.term, weight),)
        if match.exact and match.term in self._marked:
            worth += (((match.term, True), weight),)
        if number:
            before = place.matches[number - 1]
            pair = (before.term, match.term)
            if pair in self._pairs and self._side_by_side(place, before, match):
                worth += ((pair, min(weights.get(before.term, 1.0), weight)),)
        return worth

    def _side_by_side(self, place: _Place, one: Match, two: Match) -> bool:
        if two.start - one.end > _NEAR:
            return False
        between = place.text[one.end - place.start : two.start - place.start]
        return not any(char.isalnum() for char in between)

    def _snippet(self, place: _Place, weights: Mapping[str, float]) -> PageHit:
        exact_terms = {m.term for m in place.matches if m.exact} & self._marked
        matches = [m for m in place.matches if m.exact or m.term not in exact_terms]
        kept = replace(place, matches=matches)
        _, first, last = self._best_window(kept, weights, _SPAN)
        at = place.start
        within = tuple((match.start - at, match.end - at) for match in matches)
        return _cut(place, within[first][0], within[last][1], within)


def _weights(places: Sequence[_Place]) -> dict[str, float]:
    """How telling each word is: what is on every page of a document tells little of one."""
    pages = [{match.term for match in place.matches} for place in places if not place.described]
    seen = Counter(term for terms in pages for term in terms)
    return {term: math.log(2 + len(pages) / count) for term, count in seen.items()}


def _descriptions(entry: IndexEntry) -> tuple[str, ...]:
    return entry.subject, entry.code, entry.issuer, entry.issuer_parent, entry.type, entry.signer


def _cut(place: _Place, start: int, end: int, matches: tuple[tuple[int, int], ...]) -> PageHit:
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
    body = _SPACE.sub(" ", text[left:right])
    shift = len(head) - left
    marks = [(one + shift, two + shift) for one, two in matches if left <= one and two <= right]
    spans = () if place.described else _joined(matches)
    return PageHit(place.page, head + body + tail, _joined(marks), spans)


def _after_blank(text: str, place: int) -> int:
    while place < len(text) and not text[place - 1].isspace():
        place += 1
    return place


def _before_blank(text: str, place: int) -> int:
    while place > 0 and not text[place].isspace():
        place -= 1
    return place


def _joined(marks: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Marks that touch ("12" and "QĐ" of 12QĐ) become one."""
    joined: list[tuple[int, int]] = []
    for start, end in marks:
        if joined and joined[-1][1] >= start:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
