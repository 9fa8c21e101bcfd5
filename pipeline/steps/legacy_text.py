"""Turns text in the fonts of before Unicode (TCVN3, VNI, VISCII) into Unicode."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import product

from pipeline.model.ocr import Line
from pipeline.steps.syllables import is_syllable

_TCVN3 = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậè"
    "ỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
"""Codes A1–FF (TCVN 5712:1993, VN1; the ABC fonts have its letters at the same places)."""
_VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
"""Codes 80–FF (RFC 1456)."""
_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_TONES = (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT)
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị"}
_VNI_LETTERS |= {"î": "ỵ"}
_PRIVATE = range(0xF020, 0xF100)
"""Where symbolic fonts keep their codes 20–FF."""
_SOFT_HYPHEN = "\u00ad"
_FEWEST_WORDS = 8
"""So many words with odd letters tell an encoding without the name of a font."""
_BECOMES_VIETNAMESE, _IS_VIETNAMESE = 0.8, 0.4
"""Shares of words that are syllables: at least after the right conversion, at most before."""

_NAMED = (
    (re.compile(r"VNI[-_ ]", re.IGNORECASE), "vni"),
    (re.compile(r"\.?Vn[A-Z][\w\s-]*?H(?=$|[-,\s]|Bold|Italic|MT)"), "tcvn3_capitals"),
    (re.compile(r"\.?Vn[A-Z]"), "tcvn3"),
)


class Legacy(StrEnum):
    """An encoding of Vietnamese from before Unicode."""

    TCVN3 = "tcvn3"
    """The fonts whose names begin with .Vn (ABC)."""
    TCVN3_CAPITALS = "tcvn3_capitals"
    """Those of them whose names end in H: they draw small letters as capitals."""
    VNI = "vni"
    """A letter and its mark are two characters."""
    VISCII = "viscii"


def as_unicode(lines: Sequence[Line], fonts: Sequence[Sequence[str]]) -> tuple[Line, ...]:
    """The lines with the words of legacy fonts converted; `fonts` names the font of each word.

    Soft hyphens that are no letter become the hyphens that they are drawn as.
    """
    by_font: dict[str, list[str]] = {}
    for line, names in zip(lines, fonts, strict=True):
        for word, name in zip(line.words, names, strict=True):
            by_font.setdefault(name, []).append(word.text)
    found = {name: encoding_of(name, words) for name, words in by_font.items()}
    converted = []
    for line, names in zip(lines, fonts, strict=True):
        words = [
            replace(word, text=_one_word(_plain(word.text, found[name])) or word.text)
            for word, name in zip(line.words, names, strict=True)
        ]
        converted.append(replace(line, words=tuple(words)))
    return tuple(converted)


def encoding_of(font: str, words: Iterable[str]) -> Legacy | None:
    """The encoding of words in one font, by its name and by their letters; None for Unicode."""
    odd = [word for word in map(_from_private, words) if any(ord(char) > 0x7F for char in word)]
    if any(_is_unicode_vietnamese(char) for word in odd for char in word):
        return None
    name = font.rpartition("+")[2]
    named = next((code for pattern, code in _NAMED if pattern.match(name)), None)
    if named is not None:
        return Legacy(named)
    if len(odd) < _FEWEST_WORDS or _syllable_share(odd) > _IS_VIETNAMESE:
        return None
    codes = (Legacy.TCVN3, Legacy.VNI, Legacy.VISCII)
    shares = {code: _syllable_share([to_unicode(word, code) for word in odd]) for code in codes}
    best = max(codes, key=lambda code: shares[code])
    return best if shares[best] >= _BECOMES_VIETNAMESE else None


def to_unicode(text: str, encoding: Legacy) -> str:
    """The text in NFC.

    A hyphen in TCVN3 is read as ư where only that makes a syllable: PDF's standard encoding
    calls the code of ư a hyphen (ISO 32000-1, D.2, note 6).
    """
    text = _from_private(text)
    if encoding is Legacy.VNI:
        return unicodedata.normalize("NFC", _VNI_PAIR.sub(lambda m: _VNI[m[0]], text))
    if encoding is Legacy.VISCII:
        return text.translate(_VISCII_TABLE)
    plain = unicodedata.normalize("NFC", text.translate(_TCVN3_TABLE))
    plain = " ".join(_with_u_horn(word) for word in plain.split(" "))
    return plain.upper() if encoding is Legacy.TCVN3_CAPITALS else plain


def _one_word(text: str) -> str:
    """Without the blanks and controls that codes of a symbolic font may turn into; NFC."""
    kept = (c for c in text if not c.isspace() and unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", "".join(kept))


def _plain(text: str, encoding: Legacy | None) -> str:
    if encoding is not None:
        return to_unicode(text, encoding)
    return text.replace(_SOFT_HYPHEN, "-")


def _from_private(text: str) -> str:
    return "".join(chr(ord(c) - 0xF000) if ord(c) in _PRIVATE else c for c in text)


def _is_unicode_vietnamese(char: str) -> bool:
    """A letter that no legacy encoding uses as its code."""
    return "\u1ea0" <= char <= "\u1ef9" or char in "ĂăĐđĨĩŨũƠơƯư"


def _syllable_share(words: Sequence[str]) -> float:
    parts = [part for word in words for part in re.findall(r"[^\W\d_]+", word)]
    return sum(map(is_syllable, parts)) / len(parts) if parts else 0.0


def _with_u_horn(word: str) -> str:
    if "-" not in word or all(part.isupper() or part.isdigit() for part in word.split("-") if part):
        return word
    core = word.strip("()[]{}.,;:!?\"'/“”")
    whole = core.replace("-", "ư")
    if core.strip("-") and is_syllable(whole) and not all(map(is_syllable, core.split("-"))):
        return word.replace("-", "ư")
    return word


def _vni_table() -> Mapping[str, str]:
    """Every VNI sequence → its letter; a mark may be small on a capital."""
    table = dict(_VNI_LETTERS)
    plain = zip("ùøûõï", _TONES, strict=True)
    table |= {base + mark: base + tone for mark, tone in plain for base in "aeouy"}
    hats = [(base, "âáàåãä", _CIRCUMFLEX) for base in "aeo"]
    for base, marks, sign in (*hats, ("a", "êéèúüë", _BREVE)):
        signs = (sign + tone for tone in ("", *_TONES))
        table |= {base + mark: base + s for mark, s in zip(marks, signs, strict=True)}
    table |= {
        base + mark: _VNI_LETTERS[base] + tone
        for base, (mark, tone) in product("ôö", zip("ùøûõï", _TONES, strict=True))
    }
    capitals = {key.upper(): value.upper() for key, value in table.items()}
    mixed = {key[0].upper() + key[1:]: value.upper() for key, value in table.items()}
    whole = {**table, **mixed, **capitals}
    return {key: unicodedata.normalize("NFC", value) for key, value in whole.items()}


_VNI = _vni_table()
_VNI_PAIR = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_TCVN3_TABLE = {0xA1 + place: char for place, char in enumerate(_TCVN3)}
_VISCII_TABLE = {0x80 + place: char for place, char in enumerate(_VISCII)}
