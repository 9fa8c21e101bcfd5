"""What the words of a stamp say, though some of their letters were misread."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from pipeline.model.ocr import StampKind


@dataclass(frozen=True, slots=True)
class Wording:
    """What a stamp may say and how many of its letters may be misread."""

    kind: StampKind
    value: str
    letters: str
    """Capitals without marks or blanks."""
    misread: int


WORDINGS = (
    Wording(StampKind.SECRECY, "Tuyệt mật", "TUYETMAT", 3),
    Wording(StampKind.SECRECY, "Tối mật", "TOIMAT", 2),
    Wording(StampKind.SECRECY, "Mật", "MAT", 0),
    Wording(StampKind.URGENCY, "Hỏa tốc", "HOATOC", 2),
    Wording(StampKind.URGENCY, "Hỏa tốc", "HOATOCHENGIO", 4),
    Wording(StampKind.URGENCY, "Thượng khẩn", "THUONGKHAN", 3),
    Wording(StampKind.URGENCY, "Khẩn", "KHAN", 1),
)
"""NĐ 30/2020, Phụ lục I, ô 10a and 10b. A missed secret is worse than a false alarm."""

MAT = WORDINGS[2]
MAT_MISREAD = re.compile(r"MA+[IFLJ]|M[AE]T.?|.M?AT|AT|MAT\w{2}|\w{2}MAT")
"""How folded MẬT comes out of faint ink, a frame's remains or crossing print."""
MAT_MARKED = re.compile(r"MẬ(?![NU])|M[ẠÂ](?![A-ZĐ])|^\W*.?ẬT\W*$")
"""Ậ beside M or T: few other words of a stamp's length have it."""
OPENERS = frozenset({"BÍ", "BẢO", "CƠ", "ĐỘ", "NỘI", "THÂN"})
"""Words that make MẬT after them running text."""
LONGEST_MAT = 8
NOT_MAT = frozenset({"DAT", "BAT", "CAT", "SAT", "LAT", "DMAT", "TMAT", "MATMA"})
"""Boxed words that are as near: ĐẠT of a form, for example."""
LOOKALIKES = str.maketrans({"7": "T", "1": "I", "0": "O", "4": "A", "5": "S", "Đ": "D"})


def classify_words(text: str) -> tuple[Wording, float] | None:
    """What a stamp of these words is, and how like they are (0–1); None when it is none."""
    capitals = unicodedata.normalize("NFC", text.strip())
    if any(word in OPENERS for word in re.findall(r"\w+", capitals.upper())[:-1]):
        return None
    letters = fold(capitals)
    best: tuple[Wording, float] | None = None
    for wording in WORDINGS:
        misread = _distance(letters, wording.letters)
        likeness = 1 - misread / len(wording.letters)
        as_is = capitals.casefold() == wording.value.casefold()
        near = as_is or (misread <= wording.misread and _in_capitals(capitals))
        if near and (best is None or likeness > best[1]):
            best = wording, likeness
    if best is None and _may_be_mat(capitals, letters):
        best = MAT, 2 / 3
    return best


def fold(text: str) -> str:
    """Its letters in capitals, without marks, blanks and what a frame's remains are read as."""
    plain = re.sub(r"^[\W_Il1J]+(?=\w{3})|(?<=\w{3})[\W_Il1J]+$", "", text.strip())
    capitals = plain.upper().translate(LOOKALIKES)
    return "".join(c for c in unicodedata.normalize("NFD", capitals) if "A" <= c <= "Z")


def _may_be_mat(text: str, letters: str) -> bool:
    if len(text) > LONGEST_MAT or letters in NOT_MAT:
        return False
    if MAT_MARKED.search(text.upper()):
        return True
    return _in_capitals(text) and MAT_MISREAD.fullmatch(letters) is not None


def _in_capitals(text: str) -> bool:
    """Stamps are in capitals, table heads often are not; half of them may be misread."""
    letters = [c for c in text if c.isalpha()]
    return 2 * sum(c.isupper() for c in letters) >= len(letters) > 0


def _distance(left: str, right: str) -> int:
    """Letters to change, add or drop."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]
