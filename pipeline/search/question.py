"""What a person's words ask for, before any engine sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from pipeline.search.analysis import Token, nfc, tokens

MAX_CHARACTERS = 4_000
MAX_TOKENS = 64
"""Of a longer question only the beginning is looked for."""

_MAX_CODE_TOKENS = 6
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]")
_CODE = re.compile(r"(?<!\d)\d+(?:\s*/\s*\w+(?:\s*[-–]\s*\w+)*)+")
_NUMBER_WORDS = ("so", "s")
"""What people write before a number: "số 12", "s. 12"."""


@dataclass(frozen=True, slots=True)
class Question:
    """The words of a question in their order, and which of them belong together."""

    tokens: tuple[Token, ...]
    phrases: tuple[tuple[str, ...], ...]
    """Folded words that must stand side by side."""
    code: tuple[str, ...]
    """Folded parts of a document's code, if the question may hold one."""

    @property
    def terms(self) -> tuple[str, ...]:
        """The folded words, each once."""
        return tuple(dict.fromkeys(token.folded for token in self.tokens))

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Neighbours, folded, each pair once."""
        return tuple(dict.fromkeys(pairwise(token.folded for token in self.tokens)))

    @property
    def exact(self) -> tuple[str, ...]:
        """The words as written, each once."""
        return tuple(dict.fromkeys(token.exact for token in self.tokens))

    @property
    def marked(self) -> tuple[str, ...]:
        """Those of them that were written with marks."""
        return tuple(dict.fromkeys(t.exact for t in self.tokens if t.exact != t.folded))


def understand(text: str) -> Question:
    """Any text at all is a question; one without a letter or digit has no words."""
    text = nfc(text[:MAX_CHARACTERS])
    spans = [(found.start(1), found.end(1)) for found in _QUOTED.finditer(text)]
    words = _without_number_word(tokens(text)[: MAX_TOKENS + 1], spans)[:MAX_TOKENS]
    phrases = (
        tuple(word.folded for word in words if start <= word.start and word.end <= end)
        for start, end in spans
    )
    return Question(
        tokens=words,
        phrases=tuple(dict.fromkeys(phrase for phrase in phrases if len(phrase) > 1)),
        code=_code(text, words),
    )


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
