"""Other questions that may have been meant, of the words of documents that a person may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice, pairwise, product

from rapidfuzz.distance import OSA

from pipeline.search.analysis import Token, nfc, words
from pipeline.search.question import MAX_CHARACTERS, Atom, Question, TextField, Words

CLEAR = 0.6
"""Share of all places at which neighbours must be written so."""
MOST = 3
_SHORTEST = 3
"""Letters of a word; shorter ones are like too many others."""
_TWO_SLIPS = 6
"""From so many letters on, two of them may be wrong."""

_Pair = tuple[str, str]


def with_tones(typed: str, question: Question, texts: Iterable[str]) -> str | None:
    """A question typed without marks, as its neighbours are mostly written where it was found.

    "ke hoach" → "kế hoạch"; None where nothing is clear.
    """
    asked = _whole(question)
    if question.marked or len(asked) < 2:
        return None
    found = _pairs_of(asked, texts)
    chosen: dict[int, tuple[int, str]] = {}
    for place, (one, two) in enumerate(pairwise(asked)):
        forms = found[one.folded, two.folded]
        for exact, count in forms.most_common(1):
            if count >= CLEAR * forms.total():
                for at, word in ((place, exact[0]), (place + 1, exact[1])):
                    chosen[at] = max(chosen.get(at, (0, "")), (count, word))
    return _suggestion(typed, asked, {at: word for at, (_, word) in chosen.items()})


def _pairs_of(asked: tuple[Token, ...], texts: Iterable[str]) -> dict[_Pair, Counter[_Pair]]:
    """How each pair that is asked for is written."""
    pairs = {(one.folded, two.folded): Counter[_Pair]() for one, two in pairwise(asked)}
    for text in texts:
        exact, folded = (form.split() for form in words(nfc(text)))
        for place, both in enumerate(pairwise(folded)):
            if both in pairs:
                pairs[both][exact[place], exact[place + 1]] += 1
    return pairs


def corrections(
    typed: str, question: Question, unknown: Collection[str], texts: Iterable[str]
) -> tuple[str, ...]:
    """The question with its unknown words as the texts have them, likeliest first.

    `question` is what `typed` was understood as, `unknown` its folded words that nothing has. At
    most two letters differ, in short words one.
    """
    asked = _whole(question)
    seen = _seen(texts)
    choices: dict[int, list[str]] = {}
    for place, word in enumerate(asked):
        if word.folded in unknown and (found := _alike(place, asked, seen)):
            choices[place] = found
    if not choices:
        return ()
    combined = islice(product(*(found[:MOST] for found in choices.values())), MOST)
    made = (_suggestion(typed, asked, dict(zip(choices, row, strict=True))) for row in combined)
    return tuple(dict.fromkeys(text for text in made if text is not None))


@dataclass(slots=True)
class _Seen:
    """The words of texts."""

    forms: dict[str, Counter[str]] = field(default_factory=dict)
    """Folded word → how often it is written how."""
    pairs: dict[_Pair, Counter[_Pair]] = field(default_factory=dict)


def _seen(texts: Iterable[str]) -> _Seen:
    seen = _Seen()
    for text in texts:
        exact, folded = (form.split() for form in words(nfc(text)))
        both = list(zip(exact, folded, strict=True))
        for form, word in both:
            seen.forms.setdefault(word, Counter())[form] += 1
        for (form, word), (next_form, next_word) in pairwise(both):
            counts = seen.pairs.setdefault((word, next_word), Counter())
            counts[form, next_form] += 1
    return seen


def _alike(place: int, asked: tuple[Token, ...], seen: _Seen) -> list[str]:
    """Words of the texts that may have been meant, as they are written there, likeliest first."""
    word = asked[place].folded
    if not word.isalpha() or len(word) < _SHORTEST:
        return []
    slips = 2 if len(word) >= _TWO_SLIPS else 1
    found: list[tuple[int, int, bool, int, str]] = []
    for other, forms in seen.forms.items():
        distance = OSA.distance(word, other, score_cutoff=slips)
        if 0 < distance <= slips and other.isalpha():
            form, near = _form(place, asked, other, seen)
            found.append((-near, distance, other[0] != word[0], -forms.total(), form))
    return [form for *_, form in sorted(found)]


def _form(place: int, asked: tuple[Token, ...], other: str, seen: _Seen) -> tuple[str, int]:
    """How the word is mostly written, beside the neighbours if it stands there; how many do."""
    beside: Counter[str] = Counter()
    near = 0
    for step in (-1, 1):
        if not 0 <= place + step < len(asked):
            continue
        neighbour = asked[place + step].folded
        key = (neighbour, other) if step < 0 else (other, neighbour)
        forms = seen.pairs.get(key, Counter())
        near += bool(forms)
        for pair, count in forms.items():
            beside[pair[1 if step < 0 else 0]] += count
    return (beside or seen.forms[other]).most_common(1)[0][0], near


def _whole(question: Question) -> tuple[Token, ...]:
    """The words looked for anywhere, those only begun aside."""
    return tuple(
        token
        for clause in question.clauses
        if not clause.without
        for atom in clause.any_of
        for token in _whole_words(atom)
    )


def _suggestion(
    typed: str, words_of_it: tuple[Token, ...], chosen: Mapping[int, str]
) -> str | None:
    """What was typed, with other words at these places; None where it stays the same."""
    text = made = nfc(typed[:MAX_CHARACTERS])
    others = {words_of_it[place]: word for place, word in chosen.items()}
    for token in sorted(others, key=lambda token: token.start, reverse=True):
        if others[token] != token.exact:
            word = _cased(others[token], text[token.start : token.end])
            made = made[: token.start] + word + made[token.end :]
    return None if made == text else made


def _cased(word: str, like: str) -> str:
    if like.isupper():
        return word.upper() if len(like) > 1 else word.capitalize()
    return word.capitalize() if like[:1].isupper() else word


def _whole_words(atom: Atom) -> tuple[Token, ...]:
    if not isinstance(atom, Words) or atom.field is not TextField.ANY:
        return ()
    return atom.tokens[:-1] if atom.begun else atom.tokens
