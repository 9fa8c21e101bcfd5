"""The signing block read again: stamped rows by themselves, pieces of them not once more."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.model.geometry import Box
from pipeline.model.ocr import Region, RegionKind
from pipeline.model.scan import PageImage
from pipeline.read_signing import read_signing

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Bold.ttf"
NAME = "Trần Văn Bình"
SIZE = (1654, 2339)


def signed_page(ink: str) -> tuple[PageImage, Box]:
    """A page that bears nothing but a name, and where the name stands."""
    picture = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(picture)
    font = ImageFont.truetype(FONT, 40)
    pen.text((1000, 1800), NAME, font=font, fill=ink)
    left, top, right, bottom = pen.textbbox((1000, 1800), NAME, font=font)
    row = Box(int(left), int(top), int(right), int(bottom))
    pixels = np.asarray(picture if ink != "black" else picture.convert("L"), np.uint8)
    return PageImage(1, pixels, 200.0), row


@pytest.mark.parametrize("ink", ["black", "#d01030"])
def test_a_stamped_row_is_one_line_of_each_picture(ink: str) -> None:
    image, row = signed_page(ink)
    readings, names = read_signing(image, (Region(RegionKind.NAME_STAMP, row, 0.8),))
    for reading in readings:
        over = [line for line in reading.lines if row.contains(*line.box.center)]
        assert len(over) <= 1
    assert any(line.text == NAME for reading in readings for line in reading.lines)
    assert [name.names[0][0] for name in names] == [NAME]


def test_where_nobody_signed_nothing_is_read() -> None:
    image, _ = signed_page("black")
    assert read_signing(image, ()) == ((), ())
