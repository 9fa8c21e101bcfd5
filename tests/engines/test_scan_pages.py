"""Pages of a PDF as viewers show them: turned, cropped, drawn or taken as the image they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from pypdfium2 import PdfiumError

from pipeline.engines import pdf_draw
from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.errors import EngineFailed
from pipeline.model.scan import PageImage, PageOrigin, Pixels
from pipeline.settings import default_settings
from tests.engines.scan_builders import (
    FULL_PAGE,
    annotation,
    image_object,
    one_page,
    picture,
    save_pdf,
    scan_pdf,
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


def pdfium_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise PdfiumError("broken")

    monkeypatch.setattr(pdf_draw, "_by_pdfium", fail)


def test_a_slow_page_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = page_with(tmp_path / "a.pdf", DRAWN["line"])
    info = inspect_scan(path, LIMITS)
    pdfium_fails(monkeypatch)
    limits = LIMITS.model_copy(update={"page_seconds": 1e-9})
    with pytest.raises(EngineFailed, match="page_timeout"):
        load_page(path, info, 1, limits, PAGES)


def test_what_pdfium_cannot_draw_poppler_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = page_with(tmp_path / "a.pdf", DRAWN["line"])
    by_pdfium = load(path).pixels
    pdfium_fails(monkeypatch)
    by_poppler = load(path).pixels
    assert by_pdfium.shape == by_poppler.shape
    assert np.abs(by_pdfium.astype(int) - by_poppler).mean() < 8


def test_a_page_whose_image_is_not_there_is_unreadable(tmp_path: Path) -> None:
    path = page_with(tmp_path / "a.pdf", "q 99 0 0 99 0 0 cm /Lost Do Q")
    with pytest.raises(EngineFailed, match="page_unreadable"):
        load(path)


def test_numbers_beyond_the_last_page_are_a_mistake(tmp_path: Path) -> None:
    path = scan_pdf(tmp_path / "a.pdf", picture())
    with pytest.raises(ValueError, match="page 2 of 1"):
        load(path, 2)
