"""Picture files: every mode, orientation and resolution becomes an upright page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.errors import ScanRejected
from pipeline.model.scan import PageImage
from pipeline.settings import default_settings
from tests.engines.scan_builders import (
    encoded,
    picture,
    tiff_of,
)

LIMITS, PAGES = default_settings().limits, default_settings().pages


def load(path: Path, number: int = 1) -> PageImage:
    return load_page(path, inspect_scan(path, LIMITS), number, LIMITS, PAGES)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("file_format", ["JPEG", "TIFF", "PNG", "WEBP"])
def test_orientation_tags(tmp_path: Path, file_format: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    options: dict[str, Any] = {"lossless": True} if file_format == "WEBP" else {}
    path = tmp_path / "a"
    path.write_bytes(encoded(picture(), file_format, exif=exif, **options))
    with Image.open(path) as image:
        upright = np.array(ImageOps.exif_transpose(image))
    assert (load(path).pixels == upright).all()


@pytest.mark.parametrize(
    ("mode", "file_format"),
    [
        *[(mode, "PNG") for mode in ("1", "L", "P", "RGBA", "LA", "I;16")],
        *[("CMYK", "TIFF"), ("CMYK", "JPEG"), ("RGB", "WEBP")],
        *[("L", "JPEG2000"), ("RGB", "JPEG2000")],
    ],
)
def test_every_mode_becomes_grey_or_rgb(tmp_path: Path, mode: str, file_format: str) -> None:
    grey = mode in {"1", "L", "LA", "I;16"}
    if mode == "I;16":
        data = encoded(picture(mode="L").astype(np.uint16) * 257, file_format)
    else:
        data = encoded(picture(mode="L" if grey else "RGB"), file_format, mode=mode)
    path = tmp_path / "a"
    path.write_bytes(data)
    page = load(path)
    assert page.pixels.shape == ((80, 60) if grey else (80, 60, 3))
    assert page.pixels.dtype == np.uint8


def test_transparency_lies_on_white(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(encoded(np.zeros((9, 9, 4), np.uint8), "PNG"))
    assert (load(path).pixels == 255).all()


def test_pages_of_a_tiff_are_counted_without_thumbnails(tmp_path: Path) -> None:
    pages = [picture(40 + n, 30, mode) for n, mode in enumerate(["1", "L", "RGB"])]
    path = tmp_path / "a.tif"
    path.write_bytes(tiff_of(*pages))
    assert inspect_scan(path, LIMITS).page_count == 3
    for number, pixels in enumerate(pages, start=1):
        assert (load(path, number).pixels == pixels).all()
    path.write_bytes(tiff_of(*pages, tiffinfo={254: 1}))
    with pytest.raises(ScanRejected, match="no_pages"):
        inspect_scan(path, LIMITS)


@pytest.mark.parametrize(
    ("dpi", "expected"),
    [((200, 200), 200), ((300, 300), 300), (None, 1000 / 11.693), ((2, 2), 1000 / 11.693)],
)
def test_resolution_as_stated_or_of_an_a4_page(
    tmp_path: Path, dpi: tuple[int, int] | None, expected: float
) -> None:
    path = tmp_path / "a.jpg"
    options: dict[str, Any] = {"dpi": dpi} if dpi else {}
    path.write_bytes(encoded(picture(700, 1000, "L"), "JPEG", **options))
    assert load(path).dpi == pytest.approx(expected, abs=0.01)


def test_fax_pixels_become_square(tmp_path: Path) -> None:
    path = tmp_path / "fax.tif"
    path.write_bytes(tiff_of(picture(1728, 1100, "1"), dpi=(204, 98)))
    page = load(path)
    assert page.size == (1728, round(1100 * 204 / 98))
    assert page.dpi == pytest.approx(204)


def test_a_photograph_with_a_second_picture_behind_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    second = Image.fromarray(picture(30, 40))
    path.write_bytes(encoded(picture(), "MPO", save_all=True, append_images=[second]))
    assert inspect_scan(path, LIMITS).page_count == 1
    assert load(path).size == (60, 80)
