"""Where places lie, and which place an office's name holds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pipeline.places import LEVELS, Place
from pipeline.steps.record.spelling import fold, same_spelling, squash

_LEVEL_WORDS = {
    **{fold(level): level for level in LEVELS},
    "tp": "Thành phố",
    "tx": "Thị xã",
    "tt": "Thị trấn",
    "tinh uy": "Tỉnh",
    "thanh uy": "Thành phố",
    "quan uy": "Quận",
    "huyen uy": "Huyện",
    "thi uy": "Thị xã",
    "tinh doan": "Tỉnh",
    "thanh doan": "Thành phố",
    "huyen doan": "Huyện",
}
"""Words before a place's name; committees of the Party and the youth union have it after theirs."""
_WORD = re.compile(r"\w+(?:\s*-\s+(?=\w))?")
_MOST_WORDS = 5
PERSONS = ("Hồ Chí Minh",)
"""A city named after a person keeps the word for its level (NĐ 30/2020, Phụ lục I, II.4)."""


class Gazetteer:
    """Places by their folded names; `others` are names that lie in no known province."""

    def __init__(self, places: Iterable[Place], others: Iterable[str] = ()) -> None:
        by_name: dict[str, list[Place]] = defaultdict(list)
        for place in (*places, *(Place("", name, ()) for name in others)):
            by_name[squash(place.short)].append(place)
        self._by_name: Mapping[str, list[Place]] = by_name

    def provinces_of(self, name: str) -> frozenset[str]:
        """The provinces, old and new, in which a place of this spelling lies."""
        short = bare(name)
        return frozenset(
            province
            for place in self._by_name.get(squash(short), ())
            if same_spelling(place.short, short)
            for province in place.provinces
        )

    def in_office(self, office: str) -> str | None:
        """The place that an office's name says it belongs to, as a dateline writes it.

        The first level word counts, "UBND XÃ TÂN HỘI, HUYỆN TÂN HIỆP" is Tân Hội's; without
        one, a province at the end: "SỞ Y TẾ KIÊN GIANG".
        """
        words = _WORD.findall(office)
        for start in range(len(words)):
            for size in (2, 1):
                level = _LEVEL_WORDS.get(fold(" ".join(words[start : start + size])))
                name = self._under(words[start + size :], level) if level else None
                if name is not None:
                    return name
        sizes = range(min(_MOST_WORDS, len(words)), 1, -1)
        ends = (self._named(words[-size:], "Tỉnh") for size in sizes)
        return next((name for name in ends if name is not None), None)

    def _under(self, words: list[str], level: str) -> str | None:
        """The longest name that follows the word for its level."""
        if words and words[0].isdigit():
            return f"{level} {words[0]}"
        sizes = range(min(_MOST_WORDS, len(words)), 0, -1)
        names = (self._named(words[:size], level) for size in sizes)
        return next((name for name in names if name is not None), None)

    def _named(self, words: list[str], level: str) -> str | None:
        """The one place of that rank which words spell, with marks or without."""
        written = " ".join(words)
        found = {p.short for p in self._by_name.get(squash(written), ()) if _ranks(p, level)}
        spelt = {name for name in found if same_spelling(squash_marks(name), squash_marks(written))}
        names = spelt or found
        if len(names) != 1:
            return None
        name = names.pop()
        return f"{level} {name}" if name in PERSONS else name


def _ranks(place: Place, level: str) -> bool:
    province = not place.provinces or place.short in place.provinces
    if level in ("Tỉnh", "Thành phố") and province:
        return True
    return LEVELS.get(place.level) == LEVELS[level]


def squash_marks(name: str) -> str:
    """Letters and marks without the space and hyphens between words."""
    return "".join(c for c in name if c.isalnum())


def bare(name: str) -> str:
    """A place's name without the word for its level, however that is shortened."""
    words = name.split()
    for size in (2, 1):
        if len(words) > size and fold(" ".join(words[:size])).rstrip(".") in _LEVEL_WORDS:
            return " ".join(words[size:])
    return re.sub(r"^(?:TP|Tp|TX|Tx)\.\s*", "", name)


@lru_cache(maxsize=2)
def gazetteer(places: tuple[Place, ...], others: tuple[str, ...]) -> Gazetteer:
    return Gazetteer(places, others)
