"""Pages of stacks written by hand: heads, annexes, backs and signature blocks."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, LineRole, OcrPage, Region, RegionKind, Word
from pipeline.rules import Rules, default_rules

SIZE = (1654, 2339)
INK = (Region(RegionKind.SEAL, Box(900, 1700, 1200, 2000), 0.9),)
PEN = (Region(RegionKind.HANDWRITING, Box(340, 310, 400, 350), 0.9),)
Placed = tuple[str, int, int]


def line(text: str, left: int, top: int, role: LineRole = LineRole.BODY) -> Line:
    words = []
    for token in text.split():
        box = Box(left, top, left + 14 * len(token), top + 28)
        words.append(Word(token, box, 0.96))
        left = box.right + 14
    return Line(tuple(words), hull(word.box for word in words), role=role)


def page(
    *lines: Placed,
    shown: int | None = None,
    regions: Sequence[Region] = (),
    size: tuple[int, int] = SIZE,
    failure: str | None = None,
) -> OcrPage:
    """A page of these lines, with its page number at the top when it shows one."""
    number = [line(str(shown), 800, 80, LineRole.PAGE_NUMBER)] if shown else []
    body = [line(*one) for one in lines]
    return OcrPage(
        1, size, 200.0, (*number, *body), "hand", regions=tuple(regions), failure=failure
    )


def head(number: str = "Số: /QĐ-SYT", day: str = "ngày tháng 3 năm 2020") -> list[Placed]:
    return [
        ("UBND TỈNH TRƯỜNG SƠN", 220, 180),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 800, 180),
        ("SỞ Y TẾ", 320, 225),
        ("Độc lập - Tự do - Hạnh phúc", 880, 225),
        (number, 280, 320),
        (f"Trường Sơn, {day}", 860, 320),
        ("QUYẾT ĐỊNH", 760, 420),
    ]


BODY: list[Placed] = [
    ("Căn cứ Quyết định của Ủy ban nhân dân về tổ chức và hoạt động.", 240, 600 + 50 * i)
    for i in range(8)
]
FOOT: list[Placed] = [
    ("Nơi nhận:", 240, 1500),
    ("- Như trên;", 240, 1545),
    ("GIÁM ĐỐC", 1000, 1500),
    ("Ngô Viết Chinh", 1000, 1800),
]


class Sheets:
    """What the tests of this folder make stacks of."""

    page = staticmethod(page)

    @staticmethod
    def decision() -> OcrPage:
        """A whole document on one page, its number written by a pen."""
        return page(*head(), *BODY, *FOOT, regions=(*PEN, *INK))

    @staticmethod
    def first() -> OcrPage:
        """The first page of a longer one."""
        return page(*head(), *BODY, regions=PEN)

    @staticmethod
    def form() -> OcrPage:
        """A head that is to be filled in, and was not."""
        return page(*head("Số: /BC-", "ngày ... tháng ... năm"), *BODY)

    @staticmethod
    def draft() -> OcrPage:
        """The same with a seal on it: whose, nobody can say."""
        return page(*head("Số: /BC-SYT", "ngày tháng năm"), *BODY, regions=INK)

    @staticmethod
    def last(shown: int = 2) -> OcrPage:
        return page(*BODY, *FOOT, shown=shown, regions=INK)

    @staticmethod
    def annex() -> OcrPage:
        words = "(Kèm theo Quyết định số 12/QĐ-SYT ngày 05 tháng 3 năm 2020)"
        return page(("PHỤ LỤC", 760, 200), (words, 500, 250), *BODY)

    @staticmethod
    def plain() -> OcrPage:
        return page(*BODY)

    @staticmethod
    def back() -> OcrPage:
        return page()

    @staticmethod
    def separator() -> OcrPage:
        return page((default_rules().documents.separators[0], 600, 1000))

    @staticmethod
    def unread() -> OcrPage:
        return page(failure="page_timeout")


@pytest.fixture
def sheets() -> type[Sheets]:
    return Sheets


@pytest.fixture
def rules() -> Rules:
    return default_rules()
