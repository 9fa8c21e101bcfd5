"""Where a page was signed, and the pictures in which names and titles under seals show best."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Region, RegionKind
from pipeline.model.scan import PageImage, Pixels
from pipeline.model.signing import Ink
from pipeline.steps.preparation.prepare import red_ink, without_red

SIGNED = frozenset({RegionKind.SEAL, RegionKind.SIGNATURE, RegionKind.NAME_STAMP})
_RIGHT_OF = 0.3
"""Share of the page's width: who signs does so at the right (NĐ 30/2020, Phụ lục I, ô 7)."""
_EDGE = 0.9
"""A seal further right joins the sheets (giáp lai)."""
_BELOW = 0.12
"""… and not in its head, where a copy's seal stands."""
_EM_IN = 1 / 6
"""Inches of an em of 12 points."""
_AROUND = (4.0, 6.0, 6.0, 5.0)
"""Ems to the left, above, to the right and below, in which title and name stand."""
_HIGHEST = 0.45
"""Share of the page's height: what is higher is not one signing block."""
_LEAST_RED = 0.003


def signing_block(regions: Sequence[Region], size: tuple[int, int], dpi: float) -> Box | None:
    """The part of a page around seal, signature and stamped name; None where nobody signed."""
    width, height = size
    boxes = [
        region.box
        for region in regions
        if region.kind in SIGNED
        and region.box.center[0] > _RIGHT_OF * width
        and region.box.center[1] > _BELOW * height
        and not (region.kind is RegionKind.SEAL and region.box.center[0] > _EDGE * width)
    ]
    if not boxes:
        return None
    whole = hull(boxes)
    if whole.height > _HIGHEST * height:
        return None
    em = dpi * _EM_IN
    left, top, right, bottom = (side * em for side in _AROUND)
    return Box(
        max(0, round(whole.left - left)),
        max(0, round(whole.top - top)),
        min(width, round(whole.right + right)),
        min(height, round(whole.bottom + bottom)),
    )


def block_pictures(image: PageImage, block: Box) -> dict[Ink, Pixels]:
    """The block in grey, (h, w) uint8: with all inks, without the red, and the red alone.

    A page without colour has one picture of it; one without red has no third.
    """
    part = np.ascontiguousarray(image.pixels[block.top : block.bottom, block.left : block.right])
    if part.ndim == 2:
        return {Ink.ALL: part}
    red = red_ink(part)
    pictures = {
        Ink.ALL: np.asarray(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY), np.uint8),
        Ink.NOT_RED: without_red(part),
    }
    if float((red < 128).mean()) < _LEAST_RED:
        del pictures[Ink.ALL]
        return pictures
    return {**pictures, Ink.RED: red}
