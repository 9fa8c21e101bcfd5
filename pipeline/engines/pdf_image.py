"""Decodes an image inside a PDF to pixels, exactly as many as it stores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pikepdf
from pikepdf import Array, Name, Object, Stream

from pipeline.engines.pdf_draw import draw_image
from pipeline.engines.picture import grey_or_rgb, opened_picture, pixel_limit
from pipeline.model.scan import Pixels

_PICTURES = {"/DCTDecode": ("JPEG",), "/JPXDecode": ("JPEG2000",)}
_UNCODED = ""
_SAMPLES = {
    _UNCODED,
    "/FlateDecode",
    "/LZWDecode",
    "/RunLengthDecode",
    "/ASCII85Decode",
    "/ASCIIHexDecode",
}


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space as far as samples can be told without colour management."""

    components: int
    palette: bytes | None = None
    """RGB triples of an indexed space."""


_ADDITIVE_MODES = {Space(1): "L", Space(3): "RGB"}


def decode_image(image: Object) -> Pixels:
    """(height, width) grey or (height, width, 3) RGB of an image XObject.

    Raises:
        Library errors: damaged data, or fewer samples than the image says.
    """
    width, height = int(image.Width), int(image.Height)
    with pixel_limit(width * height):
        pixels = _plain_pixels(image)
    if pixels is None:
        pixels = draw_image(image)
    if pixels.shape[:2] != (height, width):
        raise ValueError(f"image of {pixels.shape[1]} × {pixels.shape[0]}, not {width} × {height}")
    return pixels


def filters(image: Object) -> tuple[str, ...]:
    """Names of its filters, outermost first."""
    found = image.get("/Filter", Array())
    return tuple(str(name) for name in found) if isinstance(found, Array) else (str(found),)


def colour_space(value: Any) -> Space | None:
    """The space, or None when only a renderer can tell its colours."""
    name = str(value[0]) if isinstance(value, Array) else str(value)
    if name in {"/DeviceGray", "/CalGray"}:
        return Space(1)
    if name in {"/DeviceRGB", "/CalRGB"}:
        return Space(3)
    if name == "/ICCBased":
        count = int(value[1].get("/N", 0))
        return Space(count) if count in (1, 3) else None
    return _indexed(value) if name == "/Indexed" else None


def _indexed(value: Array) -> Space | None:
    base = colour_space(value[1])
    if base is None or base.palette is not None:
        return None
    table = value[3].read_bytes() if isinstance(value[3], pikepdf.Stream) else bytes(value[3])
    entries = np.frombuffer(table, np.uint8)
    rows = entries[: len(entries) // base.components * base.components]
    triples = rows.reshape(-1, base.components)
    return Space(1, np.repeat(triples, 3 // base.components, axis=1).tobytes())


def is_inverted(image: Object) -> bool | None:
    """Whether /Decode turns black and white round; None when it does something else."""
    decode = image.get("/Decode")
    if decode is None:
        return False
    pairs = [float(v) for v in decode]
    if pairs == [0.0, 1.0] * (len(pairs) // 2):
        return False
    return True if pairs == [1.0, 0.0] * (len(pairs) // 2) else None


def peeled(image: Object) -> bytes:
    """The data of its last filter: every filter before it is undone."""
    names = filters(image)
    if len(names) == 1:
        return image.read_raw_bytes()
    with pikepdf.Pdf.new() as scratch:
        outer = scratch.make_stream(image.read_raw_bytes())
        outer.Filter = Array([Name(name) for name in names[:-1]])
        parms = image.get("/DecodeParms")
        if isinstance(parms, Array):
            outer.DecodeParms = Array([_own(scratch, p) for p in list(parms)[:-1]])
        return outer.read_bytes()


def _own(pdf: pikepdf.Pdf, value: Any) -> Any:
    return pdf.copy_foreign(value) if getattr(value, "is_indirect", False) else value


def _plain_pixels(image: Object) -> Pixels | None:
    """The pixels where our own decoders suffice; None where PDF's own colours need drawing."""
    last = (filters(image) or (_UNCODED,))[-1]
    inverted = is_inverted(image)
    if inverted is None or "/ImageMask" in image:
        return None
    if last in _PICTURES:
        return None if inverted else _picture(image, last)
    space = colour_space(image.get("/ColorSpace", Name.DeviceGray))
    if space is None or (inverted and space.palette is not None):
        return None
    if last == "/CCITTFaxDecode" and space == Space(1):
        return np.array(pikepdf.PdfImage(cast(Stream, image)).as_pil_image().convert("L"))
    return _samples(image, space, inverted=inverted) if last in _SAMPLES else None


def _picture(image: Object, codec: str) -> Pixels | None:
    """A JPEG or JPEG 2000 stream whose own colours are the PDF's."""
    parms = image.get("/DecodeParms")
    if "ColorTransform" in str(parms):
        return None
    declared = image.get("/ColorSpace")
    with opened_picture(peeled(image), _PICTURES[codec]) as picture:
        mode = {"I;16": "L"}.get(picture.mode, picture.mode)
        space = colour_space(declared) if declared is not None else None
        if declared is not None and (space is None or _ADDITIVE_MODES.get(space) != mode):
            return None
        if picture.size != (int(image.Width), int(image.Height)):
            raise ValueError("image size differs from its data")
        return grey_or_rgb(picture) if mode in _ADDITIVE_MODES.values() else None


def _samples(image: Object, space: Space, *, inverted: bool) -> Pixels | None:
    width, height = int(image.Width), int(image.Height)
    bits = int(image.get("/BitsPerComponent", 8))
    per_row = width * space.components
    row_bytes = (per_row * bits + 7) // 8
    data = image.read_bytes()
    if len(data) < row_bytes * height:
        raise ValueError("image data ends early")
    rows = np.frombuffer(data, np.uint8, row_bytes * height).reshape(height, row_bytes)
    values = _unpacked(rows, bits)[:, :per_row]
    if space.palette is not None:
        return _looked_up(values, space.palette)
    levels = values if bits >= 8 else values * np.uint8(255 // (2**bits - 1))
    levels = 255 - levels if inverted else levels
    return levels if space.components == 1 else levels.reshape(height, width, 3)


def _unpacked(rows: npt.NDArray[np.uint8], bits: int) -> npt.NDArray[np.uint8]:
    """One value a column; of 16 bits the upper 8."""
    if bits == 8:
        return rows.copy()
    if bits == 16:
        return np.ascontiguousarray(rows[:, ::2])
    if bits == 1:
        return np.unpackbits(rows, axis=1)
    if bits not in (2, 4):
        raise ValueError(f"{bits} bits per component")
    shifts = range(8 - bits, -1, -bits)
    parts = [(rows >> np.uint8(shift)) & np.uint8(2**bits - 1) for shift in shifts]
    return np.stack(parts, axis=2).reshape(rows.shape[0], -1)


def _looked_up(values: npt.NDArray[np.uint8], palette: bytes) -> Pixels:
    table = np.frombuffer(palette, np.uint8).reshape(-1, 3)
    colours = table[np.minimum(values, len(table) - 1)]
    if (table[:, :1] == table).all():
        return np.ascontiguousarray(colours[..., 0])
    return colours
