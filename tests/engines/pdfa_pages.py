"""Small pages and their images, for the tests of the archival files."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from pipeline.engines.pdfa_writer import write_pdfa
from pipeline.model.archival import DocumentMetadata
from pipeline.model.geometry import Box, hull, map_box
from pipeline.model.ocr import Line, OcrPage, Word
from pipeline.model.scan import PageOrigin, ScanInfo, ScanKind

METADATA = DocumentMetadata(
    title="Quyết định về việc “thử nghiệm” – kỳ 2 & <3>",
    document_id="d-1",
    code="12/QĐ-UBND",
    date="2017-11-02",
    issuer="ỦY BAN NHÂN DÂN TỈNH HÀ NAM",
    type="Quyết định",
)
SIZE = (827, 1169)
DPI = 100.0


@dataclass(frozen=True, slots=True)
class Paper:
    """A source, and the drawn pages beside it."""

    source: Path
    info: ScanInfo
    drawn: Callable[[int], Path]

    def write(
        self, out: Path, pages: Iterable[OcrPage], metadata: DocumentMetadata = METADATA
    ) -> Path:
        write_pdfa(out, self.source, self.info, pages, self.drawn, metadata)
        return out


def paper(folder: Path, image: Image.Image | None = None) -> Paper:
    """One JPEG that serves as the source of one page and as every drawn page."""
    path = folder / "page.jpg"
    (image or Image.new("RGB", SIZE, "white")).save(path, quality=80)
    return Paper(path, ScanInfo(ScanKind.JPEG, 1), lambda _: path)


def word(text: str, left: int, top: int, width: int = 60, height: int = 20) -> Word:
    return Word(text, Box(left, top, left + width, top + height), 0.9)


def line(*words: Word, block: int = 0) -> Line:
    return Line(words, hull(w.box for w in words), block)


def text_line(text: str, left: int = 50, top: int = 100, block: int = 0) -> Line:
    """Words of 10 pixels a character, 10 pixels apart."""
    words: list[Word] = []
    for part in text.split():
        words.append(word(part, left, top, 10 * len(part)))
        left += 10 * len(part) + 10
    return line(*words, block=block)


def page(
    lines: Sequence[Line] = (),
    *,
    number: int = 1,
    size: tuple[int, int] = SIZE,
    origin: PageOrigin = PageOrigin.RENDERED,
    rotation_deg: int = 0,
    skew_deg: float = 0.0,
    failure: str | None = None,
) -> OcrPage:
    return OcrPage(
        number, size, DPI, tuple(lines), "test", origin, rotation_deg, skew_deg, failure=failure
    )


def skewed(straight: OcrPage, skew_deg: float) -> OcrPage:
    """The page turned clockwise about its origin, its boxes the hulls of the turned words."""
    angle = math.radians(skew_deg)
    cos, sin = math.cos(angle), math.sin(angle)
    turn = (cos, -sin, 0.0, sin, cos, 0.0)
    lines = [
        line(*(Word(w.text, map_box(turn, w.box, SIZE), w.confidence) for w in old.words))
        for old in straight.lines
    ]
    return page(lines, skew_deg=skew_deg)


def arrow_image() -> Image.Image:
    """White, with a red square in the upper left corner and a blue one in the upper right."""
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 200, 200), fill="red")
    draw.rectangle((SIZE[0] - 200, 0, SIZE[0], 200), fill="blue")
    return image


SAMPLE = page(
    [
        text_line("ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA", top=60),
        text_line("Số: 12/QĐ-UBND Hà Nam, ngày 02 tháng 11", top=100, block=1),
        text_line("“Điều lệ” – ỵ Ỵ đ Đ … 😀 1.234,5 %", top=140, block=1),
    ]
)
