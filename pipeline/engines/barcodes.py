"""Bar and QR codes by ZXing-C++: those on a page are read, that of a separator sheet is made."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
import pikepdf
import zxingcpp
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from pipeline.model.codes import Code
from pipeline.model.geometry import Box
from pipeline.model.scan import Pixels

_FORMATS = ("QRCode", "DataMatrix", "PDF417", "Aztec", "Code128", "Code39")
"""What labels bear. ITF, Codabar and the like have no checksum and are seen in table rules."""
MOST_CODES = 20
MOST_LETTERS = 500
_A4 = (595.28, 841.89)
_SIDE = 227.0
"""Of the code on the sheet, points: 80 mm."""


def read_codes(pixels: Pixels) -> tuple[Code, ...]:
    """The codes of a page, from its top; none where they make trouble: no page waits for them."""
    # Made anew each time: one that lives as long as the program is reported as a leak at its end.
    formats = zxingcpp.BarcodeFormats([getattr(zxingcpp.BarcodeFormat, f) for f in _FORMATS])
    try:
        found = zxingcpp.read_barcodes(np.ascontiguousarray(pixels), formats, try_invert=False)
    except (RuntimeError, ValueError):
        return ()
    codes = [_code(one, pixels) for one in found if one.text.strip()]
    return tuple(sorted(codes, key=lambda code: (code.box.top, code.box.left))[:MOST_CODES])


def _code(found: zxingcpp.Barcode, pixels: Pixels) -> Code:
    place = found.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    height, width = pixels.shape[:2]
    across = [min(max(corner.x, 0), width) for corner in corners]
    down = [min(max(corner.y, 0), height) for corner in corners]
    box = Box(min(across), min(down), max(across), max(down))
    return Code(str(found.format), found.text.strip()[:MOST_LETTERS], box)


def separator_sheet(text: str) -> bytes:
    """A PDF page of A4 with `text` (ASCII) as a QR code and in words below it."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    modules = np.array(zxingcpp.write_barcode_to_image(made))
    width, height = _A4
    left, bottom = (width - _SIDE) / 2, (height - _SIDE) / 2
    size = 24
    start = (width - 0.6 * size * len(text)) / 2
    drawn = (
        f"q {_SIDE} 0 0 {_SIDE} {left:.2f} {bottom:.2f} cm /Code Do Q "
        f"BT /F {size} Tf {start:.2f} {bottom - 2 * size:.2f} Td ({text}) Tj ET"
    )
    with Pdf.new() as pdf:
        page = pdf.add_blank_page(page_size=_A4)
        # Courier, of which every letter is 0.6 wide.
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Courier-Bold"))
        page.Resources = Dictionary(
            XObject=Dictionary(Code=_image(pdf, modules)), Font=Dictionary(F=font)
        )
        page.Contents = Stream(pdf, drawn.encode("ascii"))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _image(pdf: Pdf, modules: npt.NDArray[np.uint8]) -> pikepdf.Object:
    return Stream(
        pdf,
        modules.tobytes(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=modules.shape[1],
        Height=modules.shape[0],
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
        Decode=Array([0, 1]),
    )
