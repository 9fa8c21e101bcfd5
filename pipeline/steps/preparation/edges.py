"""Finds what is dark on a page but was never written: scanner edges, punch and staple holes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model.scan import Pixels
from pipeline.steps.preparation.reduced import scaled

_LOOK_DPI = 75
_MM = _LOOK_DPI / 25.4
_STROKE = round(2.5 * _MM)
"""Nothing written is this thick; the dark beyond the paper is, or it hugs the picture's side."""
_LONGEST_STROKE = 5 * _STROKE
"""Letters and frames of a stamp that is cut off by the side are shorter."""
_MOST_EDGE = 0.4
"""A page darker than this is a picture or a negative, and stays as it is."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A kind of hole, in pixels of the thumbnail."""

    smallest: float
    largest: float
    margin: int
    """Its middle lies within this distance from the picture's side."""
    quiet: int
    """Around it there is nothing but paper, this far."""


_SPOTS = (
    # Punch holes (ISO 838): 6 mm wide, 12 mm from the edge; others have 5 to 8 mm.
    Spot(3.0 * _MM, 9.5 * _MM, margin=round(16 * _MM), quiet=round(2 * _MM)),
    # Holes of staples and dirt: smaller than a letter and alone, as no dot of a text is.
    Spot(0.0, 1.2 * _MM, margin=round(12 * _MM), quiet=round(4 * _MM)),
)


@dataclass(frozen=True, slots=True, eq=False)
class Unwritten:
    """Where a page is dark for other reasons than ink."""

    mask: Pixels
    """uint8 thumbnail of the page: 255 where there is an edge or a hole."""
    any: bool
    paper: int
    """Grey level of most of the page."""


def unwritten(grey: Pixels, dpi: float) -> Unwritten:
    """The dark edges and holes of a page."""
    scale = min(1.0, _LOOK_DPI / dpi)
    small = scaled(grey, scale)
    paper = float(np.median(small[::2, ::2]))
    dark = (small < paper - 90).astype(np.uint8)
    mask = _edges(dark) | _spots(dark)
    # The picture softens from dark to paper within a pixel or two of the thumbnail.
    wide = np.asarray(cv2.dilate(mask, np.ones((5, 5), np.uint8)) > 0, np.uint8) * np.uint8(255)
    return Unwritten(wide, bool(wide.any()), round(paper))


def painted(grey: Pixels, found: Unwritten) -> Pixels:
    """The page with its dark edges and holes painted as its paper."""
    if not found.any:
        return grey
    size = (grey.shape[1], grey.shape[0])
    mask = cv2.resize(found.mask, size, interpolation=cv2.INTER_NEAREST)
    page = grey.copy()
    page[mask > 0] = found.paper
    return page


def _edges(dark: Pixels) -> Pixels:
    """Thick or long dark parts at the picture's side."""
    # What touches the side goes on beyond it, so that a narrow edge counts as thick.
    framed = np.pad(dark, _STROKE, mode="edge")
    thick = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((_STROKE, _STROKE), np.uint8))
    thick = np.ascontiguousarray(thick[_STROKE:-_STROKE, _STROKE:-_STROKE])
    _, labels, stats, _ = cv2.connectedComponentsWithStats(thick)
    sides = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    edges = [
        label for label in np.unique(sides[sides > 0]) if max(stats[label, 2:4]) > _LONGEST_STROKE
    ]
    found = np.isin(labels, edges)
    return found.astype(np.uint8) if found.mean() <= _MOST_EDGE else np.zeros_like(dark)


def _spots(dark: Pixels) -> Pixels:
    """Round dark spots in the margin with nothing but paper around them."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark)
    found: list[int] = []
    for spot in _SPOTS:
        alike = _alike(np.asarray(stats, np.int32), spot, dark.shape)
        found += [label for label in alike if _is_alone(dark, stats[label], spot.quiet)]
    return np.isin(labels, found).astype(np.uint8)


def _alike(stats: npt.NDArray[np.int32], spot: Spot, shape: tuple[int, ...]) -> list[int]:
    """The dark parts that have the size, shape and place of such a hole."""
    left, top, width, height, area = stats.T
    across, down = left + width / 2, top + height / 2
    inside = np.minimum.reduce([across, down, shape[1] - across, shape[0] - down])
    short, long = np.minimum(width, height), np.maximum(width, height)
    # A disc fills 0.785 of its square; of a few pixels the shape says nothing.
    is_round = (long < 1.3 * short) & (area > 0.68 * width * height) | (long <= 2)
    right_size = (short >= spot.smallest) & (long <= spot.largest)
    return [int(i) for i in np.flatnonzero(is_round & right_size & (inside <= spot.margin)) if i]


def _is_alone(dark: Pixels, stats: npt.NDArray[np.int32], quiet: int) -> bool:
    left, top, width, height, area = (int(value) for value in stats)
    around = dark[
        max(top - quiet, 0) : top + height + quiet, max(left - quiet, 0) : left + width + quiet
    ]
    return int(around.sum()) <= 1.05 * area
