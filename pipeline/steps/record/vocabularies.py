"""Which phrases a part of the record can hold, from the rules: its words are spelt by them."""

from __future__ import annotations

from functools import lru_cache

from pipeline.places import Place
from pipeline.rules import Organ, Rules
from pipeline.steps.record.spelling import Vocabulary

_LEAST_WORDS = 3
"""An office's name of fewer words can be part of something else in a text."""

_BEFORE_TOWNS = ("tỉnh", "thành phố", "trên địa bàn tỉnh", "trên địa bàn thành phố")


def text_vocabulary(rules: Rules) -> Vocabulary:
    """For subjects and addressees: set phrases, offices, provinces and towns with their level."""
    return _text(rules.spelling.phrases, rules.organ, rules.organs.places)


def place_vocabulary(rules: Rules) -> Vocabulary:
    """For datelines."""
    return _names(rules.organs.places)


def office_vocabulary(rules: Rules) -> Vocabulary:
    """For headers, in capitals: offices and places of every level."""
    return _offices(rules.organs.vocabulary, rules.organ, rules.organs.places, rules.places)


@lru_cache(maxsize=4)
def _text(
    phrases: tuple[str, ...], organs: tuple[Organ, ...], places: tuple[str, ...]
) -> Vocabulary:
    offices = (organ.name for organ in organs if len(organ.name.split()) >= _LEAST_WORDS)
    towns = (f"{before} {place}" for place in places for before in _BEFORE_TOWNS)
    return Vocabulary((*phrases, *offices, *towns))


@lru_cache(maxsize=4)
def _names(places: tuple[str, ...]) -> Vocabulary:
    return Vocabulary(places)


@lru_cache(maxsize=4)
def _offices(
    words: tuple[str, ...],
    organs: tuple[Organ, ...],
    towns: tuple[str, ...],
    places: tuple[Place, ...],
) -> Vocabulary:
    """Places stand with their level, which they have in a header: XÃ TÂN HỘI."""
    levelled = (f"{place.level} {place.short}" for place in places if place.level)
    names = (*(organ.name for organ in organs), *towns, *levelled)
    return Vocabulary((*words, *(name.upper() for name in names)))
