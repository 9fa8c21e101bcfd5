"""Tells what kind of picture a page is: a drawing, a fax, a scan of paper, a photo of it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.model.scan import Pixels

_DARKER = 60
"""What is darker than most of the page by this much is no paper."""


@dataclass(frozen=True, slots=True)
class PageLook:
    """What decides how a page is prepared."""

    bilevel: bool
    """Only black and white: a fax or a 1-bit scan."""
    paper_spread: float
    """Standard deviation of the paper's grey over the page, grey levels."""
    surround: float
    """Share of the page's tiles that are no paper: black edges, a desk."""


def look_at(grey: Pixels) -> PageLook:
    """Looks at a thinned page."""
    thin = grey[::4, ::4]
    extreme = np.count_nonzero((thin < 8) | (thin > 247)) / max(thin.size, 1)
    # The lighter part of each tile is its paper, whatever is written on it.
    small = cv2.resize(thin, (24 * 16, 32 * 16), interpolation=cv2.INTER_AREA)
    tiles = np.percentile(small.reshape(32, 16, 24, 16), 85, axis=(1, 3))
    is_paper = tiles > np.median(tiles) - _DARKER
    return PageLook(
        bilevel=bool(extreme > 0.985),
        paper_spread=float(tiles[is_paper].std()) if is_paper.any() else 0.0,
        surround=float(1 - is_paper.mean()),
    )
