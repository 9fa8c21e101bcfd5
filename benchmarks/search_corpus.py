"""Administrative documents as the index takes them, any number of them, the same for a seed.

`entries(1_000, seed)` are the first of `entries(1_000_000, seed)`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import numpy as np
from numpy.typing import NDArray

from benchmarks.search_offices import PEOPLE, Office, offices
from benchmarks.search_words import (
    SENTENCES,
    Sentences,
    Words,
    misread,
    old_placement,
    pieces,
    zipf,
)
from pipeline.model.access import Access
from pipeline.model.archival import Form, Guess, IndexEntry
from pipeline.model.record import State

_BLOCK = 1_000
_YEARS = range(1999, 2026)
_MEAN_BYTES, _SPREAD = 2_000, 0.65
_LEAST_BYTES, _MOST_BYTES = 600, 12_000
_FRAME_BYTES, _SENTENCE_BYTES = 780, 199
"""About what stands around the sentences, and what a sentence takes."""
_PAGE_BYTES, _MOST_PAGES = 3_000, 4
_COMMON_SENTENCES = 0.3
"""The k-th sentence comes about k to the power of minus this less often than the first."""
_DECOMPOSED = 0.03
_GUESSED = 0.1
_OPEN = 0.6
_IN_REVIEW = 0.3
_FORMS = {Form.PAPER: 80, Form.ELECTRONIC: 15, Form.MIXED: 5}
_WORD = re.compile(r"[^\W\d_]{3,}")
_LETTER = "Công văn"
_KINDS = {
    ("Công văn", ""): 34,
    ("Quyết định", "QĐ"): 24,
    ("Kế hoạch", "KH"): 8,
    ("Báo cáo", "BC"): 8,
    ("Thông báo", "TB"): 7,
    ("Tờ trình", "TTr"): 6,
    ("Giấy mời", "GM"): 4,
    ("Nghị quyết", "NQ"): 3,
    ("Hướng dẫn", "HD"): 2,
    ("Chỉ thị", "CT"): 1.5,
    ("Biên bản", "BB"): 1,
    ("Chương trình", "CTr"): 0.7,
    ("Hợp đồng", "HĐ"): 0.5,
    ("Công điện", "CĐ"): 0.3,
}
"""Name and abbreviation of a kind, and its share."""
_URGENCY = {"": 94, "Khẩn": 4, "Thượng khẩn": 1, "Hỏa tốc": 1}
_REPUBLIC = ("CỘNG HÒA", "CỘNG HOÀ")
_MOTTO = "XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
_GAPS = range(30)
"""Numbers of an office that other archives hold."""
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


@dataclass(frozen=True, slots=True)
class _Head:
    """What the first lines of a document say."""

    office: Office
    kind: str
    code: str
    day: tuple[int, int, int]
    subject: str
    urgency: str


def entries(count: int, seed: int) -> Iterator[IndexEntry]:
    """`count` documents, about 2 KB of text each; codes are unique within an office and a year."""
    return Corpus(seed).entries(count)


class Corpus:
    """All documents of one seed."""

    def __init__(self, seed: int) -> None:
        self.words = Words(seed)
        self._seed = seed
        self._sentences = Sentences(self.words, seed)
        self._offices = offices(seed)

    def entries(self, count: int) -> Iterator[IndexEntry]:
        issued: Counter[tuple[int, int]] = Counter()
        for block in range(-(-count // _BLOCK)):
            random = Random(self._seed * 1_000_003 + block)
            chances = np.random.default_rng((self._seed, block))
            lengths = _lengths(chances)
            for number in range(min(_BLOCK, count - block * _BLOCK)):
                text = int(lengths[number])
                head = self._head(random, issued)
                body = self._body(random, chances, head, text)
                yield _entry(random, block * _BLOCK + number, head, body)

    def _head(self, random: Random, issued: Counter[tuple[int, int]]) -> _Head:
        rank = int((len(self._offices) + 1) ** random.random()) - 1
        office, year = self._offices[rank], random.choice(_YEARS)
        issued[rank, year] += 1 + zipf(random, _GAPS)
        kind, symbol = random.choices(list(_KINDS), list(_KINDS.values()))[0]
        act, thing = zipf(random, pieces("acts")), zipf(random, pieces("things"))
        return _Head(
            office=office,
            kind=kind,
            code=_code(random, office, symbol, issued[rank, year], year),
            day=(year, random.randint(1, 12), random.randint(1, 28)),
            subject=f"{act} {thing}{_where(random, self.words)}",
            urgency=random.choices(list(_URGENCY), list(_URGENCY.values()))[0],
        )

    def _body(
        self, random: Random, chances: np.random.Generator, head: _Head, length: int
    ) -> list[str]:
        """Paragraphs, the head and the signature among them."""
        count = max(1, (length - _FRAME_BYTES) // _SENTENCE_BYTES)
        ranks = SENTENCES * chances.random(count) ** (1 / (1 - _COMMON_SENTENCES))
        grounds = random.sample(pieces("grounds"), 1 + min(3, count // 3))
        fresh = random.choice(pieces("clauses"))
        return [
            *_opening(random, head),
            *(self.words.filled(random, line) for line in grounds),
            *(self._sentences[number] for number in ranks.astype(int).tolist()),
            f"Ghi chú: {self.words.filled(random, fresh)}.",
            *_ending(random, head, self.words.person(random)),
        ]


def _lengths(chances: np.random.Generator) -> NDArray[np.float64]:
    """Bytes of a block's documents."""
    middle = np.log(_MEAN_BYTES) - _SPREAD**2 / 2
    return np.clip(chances.lognormal(middle, _SPREAD, _BLOCK), _LEAST_BYTES, _MOST_BYTES)


