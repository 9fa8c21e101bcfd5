"""Makes PDF images of pictures: their coded bytes passed through, or stored losslessly."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from PIL import Image, ImageOps

from pipeline.engines import jpx
from pipeline.engines.image_header import jpeg_header, png_chunks, png_header
from pipeline.engines.image_source import FORMATS, tiff_frame
from pipeline.engines.picture import (
    grey_or_rgb,
    is_bilevel,
    opened_picture,
    orientation,
    turn_of_tag,
)
from pipeline.engines.tiff_directory import (
    COMPRESSION,
    FILL_ORDER,
    HEIGHT,
    ORIENTATION,
    PHOTOMETRIC,
    WIDTH,
    Frame,
    frames,
)
from pipeline.model.scan import Pixels, ScanKind

_SPACES = {1: Name.DeviceGray, 3: Name.DeviceRGB}
_GROUP4, _BITS_REVERSED_IN_BYTES, _WHITE_IS_ZERO, _BLACK_IS_ZERO = 4, 2, 0, 1
_REVERSED_BITS = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))
_ROWS_PER_STRIP, _ONE_STRIP = 278, 2**32 - 1
_PNG_COMPONENTS = {0: 1, 2: 3, 3: 1}
"""PNG colour types without alpha → samples per pixel."""
_PNG_PALETTE = 3
_PNG_PREDICTOR = 15


def picture_stream(target: Pdf, path: Path, kind: ScanKind, number: int) -> tuple[Stream, int]:
    """(image of page `number`, clockwise turn that shows it as its viewer does).

    Raises:
        Library errors: the data is damaged.
    """
    index = 0
    if kind is ScanKind.TIFF:
        frame = tiff_frame(path, number)
        index = frame.index
        is_mirrored, turn_deg = turn_of_tag(frame.first(ORIENTATION, 1))
        passed = None if is_mirrored else _group4_page(target, path, frame)
    else:
        with opened_picture(path, FORMATS[kind]) as picture:
            is_mirrored, turn_deg = orientation(picture)
        pass_through = None if is_mirrored else _PASS_THROUGH.get(kind)
        passed = pass_through(target, path.read_bytes()) if pass_through else None
    if passed is not None:
        return passed, turn_deg
    with opened_picture(path, FORMATS[kind]) as picture:
        if index:
            picture.seek(index)
        pixels = grey_or_rgb(ImageOps.exif_transpose(picture))
    return lossless_stream(target, pixels), 0


def lossless_stream(target: Pdf, pixels: Pixels) -> Stream:
    """The pixels exactly: black and white in CCITT Group 4, others in Flate with predictors."""
    buffer = BytesIO()
    picture = Image.fromarray(pixels)
    if is_bilevel(pixels):
        picture.convert("1", dither=Image.Dither.NONE).save(
            buffer, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: _ONE_STRIP}
        )
        data = buffer.getvalue()
        made = _group4_stream(target, data, next(frames(data)))
    else:
        picture.save(buffer, "PNG")
        made = _png_stream(target, buffer.getvalue())
    assert made is not None, "what Pillow writes here can be passed through"
    return made


def encode_jpeg(pixels: Pixels, dpi: float, quality: int) -> bytes:
    """A baseline 4:4:4 JPEG of a drawn page; the same pixels give the same bytes."""
    buffer = BytesIO()
    density = max(1, min(round(dpi), 0xFFFF))
    Image.fromarray(pixels).save(
        buffer, "JPEG", quality=quality, subsampling=0, optimize=True, dpi=(density, density)
    )
    return buffer.getvalue()


def _jpeg_stream(target: Pdf, data: bytes) -> Stream | None:
    """Grey or RGB that every PDF reader decodes; CMYK is no colour of an sRGB document."""
    header = jpeg_header(data)
    space = _SPACES.get(len(header.component_ids))
    if space is None or not header.passable:
        return None
    stream = _image(target, data, (header.width, header.height), 8, space, Name.DCTDecode)
    if header.untransformed_rgb:
        stream.DecodeParms = Dictionary(ColorTransform=0)
    return stream


def _png_stream(target: Pdf, data: bytes) -> Stream | None:
    """The compressed rows as they are: PDF knows PNG's filters as predictor 15."""
    header = png_header(data)
    chunks = [(kind, data[start:end]) for kind, start, end in png_chunks(data)]
    components = _PNG_COMPONENTS.get(header.colour_type)
    if components is None or header.interlaced or any(kind == b"tRNS" for kind, _ in chunks):
        return None
    space: Any = _SPACES[components]
    if header.colour_type == _PNG_PALETTE:
        palette = next(content for kind, content in chunks if kind == b"PLTE")
        last = len(palette) // 3 - 1
        space = Array([Name.Indexed, Name.DeviceRGB, last, String(palette)])
    rows = b"".join(content for kind, content in chunks if kind == b"IDAT")
    size = header.width, header.height
    stream = _image(target, rows, size, header.bits, space, Name.FlateDecode)
    stream.DecodeParms = Dictionary(
        Predictor=_PNG_PREDICTOR,
        Colors=components,
        BitsPerComponent=header.bits,
        Columns=header.width,
    )
    return stream


def _jp2_stream(target: Pdf, data: bytes) -> Stream | None:
    if jpx.is_bare(data):
        try:
            data = jpx.boxed(data)
        except ValueError:
            return None
    if not jpx.may_be_archived(data):
        return None
    width, height, components, bits = jpx.image_header(data)
    return _image(target, data, (width, height), bits, _SPACES[components], Name.JPXDecode)


_PASS_THROUGH: dict[ScanKind, Callable[[Pdf, bytes], Stream | None]] = {
    ScanKind.JPEG: _jpeg_stream,
    ScanKind.PNG: _png_stream,
    ScanKind.JP2: _jp2_stream,
}


def _group4_page(target: Pdf, path: Path, frame: Frame) -> Stream | None:
    if frame.first(COMPRESSION, 1) != _GROUP4 or len(frame.pieces) != 1:
        return None
    offset, length = frame.pieces[0]
    with path.open("rb") as file:
        file.seek(offset)
        return _group4(target, file.read(length), frame)


def _group4_stream(target: Pdf, tiff: bytes, frame: Frame) -> Stream | None:
    offset, length = frame.pieces[0]
    return _group4(target, tiff[offset : offset + length], frame)


def _group4(target: Pdf, strip: bytes, frame: Frame) -> Stream | None:
    """A TIFF strip: bits in PDF's order, and black as its photometric tag has it."""
    photometric = frame.first(PHOTOMETRIC, _WHITE_IS_ZERO)
    if photometric not in (_WHITE_IS_ZERO, _BLACK_IS_ZERO):
        return None
    if frame.first(FILL_ORDER, 1) == _BITS_REVERSED_IN_BYTES:
        strip = strip.translate(_REVERSED_BITS)
    width, height = frame.first(WIDTH, 0), frame.first(HEIGHT, 0)
    stream = _image(target, strip, (width, height), 1, Name.DeviceGray, Name.CCITTFaxDecode)
    stream.DecodeParms = Dictionary(
        K=-1, Columns=width, Rows=height, BlackIs1=photometric == _BLACK_IS_ZERO
    )
    return stream


def _image(
    target: Pdf, data: bytes, size: tuple[int, int], bits: int, space: Any, codec: Object
) -> Stream:
    return Stream(
        target,
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=size[0],
        Height=size[1],
        ColorSpace=space,
        BitsPerComponent=bits,
        Filter=codec,
    )
