"""Decides how a PDF page becomes an image: as the one image that it is, or drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Object

from pipeline.engines.library_errors import LIBRARY_ERRORS, reason
from pipeline.engines.pdf_content import PageContent, PaintedImage, page_content
from pipeline.engines.pdf_geometry import (
    PageBox,
    Rect,
    clockwise_turn,
    common,
    page_box,
    unit_square,
)

_COVERS = 0.97
_PICTURE_SHARE = 0.2
"""Images that cover less of a page are its decoration and do not set its resolution."""
_POINTS_PER_INCH = 72
_SILENT_ANNOTATIONS = {"/Link", "/Popup"}
_HIDDEN = 0b100010
"""Flags Hidden and NoView (ISO 32000-1, 12.5.3)."""


@dataclass(frozen=True, slots=True)
class PagePlan:
    """How a page is taken."""

    box: PageBox
    image: Object | None
    """The one image that the page is; None when the page must be drawn."""
    turn_deg: int
    """Clockwise turn that shows that image as its viewer does."""
    dpi: tuple[float, float]
    """That image's resolution along its own width and height."""
    draw_dpi: float | None
    """The resolution of the page's largest image; None when it has none to speak of."""
    why_drawn: str
    lacks_content: bool
    """Something that the page paints is not in the file or cannot be read."""


def page_plan(pdf: pikepdf.Pdf, number: int) -> PagePlan:
    """The plan for page `number`. Raises: library errors when the page itself is no page."""
    page = pdf.pages[number - 1]
    box = page_box(page)
    try:
        content = page_content(page, box.visible)
    except LIBRARY_ERRORS as error:
        why_not = f"content unreadable: {reason(error)}"
        content = PageContent(obstacles={why_not}, lacks_something=True)
    shown = [p for p in content.images if not common(unit_square(p.matrix), p.clip).is_empty]
    why = _why_drawn(pdf, page, box, content, shown)
    lacks = content.lacks_something
    draw_dpi = _largest_dpi(shown, box)
    if why:
        return PagePlan(box, None, 0, (0.0, 0.0), draw_dpi, why, lacks)
    painted = shown[0]
    turn = (clockwise_turn(painted.matrix) or 0) + (box.turn_deg or 0)
    return PagePlan(box, painted.image, turn % 360, _dpi(painted, box), draw_dpi, "", lacks)


def _why_drawn(
    pdf: pikepdf.Pdf,
    page: pikepdf.Page,
    box: PageBox,
    content: PageContent,
    shown: list[PaintedImage],
) -> str:
    """Why the page is not exactly one image; empty when it is."""
    if content.obstacles:
        return min(content.obstacles)
    if len(shown) != 1:
        return f"{len(shown)} images"
    if content.has_layers and _may_hide_layers(pdf):
        return "layers"
    if box.turn_deg is None:
        return "page turned by an odd angle"
    return _why_not_whole(shown[0], box.visible) or _visible_annotation(page)


def _why_not_whole(painted: PaintedImage, visible: Rect) -> str:
    place = unit_square(painted.matrix)
    seen = common(place, painted.clip)
    if seen.area < _COVERS * visible.area or seen.area < _COVERS * place.area:
        return "image does not fill the page"
    if clockwise_turn(painted.matrix) is None:
        return "image slanted or mirrored"
    if not painted.plain:
        return "transparency"
    image = painted.image
    if image is None or {"/SMask", "/Mask", "/F"} & set(image.keys()):
        return "masked image"
    if image.get("/SMaskInData", 0) != 0:
        return "masked image"
    if image.get("/ImageMask", False) and painted.fill != "black":
        return "coloured stencil"
    return ""


def _visible_annotation(page: pikepdf.Page) -> str:
    """The kind of an annotation that shows on the page; empty without one."""
    for annotation in page.obj.get("/Annots", ()):
        if isinstance(annotation, pikepdf.Dictionary) and _is_visible(annotation):
            return f"annotation {annotation.get('/Subtype', '')}"
    return ""


def _is_visible(annotation: Object) -> bool:
    if str(annotation.get("/Subtype", "")) in _SILENT_ANNOTATIONS:
        return False
    if int(annotation.get("/F", 0)) & _HIDDEN:
        return False
    left, bottom, right, top = (float(v) for v in annotation.get("/Rect", (0, 0, 0, 0)))
    if left == right or bottom == top:
        return False
    appearances: Any = annotation.get("/AP", {})
    appearance = appearances.get("/N")
    if appearance is None:
        return bool(annotation.get("/FT") != "/Sig")
    return not (isinstance(appearance, pikepdf.Stream) and not appearance.read_bytes().strip())


def _may_hide_layers(pdf: pikepdf.Pdf) -> bool:
    """Some layer is not shown by the document's default configuration."""
    properties: Any = pdf.Root.get("/OCProperties", {})
    default = properties.get("/D", {})
    return bool(
        len(default.get("/OFF", ()))
        or default.get("/BaseState", "/ON") != "/ON"
        or "/AS" in default
    )


def _dpi(painted: PaintedImage, box: PageBox) -> tuple[float, float]:
    a, b, c, d = painted.matrix[:4]
    across = max(abs(a), abs(b)) * box.points_per_unit
    along = max(abs(c), abs(d)) * box.points_per_unit
    return (
        painted.width * _POINTS_PER_INCH / across if across else 0.0,
        painted.height * _POINTS_PER_INCH / along if along else 0.0,
    )


def _largest_dpi(shown: list[PaintedImage], box: PageBox) -> float | None:
    covered = sum(common(unit_square(p.matrix), p.clip).area for p in shown)
    if covered < _PICTURE_SHARE * box.visible.area:
        return None
    return max((_finest_dpi(p, box) for p in shown), key=lambda found: found[0])[1]


def _finest_dpi(painted: PaintedImage, box: PageBox) -> tuple[int, float]:
    """(pixels, dpi) of the image or of its mask, whichever has more pixels."""
    sizes = [(painted.width, painted.height)]
    for key in ("/Mask", "/SMask"):
        mask = painted.image.get(key) if painted.image is not None else None
        if isinstance(mask, pikepdf.Stream):
            sizes.append((int(mask.get("/Width", 0)), int(mask.get("/Height", 0))))
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    dpi = _dpi(painted, box)
    scale = width / painted.width if painted.width else 0.0
    return width * height, max(dpi) * max(scale, 1.0)
