"""The curve of review against silent errors, as inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from pipeline.evaluation.curve import Point, policy_point, review_curve
from pipeline.evaluation.evaluation import FieldRow

_WIDTH, _HEIGHT = 260, 150
_LEFT, _TOP, _RIGHT, _BOTTOM = 34, 8, 252, 128
_AIM = 0.01
"""Silent errors that are still borne: one in a hundred."""
_LEAST_TOP = 0.05


def curve_figure(title: str, rows: Sequence[FieldRow], fixed: float) -> str:
    """Share looked at (across) against share wrong and unseen (up), with the policy as a dot.

    `fixed` is the share that is looked at whatever the policy.
    """
    points, now = review_curve(rows), policy_point(rows)
    top = max(_LEAST_TOP, *(point.silent for point in points))
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in _steps(points, top))
    x, y = _at(now, top)
    _, aim = _at(Point(0, _AIM), top)
    across, _ = _at(Point(fixed, 0), top)
    said = f"{100 * now.review:.0f} % · {100 * now.silent:.1f} %"
    return (
        f"<figure><figcaption>{escape(title)}: {said}</figcaption>"
        f"<svg viewBox='0 0 {_WIDTH} {_HEIGHT}' role=img aria-label='{escape(title)} {said}'>"
        f"<rect class=frame x={_LEFT} y={_TOP} width={_RIGHT - _LEFT} height={_BOTTOM - _TOP} />"
        f"<line class=aim x1={_LEFT} x2={_RIGHT} y1={aim:.1f} y2={aim:.1f} />"
        f"<line class=aim x1={across:.1f} x2={across:.1f} y1={_TOP} y2={_BOTTOM} />"
        f"<polyline class=line points='{line}' /><circle class=now cx={x:.1f} cy={y:.1f} r=3.5 />"
        f"<text x={_LEFT - 4} y={_TOP + 8} text-anchor=end>{100 * top:.0f} %</text>"
        f"<text x={_LEFT - 4} y={_BOTTOM} text-anchor=end>0</text>"
        f"<text x={_LEFT} y={_HEIGHT - 8}>0</text>"
        f"<text x={_RIGHT} y={_HEIGHT - 8} text-anchor=end>100 %</text></svg></figure>"
    )


def _steps(points: Sequence[Point], top: float) -> list[tuple[float, float]]:
    """Corners of a line that falls where an error is looked at."""
    corners = [_at(points[0], top)]
    for one, other in pairwise(points):
        corners += [_at(Point(other.review, one.silent), top), _at(other, top)]
    return corners


def _at(point: Point, top: float) -> tuple[float, float]:
    x = _LEFT + point.review * (_RIGHT - _LEFT)
    return x, _BOTTOM - min(point.silent / top, 1.0) * (_BOTTOM - _TOP)