def _where(random: Random, words: Words) -> str:
    return f" tại {zipf(random, words.places)}" if random.random() < 0.5 else ""


def _code(random: Random, office: Office, symbol: str, number: int, year: int) -> str:
    if office.party:
        return f"{number:02}-{symbol or 'CV'}/{office.symbol}"
    if not symbol:
        unit = zipf(random, pieces("units"))
        drafted = "".join(word[0].upper() for word in unit.split() if word != "-")
        return f"{number:02}/{office.symbol}-{drafted}"
    legal = symbol in ("QĐ", "NQ") and random.random() < 0.05
    return f"{number:02}/{f'{year}/' if legal else ''}{symbol}-{office.symbol}"


def _opening(random: Random, head: _Head) -> list[str]:
    year, month, day = head.day
    issuer = head.office.head
    if random.random() < 0.4:
        issuer = issuer.replace("ỦY", "UỶ").replace("HÒA", "HOÀ")
    place = f"{head.office.place}, ngày {day:02} tháng {month:02} năm {year}"
    motto = "ĐẢNG CỘNG SẢN VIỆT NAM"
    if not head.office.party:
        motto = f"{random.choice(_REPUBLIC)} {_MOTTO}"
    lines = [head.urgency.upper()] if head.urgency else []
    lines += [issuer, motto, f"Số: {head.code}", place]
    if head.kind == _LETTER:
        to = head.office.parent or "Các cơ quan, đơn vị"
        return [*lines, f"V/v {head.subject}", f"Kính gửi: {to}."]
    subject = head.subject
    if random.random() < 0.3:
        subject = old_placement(subject)
    return [*lines, head.kind.upper(), f"Về việc {subject}"]


def _ending(random: Random, head: _Head, signer: str) -> list[str]:
    drafter = "".join(word[0] for word in signer.split())
    people = [f"- {PEOPLE} {head.office.place};"] if random.random() < 0.4 else []
    return [
        "Nơi nhận:\n- Như trên;" if head.kind == _LETTER else "Nơi nhận:\n- Như Điều 3;",
        *people,
        f"- Lưu: VT, {drafter} ({random.randint(3, 90)} bản, {_words(head.day[2])} trang).",
        f"{'T/M' if head.office.party else 'KT.'} {head.office.position.upper()}\n{signer}",
    ]


def _words(number: int) -> str:
    """12 → "một hai", as a telephone would have it."""
    return " ".join(_DIGITS[int(digit)] for digit in str(number))


def _entry(random: Random, number: int, head: _Head, body: list[str]) -> IndexEntry:
    year, month, day = head.day
    date = f"{year}-{month:02}-{day:02}"
    unread = random.random()
    if unread < 0.03:
        date = "" if unread < 0.01 else f"{date[:8]}??"
    pages, subject = _pages(body), head.subject
    guesses = _guesses(random, pages[0]) if random.random() < _GUESSED else ()
    if random.random() < _DECOMPOSED:
        pages = tuple(unicodedata.normalize("NFD", page) for page in pages)
        subject = unicodedata.normalize("NFD", subject)
    return IndexEntry(
        document_id=f"made-{number:08}",
        pages=pages,
        code=head.code,
        number=re.split(r"\D", head.code)[0],
        type=head.kind,
        issuer=head.office.name,
        issuer_parent=head.office.parent,
        subject=subject,
        date=date,
        signer=body[-1].splitlines()[-1],
        urgency=head.urgency,
        unit=zipf(random, pieces("units")),
        access=Access.OPEN if random.random() < _OPEN else Access.CONDITIONAL,
        form=random.choices(list(_FORMS), list(_FORMS.values()))[0],
        state=State.REVIEW if random.random() < _IN_REVIEW else State.ACCEPTED,
        guesses=guesses,
    )


def _guesses(random: Random, page: str) -> tuple[Guess, ...]:
    """One word of the first page's text as it may have been misread."""
    words = [found for found in _WORD.finditer(page) if misread(found.group()) != found.group()]
    if not words:
        return ()
    word = random.choice(words)
    return (Guess(1, word.start(), word.end(), (misread(word.group()),)),)


def _pages(body: list[str]) -> tuple[str, ...]:
    """One to four, as full as each other."""
    size = sum(map(len, body)) * 4 // 3
    count = max(1, min(_MOST_PAGES, len(body), 1 + size // _PAGE_BYTES))
    borders = [len(body) * number // count for number in range(count + 1)]
    return tuple("\n".join(body[start:end]) for start, end in pairwise(borders))
