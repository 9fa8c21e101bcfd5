"""Questions as people ask for a document, made by rules from what the labels say of it."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

from benchmarks.offices import HALVES, half_of
from pipeline.search.analysis import nfc, tokens

_MOST_RIGHT = 3
"""A question that more documents answer equally well asks for none of them."""
_SELDOM = 3
"""A word that stands in so many subjects at most tells them apart."""
_LEAST_WORDS, _MOST_WORDS = 4, 8
_TOPIC = 3
_PHRASE = 6
_LEAST_LETTERS = 4
_ABOUT = re.compile(r"^(?:V/v|Về việc|về việc|Về)[\s:]+")
_FULL_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_ASK_TONE, _FALL_TONE = "\u0309", "\u0303"


@dataclass(frozen=True, slots=True)
class Paper:
    """A labelled document; "" is unknown or doubted."""

    id: str
    half: str
    type: str
    number: str
    code: str
    date: str
    issuer: str
    """With the name of its province, as people call it."""
    subject: str
    signer: str
    lines: tuple[str, ...]
    """Of the transcript, where there is one."""

    @property
    def words(self) -> frozenset[str]:
        return frozenset(token.folded for token in tokens(self.subject))


@dataclass(frozen=True, slots=True)
class PersonsQuestion:
    text: str
    right: frozenset[str]
    """Ids of the papers that it asks for; the labels say the same of them."""
    kind: str
    half: str


@dataclass(frozen=True, slots=True)
class _Draft:
    text: str
    right: Callable[[Paper], bool]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a person knows of the archive."""

    papers: tuple[Paper, ...]
    subjects: Mapping[str, int]
    """Folded word → number of subjects that have it."""
    lines: Mapping[str, int]
    """Folded word → number of transcripts that have it."""
    rng: random.Random

    def tells(self, word: str) -> bool:
        return word.isalpha() and self.subjects.get(word, 0) <= _SELDOM


Rule = Callable[[Paper, _Desk], _Draft | None]


def paper(label: Mapping[str, Any], transcript: str) -> Paper:
    known = {k: nfc(str(v)) for k, v in label.items() if v and k not in label["doubts"]}
    issuer, parent = known.get("issuer", ""), known.get("issuer_parent", "")
    place = " ".join(parent.split()[-2:])
    named = issuer if not place or place.casefold() in issuer.casefold() else f"{issuer} {place}"
    return Paper(
        id=str(label["id"]),
        half=half_of(label),
        type=known.get("type", ""),
        number=known.get("number", "").lstrip("0"),
        code=known.get("code", ""),
        date=known.get("date", ""),
        issuer=named.lower() if named.isupper() else named,
        subject=_ABOUT.sub("", known.get("subject", "")),
        signer=known.get("signer_name", ""),
        lines=tuple(line for line in nfc(transcript).splitlines() if "«" not in line),
    )


def people_ask(papers: Sequence[Paper], count: int, seed: int) -> tuple[PersonsQuestion, ...]:
    """At most one question of a paper; every other one is typed without diacritics."""
    rng = random.Random(seed)
    desk = _Desk(
        tuple(papers),
        Counter(chain.from_iterable(p.words for p in papers)),
        Counter(chain.from_iterable({t.folded for t in _line_tokens(p)} for p in papers)),
        rng,
    )
    asked: list[PersonsQuestion] = []
    rules = list(RULES.items())
    for one in _shuffled(papers, rng):
        if len(asked) == count:
            break
        turn = len(asked) % len(rules)
        for kind, rule in (*rules[turn:], *rules[:turn]):
            draft = rule(one, desk)
            right = frozenset(p.id for p in papers if draft and draft.right(p))
            if draft and one.id in right and len(right) <= _MOST_RIGHT:
                text = bare(draft.text).lower() if len(asked) % 2 else draft.text
                asked.append(PersonsQuestion(text, right, kind, one.half))
                break
    return tuple(asked)


