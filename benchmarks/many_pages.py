"""One file of very many small pages, each a page image, at the cost of a handful of pictures."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw

from samples.generator.typeface import font

SIZE = (874, 1240)
"""A5 at 150 dpi."""
_LINES = (
    "Danh sách hồ sơ lưu trữ, tờ số {n}",
    "Kho lưu trữ cơ quan, giá {n}, hộp {n}",
    "Đã kiểm tra, đủ số tờ, giấy còn tốt.",
)
_DISTINCT = 8


def write_many_pages(path: Path, count: int) -> None:
    """A PDF of `count` pages that take turns with eight pictures of three lines."""
    with pikepdf.new() as pdf:
        pictures = [_picture(pdf, number) for number in range(1, _DISTINCT + 1)]
        for index in range(count):
            pdf.add_blank_page(page_size=(420, 595))
            page = pdf.pages[-1]
            page.Resources = pikepdf.Dictionary(
                XObject=pikepdf.Dictionary(Im0=pictures[index % _DISTINCT])
            )
            page.Contents = pdf.make_stream(b"q 420 0 0 595 0 0 cm /Im0 Do Q")
        pdf.save(path)


def _picture(pdf: pikepdf.Pdf, number: int) -> pikepdf.Object:
    image = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(_LINES):
        draw.text((90, 120 + 60 * row), line.format(n=number), fill=20, font=font("upright", 30))
    encoded = io.BytesIO()
    image.save(encoded, "JPEG", quality=80)
    width, height = SIZE
    return pdf.make_indirect(
        pikepdf.Stream(
            pdf,
            encoded.getvalue(),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=width,
            Height=height,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
    )
