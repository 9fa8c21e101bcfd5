"""Pages written by hand: lines of text put where a header, a title or a signature stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, OcrPage, Stamp, Word
from pipeline.model.record import Record
from pipeline.rules import Rules, default_rules
from pipeline.settings import FieldSettings
from pipeline.steps.record import extract_record

SIZE = (1654, 2339)
COSTS = FieldSettings(look_cost=0.15, error_cost=1.0, error_costs={})
"""Below 0.85 a field is for a person, whatever is fitted and set elsewhere."""
LETTER = 14
HEIGHT = 28
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 800, 180)
SLOGAN = ("Độc lập - Tự do - Hạnh phúc", 880, 225)


@dataclass(frozen=True)
class At:
    """A line of text; a word may say its own confidence after a bar: "2094|40"."""

    text: str
    left: int
    top: int


def write(*lines: At | tuple[str, int, int], number: int = 1, **more: object) -> OcrPage:
    """A page that holds these lines, every word read at 0.96 unless it says otherwise."""
    written = tuple(_line(At(*line) if isinstance(line, tuple) else line) for line in lines)
    return OcrPage(number, SIZE, 200.0, written, "hand", **more)  # type: ignore[arg-type]


def _line(at: At) -> Line:
    words, left = [], at.left
    for token in at.text.split():
        text, _, percent = token.partition("|")
        box = Box(left, at.top, left + LETTER * len(text), at.top + HEIGHT)
        words.append(Word(text, box, int(percent) / 100 if percent else 0.96))
        left = box.right + LETTER
    return Line(tuple(words), hull(word.box for word in words))


def decision(
    *,
    number: str = "Số: 12/QĐ-SYT",
    dateline: str = "Kiên Giang, ngày 05 tháng 3 năm 2020",
    organs: Sequence[str] = ("UBND TỈNH KIÊN GIANG", "SỞ Y TẾ"),
    heading: str = "QUYẾT ĐỊNH",
    signed: Sequence[tuple[str, int, int]] = (
        ("KT. GIÁM ĐỐC", 1000, 1500),
        ("PHÓ GIÁM ĐỐC", 1000, 1545),
        ("Nguyễn Văn An", 1000, 1800),
    ),
    extra: Sequence[tuple[str, int, int]] = (),
    stamps: tuple[Stamp, ...] = (),
) -> OcrPage:
    """A whole decision on one page."""
    left = [(organ, 220, 180 + 45 * i) for i, organ in enumerate(organs)]
    title = [(heading, 760, 420), ("Về việc ban hành quy chế làm việc", 600, 465)]
    body = [
        (
            "Căn cứ Quyết định số 99/QĐ-UBND ngày 01 tháng 01 năm 2019 của Ủy ban nhân dân về",
            300,
            600,
        ),
        *[
            (
                "tổ chức và hoạt động của các cơ quan chuyên môn trên địa bàn toàn tỉnh trong năm",
                240,
                645 + 45 * i,
            )
            for i in range(6)
        ],
    ]
    foot = [("Nơi nhận:", 240, 1500), ("- Như Điều 3;", 240, 1545), ("- Lưu: VT, NVY.", 240, 1590)]
    head = [(number, 280, 320), (dateline, 860, 320)]
    return write(MOTTO, SLOGAN, *left, *head, *title, *body, *foot, *signed, *extra, stamps=stamps)


def letter(*lines: tuple[str, int, int]) -> OcrPage:
    """The header of a letter, and below it these lines."""
    return write(
        MOTTO,
        SLOGAN,
        ("UBND TỈNH KIÊN GIANG", 220, 180),
        ("SỞ Y TẾ", 320, 225),
        ("Số: 05/SYT-NVY", 280, 320),
        ("Kiên Giang, ngày 05 tháng 3 năm 2020", 860, 320),
        *lines,
    )


@pytest.fixture
def rules() -> Rules:
    return default_rules().model_copy(update={"calibration": {}})


@pytest.fixture
def read(rules: Rules) -> Callable[..., Record]:
    """Pages → record, with the default rules."""

    def _read(*pages: OcrPage) -> Record:
        return extract_record(pages, rules, COSTS)

    return _read


class Pages:
    """What the tests of this folder write pages with."""

    write = staticmethod(write)
    decision = staticmethod(decision)
    letter = staticmethod(letter)


@pytest.fixture
def pages() -> type[Pages]:
    return Pages
