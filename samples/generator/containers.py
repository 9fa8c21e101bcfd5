"""Page pictures into PDF, TIFF, JPEG, PNG, JPEG 2000 and WebP, with the same bytes each time."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pikepdf
from PIL import Image

from samples.generator.scanner import FAX_DPI
from samples.generator.source import Sample

COLOUR_SPACE = {"RGB": "/DeviceRGB", "L": "/DeviceGray"}
SUFFIX = {"pdf": ".pdf", "pdf-g4": ".pdf", "tiff": ".tif", "tiff-g4": ".tif", "jpeg": ".jpg",
          "png": ".png", "jp2": ".jp2", "webp": ".webp"}  # fmt: skip


def pack(pictures: Sequence[Image.Image], sample: Sample) -> bytes:
    """The bytes of the sample's container."""
    if sample.container in ("pdf", "pdf-g4"):
        return _pdf(pictures, sample)
    if sample.container in ("tiff", "tiff-g4"):
        return _tiff(pictures, sample)
    out, resolution = BytesIO(), (sample.dpi, sample.dpi)
    picture = pictures[0]
    if sample.container == "jpeg":
        picture.save(out, "JPEG", quality=sample.quality, dpi=resolution, optimize=True)
    elif sample.container == "png":
        _few_levels(picture).save(out, "PNG", dpi=resolution, optimize=True)
    elif sample.container == "jp2":
        picture.save(out, "JPEG2000", quality_mode="rates", quality_layers=[28], irreversible=True)
    else:
        picture.save(out, "WEBP", quality=sample.quality, method=6)
    return out.getvalue()


def _few_levels(picture: Image.Image) -> Image.Image:
    """Sixteen greys, as office scanners write PNG: the noise doesn't fill the file."""
    return picture.convert("L").quantize(16, dither=Image.Dither.NONE)


def _tiff(pictures: Sequence[Image.Image], sample: Sample) -> bytes:
    out = BytesIO()
    first, rest = pictures[0], list(pictures[1:])
    if sample.container == "tiff-g4":
        first.save(
            out, "TIFF", save_all=True, append_images=rest, compression="group4", dpi=FAX_DPI
        )
    else:
        dpi = (sample.dpi, sample.dpi)
        pages = [picture.convert("YCbCr") for picture in pictures]
        pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="jpeg",
                      quality=sample.quality, dpi=dpi)  # fmt: skip
    return out.getvalue()


def _pdf(pictures: Sequence[Image.Image], sample: Sample) -> bytes:
    """A page an image, as scanners write it; no dates, so the bytes don't change."""
    pdf = pikepdf.new()
    for picture in pictures:
        image = (
            _jpeg_stream(pdf, picture, sample) if picture.mode != "1" else _g4_stream(pdf, picture)
        )
        width, height = (side * 72 / sample.dpi for side in picture.size)
        pdf.add_blank_page(page_size=(width, height))
        page = pdf.pages[-1]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        page.Contents = pdf.make_stream(f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /Im0 Do Q".encode())
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _jpeg_stream(pdf: pikepdf.Pdf, picture: Image.Image, sample: Sample) -> pikepdf.Stream:
    out = BytesIO()
    picture.save(out, "JPEG", quality=sample.quality, dpi=(sample.dpi, sample.dpi), optimize=True)
    return _image(pdf, out.getvalue(), picture, Filter=pikepdf.Name.DCTDecode, BitsPerComponent=8,
                  ColorSpace=pikepdf.Name(COLOUR_SPACE[picture.mode]))  # fmt: skip


def _g4_stream(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Stream:
    """CCITT G4 as one strip, taken out of the TIFF that Pillow writes."""
    out = BytesIO()
    picture.save(out, "TIFF", compression="group4", tiffinfo={278: picture.height})
    with Image.open(BytesIO(out.getvalue())) as tiff:
        tags = tiff.getexif()
        offset, length = tags[273], tags[279]
    parms = pikepdf.Dictionary(K=-1, Columns=picture.width, Rows=picture.height, BlackIs1=True)
    return _image(pdf, out.getvalue()[offset : offset + length], picture, BitsPerComponent=1,
                  Filter=pikepdf.Name.CCITTFaxDecode, DecodeParms=parms,
                  ColorSpace=pikepdf.Name.DeviceGray)  # fmt: skip


def _image(
    pdf: pikepdf.Pdf, data: bytes, picture: Image.Image, **entries: object
) -> pikepdf.Stream:
    width, height = picture.size
    kind = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Image}
    size = {"Width": width, "Height": height}
    return pikepdf.Stream(pdf, data, **kind, **size, **entries)
