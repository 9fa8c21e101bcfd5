"""Bar and QR codes by ZXing-C++: those on a page are read, that of a sheet of ours is made."""

from __future__ import annotations

import cv2
import numpy as np
import zxingcpp

from pipeline.engines.faint_codes import may_have_code, mended
from pipeline.model.codes import Code
from pipeline.model.geometry import Box
from pipeline.model.scan import Pixels

_FORMATS = ("QRCode", "DataMatrix", "PDF417", "Aztec", "Code128", "Code39")
"""What labels bear. ITF, Codabar and the like have no checksum and are seen in table rules."""
_MOST_MODULES = 65
"""Of a side: at 68 mm and 150 dpi each is six pixels wide."""
MOST_CODES = 20
MOST_LETTERS = 500


def read_codes(pixels: Pixels) -> tuple[Code, ...]:
    """The codes of a page, from its top; none where they make trouble: no page waits for them.

    Where none is read and the page looks as if it had a large one, it is mended and read again.
    """
    try:
        found = _read(pixels, 1.0)
        if not found and may_have_code(pixels):
            # The first reading that brings a code: more of the same would tell nothing new.
            found = next(filter(None, (_mended(one, pixels) for one in mended(pixels))), [])
    except (RuntimeError, ValueError, cv2.error):
        return ()
    return tuple(sorted(found, key=lambda code: (code.box.top, code.box.left))[:MOST_CODES])


def _mended(picture: Pixels, pixels: Pixels) -> list[Code]:
    return _read(picture, pixels.shape[0] / picture.shape[0])


def _read(pixels: Pixels, scale: float) -> list[Code]:
    """`scale`: of pixels of the page to pixels of what is read."""
    # Made anew each time: one that lives as long as the program is reported as a leak at its end.
    formats = zxingcpp.BarcodeFormats([getattr(zxingcpp.BarcodeFormat, f) for f in _FORMATS])
    found = zxingcpp.read_barcodes(np.ascontiguousarray(pixels), formats, try_invert=False)
    height, width = (round(side * scale) for side in pixels.shape[:2])
    return [_code(one, (width, height), scale) for one in found if one.text.strip()]


def _code(found: zxingcpp.Barcode, size: tuple[int, int], scale: float) -> Code:
    place = found.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    across = [min(max(round(corner.x * scale), 0), size[0]) for corner in corners]
    down = [min(max(round(corner.y * scale), 0), size[1]) for corner in corners]
    box = Box(min(across), min(down), max(across), max(down))
    return Code(str(found.format), found.text.strip()[:MOST_LETTERS], box)


def qr_modules(text: str) -> list[list[bool]]:
    """`text` (ASCII) as a QR code without the white around it, row by row; True is black.

    As much of it may be lost as leaves its modules large enough for a bad scan.

    Raises:
        ValueError: there is too much text for that.
    """
    for level in ("H", "Q", "M"):
        made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
        dark = np.array(zxingcpp.write_barcode_to_image(made, add_quiet_zones=False)) == 0
        if len(dark) <= _MOST_MODULES:
            return [[bool(one) for one in row] for row in dark]
    raise ValueError(f"{len(text)} characters")
