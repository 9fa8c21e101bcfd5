"""Shadows on the paper: of a gutter, a finger, a lamp that does not reach."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model.quality import Fault, Finding
from pipeline.sections.quality import QualitySettings
from pipeline.steps.quality.sheet import Looked

_CELL_MM = 3.0
_CELLS = 2
"""Of a shadow, across and down, at least."""


def shadows(page: Looked, limits: QualitySettings) -> tuple[Finding, ...]:
    """Paper that is darker than the page's own, the largest place of it."""
    cell = max(2, round(_CELL_MM * page.mm))
    rows, columns = (-(-side // cell) for side in page.small.shape)
    if rows < 6 or columns < 6:
        return ()
    over = [
        (0, many * cell - side)
        for many, side in zip((rows, columns), page.small.shape, strict=True)
    ]
    # The last cells too: a gutter is darkest at the very side.
    even = np.pad(page.small, over, mode="reflect")
    cells = even.reshape(rows, cell, columns, cell)
    # The brighter part of a cell is its paper, whatever stands on it.
    light = np.percentile(cells[:, ::2, :, ::2], 88, axis=(1, 3)).astype(np.float32)
    white = float(np.percentile(light, 80))
    dark = np.asarray(light < (1 - limits.shadow) * white, np.uint8)
    if not dark.any():
        return ()
    _, _, found, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    # One cell across is the rim of the sheet on the scanner's lid.
    wide = found[1:][found[1:, 2:4].min(axis=1) >= _CELLS]
    if not len(wide):
        return ()
    left, top, width, height, area = (int(v) for v in wide[int(np.argmax(wide[:, 4]))])
    share = area / dark.size
    if share < limits.shadow_share:
        return ()
    box = page.outward(left * cell, top * cell, (left + width) * cell, (top + height) * cell)
    sure = min(1.0, 0.5 + 0.5 * (share / limits.shadow_share - 1))
    return (Finding(Fault.SHADOW, box, round(share, 4), limits.shadow_share, sure),)
