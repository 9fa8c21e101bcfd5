"""The fields of the index, stated once for every engine, and how an entry fills them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache
from typing import Any
from zlib import crc32

from pipeline.model.access import Access
from pipeline.model.archival import Form, Guess, IndexEntry
from pipeline.model.entry import SignatureState
from pipeline.model.record import State
from pipeline.search.analysis import key, nfc, words
from pipeline.search.batches import TextWords, grams_of_guesses, words_of
from pipeline.search.characters import BORDER, GUESS, SEPARATOR
from pipeline.search.dates import possible_days
from pipeline.search.index import FacetName

SCHEMA_VERSION = 5
"""Raised with every change to the fields or to what fills them: an older index is rebuilt."""


class Kept(StrEnum):
    """What is kept of each word of a text field."""

    DOCUMENTS = "documents"
    FREQUENCIES = "frequencies"
    POSITIONS = "positions"


TEXT_FIELDS: Mapping[str, Kept] = {
    # Description and all pages: folded, as written, frequent neighbours (see `frequent`).
    "words": Kept.POSITIONS,
    "exact": Kept.DOCUMENTS,
    "grams": Kept.POSITIONS,
    "exact_grams": Kept.DOCUMENTS,
    # What only a guess at an unsure word says; as written with `AS_WRITTEN` before it.
    "guesses": Kept.DOCUMENTS,
    "subject": Kept.FREQUENCIES,
    "code": Kept.POSITIONS,
    "issuer": Kept.DOCUMENTS,
    # With the words of its parent.
    "issuer_all": Kept.DOCUMENTS,
    "signer": Kept.POSITIONS,
}
"""Each is filled with words parted by blanks. Words joined by `GUESS` stand in one place."""

RAW_FIELDS = (
    *("id", "type", "code_key", "unit", "access", "form", "state", "urgency"),
    "signatures",
)
"""One value each, compared whole; "" is none."""

FACET_FIELDS: Mapping[FacetName, str] = {
    FacetName.TYPE: "type_name",
    FacetName.ISSUER: "issuer_name",
    FacetName.YEAR: "year",
    FacetName.UNIT: "unit_name",
    FacetName.FORM: "form",
    FacetName.STATE: "state",
    FacetName.URGENCY: "urgency_name",
    FacetName.SIGNATURES: "signatures",
}
COUNTED_FIELDS = (*FACET_FIELDS.values(), "code_name", "subject_name")
"""Values as people read them, to be counted; some are raw fields too."""

NUMBER_FIELDS = ("first_day", "last_day", "number", "newest", "oldest", "numbered")
"""Whole numbers from 0. The last three are sorted by; hardly two documents share one."""

NO_NUMBER = 2**30 - 1
"""Stands for a number that is unknown: after all others."""
AS_WRITTEN = "="
_LATER = 99_999_999
_TIE_BITS = 24
_LONGEST_SUBJECT = 300


@dataclass(frozen=True, slots=True)
class Fields:
    """What an engine stores of an entry."""

    id: str
    texts: Mapping[str, str]
    raw: Mapping[str, str]
    """Raw and counted fields."""
    numbers: Mapping[str, int]
    stored: bytes
    """The entry, for `entry_from`."""


def document_fields(entry: IndexEntry) -> Fields:
    return fields_of((entry,))[0]


def fields_of(entries: Sequence[IndexEntry]) -> list[Fields]:
    """Of each entry. Analysed together, some fifty of them cost a third of what they cost alone."""
    analysed = words_of([_text(entry, entry.pages) for entry in entries])
    return [_filled(entry, found) for entry, found in zip(entries, analysed, strict=True)]


def _text(entry: IndexEntry, pages: tuple[str, ...]) -> str:
    described = (entry.code, entry.issuer_parent, entry.issuer, entry.subject, entry.signer)
    # Phrases run on from page to page, as sentences do.
    texts = (*described, entry.type, entry.date, "\n".join(pages))
    return SEPARATOR.join([nfc(text).replace(SEPARATOR, " ") for text in texts])


def _filled(entry: IndexEntry, found: TextWords) -> Fields:
    code, parent, issuer, subject, signer, _ = found.folded.split(BORDER, 5)
    stacked, guesses = _guessed(entry, found) if entry.guesses else (found.folded, "")
    also = f"{BORDER} {grams_of_guesses(stacked)}" if GUESS in stacked else ""
    texts = {
        "words": stacked,
        "exact": found.exact,
        "grams": found.grams + also,
        "exact_grams": found.exact_grams,
        "guesses": guesses,
        "subject": subject,
        "code": code,
        "issuer": issuer,
        "issuer_all": parent + issuer,
        "signer": signer,
    }
    raw = _raw(entry, "".join(code.split()))
    return Fields(entry.document_id, texts, raw, _numbers(entry), _stored(entry))


def _guessed(entry: IndexEntry, found: TextWords) -> tuple[str, str]:
    """The folded words with what else they may be; and what is nowhere else but among that."""
    pages = _with_guesses(tuple(nfc(page) for page in entry.pages), entry.guesses)
    exact, folded = words(_text(entry, pages))
    stacked, also = _stacked(folded)
    _, also_exact = _stacked(exact)
    read, read_exact = f" {found.folded} ", f" {found.exact} "
    only = {word for word in also if f" {word} " not in read}
    only |= {AS_WRITTEN + word for word in also_exact if f" {word} " not in read_exact}
    return stacked, " ".join(sorted(only))


def _stacked(text: str) -> tuple[str, set[str]]:
    """Without what one place holds twice; and what `GUESS` joined to a word."""
    first, *others = text.split(GUESS)
    parts = [first]
    stack = {first.rpartition(" ")[2]}
    joined = set()
    for other in others:
        word, blank, rest = other.partition(" ")
        parts.append(blank + rest if word in stack else f"{GUESS}{word}{blank}{rest}")
        joined.add(word)
        stack = {(rest or word).rpartition(" ")[2]} if blank else stack | {word}
    return "".join(parts), joined


def entry_from(stored: bytes) -> IndexEntry:
    """Raises: ValueError, TypeError or KeyError when it is not an entry."""
    values = json.loads(stored)
    return IndexEntry(
        **{
            **values,
            "pages": tuple(values["pages"]),
            "access": Access(values["access"]),
            "form": Form(values["form"]),
            "state": State(values["state"]),
            "signatures": SignatureState(values["signatures"]),
            "guesses": tuple(
                Guess(page, start, end, tuple(others))
                for page, start, end, others in values["guesses"]
            ),
        }
    )


def _with_guesses(pages: tuple[str, ...], guesses: tuple[Guess, ...]) -> tuple[str, ...]:
    """The pages, with the guesses at a word joined to it."""
    if not guesses:
        return pages
    texts = list(pages)
    for guess in sorted(guesses, key=lambda guess: (guess.page, -guess.start)):
        if not 1 <= guess.page <= len(texts):
            continue
        text = texts[guess.page - 1]
        word = text[guess.start : guess.end]
        others = [nfc(other) for other in guess.texts if other.isalpha()]
        if word.isalpha() and others:
            # A number or a code is more than one word: what it may be has no place of its own.
            joined = GUESS.join((word, *others))
            texts[guess.page - 1] = text[: guess.start] + joined + text[guess.end :]
    return tuple(texts)


def _raw(entry: IndexEntry, code_key: str) -> dict[str, str]:
    return {
        "id": entry.document_id,
        "type": _key(entry.type),
        "code_key": code_key,
        "unit": _key(entry.unit),
        "access": entry.access.value,
        "form": entry.form.value,
        "state": entry.state.value,
        "urgency": _key(entry.urgency),
        "signatures": entry.signatures.value,
        "type_name": _name(entry.type),
        "issuer_name": _name(entry.issuer),
        "year": entry.date[:4] if entry.date[:4].isdecimal() else "",
        "unit_name": _name(entry.unit),
        "urgency_name": _name(entry.urgency),
        "code_name": _name(entry.code),
        "subject_name": _name(entry.subject),
    }


def _name(text: str) -> str:
    return " ".join(nfc(text).split())[:_LONGEST_SUBJECT]


def _numbers(entry: IndexEntry) -> dict[str, int]:
    first_day, last_day = _days(entry.date) or (0, 0)
    digits = entry.number.strip()
    whole = digits.isdecimal() and len(digits) < 10
    number = min(int(digits), NO_NUMBER) if whole else NO_NUMBER
    tie = 1 + (crc32(entry.document_id.encode("utf-8", "replace")) >> (33 - _TIE_BITS))
    return {
        "first_day": first_day,
        "last_day": last_day,
        "number": number,
        "newest": (last_day << _TIE_BITS) + tie,
        "oldest": ((first_day or _LATER) << _TIE_BITS) + tie,
        "numbered": (number << _TIE_BITS) + tie,
    }


def _stored(entry: IndexEntry) -> bytes:
    values: dict[str, Any] = {name: getattr(entry, name) for name in _NAMES}
    for name, value in values.items():
        if isinstance(value, str):
            values[name] = nfc(value)
    values["pages"] = [nfc(page) for page in entry.pages]
    values["guesses"] = [[g.page, g.start, g.end, list(g.texts)] for g in entry.guesses]
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")


_NAMES = tuple(field.name for field in fields(IndexEntry))
_key = lru_cache(4096)(key)
_days = lru_cache(4096)(possible_days)
"""Offices, types and days come again and again."""
