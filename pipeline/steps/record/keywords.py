"""Keywords (từ khóa): what the subject names, and the terms that the text repeats."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.model.ocr import OcrPage
from pipeline.model.record import ABSENT, Field, Record
from pipeline.rules import Rules
from pipeline.steps.record.body import paragraphs

MOST = 8
SYLLABLES = (2, 7)
"""Of a keyword, least and most: one syllable is seldom a Vietnamese word of its own."""
SUBJECT = 3.0
"""The subject counts as much as so many mentions in the text."""
LEAST_REPEATED = 2
_TOKEN = re.compile(r"[^\W\d_]+(?:/[^\W\d_]+)*|[^\w\s]|\d\S*")
_Words = tuple[str, ...]


def read_keywords(record: Record, pages: Sequence[OcrPage], rules: Rules) -> Field:
    """At most eight, best first; the names of those who issued it are none."""
    subject = record.subject.value if isinstance(record.subject.value, str) else ""
    own = _own_names(record)
    contents = rules.contents
    known = (*rules.spelling.phrases, *contents.terms)
    terms = _terms(known, contents.boilerplate, contents.function_words)
    named = [phrase for phrase in terms.phrases(subject) if _key(phrase) not in own]
    text = [_tokens(paragraph.text) for paragraph in paragraphs(pages)]
    counts = Counter(_key(term) for tokens in text for term in terms.known(tokens))
    lowered = [tuple(token.lower() for token in tokens) for tokens in text]
    scores: dict[_Words, float] = {}
    shown: dict[_Words, str] = {}
    for phrase in named:
        key = _key(phrase)
        count = sum(_times(key, tokens) for tokens in lowered)
        scores[key] = (SUBJECT + count) * math.log2(len(key) + 1)
        shown.setdefault(key, _text(phrase))
    for key, count in counts.items():
        if count >= LEAST_REPEATED and key not in scores and key not in own:
            scores[key] = count * math.log2(len(key) + 1) / 2
            shown[key] = _text(key)
    best = _apart(sorted(scores, key=lambda key: (-scores[key], key)))
    if not best:
        return ABSENT
    evidence = record.subject.evidence if named else ()
    sure = record.subject.confidence if named else 1.0
    return Field(tuple(shown[key] for key in best[:MOST]), sure, evidence)


def _own_names(record: Record) -> frozenset[_Words]:
    names = (record.issuer.value, record.issuer_parent.value, record.place.value)
    return frozenset(_key(_tokens(name)) for name in names if isinstance(name, str))


def _key(words: Sequence[str]) -> _Words:
    return tuple(word.lower() for word in words)


def _text(words: Sequence[str]) -> str:
    return re.sub(r" (?=[,.;])", "", " ".join(words))


def _tokens(text: str) -> _Words:
    return tuple(_TOKEN.findall(text))


def _times(key: _Words, tokens: _Words) -> int:
    return sum(tokens[i : i + len(key)] == key for i in range(len(tokens) - len(key) + 1))


def _apart(ranked: Sequence[_Words]) -> list[_Words]:
    """Those that are no part of a better one."""
    chosen: list[_Words] = []
    for key in ranked:
        if not any(_times(key, other) or _times(other, key) for other in chosen):
            chosen.append(key)
    return chosen


@lru_cache(maxsize=4)
def _terms(terms: tuple[str, ...], common: tuple[str, ...], stop: tuple[str, ...]) -> _Terms:
    return _Terms(terms, common, stop)


class _Terms:
    """Known compound words, and the phrases of every paper, which part one keyword from another."""

    def __init__(self, terms: Sequence[str], common: Sequence[str], stop: Sequence[str]) -> None:
        self._known = {_key(_tokens(term)): True for term in terms}
        self._known |= {_key(_tokens(phrase)): False for phrase in common}
        self._stop = frozenset(stop)
        self._longest = max(map(len, self._known))

    def known(self, tokens: _Words) -> Iterator[_Words]:
        """The terms of a text, longest first from left to right."""
        for words, term in self._cut(tokens):
            if term and SYLLABLES[0] <= len(words):
                yield words

    def phrases(self, text: str) -> Iterator[_Words]:
        """What stands between function words, marks and the phrases of every paper."""
        phrase: list[str] = []
        for words, term in (*self._cut(_tokens(text)), ((), False)):
            if term or (len(words) == 1 and self._is_plain(words[0])):
                phrase += words
                continue
            if SYLLABLES[0] <= len(phrase) <= SYLLABLES[1]:
                yield tuple(phrase)
            elif len(phrase) > SYLLABLES[1]:
                yield from self.known(tuple(phrase))
            phrase = []

    def _cut(self, tokens: _Words) -> Iterator[tuple[_Words, bool]]:
        """Pieces of a text, and whether each is a known term."""
        at = 0
        while at < len(tokens):
            for size in range(min(self._longest, len(tokens) - at), 0, -1):
                kind = self._known.get(_key(tokens[at : at + size]))
                if kind is not None or size == 1:
                    yield tokens[at : at + size], bool(kind)
                    at += size
                    break

    def _is_plain(self, token: str) -> bool:
        return token[0].isalpha() and token.lower() not in self._stop and not self._common(token)

    def _common(self, token: str) -> bool:
        return self._known.get((token.lower(),)) is False
