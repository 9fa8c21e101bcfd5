"""Shadows on the paper: of a gutter, a finger, a lamp that does not reach."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model.quality import Fault, Finding
from pipeline.sections.quality import QualitySettings
from pipeline.steps.quality.sheet import Looked

_CELL_MM = 4.0
_BLACK = 0.22
"""Of the white of the paper: so dark and sudden is the scanner's lid and no shadow."""


def shadows(page: Looked, limits: QualitySettings) -> tuple[Finding, ...]:
    """Paper that is darker than the page's own, the largest place of it."""
    cell = max(2, round(_CELL_MM * page.mm))
    rows, columns = (max(1, side // cell) for side in page.small.shape)
    if rows < 6 or columns < 6:
        return ()
    even = page.small[: rows * cell, : columns * cell]
    cells = even.reshape(rows, cell, columns, cell)
    # The brighter part of a cell is its paper, whatever stands on it.
    light = np.percentile(cells[:, ::2, :, ::2], 88, axis=(1, 3)).astype(np.float32)
    white = float(np.percentile(light, 80))
    dark = np.asarray(light < (1 - limits.shadow) * white, np.uint8)
    if not dark.any():
        return ()
    _, _, found, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    left, top, width, height, area = (int(v) for v in found[1 + int(np.argmax(found[1:, 4]))])
    share = area / dark.size
    if share < limits.shadow_share:
        return ()
    box = page.outward(left * cell, top * cell, (left + width) * cell, (top + height) * cell)
    sure = min(1.0, 0.5 + 0.5 * (share / limits.shadow_share - 1))
    return (Finding(Fault.SHADOW, box, round(share, 4), limits.shadow_share, sure),)
