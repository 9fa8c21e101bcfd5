"""How many fields a person must look at so that how many errors pass unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.evaluation.evaluation import FieldRow
from pipeline.evaluation.judging import Outcome


@dataclass(frozen=True, slots=True)
class Point:
    """One policy: this share looked at, that share wrong and not looked at (0.0–1.0 each)."""

    review: float
    silent: float


def review_curve(rows: Sequence[FieldRow]) -> tuple[Point, ...]:
    """From nobody looking to everything looked at; what is least sure is looked at first.

    A field that has a reason of its own to be looked at comes before all that are only unsure;
    one in which nothing was found, and nothing was missed, comes last.
    """
    if not rows:
        return ()
    ordered = sorted(rows, key=_turn)
    unseen = sum(_wrong(row) for row in ordered)
    points = [Point(0.0, unseen / len(ordered))]
    for looked, row in enumerate(ordered, 1):
        unseen -= _wrong(row)
        points.append(Point(looked / len(ordered), unseen / len(ordered)))
    return tuple(points)


def policy_point(rows: Sequence[FieldRow]) -> Point:
    """Where the policy of this run stands. Raises: ZeroDivisionError without rows."""
    review = sum(row.review for row in rows) / len(rows)
    return Point(review, sum(row.outcome is Outcome.SILENT for row in rows) / len(rows))


def least_review(rows: Sequence[FieldRow], silent: float) -> float:
    """The smallest share to look at so that at most a share `silent` passes unseen."""
    points = review_curve(rows)
    # From the end: everything before the last point that is too bad lets too much through.
    least = 1.0
    for point in reversed(points):
        if point.silent > silent:
            break
        least = point.review
    return least if points else 0.0


def _turn(row: FieldRow) -> tuple[bool, bool, float]:
    empty = row.reading is None and not row.review
    return not row.own_reason, empty, row.confidence


def _wrong(row: FieldRow) -> bool:
    return row.outcome is not Outcome.RIGHT and row.reading is not None
