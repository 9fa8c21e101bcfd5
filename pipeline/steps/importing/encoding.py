"""Finds the encoding of a text file by what its beginning says in it."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable

from pipeline.steps.legacy_text import Legacy, to_unicode
from pipeline.steps.syllables import is_syllable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def text_in(head: bytes) -> Callable[[bytes], str]:
    """What turns the bytes of a file into text, in NFC, judged by its first bytes.

    UTF-8 and UTF-16; else windows-1258, or the bytes of TCVN3, VNI or VISCII: whichever makes the
    most Vietnamese syllables.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return _decoder(name)
    if _is_utf8(head):
        return _decoder("utf-8")
    ways = (_decoder("cp1258"), *(_legacy(code) for code in _LEGACY))
    return max(ways, key=lambda way: _syllables(way(head)))


_LEGACY = (Legacy.TCVN3, Legacy.VNI, Legacy.VISCII)


def _is_utf8(head: bytes) -> bool:
    """A letter cut off at the end does not count."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _decoder(name: str) -> Callable[[bytes], str]:
    # windows-1258 has holes; a byte in one is shown as what it is not, rather than refused.
    strict = "strict" if name.startswith("utf") else "replace"

    def decode(data: bytes) -> str:
        return unicodedata.normalize("NFC", data.decode(name, strict))

    return decode


def _legacy(code: Legacy) -> Callable[[bytes], str]:
    def decode(data: bytes) -> str:
        # Line by line: the conversion looks at words and would keep no line ends otherwise.
        lines = data.decode("latin-1").split("\n")
        return "\n".join(to_unicode(line, code) for line in lines)

    return decode


def _syllables(text: str) -> float:
    """The share of words with odd letters that are Vietnamese."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0
