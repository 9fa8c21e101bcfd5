"""Images inside a PDF: every depth, colour space and codec as viewers decode them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from pipeline.engines import pdf_draw
from pipeline.engines.pdf_image import decode_image
from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.engines.tiff_directory import frames
from pipeline.model.scan import PageImage, PageOrigin, Pixels
from pipeline.settings import default_settings
from tests.engines.scan_builders import (
    encoded,
    image_object,
    jbig2_of,
    one_page,
    picture,
    save_pdf,
    tiff_of,
    viewed,
)

LIMITS, PAGES = default_settings().limits, default_settings().pages


def load(path: Path, number: int = 1) -> PageImage:
    return load_page(path, inspect_scan(path, LIMITS), number, LIMITS, PAGES)


def largest_difference(one: Pixels, other: Pixels) -> int:
    assert one.shape == other.shape
    return int(np.abs(one.astype(int) - other).max())


def in_pdf(path: Path, data: bytes, pixels: Pixels, **keys: Any) -> Path:
    with Pdf.new() as pdf:
        one_page(pdf, image_object(pdf, data, pixels, **keys))
        return save_pdf(path, pdf)


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
def test_samples_of_every_depth(tmp_path: Path, bits: int) -> None:
    levels = np.arange(2 ** min(bits, 8), dtype=np.uint8)
    row = np.resize(levels, 16)
    packed = np.unpackbits(row[:, None], axis=1)[:, 8 - min(bits, 8) :]
    data = np.packbits(packed).tobytes() if bits < 16 else np.repeat(row, 2).tobytes()
    shape = np.zeros((1, 16), np.uint8)
    content_path = in_pdf(tmp_path / "a.pdf", data, shape, BitsPerComponent=bits)
    with Pdf.open(content_path) as pdf:
        image = pdf.pages[0].Resources.XObject.Im
        got = decode_image(image)
        drawn = pdf_draw.draw_image(image)
    assert (got == row * (255 // (2 ** min(bits, 8) - 1))).all()
    assert largest_difference(got, drawn) <= 1


SPACES: dict[str, Callable[[Pdf], dict[str, Any]]] = {
    "inverted": lambda _: {"Decode": Array([1, 0, 1, 0, 1, 0])},
    "stretched": lambda _: {"Decode": Array([0, 0.5, 0, 1, 0, 1])},
    "calibrated": lambda _: {
        "ColorSpace": Array([Name.CalRGB, Dictionary(WhitePoint=Array([0.95, 1, 1.09]))])
    },
    "separation": lambda pdf: {"ColorSpace": separation(pdf), "Width": 180},
    "palette": lambda _: {
        "ColorSpace": Array([Name.Indexed, Name.DeviceRGB, 255, bytes(range(256)) * 3]),
        "Width": 180,
    },
    "palette of greys": lambda _: {
        "ColorSpace": Array([Name.Indexed, Name.DeviceGray, 255, bytes(range(255, -1, -1))]),
        "Width": 180,
    },
}


def separation(pdf: Pdf) -> Array:
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 1, 1], C1=[1, 0, 0], N=1)
    return Array([Name.Separation, Name.Red, Name.DeviceRGB, pdf.make_indirect(tint)])


@pytest.mark.parametrize("keys", SPACES.values(), ids=SPACES)
def test_colours_are_those_that_a_viewer_shows(
    tmp_path: Path, keys: Callable[[Pdf], dict[str, Any]]
) -> None:
    with Pdf.new() as pdf:
        image = image_object(pdf, picture().tobytes(), picture(), **keys(pdf))
        size = float(image.Width), float(image.Height)
        one_page(pdf, image, size=size)
        path = save_pdf(tmp_path / "a.pdf", pdf)
    page = load(path)
    assert page.origin is PageOrigin.IMAGE
    assert largest_difference(page.pixels, viewed(path)) <= 1


@pytest.mark.parametrize("codec", ["group 4", "group 4, black is 1", "jbig2", "stencil"])
def test_black_and_white_codecs(tmp_path: Path, codec: str) -> None:
    pixels = picture(64, 90, "1")
    black_is_1 = codec != "jbig2" and codec.endswith("1")
    keys: dict[str, Any] = {"BitsPerComponent": 1}
    if codec == "jbig2":
        data, keys["Filter"] = jbig2_of(pixels), Name.JBIG2Decode
    elif codec == "stencil":
        data = np.packbits(pixels > 0, axis=1).tobytes()
        keys |= {"ImageMask": True, "ColorSpace": None}
    else:
        tiff = tiff_of(pixels, compression="group4", tiffinfo={278: 90, 262: int(black_is_1)})
        data, keys["Filter"] = strip_of(tiff), Name.CCITTFaxDecode
        keys["DecodeParms"] = Dictionary(K=-1, Columns=64, Rows=90, BlackIs1=black_is_1)
    page = load(in_pdf(tmp_path / "a.pdf", data, pixels, **keys))
    assert page.origin is PageOrigin.IMAGE
    assert (page.pixels == pixels).all()


def strip_of(tiff: bytes) -> bytes:
    (frame,) = frames(tiff)
    ((offset, length),) = frame.pieces
    return tiff[offset : offset + length]


def test_a_page_whose_image_is_damaged_is_drawn(tmp_path: Path) -> None:
    pixels = picture(mode="L")
    page = load(in_pdf(tmp_path / "a.pdf", pixels.tobytes()[:-500], pixels))
    assert page.origin is PageOrigin.RENDERED


def test_a_jpeg_of_palette_entries(tmp_path: Path) -> None:
    pixels = picture(mode="L")
    palette = Array([Name.Indexed, Name.DeviceRGB, 255, bytes(range(256)) * 3])
    data = encoded(pixels, "JPEG", quality=100)
    with Pdf.new() as pdf:
        keys = {"Filter": Name.DCTDecode, "ColorSpace": palette}
        one_page(pdf, image_object(pdf, data, pixels, **keys), size=(60, 80))
        path = save_pdf(tmp_path / "a.pdf", pdf)
    assert load(path).pixels.ndim == 3
    assert largest_difference(load(path).pixels, viewed(path)) == 0
