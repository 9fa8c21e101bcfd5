"""Questions that people would put to the made corpus, by how dear they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from random import Random

from benchmarks.search_corpus import entries
from benchmarks.search_systems import BenchQuestion as BenchQuestion
from benchmarks.search_systems import QuestionClass as QuestionClass
from benchmarks.search_words import pieces
from pipeline.model.archival import IndexEntry
from pipeline.search.analysis import nfc

_EACH = 35
_FULL_LINE = 9
"""Words: most lines of the head have fewer."""
_KNOWN = 1_000
"""Questions after something particular are answered by one of so many first documents."""


_COMMON = (
    "ủy ban nhân dân",
    "cộng hòa xã hội chủ nghĩa việt nam",
    "độc lập tự do hạnh phúc",
    "ủy ban nhân dân tỉnh",
    "hội đồng nhân dân",
    "căn cứ luật tổ chức chính quyền địa phương",
    "tổ chức thực hiện",
    "nơi nhận như trên lưu",
    "quyết định về việc",
    "giải phóng mặt bằng",
    "quản lý đất đai",
    "phó chủ tịch",
    "theo quy định của pháp luật",
    "kế hoạch thực hiện năm",
    "báo cáo kết quả",
    "trên địa bàn",
    "việt nam",
    "nhân dân",
)
"""In most documents, or in very many."""


def questions(seed: int) -> tuple[BenchQuestion, ...]:
    """Some two hundred, as many of each class, half of them typed without marks."""
    random = Random(seed)
    known = list(islice(entries(_KNOWN, seed), _KNOWN))
    asked = (
        *_common(random),
        *_phrases(random, known),
        *_passages(random, known),
        *_codes(random, known),
        *_narrowed(random, known),
        *_over_all(random),
    )
    return tuple(
        replace(question, text=unmarked(question.text)) if number % 2 else question
        for number, question in enumerate(asked)
    )


def unmarked(text: str) -> str:
    """As one types in haste: lower case, no marks, d for đ."""
    parts = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(part for part in parts if not unicodedata.combining(part))


def _common(random: Random) -> Iterator[BenchQuestion]:
    for number in range(_EACH):
        text = _COMMON[number % len(_COMMON)]
        if number >= len(_COMMON):
            text = f"{text} {random.choice(pieces('things'))}"
        yield BenchQuestion(QuestionClass.COMMON, text)


def _phrases(random: Random, known: list[IndexEntry]) -> Iterator[BenchQuestion]:
    for number in range(_EACH):
        text = _COMMON[number] if number < len(_COMMON) else _passage(random, known, 3)
        yield BenchQuestion(QuestionClass.PHRASE, f'"{text}"')


def _passages(random: Random, known: list[IndexEntry]) -> Iterator[BenchQuestion]:
    for number in range(_EACH):
        signer = nfc(random.choice(known).pages[-1]).splitlines()[-1]
        text = signer if number % 3 == 0 else _passage(random, known, random.randint(4, 8))
        yield BenchQuestion(QuestionClass.PASSAGE, text)


def _codes(random: Random, known: list[IndexEntry]) -> Iterator[BenchQuestion]:
    """As people write them: whole, without its separators, or as the end of a number."""
    for number in range(_EACH):
        code = random.choice(known).code
        spoken = " ".join(code.replace("/", " ").replace("-", " ").split()).lower()
        yield BenchQuestion(QuestionClass.CODE, (code, f"số {code}", spoken)[number % 3])


def _narrowed(random: Random, known: list[IndexEntry]) -> Iterator[BenchQuestion]:
    dated = [entry for entry in known if entry.date]
    for number in range(_EACH):
        entry = random.choice(dated)
        year = int(entry.date[:4])
        yield BenchQuestion(
            QuestionClass.NARROWED,
            ("", random.choice(_COMMON), " ".join(nfc(entry.subject).split()[:4]))[number % 3],
            issuer=entry.issuer,
            date_from=str(year - number % 3),
            date_to=str(year + number % 2),
            facets=True,
        )


def _over_all(random: Random) -> Iterator[BenchQuestion]:
    for number in range(_EACH):
        text = _COMMON[number % len(_COMMON)]
        if number >= len(_COMMON):
            text = random.choice(text.split())
        yield BenchQuestion(QuestionClass.FACETS, text, facets=True)


def _passage(random: Random, known: list[IndexEntry], count: int) -> str:
    """So many words in a row of some document's line."""
    lines = [line.split() for line in nfc(random.choice(random.choice(known).pages)).splitlines()]
    words = random.choice([line for line in lines if len(line) >= max(count, _FULL_LINE)])
    start = random.randrange(len(words) - count + 1)
    return " ".join(words[start : start + count]).strip(".,;:-/ ")