def bare(text: str) -> str:
    """As it is typed without diacritics."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def _shuffled(papers: Sequence[Paper], rng: random.Random) -> list[Paper]:
    """The halves by turns; those with a transcript are few, so they come early."""
    halves = [[one for one in papers if one.half == half] for half in HALVES]
    for half in halves:
        rng.shuffle(half)
        half.sort(key=lambda one: not one.lines)
    return [one for one in chain.from_iterable(zip_longest(*halves)) if one is not None]


def _line_tokens(one: Paper) -> list[Any]:
    return [token for line in one.lines for token in tokens(line)]


def _code(one: Paper, desk: _Desk) -> _Draft | None:
    if not one.number or not one.code:
        return None
    spaced = re.sub(r"[/-]", " ", one.code)
    forms = (one.code, spaced.lower(), f"số {spaced}", one.code.lstrip("0"))
    return _Draft(desk.rng.choice(forms), lambda other: other.code == one.code)


def _number_and_year(one: Paper, _: _Desk) -> _Draft | None:
    if not one.number or not one.type or not _FULL_DATE.match(one.date):
        return None
    return _Draft(
        f"{one.type.lower()} số {one.number} năm {one.date[:4]}",
        lambda p: (p.type, p.number, p.date[:4]) == (one.type, one.number, one.date[:4]),
    )


def _type_issuer_month(one: Paper, _: _Desk) -> _Draft | None:
    found = _FULL_DATE.match(one.date)
    if not found or not one.type or not one.issuer:
        return None
    return _Draft(
        f"{one.type.lower()} {one.issuer} tháng {int(found[2])}/{found[1]}",
        lambda p: (p.type, p.issuer, p.date[:7]) == (one.type, one.issuer, one.date[:7]),
    )


def _half_subject(one: Paper, desk: _Desk) -> _Draft | None:
    words = one.subject.split()
    length = min(max(len(words) // 2, _LEAST_WORDS), _MOST_WORDS)
    return _part(one, desk, length)


def _subject_and_year(one: Paper, desk: _Desk) -> _Draft | None:
    draft = _part(one, desk, _LEAST_WORDS)
    if draft is None or not one.date:
        return None
    year = one.date[:4]
    return _Draft(f"{draft.text} {year}", lambda p: draft.right(p) and p.date.startswith(year))


def _signer_topic(one: Paper, desk: _Desk) -> _Draft | None:
    draft = _part(one, desk, _TOPIC)
    if draft is None or not one.signer:
        return None
    return _Draft(f"{one.signer} {draft.text}", lambda p: draft.right(p) and p.signer == one.signer)


def _issuer_topic(one: Paper, desk: _Desk) -> _Draft | None:
    draft = _part(one, desk, _TOPIC)
    if draft is None or not one.issuer:
        return None
    return _Draft(f"{one.issuer} {draft.text}", lambda p: draft.right(p) and p.issuer == one.issuer)


def _phrase(one: Paper, desk: _Desk) -> _Draft | None:
    """From the middle of a line, with two words at least that no other transcript has."""
    found = []
    for line in one.lines:
        words = line.split()
        middle = words[len(words) // 2 - _PHRASE // 2 :][:_PHRASE]
        telling = [t for t in tokens(" ".join(middle)) if _only_here(t.folded, desk)]
        if len(middle) == _PHRASE and len(telling) > 1 and not any(w.isupper() for w in middle):
            found.append(" ".join(middle))
    if not found:
        return None
    return _Draft(f'"{desk.rng.choice(found)}"', lambda other: other.id == one.id)


def _misspelt(one: Paper, desk: _Desk) -> _Draft | None:
    """A letter is missing, two are exchanged, or hỏi stands for ngã and the reverse."""
    draft = _half_subject(one, desk)
    if draft is None:
        return None
    words = draft.text.split()
    places = [n for n, w in enumerate(words) if w.isalpha() and len(w) >= _LEAST_LETTERS]
    if not places:
        return None
    place = desk.rng.choice(places)
    words[place] = _slip(words[place], desk.rng)
    return _Draft(" ".join(words), draft.right)


def _part(one: Paper, desk: _Desk, length: int) -> _Draft | None:
    """So many words of the subject side by side, with as many that tell as there are."""
    words = [word.strip(",;.()") for word in one.subject.split()]
    parts = [words[n : n + length] for n in range(len(words) - length + 1)]

    def telling(part: list[str]) -> int:
        return sum(desk.tells(token.folded) for token in tokens(" ".join(part)))

    best = max(map(telling, parts), default=0)
    if best < 2:
        return None
    text = " ".join(desk.rng.choice([part for part in parts if telling(part) == best]))
    asked = {token.folded for token in tokens(text)}
    return _Draft(text, lambda other: asked <= other.words)


def _only_here(word: str, desk: _Desk) -> bool:
    return word.isalpha() and len(word) > 1 and desk.lines[word] == 1


def _slip(word: str, rng: random.Random) -> str:
    apart = unicodedata.normalize("NFD", word)
    if _ASK_TONE in apart or _FALL_TONE in apart:
        other = {ord(_ASK_TONE): _FALL_TONE, ord(_FALL_TONE): _ASK_TONE}
        return nfc(apart.translate(other))
    place = rng.randrange(1, len(word) - 1)
    if rng.random() < 0.5:
        return word[:place] + word[place + 1 :]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


RULES: Mapping[str, Rule] = {
    "phrase": _phrase,
    "half a subject": _half_subject,
    "code": _code,
    "type, issuer, month": _type_issuer_month,
    "signer and topic": _signer_topic,
    "subject and year": _subject_and_year,
    "number and year": _number_and_year,
    "issuer and topic": _issuer_topic,
    "misspelt": _misspelt,
}
