"""How a document spells a word elsewhere: a check on each word of a subject or an addressee."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.model.ocr import OcrPage, Word
from pipeline.rules import Rules, Trust
from pipeline.steps.record.layout import Placed
from pipeline.steps.record.spelling import Vocabulary, same_spelling, squash
from pipeline.steps.record.trust import Spelt, as_read, restored

_MARKS = ".,;:()\"'“”"
_Pair = tuple[str, str]


class Usage:
    """The words of all pages by the pairs in which they stand, folded."""

    def __init__(self, pages: Sequence[OcrPage]) -> None:
        self._before: dict[_Pair, list[Word]] = defaultdict(list)
        self._after: dict[_Pair, list[Word]] = defaultdict(list)
        for page in pages:
            for line in page.lines:
                for one, two in pairwise(line.words):
                    pair = (squash(one.text), squash(two.text))
                    self._before[pair].append(two)
                    self._after[pair].append(one)

    def others(self, before: str | None, word: Word, after: str | None) -> tuple[Word, ...]:
        """Other occurrences of a word with the same neighbour, but for marks and case."""
        key = squash(word.text)
        found: list[Word] = []
        if before is not None:
            found += self._before.get((squash(before), key), ())
        if after is not None:
            found += self._after.get((key, squash(after)), ())
        return tuple(other for other in found if other is not word)


@dataclass(frozen=True, slots=True)
class Speller:
    """What a value's words are checked against."""

    usage: Usage
    vocabulary: Vocabulary
    rules: Rules

    def respell(self, words: Sequence[Placed]) -> Respelt:
        return respell(words, self.usage, self.vocabulary, self.rules.trust)

    def respell_names(self, words: Sequence[Placed]) -> Respelt:
        return respell_names(words, self.usage, self.vocabulary, self.rules.trust)


@dataclass(frozen=True, slots=True)
class Respelt:
    """Words as they go into a value; `changed` when one is not spelt as it was read."""

    words: tuple[Spelt, ...]
    changed: bool


def respell(words: Sequence[Placed], usage: Usage, vocabulary: Vocabulary, trust: Trust) -> Respelt:
    """Words checked against set phrases and against the rest of the document.

    A spelling that the rest supports is surer; one that it contradicts is replaced, and is
    never sure then.
    """
    spelt = as_read(words)
    result = []
    for index, phrase in enumerate(vocabulary.restore([w.text for w in words])):
        word = spelt[index]
        if phrase is not None and not phrase.remarked:
            result.append(replace(word, confidence=max(word.confidence, trust.restored)))
        elif phrase is not None:
            result.append(_with_spelling(word, phrase.text, trust))
        else:
            result.append(_by_usage(word, _others(words, index, usage), trust))
    return _respelt(spelt, result)


def respell_names(
    words: Sequence[Placed], usage: Usage, vocabulary: Vocabulary, trust: Trust
) -> Respelt:
    """Words in capitals as a closed vocabulary spells them; any other word as the rest does."""
    known = restored(words, vocabulary, trust)
    phrases = vocabulary.restore([w.text for w in words])
    result = [
        word if phrase is not None else _by_usage(word, _others(words, index, usage), trust)
        for index, (word, phrase) in enumerate(zip(known, phrases, strict=True))
    ]
    return _respelt(known, result)


def _others(words: Sequence[Placed], index: int, usage: Usage) -> tuple[Word, ...]:
    before = words[index - 1].text if index else None
    after = words[index + 1].text if index + 1 < len(words) else None
    others = usage.others(before, words[index].word, after)
    if words[index].text.isupper():
        # Capitals lose the same marks wherever they stand: they are no second opinion.
        return tuple(other for other in others if not other.text.isupper())
    return others


def _respelt(before: Sequence[Spelt], after: Sequence[Spelt]) -> Respelt:
    changed = any(not same_spelling(a.text, b.text) for a, b in zip(before, after, strict=True))
    return Respelt(tuple(after), changed)


def _with_spelling(word: Spelt, spelling: str, trust: Trust) -> Spelt:
    """The word spelt otherwise, in its own case and with the marks that stood around it."""
    core = word.text.strip(_MARKS)
    start = word.text.find(core)
    cased = spelling.upper() if core.isupper() and len(core) > 1 else spelling.lower()
    if core[:1].isupper():
        cased = cased[:1].upper() + cased[1:]
    text = f"{word.text[:start]}{cased}{word.text[start + len(core) :]}"
    return replace(word, text=text, confidence=trust.repaired)


def _by_usage(word: Spelt, others: Sequence[Word], trust: Trust) -> Spelt:
    core = word.text.strip(_MARKS)
    if sum(c.isalpha() for c in core) < 2 or any(c.isdigit() for c in core):
        return word
    same = [o for o in others if same_spelling(o.text.strip(_MARKS), core)]
    rivals: dict[str, list[float]] = defaultdict(list)
    for other in others:
        if other not in same:
            rivals[other.text.strip(_MARKS).lower()].append(other.confidence)
    if not rivals:
        if same:
            return replace(word, confidence=max(word.confidence, trust.restored))
        needed = trust.alone_capital if core.isupper() else trust.alone
        alone = word.confidence < needed and len(core) > 2
        return replace(word, confidence=min(word.confidence, trust.repaired)) if alone else word
    rival, sure = max(rivals.items(), key=lambda item: (len(item[1]), max(item[1]), item[0]))
    doubtful = word.confidence < trust.restored and max(sure) > trust.alone
    stronger = len(sure) > 2 * len(same) and (len(sure) > 1 or doubtful)
    if stronger:
        return _with_spelling(word, rival, trust)
    return word if len(same) > 2 * len(sure) else replace(word, confidence=trust.repaired)
