"""Stamps are found on the page whatever they are like, and nothing else is taken for one."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.engines import tesseract
from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.model.geometry import Box
from pipeline.model.ocr import OcrPage, Stamp
from pipeline.model.scan import PageImage
from pipeline.settings import default_settings
from pipeline.steps.secrecy import secrecy_level
from pipeline.steps.stamp_lines import MOST
from pipeline.steps.stamps import MAX_CANDIDATES, StampCrop, classify, stamp_candidates

FONTS = Path("/usr/share/fonts/truetype/liberation2")
DPI = 200
MM = DPI / 25.4
RED = (205, 35, 50)
BLACK = (25, 25, 25)
PLACE = Box(round(32 * MM), round(68 * MM), round(72 * MM), round(76 * MM))
PROSE = "Căn cứ Luật Bảo vệ bí mật nhà nước và Quy chế bảo mật thông tin của cơ quan;"


def font(name: str, height_mm: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"Liberation{name}.ttf", round(height_mm * MM))


def sheet(prose_from_mm: float = 110) -> Image.Image:
    """An A4 page with a header and lines of prose that speak of secrets."""
    page = Image.new("RGB", (round(210 * MM), round(297 * MM)), (252, 251, 247))
    draw = ImageDraw.Draw(page)
    draw.text((30 * MM, 22 * MM), "ỦY BAN NHÂN DÂN", BLACK, font("Serif-Bold", 4.4))
    draw.text((30 * MM, 38 * MM), "Số: 15/KH-UBND", BLACK, font("Serif-Regular", 4.4))
    draw.text((80 * MM, 90 * MM), "KẾ HOẠCH BẢO MẬT", BLACK, font("Serif-Bold", 4.9))
    for row in range(14):
        at = (30 * MM, (prose_from_mm + 8 * row) * MM)
        draw.text(at, PROSE, BLACK, font("Serif-Regular", 4.6))
    return page


def stamped(
    page: Image.Image,
    words: str,
    *,
    colour: tuple[int, int, int] = RED,
    frames: int = 1,
    turn_deg: float = 0.0,
    strength: float = 1.0,
    broken: bool = False,
    dashed: bool = False,
    place: Box = PLACE,
) -> PageImage:
    ink = Image.new("L", page.size, 0)
    draw = ImageDraw.Draw(ink)
    edges = (place.left, place.top, place.right, place.bottom)
    for inset in (0.0, 1.0 * MM)[:frames]:
        box = tuple(e + s * inset for e, s in zip(edges, (1, 1, -1, -1), strict=True))
        draw.rectangle(box, outline=255, width=4)
    if broken:
        draw.ellipse([edges[0] + 90, edges[1] - 9, edges[0] + 108, edges[1] + 9], fill=0)
        draw.ellipse([edges[2] - 9, edges[3] - 22, edges[2] + 9, edges[3] - 8], fill=0)
    for x in range(place.left + 20, place.right, 38) if dashed else ():
        for y in (place.top, place.bottom):
            draw.ellipse([x - 6, y - 6, x + 6, y + 6], fill=0)
    draw.text(place.center, words, 255, font("Serif-Bold", 4.7), anchor="mm")
    ink = ink.rotate(-turn_deg, resample=Image.Resampling.BICUBIC, center=place.center)
    share = np.asarray(ink, dtype=np.float32)[..., None] / 255 * strength
    pixels = np.asarray(page, dtype=np.float32) * (1 - share * (1 - np.array(colour) / 255))
    return PageImage(1, pixels.round().astype(np.uint8), DPI)


def read(image: PageImage) -> list[Stamp]:
    found = []
    for crop in stamp_candidates(image):
        text, confidence = tesseract.read_crop(crop.pixels, "vie", 30)
        stamp = classify(text, confidence, crop, image.size)
        if stamp is not None:
            found.append(stamp)
    return found


def values(image: PageImage) -> list[str]:
    return [stamp.value for stamp in read(image)]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("MẬT", "Mật"),
        ("TỐI MẬT", "Tối mật"),
        ("TUYỆT MẬT", "Tuyệt mật"),
        ("KHẨN", "Khẩn"),
        ("HỎA TỐC", "Hỏa tốc"),
        ("THƯỢNG KHẨN", "Thượng khẩn"),
    ],
)
@pytest.mark.parametrize("colour", [RED, BLACK])
def test_every_level_is_read(words: str, value: str, colour: tuple[int, int, int]) -> None:
    half = {3: 10, 4: 10, 7: 15}.get(len(words), 20) * MM
    middle = PLACE.center[0]
    place = Box(round(middle - half), PLACE.top, round(middle + half), PLACE.bottom)
    assert set(values(stamped(sheet(), words, colour=colour, place=place))) == {value}


@pytest.mark.parametrize(
    "manner",
    [
        {"frames": 2},
        {"frames": 0},
        {"turn_deg": 11.0},
        {"turn_deg": -11.0, "frames": 2},
        {"strength": 0.45},
        {"strength": 0.6, "colour": BLACK, "turn_deg": 5.0},
        {"broken": True, "turn_deg": 4.0},
        {"broken": True, "colour": BLACK, "turn_deg": -4.0},
        {"broken": True, "dashed": True, "colour": BLACK},
    ],
)
def test_a_stamp_is_found_in_any_manner(manner: dict[str, object]) -> None:
    assert set(values(stamped(sheet(), "TỐI MẬT", **manner))) == {"Tối mật"}  # type: ignore[arg-type]


def test_red_over_print_is_found() -> None:
    assert values(stamped(sheet(prose_from_mm=62), "TUYỆT MẬT")) == ["Tuyệt mật"]


def test_a_frame_under_black_print_is_found() -> None:
    image = stamped(sheet(prose_from_mm=62), "TỐI MẬT", colour=BLACK, turn_deg=2.0)
    assert any(crop.box.overlaps(PLACE) for crop in stamp_candidates(image))


def test_a_one_bit_page_is_searched_too() -> None:
    image = stamped(sheet(), "MẬT", colour=BLACK, turn_deg=3.0)
    bilevel = np.where(cv2.cvtColor(image.pixels, cv2.COLOR_RGB2GRAY) < 140, 0, 255)
    assert values(PageImage(1, bilevel.astype(np.uint8), DPI)) == ["Mật"]


def test_an_impossible_resolution_does_not_hide_a_stamp() -> None:
    image = stamped(sheet(), "MẬT")
    assert values(PageImage(1, image.pixels, 72.0)) == ["Mật"]


def test_the_box_is_where_the_stamp_is() -> None:
    (stamp,) = read(stamped(sheet(), "TỐI MẬT"))
    edges = zip(
        (stamp.box.left, stamp.box.top, stamp.box.right, stamp.box.bottom),
        (PLACE.left, PLACE.top, PLACE.right, PLACE.bottom),
        strict=True,
    )
    assert all(abs(found - drawn) <= 1.5 * MM for found, drawn in edges)


def test_a_page_without_stamps_has_none() -> None:
    assert read(PageImage(1, np.array(sheet()), DPI)) == []


def test_a_table_does_not_explode() -> None:
    page = sheet(prose_from_mm=150)
    draw = ImageDraw.Draw(page)
    for row in range(12):
        for column in range(6):
            x, y = (20 + 28 * column) * MM, (20 + 9 * row) * MM
            draw.rectangle([x, y, x + 28 * MM, y + 9 * MM], outline=BLACK, width=3)
    assert len(stamp_candidates(PageImage(1, np.array(page), DPI))) <= MAX_CANDIDATES + MOST


@pytest.mark.parametrize("shape", [(1, 1), (3, 40000), (400, 3), (60, 60, 3)])
def test_tiny_pages_have_no_candidates(shape: tuple[int, ...]) -> None:
    assert stamp_candidates(PageImage(1, np.full(shape, 255, dtype=np.uint8), 200)) == ()


def test_a_crop_over_half_the_page_is_no_stamp() -> None:
    crop = StampCrop(Box(0, 0, 900, 60), np.full((60, 900), 255, dtype=np.uint8), "dark")
    assert classify("MẬT", 0.9, crop, (1600, 2300)) is None


REAL = {
    "scan002": "Hỏa tốc",
    "scan019": "Hỏa tốc",
    "scan029": "Khẩn",
    "scan022": None,
    "scan049": None,
    "scan072": None,
}
"""Stamped pages, and pages whose tables, annexes and overlays look most like stamps."""


@pytest.mark.may_skip_in_ci
@pytest.mark.parametrize(("name", "urgency"), REAL.items())
def test_real_scans(shared_data: Path, name: str, urgency: str | None) -> None:
    path = shared_data / "scans" / "files" / f"{name}.pdf"
    settings = default_settings()
    info = inspect_scan(path, settings.limits)
    for number in range(1, min(info.page_count, 2) + 1):
        image = load_page(path, info, number, settings.limits, settings.pages)
        stamps = read(image)
        page = OcrPage(number, image.size, image.dpi, (), "none")
        assert secrecy_level(stamps, page) is None
        if number == 1:
            assert {stamp.value for stamp in stamps} == ({urgency} if urgency else set())
