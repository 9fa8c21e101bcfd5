"""Where the words of a question stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model.archival import Guess
from pipeline.search.analysis import MAX_TERM, Token, canon, fold, tokens
from pipeline.search.characters import SEPARATOR
from pipeline.search.question import Question, TextField, Words


@dataclass(frozen=True, slots=True)
class Match:
    """A word of a text that answers."""

    start: int
    end: int
    term: str
    """Folded; of a word that was only begun, its beginning."""
    exact: bool
    """It stands there as it was typed."""


class Matcher:
    """Finds the words of one question, those of a phrase only where all of it stands."""

    def __init__(self, question: Question) -> None:
        looked_for = [
            atom
            for clause in question.clauses
            if not clause.without
            for atom in clause.any_of
            if isinstance(atom, Words) and atom.field in (TextField.ANY, TextField.CODE)
        ]
        single = [words for words in looked_for if len(words.tokens) == 1]
        self._phrases = tuple(words for words in looked_for if len(words.tokens) > 1)
        self._single = {words.tokens[0].folded for words in single}
        self._begun = {words.tokens[-1].folded for words in looked_for if words.begun}
        found = [token for words in looked_for for token in words.tokens]
        self._exact = {token.exact for token in found}
        self._all_bare = all(token.exact == token.folded for token in found)
        self._terms = {token.folded for token in found}
        self._pattern = _pattern(self._terms, self._begun)

    def matches(self, text: str, guesses: Sequence[Guess]) -> tuple[Match, ...]:
        """In their order. `text` is NFC; `guesses` are those at words of this text."""
        if self._pattern is None:
            return ()
        folded = fold(text)
        spans = [
            found.span()
            for found in self._pattern.finditer(folded)
            if _opens_word(folded, found.start())
        ]
        exact = folded if self._all_bare or not spans else canon(text)
        found = [
            Match(start, end, self._term(folded[start:end]), exact[start:end] in self._exact)
            for start, end in spans
        ]
        if guesses:
            found = sorted({*found, *self._guessed(guesses, found)}, key=lambda m: m.start)
        if not self._phrases:
            return tuple(found)
        return self._whole(text, found)

    def _term(self, folded: str) -> str:
        if folded.isdecimal():
            folded = folded.lstrip("0") or "0"
        if folded in self._terms:
            return folded
        return next((term for term in self._begun if folded.startswith(term)), folded)

    def _guessed(self, guesses: Iterable[Guess], found: Sequence[Match]) -> list[Match]:
        taken = {match.start for match in found}
        return [
            Match(guess.start, guess.end, token.folded, token.exact in self._exact)
            for guess in guesses
            if guess.start not in taken
            for token in _likeliest(guess, self._terms)
        ]

    def _whole(self, text: str, found: Sequence[Match]) -> tuple[Match, ...]:
        kept = {number for number, match in enumerate(found) if match.term in self._single}
        for phrase in self._phrases:
            for first in range(len(found)):
                kept.update(_phrase_from(text, found, first, phrase))
        return tuple(match for number, match in enumerate(found) if number in kept)


def _likeliest(guess: Guess, terms: set[str]) -> list[Token]:
    for other in guess.texts:
        found = tokens(other)
        if len(found) == 1 and found[0].folded in terms:
            return [found[0]]
    return []


def _phrase_from(text: str, found: Sequence[Match], first: int, phrase: Words) -> list[int]:
    """The numbers of the matches that are this phrase, if it begins at `first`."""
    terms = [token.folded for token in phrase.tokens]
    if found[first].term != terms[0]:
        return []
    places, left = [first], phrase.slop
    for term in terms[1:]:
        place = places[-1] + 1
        while place < len(found):
            between = text[found[places[-1]].end : found[place].start]
            others = _words_between(between, left)
            if others > left or SEPARATOR in between:
                return []
            if found[place].term == term:
                left -= others
                break
            place += 1
        else:
            return []
        places.append(place)
    return places


def _words_between(text: str, left: int) -> int:
    """Their number; where none may be, one is as good as many."""
    if left:
        return len(tokens(text))
    return int(any(char.isalnum() for char in text))


def _pattern(terms: Iterable[str], begun: set[str]) -> re.Pattern[str] | None:
    """Finds the words in folded text, from wherever `_opens_word` allows.

    A word as long as the longest term was cut to it, and is found by its beginning.
    """
    choices = []
    for term in sorted(terms, key=len, reverse=True):
        if term.isdecimal():
            rest = r"\d*" if term in begun else r"(?!\d)"
            choices.append(rf"0{{0,{MAX_TERM}}}{re.escape(term)}{rest}")
        elif term in begun:
            choices.append(re.escape(term) + r"[^\W\d_]*")
        else:
            choices.append(re.escape(term) + ("" if len(term) >= MAX_TERM else r"(?![^\W\d_])"))
    return re.compile("|".join(choices)) if choices else None


def _opens_word(folded: str, start: int) -> bool:
    """A lookbehind in the pattern would say the same at three times the cost."""
    if start == 0:
        return True
    before, first = folded[start - 1], folded[start]
    return not (before.isdecimal() if first.isdecimal() else before.isalpha())
