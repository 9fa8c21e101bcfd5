"""The language of questions: what a person types, understood."""

from __future__ import annotations

import re

from pipeline.search.analysis import Token, nfc, tokens
from pipeline.search.question import MAX_CHARACTERS, MAX_TOKENS, Clause, Question, Words

_MAX_CODE_TOKENS = 6
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]")
_CODE = re.compile(r"(?<!\d)\d+(?:\s*/\s*\w+(?:\s*[-–]\s*\w+)*)+")
_NUMBER_WORDS = ("so", "s")
"""What people write before a number: "số 12", "s. 12"."""


def understand(text: str) -> Question:
    """Any text at all is a question; one without a letter or digit has no words."""
    text = nfc(text[:MAX_CHARACTERS])
    spans = [(found.start(1), found.end(1)) for found in _QUOTED.finditer(text)]
    words = _without_number_word(tokens(text)[: MAX_TOKENS + 1], spans)[:MAX_TOKENS]
    phrases = [
        tuple(word for word in words if start <= word.start and word.end <= end)
        for start, end in spans
    ]
    quoted = {word for phrase in phrases for word in phrase}
    clauses = [Clause((Words(phrase),)) for phrase in phrases if phrase]
    clauses += [Clause((Words((word,)),)) for word in words if word not in quoted]
    return Question(tuple(clauses), _code(text, words))


def _without_number_word(
    words: tuple[Token, ...], spans: list[tuple[int, int]]
) -> tuple[Token, ...]:
    if spans or not 1 < len(words) <= _MAX_CODE_TOKENS + 1:
        return words
    opens_with_it = words[0].folded in _NUMBER_WORDS and words[1].folded.isdecimal()
    return words[1:] if opens_with_it else words


def _code(text: str, words: tuple[Token, ...]) -> tuple[str, ...]:
    found = _CODE.search(text)
    if found is not None:
        return tuple(
            word.folded for word in words if found.start() <= word.start and word.end <= found.end()
        )
    if 0 < len(words) <= _MAX_CODE_TOKENS and words[0].folded.isdecimal():
        return tuple(word.folded for word in words)
    return ()
