"""Pages as their viewers show them: turned, cropped, drawn or taken as the image they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageOps

from pipeline.engines import pdf_draw
from pipeline.engines.pdf_image import decode_image
from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.engines.tiff_directory import frames
from pipeline.errors import EngineFailed, ScanRejected
from pipeline.model.scan import PageImage, PageOrigin, Pixels
from pipeline.settings import default_settings
from tests.engines.scan_builders import (
    FULL_PAGE,
    annotation,
    encoded,
    image_object,
    jbig2_of,
    one_page,
    picture,
    save_pdf,
    scan_pdf,
    tiff_of,
    viewed,
)

LIMITS, PAGES = default_settings().limits, default_settings().pages


def load(path: Path, number: int = 1) -> PageImage:
    return load_page(path, inspect_scan(path, LIMITS), number, LIMITS, PAGES)


def turned(pixels: Pixels, degrees: int) -> Pixels:
    return np.rot90(pixels, -degrees // 90)


def largest_difference(one: Pixels, other: Pixels) -> int:
    assert one.shape == other.shape
    return int(np.abs(one.astype(int) - other).max())


@pytest.mark.parametrize("page_turn", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("content", "image_turn"),
    [
        (FULL_PAGE, 0),
        ("q 0 -{h} {w} 0 0 {h} cm /Im Do Q", 90),
        ("q -{w} 0 0 -{h} {w} {h} cm /Im Do Q", 180),
        ("q 0 {h} -{w} 0 {w} 0 cm /Im Do Q", 270),
    ],
)
def test_pages_are_turned_as_their_viewer_turns_them(
    tmp_path: Path, content: str, image_turn: int, page_turn: int
) -> None:
    size = (80.0, 60.0) if image_turn in (90, 270) else (60.0, 80.0)
    path = scan_pdf(tmp_path / "a.pdf", picture(), content, size, Rotate=page_turn)
    page = load(path)
    assert page.origin is PageOrigin.IMAGE
    assert (page.pixels == turned(picture(), image_turn + page_turn)).all()
    assert largest_difference(page.pixels, viewed(path)) == 0


AS_IT_IS: dict[str, str] = {
    "white paper below": "1 g 0 0 {w} {h} re f " + FULL_PAGE,
    "white paper in RGB": "1 1 1 rg 0 0 {w} {h} re f " + FULL_PAGE,
    "clip around it": "0 0 {w} {h} re W n " + FULL_PAGE,
    "old OCR text": "BT 3 Tr /F 9 Tf (136) Tj [(a) -20 (b)] TJ ET " + FULL_PAGE,
    "empty text": FULL_PAGE + " BT () Tj ET",
    "opaque state": "/Opaque gs " + FULL_PAGE,
    "border of the paper left free": "q 143 0 0 191 0 0 cm /Im Do Q",
    "in a form": "/Fm Do",
}

DRAWN: dict[str, str] = {
    "text": FULL_PAGE + " BT /F 9 Tf (136) Tj ET",
    "text before and after": "BT 3 Tr (a) Tj 0 Tr (b) Tj ET " + FULL_PAGE,
    "line": FULL_PAGE + " 0 0 m 9 9 l S",
    "black area": "0 g 0 0 9 9 re f " + FULL_PAGE,
    "white over it": FULL_PAGE + " 1 g 0 0 9 9 re f",
    "twice": FULL_PAGE + FULL_PAGE,
    "half the page": "q {w} 0 0 50 0 0 cm /Im Do Q",
    "reaching over the edge": "q 200 0 0 {h} 0 0 cm /Im Do Q",
    "clipped": "0 0 {w} 50 re W n " + FULL_PAGE,
    "mirrored": "q -{w} 0 0 {h} {w} 0 cm /Im Do Q",
    "slanted": "q {w} 3 -3 {h} 0 0 cm /Im Do Q",
    "see-through": "/Half gs " + FULL_PAGE,
    "blended": "/Multiply gs " + FULL_PAGE,
    "shading": FULL_PAGE + " /Sh sh",
    "inline image": FULL_PAGE + " q 9 0 0 9 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q",
    "form in itself": "/Loop Do " + FULL_PAGE,
    "no image": "",
}


def page_with(path: Path, content: str) -> Path:
    """A page with everything in its resources that the contents above name."""
    with Pdf.new() as pdf:
        page = one_page(pdf, image_object(pdf, picture().tobytes(), picture()), content)
        form = pdf.make_stream(FULL_PAGE.format(w=72, h=96).encode())
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox, form.Matrix = Array([0, 0, 72, 96]), Array([2, 0, 0, 2, 0, 0])
        form.Resources = page.Resources
        loop = pdf.make_stream(b"/Loop Do")
        loop.Type, loop.Subtype, loop.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
        page.Resources.XObject.Fm, page.Resources.XObject.Loop = form, loop
        helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources.Font = Dictionary(F=helvetica)
        page.Resources.ExtGState = Dictionary(
            Half=Dictionary(ca=0.5),
            Opaque=Dictionary(ca=1, BM=Name.Normal, SMask=Name("/None")),
            Multiply=Dictionary(BM=Name.Multiply),
        )
        return save_pdf(path, pdf)


@pytest.mark.parametrize("content", AS_IT_IS.values(), ids=AS_IT_IS)
def test_a_page_that_is_one_image_is_that_image(tmp_path: Path, content: str) -> None:
    page = load(page_with(tmp_path / "a.pdf", content))
    assert page.origin is PageOrigin.IMAGE
    assert (page.pixels == picture()).all()


@pytest.mark.parametrize("content", DRAWN.values(), ids=DRAWN)
def test_a_page_that_is_more_than_one_image_is_drawn(tmp_path: Path, content: str) -> None:
    assert load(page_with(tmp_path / "a.pdf", content)).origin is PageOrigin.RENDERED


@pytest.mark.parametrize(
    ("subtype", "keys", "origin"),
    [
        ("Stamp", {}, PageOrigin.RENDERED),
        ("Ink", {}, PageOrigin.RENDERED),
        ("Widget", {"FT": Name.Sig}, PageOrigin.RENDERED),
        ("Link", {}, PageOrigin.IMAGE),
        ("Popup", {}, PageOrigin.IMAGE),
        ("Stamp", {"F": 2}, PageOrigin.IMAGE),
        ("Stamp", {"F": 32}, PageOrigin.IMAGE),
        ("Widget", {"FT": Name.Sig, "Rect": Array([0, 0, 0, 0])}, PageOrigin.IMAGE),
        ("Widget", {"FT": Name.Sig, "AP": Dictionary()}, PageOrigin.IMAGE),
    ],
)
def test_annotations_that_show_are_kept(
    tmp_path: Path, subtype: str, keys: dict[str, Any], origin: PageOrigin
) -> None:
    with Pdf.new() as pdf:
        page = one_page(pdf, image_object(pdf, picture().tobytes(), picture()))
        page.obj.Annots = Array([annotation(pdf, subtype, **keys)])
        pdf.Root.AcroForm = Dictionary(Fields=page.obj.Annots)
        path = save_pdf(tmp_path / "a.pdf", pdf)
    assert load(path).origin is origin


@pytest.mark.parametrize(
    "spoil",
    [
        lambda pdf, image: image.__setattr__(
            "SMask", image_object(pdf, b"\x80", picture(1, 1, "L"))
        ),
        lambda pdf, image: image.__setattr__("Mask", Array([0, 9, 0, 9, 0, 9])),
        lambda pdf, image: image.__setattr__("OC", hidden_layer(pdf)),
    ],
    ids=["soft mask", "colour key", "hidden layer"],
)
def test_an_image_that_does_not_show_whole_is_drawn(
    tmp_path: Path, spoil: Callable[[Pdf, pikepdf.Object], None]
) -> None:
    with Pdf.new() as pdf:
        image = image_object(pdf, picture().tobytes(), picture())
        spoil(pdf, image)
        one_page(pdf, image)
        path = save_pdf(tmp_path / "a.pdf", pdf)
    assert load(path).origin is PageOrigin.RENDERED


def hidden_layer(pdf: Pdf) -> pikepdf.Object:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="hidden"))
    pdf.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer]))
    return layer


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


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("file_format", ["JPEG", "TIFF", "PNG", "WEBP"])
def test_orientation_tags(tmp_path: Path, file_format: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    options: dict[str, Any] = {"lossless": True} if file_format == "WEBP" else {}
    path = tmp_path / "a"
    path.write_bytes(encoded(picture(), file_format, exif=exif, **options))
    with Image.open(path) as image:
        upright = np.array(ImageOps.exif_transpose(image))
    assert (load(path).pixels == upright).all()


@pytest.mark.parametrize(
    ("mode", "file_format"),
    [
        *[(mode, "PNG") for mode in ("1", "L", "P", "RGBA", "LA", "I;16")],
        *[("CMYK", "TIFF"), ("CMYK", "JPEG"), ("RGB", "WEBP")],
        *[("L", "JPEG2000"), ("RGB", "JPEG2000")],
    ],
)
def test_every_mode_becomes_grey_or_rgb(tmp_path: Path, mode: str, file_format: str) -> None:
    grey = mode in {"1", "L", "LA", "I;16"}
    if mode == "I;16":
        data = encoded(picture(mode="L").astype(np.uint16) * 257, file_format)
    else:
        data = encoded(picture(mode="L" if grey else "RGB"), file_format, mode=mode)
    path = tmp_path / "a"
    path.write_bytes(data)
    page = load(path)
    assert page.pixels.shape == ((80, 60) if grey else (80, 60, 3))
    assert page.pixels.dtype == np.uint8


def test_transparency_lies_on_white(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(encoded(np.zeros((9, 9, 4), np.uint8), "PNG"))
    assert (load(path).pixels == 255).all()


def test_pages_of_a_tiff_are_counted_without_thumbnails(tmp_path: Path) -> None:
    pages = [picture(40 + n, 30, mode) for n, mode in enumerate(["1", "L", "RGB"])]
    path = tmp_path / "a.tif"
    path.write_bytes(tiff_of(*pages))
    assert inspect_scan(path, LIMITS).page_count == 3
    for number, pixels in enumerate(pages, start=1):
        assert (load(path, number).pixels == pixels).all()
    path.write_bytes(tiff_of(*pages, tiffinfo={254: 1}))
    with pytest.raises(ScanRejected, match="no_pages"):
        inspect_scan(path, LIMITS)


@pytest.mark.parametrize(
    ("dpi", "expected"),
    [((200, 200), 200), ((300, 300), 300), (None, 1000 / 11.693), ((2, 2), 1000 / 11.693)],
)
def test_resolution_as_stated_or_of_an_a4_page(
    tmp_path: Path, dpi: tuple[int, int] | None, expected: float
) -> None:
    path = tmp_path / "a.jpg"
    options: dict[str, Any] = {"dpi": dpi} if dpi else {}
    path.write_bytes(encoded(picture(700, 1000, "L"), "JPEG", **options))
    assert load(path).dpi == pytest.approx(expected, abs=0.01)


def test_fax_pixels_become_square(tmp_path: Path) -> None:
    path = tmp_path / "fax.tif"
    path.write_bytes(tiff_of(picture(1728, 1100, "1"), dpi=(204, 98)))
    page = load(path)
    assert page.size == (1728, round(1100 * 204 / 98))
    assert page.dpi == pytest.approx(204)


def test_drawn_pages_have_the_resolution_of_their_image(tmp_path: Path) -> None:
    large = picture(400, 533)
    with_line = FULL_PAGE + " 0 0 m 9 9 l S"
    page = load(scan_pdf(tmp_path / "a.pdf", large, with_line))
    assert page.dpi == pytest.approx(200, abs=0.5)
    assert abs(page.size[0] - 400) <= 1


def test_drawn_pages_without_an_image_have_the_set_resolution(tmp_path: Path) -> None:
    page = load(page_with(tmp_path / "a.pdf", "0 0 m 9 9 l S"))
    assert (page.dpi, page.size) == (300, (600, 800))
    assert page.pixels.ndim == 2


def test_paper_measured_in_pixels_is_taken_for_a4(tmp_path: Path) -> None:
    pixels = picture(1240, 1754, "L")
    with Pdf.new() as pdf:
        one_page(pdf, image_object(pdf, pixels.tobytes(), pixels), size=(1240, 1754))
        line = FULL_PAGE + " 0 0 m 9 9 l S"
        one_page(pdf, image_object(pdf, pixels.tobytes(), pixels), line, size=(1240, 1754))
        path = save_pdf(tmp_path / "a.pdf", pdf)
    for number in (1, 2):
        page = load(path, number)
        assert page.dpi == pytest.approx(150, abs=0.1)
        assert page.size == (1240, 1754)


def test_crop_box_is_what_shows(tmp_path: Path) -> None:
    crop = Array([0, 0, 144, 100])
    page = load(scan_pdf(tmp_path / "a.pdf", picture(400, 533), CropBox=crop))
    assert page.origin is PageOrigin.RENDERED
    assert abs(page.size[1] - round(100 / 72 * 200)) <= 1


def test_a_slow_page_is_given_up(tmp_path: Path) -> None:
    path = page_with(tmp_path / "a.pdf", DRAWN["line"])
    limits = LIMITS.model_copy(update={"page_seconds": 1e-9})
    with pytest.raises(EngineFailed, match="page_timeout"):
        load_page(path, inspect_scan(path, LIMITS), 1, limits, PAGES)


def test_without_poppler_pdfium_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = page_with(tmp_path / "a.pdf", DRAWN["line"])
    by_poppler = load(path).pixels
    monkeypatch.setattr(pdf_draw, "POPPLER_PATH", str(tmp_path / "nowhere"))
    by_pdfium = load(path).pixels
    assert by_pdfium.shape == by_poppler.shape
    assert np.abs(by_pdfium.astype(int) - by_poppler).mean() < 8


def test_a_page_whose_image_is_damaged_is_drawn(tmp_path: Path) -> None:
    pixels = picture(mode="L")
    page = load(in_pdf(tmp_path / "a.pdf", pixels.tobytes()[:-500], pixels))
    assert page.origin is PageOrigin.RENDERED


def test_a_page_whose_image_is_not_there_is_unreadable(tmp_path: Path) -> None:
    path = page_with(tmp_path / "a.pdf", "q 99 0 0 99 0 0 cm /Lost Do Q")
    with pytest.raises(EngineFailed, match="page_unreadable"):
        load(path)


def test_numbers_beyond_the_last_page_are_a_mistake(tmp_path: Path) -> None:
    path = scan_pdf(tmp_path / "a.pdf", picture())
    with pytest.raises(ValueError, match="page 2 of 1"):
        load(path, 2)


@pytest.mark.parametrize("has_value", [True, False])
def test_signatures_are_noticed(tmp_path: Path, has_value: bool) -> None:
    value = Dictionary(Type=Name.Sig, ByteRange=[0, 1, 2, 3], Contents=b"\0")
    with Pdf.new() as pdf:
        one_page(pdf)
        field = Dictionary(FT=Name.Sig, T="a", Kids=[])
        kid = pdf.make_indirect(Dictionary(V=value) if has_value else Dictionary())
        field.Kids = Array([kid])
        pdf.Root.AcroForm = Dictionary(Fields=[pdf.make_indirect(field)])
        path = save_pdf(tmp_path / "a.pdf", pdf)
    assert inspect_scan(path, LIMITS).signed is has_value
