"""Picture files in the archival PDF: same bytes where they may stay, same pixels always."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pipeline.engines import jpx
from pipeline.engines.embedding import encode_jpeg
from tests.engines.embedded_scan import embedded
from tests.engines.scan_builders import (
    encoded,
    picture,
    tiff_of,
)


def written(folder: Path, data: bytes) -> Path:
    path = folder / "scan"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"dpi": (200, 200)}])
def test_jpeg_bytes_pass_unchanged(tmp_path: Path, mode: str, options: dict[str, Any]) -> None:
    data = encoded(picture(mode=mode), "JPEG", **options)
    assert embedded(written(tmp_path, data)).raw == data


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_jpegs_keep_their_bytes_unless_mirrored(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(picture(), "JPEG", exif=exif)
    image = embedded(written(tmp_path, data))
    assert (image.raw == data) is (orientation in (1, 3, 6, 8))
    assert image.codec == ("/DCTDecode" if image.raw == data else "/FlateDecode")


def test_jpeg_of_rgb_without_transform(tmp_path: Path) -> None:
    data = encoded(picture(), "JPEG", keep_rgb=True, quality=95)
    adobe = data.index(b"\xff\xee")
    length = int.from_bytes(data[adobe + 2 : adobe + 4], "big") + 2
    bare = data[:adobe] + data[adobe + length :]
    for name, variant in (("adobe", data), ("bare", bare)):
        folder = tmp_path / name
        folder.mkdir()
        assert embedded(written(folder, variant)).raw == variant


def test_cmyk_jpeg_becomes_lossless_rgb(tmp_path: Path) -> None:
    image = embedded(written(tmp_path, encoded(picture(), "JPEG", mode="CMYK")))
    assert (image.codec, image.space) == ("/FlateDecode", "/DeviceRGB")


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P"])
def test_png_rows_pass_unchanged(tmp_path: Path, mode: str) -> None:
    base = picture(61, 80, mode if mode in {"1", "L"} else "RGB")
    data = encoded(base, "PNG", mode=mode)
    start = data.index(b"IDAT") + 4
    length = int.from_bytes(data[start - 8 : start - 4], "big")
    assert embedded(written(tmp_path, data)).raw == data[start : start + length]


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_transparent_png_lies_on_white(tmp_path: Path, mode: str) -> None:
    image = embedded(written(tmp_path, encoded(picture(), "PNG", mode=mode)))
    assert image.space == ("/DeviceGray" if mode == "LA" else "/DeviceRGB")


@pytest.mark.parametrize("fill_order", [1, 2])
@pytest.mark.parametrize("photometric", [0, 1])
def test_group4_tiff_passes_unchanged(tmp_path: Path, photometric: int, fill_order: int) -> None:
    pixels = picture(61, 80, "1")
    tags = {278: 80, 262: photometric, 266: fill_order}
    data = tiff_of(pixels, compression="group4", tiffinfo=tags)
    image = embedded(written(tmp_path, data))
    assert image.codec == "/CCITTFaxDecode"
    assert (image.raw in data) is (fill_order == 1)


@pytest.mark.parametrize(
    ("mode", "compression", "codec"),
    [
        ("1", "group3", "/CCITTFaxDecode"),
        ("1", "raw", "/CCITTFaxDecode"),
        ("L", "tiff_lzw", "/FlateDecode"),
        ("RGB", "jpeg", "/FlateDecode"),
        ("RGB", "packbits", "/FlateDecode"),
    ],
)
def test_other_tiffs_are_stored_losslessly(
    tmp_path: Path, mode: str, compression: str, codec: str
) -> None:
    path = written(tmp_path, tiff_of(picture(mode=mode), compression=compression))
    assert embedded(path).codec == codec


def test_every_page_of_a_tiff(tmp_path: Path) -> None:
    pages = [picture(40 + n, 30, mode) for n, mode in enumerate(["1", "L", "RGB"])]
    path = written(tmp_path, tiff_of(*pages))
    for number, pixels in enumerate(pages, start=1):
        assert embedded(path, number).width == pixels.shape[1]


def test_webp_becomes_lossless(tmp_path: Path) -> None:
    assert embedded(written(tmp_path, encoded(picture(), "WEBP"))).codec == "/FlateDecode"


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("bare", [False, True])
def test_jpeg2000_passes_and_gets_its_box(tmp_path: Path, mode: str, bare: bool) -> None:
    data = encoded(picture(mode=mode), "JPEG2000", no_jp2=bare)
    image = embedded(written(tmp_path, data))
    assert image.codec == "/JPXDecode"
    assert image.raw.endswith(data) if bare else image.raw == data
    assert jpx.may_be_archived(image.raw)


def test_jpeg2000_with_alpha_is_decoded(tmp_path: Path) -> None:
    data = encoded(picture(), "JPEG2000", mode="RGBA")
    assert embedded(written(tmp_path, data)).codec == "/FlateDecode"


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_drawn_pages_are_kept_as_even_jpegs(mode: str) -> None:
    pixels = picture(mode=mode)
    data = encode_jpeg(pixels, 299.7, 92)
    assert data == encode_jpeg(pixels, 299.7, 92)
    with Image.open(BytesIO(data)) as image:
        assert image.info["dpi"] == (300, 300)
        assert {layer[1:3] for layer in image.layer} == {(1, 1)}  # type: ignore[attr-defined]
        assert np.abs(np.array(image).astype(int) - pixels).mean() < 3
