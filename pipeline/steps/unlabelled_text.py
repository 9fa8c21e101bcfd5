"""A short text in bytes that say no encoding: a subject, a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress

from pipeline.steps.legacy_text import Legacy, to_unicode
from pipeline.steps.syllables import is_syllable

_FEWEST_WORDS = 2
"""One odd word may be anything."""
_LONGEST_SHORT = 6
"""Capitals of an abbreviation (QĐ, HĐND) are no syllable and need not be one."""
_BETWEEN = re.compile(r"[\s/,.;:()\"'-]+")


def unlabelled_text(data: bytes) -> str | None:
    """In NFC; None where no encoding makes Vietnamese of every odd word, or two differ."""
    found = {text for text in _readings(data) if _is_vietnamese(text)}
    return found.pop() if len(found) == 1 else None


def _readings(data: bytes) -> Iterator[str]:
    # It may have codes that windows-1258 has not.
    with suppress(UnicodeDecodeError):
        yield unicodedata.normalize("NFC", data.decode("cp1258"))
    for code in (Legacy.TCVN3, Legacy.VNI, Legacy.VISCII):
        yield to_unicode(data.decode("latin-1"), code)


def _is_vietnamese(text: str) -> bool:
    odd = [word for word in _BETWEEN.split(text) if not word.isascii()]
    short = [word for word in odd if word.isalpha() and word.isupper() and not is_syllable(word)]
    whole = [word for word in odd if is_syllable(word)]
    if any(len(word) > _LONGEST_SHORT for word in short):
        return False
    return len(whole) >= _FEWEST_WORDS and len(whole) + len(short) == len(odd)
