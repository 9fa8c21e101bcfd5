"""Takes one page of a PDF: its own image where it is exactly one, else a drawing of it."""

from __future__ import annotations

from pathlib import Path

from pikepdf import Pdf

from pipeline.engines.library_errors import LIBRARY_ERRORS
from pipeline.engines.pdf_draw import draw_page, is_white, page_size_pt
from pipeline.engines.pdf_image import decode_image
from pipeline.engines.pdf_page import PagePlan, page_plan
from pipeline.engines.picture import check_pixels
from pipeline.engines.resolution import plausible_dpi, square_size, stretched, turned
from pipeline.errors import EngineFailed, Param
from pipeline.model.scan import PageImage, PageOrigin
from pipeline.settings import Limits, Pages

_POINTS_PER_INCH = 72
_SMALLEST_SIDE_PT = 3
"""ISO 19005-2, 6.1.13."""


def load_pdf_page(
    path: Path, number: int, limits: Limits, pages: Pages, params: dict[str, Param]
) -> PageImage:
    """Page `number` as its viewer shows it.

    Raises:
        ScanRejected: too_many_pixels.
        EngineFailed: page_timeout, or page_unreadable when nothing can draw it.
        Library errors: nothing can tell how large the page is.
    """
    plan = None
    try:
        with Pdf.open(path) as pdf:
            plan = page_plan(pdf, number)
            if plan.image is not None:
                return _own_image(plan, number, limits, params)
    except LIBRARY_ERRORS:
        # What qpdf or a decoder cannot take, a viewer may still draw.
        return _drawing(path, number, plan, limits, pages, params)
    return _drawing(path, number, plan, limits, pages, params)


def _own_image(plan: PagePlan, number: int, limits: Limits, params: dict[str, Param]) -> PageImage:
    image = plan.image
    assert image is not None
    width, height = int(image.Width), int(image.Height)
    check_pixels(width, height, limits.max_page_pixels, params)
    size = square_size(width, height, *plan.dpi)
    check_pixels(*size, limits.max_page_pixels, params)
    pixels = turned(stretched(decode_image(image), size), plan.turn_deg)
    dpi = sum(plan.dpi) / 2 if size == (width, height) else max(plan.dpi)
    return PageImage(number, pixels, plausible_dpi(dpi, max(size)), PageOrigin.IMAGE)


def _drawing(
    path: Path,
    number: int,
    plan: PagePlan | None,
    limits: Limits,
    pages: Pages,
    params: dict[str, Param],
) -> PageImage:
    size_pt = page_size_pt(path, number) if plan is None else plan.box.size_pt
    if min(size_pt) < _SMALLEST_SIDE_PT:
        raise ValueError(f"page of {size_pt[0]:g} × {size_pt[1]:g} points")
    own_dpi = plan.draw_dpi if plan is not None else None
    draw_dpi, dpi = _drawing_dpi(own_dpi, max(size_pt), pages)
    if _pixels(size_pt, draw_dpi) > limits.max_page_pixels and dpi > pages.min_dpi:
        draw_dpi, dpi = draw_dpi * pages.min_dpi / dpi, float(pages.min_dpi)
    width, height = (max(round(side * draw_dpi / _POINTS_PER_INCH), 1) for side in size_pt)
    check_pixels(width, height, limits.max_page_pixels, params)
    unit = plan.box.points_per_unit if plan is not None else 1.0
    pixels = draw_page(path, number, round(draw_dpi * unit, 2), limits.page_seconds, params)
    if plan is not None and plan.lacks_content and is_white(pixels):
        raise EngineFailed("page_unreadable", {**params, "why": "what it shows is not in the file"})
    return PageImage(number, pixels, dpi, PageOrigin.RENDERED)


def _drawing_dpi(own_dpi: float | None, longer_side_pt: float, pages: Pages) -> tuple[float, float]:
    """(resolution to draw with, resolution that the drawing then has on paper).

    They differ where the page's size in points cannot be its size on paper.
    """
    if own_dpi is None:
        return float(pages.dpi), float(pages.dpi)
    believed = plausible_dpi(own_dpi, round(longer_side_pt * own_dpi / _POINTS_PER_INCH))
    dpi = min(max(believed, pages.min_dpi), pages.max_dpi)
    return own_dpi * dpi / believed, float(dpi)


def _pixels(size_pt: tuple[float, float], dpi: float) -> float:
    return size_pt[0] * size_pt[1] * (dpi / _POINTS_PER_INCH) ** 2
