"""Finds the page and the lines of a document that answer a question, and marks the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model.archival import IndexEntry
from pipeline.search.analysis import MAX_TERM, canon, fold
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
class Passage:
    """A page, a piece of its text on one line, and the ranges of the words asked for."""

    page: int
    snippet: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    term: str
    exact: bool


class Highlighter:
    """Marks the words of one question; `weights` says how telling each folded word is."""

    def __init__(self, question: Question, weights: Mapping[str, float]) -> None:
        self._exact = {token.exact for token in question.tokens}
        self._weights = dict(weights)
        self._pairs = frozenset(question.pairs)
        self._marked = {t.folded for t in question.tokens if t.exact != t.folded}
        self._pattern = _pattern(question.terms)

    def passage(self, entry: IndexEntry) -> Passage:
        """The best lines of the best page; of the description where that answers better."""
        described = max(
            (self._place(1, text) for text in _descriptions(entry)),
            key=lambda place: place.score,
            default=_Place(0.0, 1, "", ()),
        )
        best = max(
            (self._place(number, text) for number, text in enumerate(entry.pages, start=1)),
            key=lambda place: place.score,
            default=described,
        )
        if described.score > best.score:
            best = described
        if not best.matches:
            text = next((text for text in (*_descriptions(entry), *entry.pages) if text), "")
            return _cut(1, text, 0, 0, ())
        return self._snippet(best)

    def _place(self, page: int, text: str) -> _Place:
        matches = self._matches(text)
        return _Place(self._score(text, matches), page, text, matches)

    def _matches(self, text: str) -> tuple[_Match, ...]:
        if self._pattern is None:
            return ()
        folded = fold(text)
        spans = [
            found.span()
            for found in self._pattern.finditer(folded)
            if _opens_word(folded, found.start())
        ]
        exact = canon(text) if spans and self._marked else folded
        return tuple(
            _Match(start, end, _term(folded[start:end]), exact[start:end] in self._exact)
            for start, end in spans
        )

    def _score(self, text: str, matches: tuple[_Match, ...]) -> float:
        """Each word once, more where it is exact, and more again for neighbours."""
        found = {match.term for match in matches}
        exact = {match.term for match in matches if match.exact} & self._marked
        near = {
            (one.term, two.term)
            for one, two in pairwise(matches)
            if (one.term, two.term) in self._pairs and _side_by_side(text, one, two)
        }
        weigh = self._weight
        return (
            sum(weigh(term) for term in found)
            + sum(weigh(term) for term in exact)
            + sum(min(weigh(one), weigh(two)) for one, two in near)
        )

    def _weight(self, term: str) -> float:
        return self._weights.get(term, 1.0)

    def _snippet(self, place: _Place) -> Passage:
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
            score = self._score(place.text, window)
            if score > best_score:
                best_score, best = score, window
        return _cut(place.page, place.text, best[0].start, best[-1].end, matches)


@dataclass(frozen=True, slots=True)
class _Place:
    score: float
    page: int
    text: str
    matches: tuple[_Match, ...]


def _descriptions(entry: IndexEntry) -> tuple[str, ...]:
    return entry.subject, entry.code, entry.issuer, entry.issuer_parent, entry.type


def _pattern(terms: Iterable[str]) -> re.Pattern[str] | None:
    """Finds the words in folded text, from wherever `_opens_word` allows.

    A word as long as the longest term was cut to it, and is found by its beginning.
    """
    choices = []
    for term in sorted(terms, key=len, reverse=True):
        if term.isdecimal():
            choices.append(rf"0{{0,9}}{re.escape(term)}(?!\d)")
        else:
            choices.append(re.escape(term) + ("" if len(term) >= MAX_TERM else r"(?![^\W\d_])"))
    return re.compile("|".join(choices)) if choices else None


def _opens_word(folded: str, start: int) -> bool:
    """A lookbehind in the pattern would say the same at three times the cost."""
    if start == 0:
        return True
    before, first = folded[start - 1], folded[start]
    return not (before.isdecimal() if first.isdecimal() else before.isalpha())


def _term(folded: str) -> str:
    return (folded.lstrip("0") or "0") if folded.isdecimal() else folded


def _side_by_side(text: str, one: _Match, two: _Match) -> bool:
    between = text[one.end : two.start]
    return len(between) <= _NEAR and not any(char.isalnum() for char in between)


def _cut(page: int, text: str, start: int, end: int, matches: tuple[_Match, ...]) -> Passage:
    """The text around [start, end) as one line, at word borders, with the matches marked."""
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
    return Passage(page, head + body + tail, _joined(marks))


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
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)
