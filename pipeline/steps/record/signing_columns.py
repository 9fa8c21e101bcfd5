"""Of several signers side by side, the one whose signature bears the organ's seal."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.geometry import Box
from pipeline.model.ocr import OcrPage, RegionKind
from pipeline.rules import Rules
from pipeline.steps.record.layout import Placed, Row, rows, runs
from pipeline.steps.record.position import read_title

LEAST_SEAL_MM = 20.0
"""Less of a seal is one over the edges of several sheets."""
MM_PER_INCH = 25.4


def titled_runs(words: Sequence[Placed], first: Row, rules: Rules) -> tuple[Row, ...]:
    """The titles that stand side by side in the row of `first`, left to right."""
    row = next(r for r in rows(words) if first.words[0] in r.words)
    own = (p for p in runs(row, rules.layout.run_gap))
    return tuple(
        p for p in own if p.words[0] in first.words or read_title(p, rules, strict=True) is not None
    )


def sealed_column(
    words: Sequence[Placed], titled: Sequence[Row], page: OcrPage
) -> tuple[Row, ...] | None:
    """The rows of the signer by whom the only seal stands, his title first; None without one.

    The seal covers a third of the signature at its left (NĐ 30/2020, Điều 33), so that its
    right edge is nearest to the middle of his block.
    """
    seals = [box for box in _seals(page) if box.center[1] > titled[0].top]
    if len(seals) != 1 or len(titled) < 2:
        return None
    own = min(range(len(titled)), key=lambda n: abs(titled[n].middle - seals[0].right))
    left = (titled[own - 1].right + titled[own].left) / 2 if own else 0.0
    right = page.size[0]
    if own + 1 < len(titled):
        right = round((titled[own].right + titled[own + 1].left) / 2)
    top = titled[own].top - 0.5 * titled[own].height
    return rows(w for w in words if left <= w.middle < right and w.top >= top)


def _seals(page: OcrPage) -> list[Box]:
    least = LEAST_SEAL_MM / MM_PER_INCH * page.dpi
    return [
        region.box
        for region in page.regions
        if region.kind is RegionKind.SEAL and min(region.box.width, region.box.height) >= least
    ]
