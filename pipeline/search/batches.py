"""The words of many texts at once: what numpy costs a text it then costs for all of them.

Says what `analysis.words` says of each text, and what neighbours of it are both frequent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from pipeline.search.analysis import MAX_TERM, WordArrays, text_of, word_arrays, words
from pipeline.search.characters import BORDER, GUESS, TEXTS
from pipeline.search.frequent import FREQUENT, pair

_BLANK, _JOIN = ord(" "), ord(pair("", ""))
_PACKED = 7
"""Letters of the longest syllable that is packed into one number."""
_SLOTS = 14
_AROUND = 4
"""So many words on each side of a guess are looked at with it."""

Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Packed = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class TextWords:
    """The words of a text, parted by blanks."""

    exact: str
    folded: str
    grams: str
    """Frequent neighbours, folded, with a border where a run of them ends."""
    exact_grams: str
    """Frequent neighbours as written."""


def words_of(texts: Sequence[str]) -> list[TextWords]:
    """Of each NFC text; `SEPARATOR` in a text becomes a border."""
    cleared = [text.replace(TEXTS, " ") for text in texts]
    arrays = word_arrays(TEXTS.join(cleared))
    if arrays is None:
        # Something in one of them needs a closer look.
        if len(texts) > 1:
            return [found for text in cleared for found in words_of([text])]
        return [_words_of_one(text) for text in cleared]
    parts = [text_of(arrays.exact), text_of(arrays.folded), *_grams(arrays)]
    split = [part.split(TEXTS) for part in parts]
    return [TextWords(*found) for found in zip(*split, strict=True)]


def _words_of_one(text: str) -> TextWords:
    exact, folded = words(text)
    return TextWords(exact, folded, *_grams_of(exact.split(), folded.split()))


def _grams_of(exact: Sequence[str], folded: Sequence[str]) -> tuple[str, str]:
    """The frequent neighbours of a text whose words are known."""
    grams: list[str] = []
    exact_grams: list[str] = []
    for at in range(len(folded) - 1):
        if folded[at] in FREQUENT and folded[at + 1] in FREQUENT:
            grams.append(pair(folded[at], folded[at + 1]))
            exact_grams.append(pair(exact[at], exact[at + 1]))
        elif grams and grams[-1] != BORDER:
            grams.append(BORDER)
    return " ".join(grams), " ".join(exact_grams)


def grams_of_guesses(stacked: str) -> str:
    """Frequent neighbours that there are where the other words of a place are right.

    Of a neighbour that is unsure as well the first frequent word counts.
    """
    places = [place.split(GUESS) for place in stacked.split()]
    likely = [next((word for word in place if word in FREQUENT), place[0]) for place in places]
    runs = []
    for at, place in enumerate(places):
        for other in place[1:]:
            before, after = likely[max(at - _AROUND, 0) : at], likely[at + 1 : at + 1 + _AROUND]
            around = (*before, other, *after)
            runs.append(_grams_of(around, around)[0])
    return f" {BORDER} ".join(filter(None, runs))


def _grams(arrays: WordArrays) -> tuple[str, str]:
    folded = arrays.folded
    blank = folded == _BLANK
    starts = (~blank & np.concatenate(([True], blank[:-1]))).nonzero()[0]
    ends = (~blank & np.concatenate((blank[1:], [True]))).nonzero()[0] + 1
    if not starts.size:
        return "", ""
    parted = folded[starts] == ord(TEXTS)
    known = _frequent(folded, starts, ends)
    pairs = np.zeros(starts.size, dtype=np.bool_)
    pairs[:-1] = known[:-1] & known[1:]
    stops = np.zeros(starts.size, dtype=np.bool_)
    stops[1:] = pairs[:-1] & ~pairs[1:]
    grams = _spelled(folded, starts, ends, pairs, stops, parted)
    stops[:] = False
    return grams, _spelled(arrays.exact, starts, ends, pairs, stops, parted)


def _spelled(
    text: npt.NDArray[np.uint32],
    starts: Places,
    ends: Places,
    pairs: Flags,
    stops: Flags,
    parted: Flags,
) -> str:
    """The pairs, a border at each stop, and what parts the texts; each with a blank after it."""
    items = (pairs | stops | parted).nonzero()[0]
    paired = pairs[items]
    following = np.minimum(items + 1, starts.size - 1)
    lengths = np.where(paired, ends[following] - starts[items], 1) + 1
    offsets = np.cumsum(lengths) - lengths
    total = int(lengths.sum())
    source = np.repeat(starts[items] - offsets, lengths)
    source += np.arange(total)
    spelled = text[np.minimum(source, text.size - 1)]
    spelled[offsets + lengths - 1] = _BLANK
    joins = offsets + ends[items] - starts[items]
    spelled[joins[paired]] = _JOIN
    spelled[offsets[stops[items] & ~parted[items]]] = ord(BORDER)
    return text_of(spelled)


def _frequent(folded: npt.NDArray[np.uint32], starts: Places, ends: Places) -> Flags:
    """Whether each word is a frequent syllable."""
    lengths = ends - starts
    packed = np.zeros(starts.size, dtype=np.uint64)
    plain = lengths <= _PACKED
    for letter in range(_PACKED):
        there = lengths > letter
        letters = folded[np.minimum(starts + letter, folded.size - 1)] * there
        plain &= letters < 128
        packed |= letters.astype(np.uint64) << np.uint64(8 * letter)
    factor, table = _frequent_table()
    known: Flags = table[_slots(packed, factor)] == packed
    return plain & known


@cache
def _frequent_table() -> tuple[int, Packed]:
    """A factor that puts every frequent syllable into a slot of its own, and the slots."""
    packed = np.array(
        [sum(ord(char) << (8 * at) for at, char in enumerate(word)) for word in FREQUENT],
        dtype=np.uint64,
    )
    factor = 0x9E3779B97F4A7C15
    while len(set(_slots(packed, factor).tolist())) < packed.size:
        factor = (factor * 6364136223846793005 + 2) % 2**64
    table = np.full(1 << _SLOTS, np.uint64(2**64 - 1))
    table[_slots(packed, factor)] = packed
    return factor, table


def _slots(packed: Packed, factor: int) -> Packed:
    return (packed * np.uint64(factor)) >> np.uint64(64 - _SLOTS)


assert max(map(len, FREQUENT)) <= min(_PACKED, MAX_TERM)
