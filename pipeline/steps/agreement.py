"""Settles what a line says between readers that err differently: agreement first, then a vote.

Two readers that agree are right far more often than one that is sure of itself. Where they do
not, a third is asked, and our own network says how likely it holds each of the readings; the
spelling of Vietnamese may tip the scales. No word is ever written that no reader saw.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from pipeline.model.reading import HANDWRITING, LineReading, Posterior
from pipeline.steps.alternatives import losing_words, second_choices, with_second_choices
from pipeline.steps.ctc import log_chance
from pipeline.steps.syllables import is_syllable

_SECOND = 2.0
_THIRD = 2.0
_SPELLING = 2.0
"""What a second reader, a third one, and a word of right spelling are worth, in natural
logarithms of chance. Round numbers: on the lines of the 14 transcribed pages 1.5 to 3 give a CER
of 1.05 to 1.07 %, 5 gives 1.15 %."""
_EQUAL = str.maketrans({"–": "-", "—": "-", "“": '"', "”": '"', "’": "'", "‘": "'", "…": "."})
_CODE = re.compile(r"[\d\W]+|[A-ZĐƯ\d/\-–.:;,()&]+")
"""Numbers, marks and abbreviations, which spelling does not judge."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word as settled, with what speaks for it."""

    text: str
    left: float
    """Where its first character stands: x in pixels of the reading image."""
    right: float
    """Where its last character stands."""
    chance: float
    """What our network gives it: its least sure character, or its share among the readings."""
    second: bool | None
    """The second reader read the same; None when there was none."""
    third: bool | None
    """The third reader read the same; None when it was not asked or has no word there."""
    spelled: bool
    """It can be a Vietnamese syllable, a number or an abbreviation."""
    alternatives: tuple[str, ...] = ()
    """What else it may be, likeliest first."""


_Readings = tuple[str, str, str | None]
"""Ours, the second's, the third's where it has one."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What two readers have between blanks that stand against each other."""

    first: int
    end: int
    other_first: int
    other_end: int


def parted(reading: LineReading) -> LineReading:
    """The reading with every run of handwriting as a word of its own."""
    text: list[str] = []
    places: list[float] = []
    chances: list[float] = []
    for character, place, chance in zip(reading.text, reading.places, reading.chances, strict=True):
        marks = character == HANDWRITING
        if text and text[-1] != " " and character != " " and (marks or text[-1] == HANDWRITING):
            text.append(" ")
            places.append(place)
            chances.append(chance)
        text.append(character)
        places.append(place)
        chances.append(chance)
    return LineReading("".join(text), tuple(places), tuple(chances))


def same(one: str, other: str) -> bool:
    """Whether two texts differ at most in kinds of dashes, quotes and dots."""
    return one.translate(_EQUAL) == other.translate(_EQUAL)


def doubtful(own: LineReading, sure: float) -> bool:
    """Whether a second reader is to be asked: some word is less than `sure`, or cannot be right."""
    return any(chance < sure for chance in own.chances) or _misspelled(own.text) < 0


def disputed(own: LineReading, second: LineReading, sure: float) -> bool:
    """Whether a third reader is to be asked: the two differ where ours is less than `sure`.

    Where ours is sure of a word that can be spelt so, the third hardly ever changes it.
    """
    for stretch in _stretches(own.text, second.text):
        mine = own.text[stretch.first : stretch.end]
        hers = second.text[stretch.other_first : stretch.other_end]
        if same(mine.replace(HANDWRITING, ""), hers):
            continue
        chance = min(own.chances[stretch.first : stretch.end], default=0.0)
        if chance < sure or _misspelled(mine):
            return True
    return False


def alone(own: LineReading, posterior: Posterior | None = None) -> tuple[Token, ...]:
    """The words of a line that only our reader read; `own` is `parted`.

    Without its posterior nothing is known of what else they may be.
    """
    return tuple(
        Token(
            text=word.text,
            left=word.places[0],
            right=word.places[-1],
            chance=min(word.chances),
            second=None,
            third=None,
            spelled=_is_spelled(word.text),
            alternatives=second_choices(word, posterior) if posterior else (),
        )
        for word in own.words
    )


def settle(
    own: LineReading, posterior: Posterior, second: LineReading, third: str | None
) -> tuple[Token, ...]:
    """The words of a line. `own` is `parted`; `third` is None when it was not asked."""
    tokens: list[Token] = []
    for stretch in _stretches(own.text, second.text):
        mine = own.text[stretch.first : stretch.end]
        hers = second.text[stretch.other_first : stretch.other_end]
        theirs = None if third is None else _standing_against(own.text, third, stretch)
        readings = (mine, hers, theirs)
        chosen, chance = _chosen(own, posterior, stretch, readings)
        places = _places(chosen, readings, own, second, stretch)
        mine_read = LineReading(
            mine, own.places[stretch.first : stretch.end], own.chances[stretch.first : stretch.end]
        )
        owned = mine_read.words if chosen == mine else ()
        losing = losing_words(chosen, readings)
        others = [
            with_second_choices(texts, owned[n] if owned else None, posterior)
            for n, texts in enumerate(losing)
        ]
        tokens.extend(_tokens(chosen, chance, readings, places, others))
    return tuple(tokens)


