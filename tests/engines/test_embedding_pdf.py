"""A PDF's own images in the archival PDF: same bytes where they may stay, same pixels always."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import ImageCms

from pipeline.engines.embedding import embed_page_image, open_source
from pipeline.engines.scan_file import inspect_scan
from pipeline.engines.tiff_directory import frames
from pipeline.errors import EngineFailed
from pipeline.model.scan import Pixels
from tests.engines.embedded_scan import LIMITS, SHOWN, embedded
from tests.engines.scan_builders import (
    FULL_PAGE,
    encoded,
    image_object,
    jbig2_of,
    one_page,
    picture,
    save_pdf,
    scan_pdf,
    tiff_of,
)

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def pdf_image(path: Path, data: bytes, pixels: Pixels, **keys: Any) -> Path:
    with Pdf.new() as pdf:
        keys = {key: value(pdf) if callable(value) else value for key, value in keys.items()}
        one_page(pdf, image_object(pdf, data, pixels, **keys))
        return save_pdf(path / "scan", pdf)


def group4(pixels: Pixels) -> bytes:
    data = tiff_of(pixels, compression="group4", tiffinfo={278: len(pixels)})
    (frame,) = frames(data)
    ((offset, length),) = frame.pieces
    return data[offset : offset + length]


def profile(data: bytes) -> Any:
    def made(pdf: Pdf) -> Array:
        stream = pdf.make_stream(data)
        stream.N = 3
        return Array([Name.ICCBased, stream])

    return made


def test_jpeg_in_a_pdf_keeps_its_bytes_and_loses_the_rest(tmp_path: Path) -> None:
    data = encoded(picture(), "JPEG")
    path = pdf_image(
        tmp_path,
        data,
        picture(),
        Filter=Name.DCTDecode,
        Interpolate=True,
        Intent=Name.Perceptual,
        Metadata=lambda pdf: pdf.make_stream(b"private"),
        ColorSpace=profile(SRGB),
    )
    image = embedded(path)
    assert image.raw == data
    assert "/ICCBased" in image.space
    assert not {"/Interpolate", "/Intent", "/Metadata"} & image.keys


def test_flate_around_jpeg_stays(tmp_path: Path) -> None:
    data = zlib.compress(encoded(picture(), "JPEG"))
    filters = Array([Name.FlateDecode, Name.DCTDecode])
    path = pdf_image(tmp_path, data, picture(), Filter=filters)
    assert embedded(path).raw == data


def test_broken_profile_gives_way_to_plain_rgb(tmp_path: Path) -> None:
    pixels = picture()
    path = pdf_image(tmp_path, pixels.tobytes(), pixels, ColorSpace=profile(b"no profile"))
    assert embedded(path).space == "/DeviceRGB"


GLOBALS = b"\x00\x00\x00\x09\x3e\x00\x00\x00\x00\x00\x05\x20\x00\x00\x00\x00"
"""A JBIG2 extension segment that holds an empty comment."""
BILEVEL: dict[str, dict[str, Any]] = {
    "group 4": {
        "Filter": Name.CCITTFaxDecode,
        "DecodeParms": Dictionary(K=-1, Columns=61, Rows=80, BlackIs1=True),
    },
    "group 4 inverted": {
        "Filter": Name.CCITTFaxDecode,
        "DecodeParms": Dictionary(K=-1, Columns=61, Rows=80, BlackIs1=True),
        "Decode": Array([1, 0]),
    },
    "jbig2": {"Filter": Name.JBIG2Decode},
    "jbig2 with globals": {
        "Filter": Name.JBIG2Decode,
        "DecodeParms": lambda pdf: Dictionary(JBIG2Globals=pdf.make_stream(GLOBALS)),
    },
}


@pytest.mark.parametrize("keys", BILEVEL.values(), ids=BILEVEL)
def test_bilevel_codecs_of_a_pdf_pass_unchanged(tmp_path: Path, keys: dict[str, Any]) -> None:
    pixels = picture(61, 80, "1")
    data = group4(pixels) if keys["Filter"] == Name.CCITTFaxDecode else jbig2_of(pixels)
    image = embedded(pdf_image(tmp_path, data, pixels, BitsPerComponent=1, **keys))
    assert image.raw == data
    assert image.globals == (GLOBALS if callable(keys.get("DecodeParms")) else None)


def test_black_stencil_becomes_a_grey_image(tmp_path: Path) -> None:
    pixels = picture(61, 80, "1")
    data = zlib.compress(np.packbits(pixels > 0, axis=1).tobytes())
    keys = {"ImageMask": True, "ColorSpace": None, "Filter": Name.FlateDecode}
    image = embedded(pdf_image(tmp_path, data, pixels, **keys))
    assert "/ImageMask" not in image.keys
    assert (image.raw, image.space) == (data, "/DeviceGray")


def test_lzw_becomes_flate(tmp_path: Path) -> None:
    pixels = picture(mode="L")
    path = pdf_image(tmp_path, lzw(pixels.tobytes()), pixels, Filter=Name.LZWDecode)
    assert embedded(path).codec == "/FlateDecode"


def lzw(data: bytes) -> bytes:
    """LZW without any gain: every byte alone, the table cleared before it grows."""
    bits = "".join(
        ("100000000" if at % 200 == 0 else "") + f"{value:09b}" for at, value in enumerate(data)
    )
    bits += "100000001"
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def test_colours_beyond_the_output_intent_become_rgb(tmp_path: Path) -> None:
    pixels = picture(40, 60)
    data = np.dstack([255 - pixels, np.zeros((60, 40), np.uint8)]).tobytes()
    image = embedded(pdf_image(tmp_path, data, pixels, ColorSpace=Name.DeviceCMYK))
    assert (image.codec, image.space) == ("/FlateDecode", "/DeviceRGB")


@pytest.mark.parametrize("page_turn", [0, 90, 180, 270])
@pytest.mark.parametrize("content", SHOWN.values(), ids=[str(turn) for turn in SHOWN])
def test_turns_are_told(tmp_path: Path, content: str, page_turn: int) -> None:
    pixels = picture()
    path = scan_pdf(tmp_path / "scan", pixels, content, Rotate=page_turn)
    assert embedded(path).width == pixels.shape[1]


def test_drawn_pages_have_no_image_to_embed(tmp_path: Path) -> None:
    path = scan_pdf(tmp_path / "a.pdf", picture(), FULL_PAGE + " 0 0 m 9 9 l S")
    info = inspect_scan(path, LIMITS)
    with (
        Pdf.new() as target,
        open_source(path, info) as source,
        pytest.raises(EngineFailed, match="page_not_one_image"),
    ):
        embed_page_image(target, source, 1)


def test_the_source_stays_as_it_was(tmp_path: Path) -> None:
    path = pdf_image(tmp_path, encoded(picture(), "JPEG"), picture(), Filter=Name.DCTDecode)
    before = path.read_bytes()
    embedded(path)
    assert path.read_bytes() == before
