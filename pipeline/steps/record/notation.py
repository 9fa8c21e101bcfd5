"""The symbol of a document (ô 3): found in the number line, each part checked against data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.model.geometry import Box, hull
from pipeline.model.record import Candidate, Field
from pipeline.rules import Rules
from pipeline.steps.record.layout import Placed, Row
from pipeline.steps.record.spelling import fold
from pipeline.steps.record.symbols import Owner, lexicon
from pipeline.steps.record.trust import found

_LABEL = re.compile(r"^\W*s[o06][\W_]*")
_CONFUSED = str.maketrans({"Ð": "Đ", "ð": "đ", "—": "-", "–": "-"})
_HEAD = re.compile(r"(?<![A-Za-zĐđ])[A-ZĐ][A-Za-zĐđ.]*(?:\s*[-&]\s*[A-ZĐ][A-Za-zĐđ.]*)*(?=\s*$)")
_CAPITALS = re.compile(r"[A-ZĐ][A-ZĐa-z.]*[A-ZĐ][a-z]*")
_TWICE = re.compile("ĐĐ+")
_SPACED = re.compile(r"\s*([-/&])\s*")
MEMBERS_CONFIRM = 0.92
HANDWRITTEN_FROM = 0.4
Spell = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Split:
    """Where number and symbol stand in the text of a number line."""

    start: int
    """Where the number begins."""
    cut: int
    """Where the symbol begins."""
    text: str
    end: int
    lone: bool = False
    """Whether no slash and no hyphen say that it is a symbol."""


def split_code(row: Row, rules: Rules) -> Split | None:
    """The number line cut into number and symbol, or None where no symbol can be seen."""
    text = row.text.translate(_CONFUSED)
    label = _LABEL.match(fold(text))
    start = label.end() if label else 0
    return (
        _after_slash(text, start, rules)
        or _compound(text, start, rules)
        or _lone(text, start, rules)
    )


def _after_slash(text: str, start: int, rules: Rules) -> Split | None:
    slash = text.rfind("/", start)
    if slash < 0:
        return None
    begin = slash + 1 + text[slash + 1 :].startswith(" ")
    if rules.patterns.notation.match(text, begin) is None:
        return None
    before = _HEAD.search(text[start:slash])
    if before is not None and _begins_symbol(before.group(), rules):
        # The slash of the Party and of old symbols stands inside: 14-CV/TU, 47 QĐ/UB.
        begin = start + before.start()
    symbol = rules.patterns.notation.match(text, begin)
    return Split(start, begin, symbol.group(), symbol.end()) if symbol else None


def _begins_symbol(text: str, rules: Rules) -> bool:
    known = lexicon(rules)
    parts = re.split(r"\s*[-&]\s*", text)
    return parts[0] in known.kinds or (len(parts) > 1 and all(map(known.knows, parts)))


def _compound(text: str, start: int, rules: Rules) -> Split | None:
    symbols = [m for m in rules.patterns.notation.finditer(text, start) if "-" in m.group()]
    if not symbols:
        return None
    return Split(start, symbols[-1].start(), symbols[-1].group(), symbols[-1].end())


def _lone(text: str, start: int, rules: Rules) -> Split | None:
    """A last word in capitals, where the slash was lost; only one that offices write."""
    symbols = [m for m in _CAPITALS.finditer(text, start) if lexicon(rules).knows(m.group())]
    if not symbols:
        return None
    return Split(start, symbols[-1].start(), symbols[-1].group(), symbols[-1].end(), lone=True)


def read_notation(
    row: Row, split: Split, owner: Owner, written: Sequence[Box], least: float
) -> Field:
    """The symbol, with what else it may be; one that is cut short or has a pen in it is unsure."""
    words = row.part(split.cut, split.end)
    read = _mapped(
        _SPACED.sub(r"\1", split.text).strip(" .,;:-"),
        lambda part: part if _known(part, owner) else _TWICE.sub("Đ", part),
    )
    confidence = min(word.word.confidence for word in words)
    value = _mapped(read, owner.respelt)
    rest = _rest(row, split, owner.rules)
    if rest and all(_known(part, owner) for part in rest.split("-")):
        value = f"{value}-{rest}"
    field = _judged(value, confidence, words, owner, least)
    cut = rest or split.lone or _broken(row, split, words, owner)
    if cut or _penned(row, words, written, owner.rules):
        return replace(field, review=True, reason=field.reason or "incomplete")
    return field


def _judged(
    value: str, confidence: float, words: Sequence[Placed], owner: Owner, least: float
) -> Field:
    """The value as sure as its parts are known; a part that is only like a known one is doubted."""
    trust = owner.rules.trust
    parts = re.split(r"[-/]", value)
    if all(_confirmed(part, owner) for part in parts) or value in owner.cited:
        return found(value, max(confidence, MEMBERS_CONFIRM), words, least)
    known = all(_confirmed(p, owner) or (len(p) > 2 and _known(p, owner)) for p in parts)
    if known and confidence >= trust.known_symbol:
        # A misreading that is some office's abbreviation again is rare.
        return found(value, max(confidence, trust.restored), words, least)
    strange = [part for part in parts if not _known(part, owner)]
    if not strange or confidence >= trust.strange_symbol:
        return found(value, confidence, words, least)
    doubted = found(value, min(confidence, trust.repaired), words, least)
    other = _mapped(value, lambda part: owner.near(part) if part in strange else None)
    if other == value:
        return doubted
    return replace(doubted, candidates=_rivals(value, other, doubted.confidence))


def _rivals(value: str, other: str, confidence: float) -> tuple[Candidate, ...]:
    return (
        Candidate(value, round(confidence, 2), ("as_read",)),
        Candidate(other, round((1 - confidence) / 2, 2), ("known_abbreviation",)),
    )


def _confirmed(part: str, owner: Owner) -> bool:
    return owner.owns(part) or part in owner.cited


def _known(part: str, owner: Owner) -> bool:
    return _confirmed(part, owner) or lexicon(owner.rules).knows(part)


def _mapped(value: str, spell: Spell) -> str:
    """The value with each part spelt anew where `spell` knows better."""
    return "".join(
        piece if piece in "-/" else (spell(piece) or piece) for piece in re.split(r"([-/])", value)
    )


def _rest(row: Row, split: Split, rules: Rules) -> str:
    """What goes on directly behind the symbol, of which it may be a part."""
    text, owners = row.characters()
    last = owners[split.end - 1]
    behind = text[split.end :].split(" ", 1)[0]
    tokens = [behind] if any(c.isalnum() for c in behind) else []
    for before, word in _following(row.words, last):
        near = word.left - before.right <= rules.layout.run_gap * row.height
        if not near or not any(c.isalnum() for c in word.text):
            break
        tokens.append(word.text)
    return "-".join(token.translate(_CONFUSED).strip(" .,;:-/") for token in tokens)


def _broken(row: Row, split: Split, words: Sequence[Placed], owner: Owner) -> bool:
    """Whether a part is missing: a wide blank, a hyphen with nothing behind, a kind alone."""
    widest = owner.rules.layout.run_gap * row.height
    blank = any(word.left - before.right > widest for before, word in _following(words, 0))
    dangling = row.text[split.end :].lstrip().startswith(("-", "–", "—"))
    return blank or dangling or split.text.strip() in owner.kind_parts()


def _following(words: Sequence[Placed], index: int) -> Iterator[tuple[Placed, Placed]]:
    return zip(words[index:], words[index + 1 :], strict=False)


def _penned(row: Row, words: Sequence[Placed], written: Sequence[Box], rules: Rules) -> bool:
    """Whether a pen wrote into the symbol, or on directly behind it."""
    place = hull(word.word.box for word in words)
    start = place.left + HANDWRITTEN_FROM * (place.right - place.left)
    end = place.right + rules.layout.run_gap * row.height
    return any(
        start < box.center[0] < end and box.top < place.bottom and box.bottom > place.top
        for box in written
    )
