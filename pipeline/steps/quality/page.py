"""Everything that one page shows by itself."""

from __future__ import annotations

from pipeline.model.quality import Fault, Finding
from pipeline.sections.quality import QualitySettings
from pipeline.steps.preparation.skew import skew_deg
from pipeline.steps.quality.edges import cut_off, folded
from pipeline.steps.quality.shade import shadows
from pipeline.steps.quality.sharpness import sharpness
from pipeline.steps.quality.sheet import Looked
from pipeline.steps.quality.tone import blank, colours, faded

_MOST_SKEW = 12.0


def page_findings(
    page: Looked, turn: tuple[int, float], limits: QualitySettings
) -> tuple[Finding, ...]:
    """What is wrong with a page, worst first where one thing has several names.

    `turn`: clockwise degrees that set it upright, and how sure that is (0.0–1.0).
    """
    found = [*colours(page, limits), *shadows(page, limits), *folded(page, limits)]
    nothing = blank(page, limits)
    if nothing:
        # What is not written cannot be blurred, faded, turned or cut off.
        return (*nothing, *found)
    written = [*sharpness(page, limits), *faded(page, limits), *cut_off(page, limits)]
    return (*written, *_turned(page, turn, limits), *_skew(page, turn, limits), *found)


def _turned(page: Looked, turn: tuple[int, float], limits: QualitySettings) -> tuple[Finding, ...]:
    degrees, sure = turn
    if degrees == 0 or sure < limits.sure_of_turn:
        return ()
    return (Finding(Fault.TURNED, page.whole, degrees, 0, sure),)


def _skew(page: Looked, turn: tuple[int, float], limits: QualitySettings) -> tuple[Finding, ...]:
    grey, scale = page.small, page.scale
    if turn[0] % 180:
        grey = grey.T.copy()
    found = skew_deg(grey, page.image.dpi / scale, _MOST_SKEW)
    if abs(found) <= limits.skew_deg:
        return ()
    sure = min(1.0, 0.5 + abs(found) / limits.skew_deg - 1)
    return (Finding(Fault.SKEW, page.whole, round(found, 2), limits.skew_deg, sure),)