def _stretches(one: str, other: str) -> list[_Stretch]:
    """Both texts cut at the blanks that stand against each other in the best alignment."""
    cuts = [
        (step.src_start + offset, step.dest_start + offset)
        for step in Levenshtein.opcodes(one, other)
        if step.tag == "equal"
        for offset in range(step.src_end - step.src_start)
        if one[step.src_start + offset] == " "
    ]
    found = []
    first = other_first = 0
    for end, other_end in [*cuts, (len(one), len(other))]:
        found.append(_Stretch(first, end, other_first, other_end))
        first, other_first = end + 1, other_end + 1
    return found


def _standing_against(text: str, third: str, stretch: _Stretch) -> str | None:
    """What the third reader has in place of a stretch, or None when its words lie across."""
    inside = [
        part
        for part in _stretches(text, third)
        if part.first >= stretch.first and part.end <= stretch.end
    ]
    if not inside or inside[0].first != stretch.first or inside[-1].end != stretch.end:
        return None
    return third[inside[0].other_first : inside[-1].other_end].strip()


def _chosen(
    own: LineReading, posterior: Posterior, stretch: _Stretch, readings: _Readings
) -> tuple[str, float]:
    """The reading that stands, and the chance our network gives it among all of them."""
    mine, hers, theirs = readings
    if same(mine, hers):
        return mine, min(own.chances[stretch.first : stretch.end], default=1.0)
    # A reading that our network cannot write (a sign it does not know) has no chance at all;
    # the other two may still outvote it.
    if theirs is not None and same(hers, theirs) and not _known(hers, posterior):
        return hers, 0.5
    chances = _chances(own, posterior, stretch, {text for text in readings if text is not None})

    def worth(text: str) -> tuple[float, bool]:
        votes = _SECOND * same(text, hers)
        votes += _THIRD * (theirs is not None and same(text, theirs))
        return chances[text] + votes + _SPELLING * _misspelled(text), text == mine

    best = max(chances, key=worth)
    return best, math.exp(chances[best])


def _chances(
    own: LineReading, posterior: Posterior, stretch: _Stretch, texts: Iterable[str]
) -> dict[str, float]:
    """Natural logarithm of the chance of each text, among these; with the blanks around it."""
    before = " " if stretch.first else ""
    after = " " if stretch.end < len(own.text) else ""
    first, end = _steps(own, posterior, stretch)
    logs = {text: log_chance(posterior, before + text + after, first, end) for text in texts}
    most = max(logs.values())
    whole = most + math.log(sum(math.exp(value - most) for value in logs.values()))
    return {text: value - whole for text, value in logs.items()}


def _known(text: str, posterior: Posterior) -> bool:
    return all(character in posterior.classes for character in text)


def _steps(own: LineReading, posterior: Posterior, stretch: _Stretch) -> tuple[int, int]:
    """The steps of the network between the blanks around a stretch."""
    places = own.places
    first = posterior.step_at(places[stretch.first - 1]) if stretch.first else 0
    last = len(posterior.log_chances)
    end = posterior.step_at(places[stretch.end]) + 1 if stretch.end < len(places) else last
    return first, max(end, first + 1)


def _misspelled(text: str) -> int:
    """Minus the number of words that cannot be right."""
    return -sum(not _is_spelled(word) for word in text.split())


def _is_spelled(word: str) -> bool:
    return bool(_CODE.fullmatch(word)) or is_syllable(word)


def _tokens(
    chosen: str,
    chance: float,
    readings: _Readings,
    places: Sequence[float],
    others: Sequence[tuple[str, ...]],
) -> Iterator[Token]:
    _, hers, theirs = readings
    at = 0
    alternatives = iter(others)
    for word in chosen.split(" "):
        inside = slice(at, at + len(word))
        at += len(word) + 1
        if word:
            yield Token(
                text=word,
                left=places[inside][0],
                right=places[inside][-1],
                chance=chance,
                second=same(chosen, hers),
                third=None if theirs is None else same(chosen, theirs),
                spelled=_is_spelled(word),
                alternatives=next(alternatives),
            )


def _places(
    chosen: str, readings: _Readings, own: LineReading, second: LineReading, stretch: _Stretch
) -> Sequence[float]:
    """Where the characters of the chosen reading stand."""
    mine, hers, _ = readings
    ours = own.places[stretch.first : stretch.end]
    theirs = second.places[stretch.other_first : stretch.other_end]
    if chosen == mine:
        return ours
    if chosen == hers:
        return theirs
    # The third says no places: its characters are spread over the stretch.
    known = ours or theirs or own.places[stretch.first - 1 : stretch.end + 1] or (0.0,)
    share = (known[-1] - known[0]) / max(len(chosen) - 1, 1)
    return [known[0] + number * share for number in range(len(chosen))]
