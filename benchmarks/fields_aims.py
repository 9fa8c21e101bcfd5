"""What was aimed at for records, and whether it is met."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.report import target
from pipeline.evaluation import SCORED, Evaluation, FieldRow, Outcome, top_candidates

AIMS = {
    "number": 0.91,
    "date": 0.97,
    "notation": 0.97,
    "type": 0.97,
    "issuer": 0.95,
    "signer_name": 0.95,
    "signer_position": 0.95,
    "place": 0.97,
    "subject": 0.90,
}
"""Field → share that must be right."""
BY_HAND = {"number": (0.90, 0.25), "date": (0.96, 0.15)}
"""Field → of the handwritten: share that must be right, most that may be in review."""
SILENT, AMONG_THREE, CPU_S = 0.01, 0.92, 0.25


def aim_lines(evaluation: Evaluation, cpu_s: float) -> list[str]:
    """A line an aim."""
    return [
        "aims",
        *_right(evaluation),
        *_silent(evaluation),
        *_review(evaluation),
        *_candidates(evaluation),
        _cpu(cpu_s),
    ]


def _cpu(cpu_s: float) -> str:
    met = target(cpu_s <= CPU_S)
    return f"5. CPU s a document once its pages are read: {cpu_s:.3f} (at most {CPU_S}): {met}"


def _right(evaluation: Evaluation) -> Iterator[str]:
    for name, least in AIMS.items():
        yield _share("1", f"{name} right", _rows(evaluation, name), least)
    for name, (least, _) in BY_HAND.items():
        yield _share("1", f"{name} right, handwritten", _by_hand(evaluation, name), least)


def _silent(evaluation: Evaluation) -> Iterator[str]:
    for name in SCORED:
        rows = _rows(evaluation, name)
        silent = sum(row.outcome is Outcome.SILENT for row in rows)
        yield _most("2", f"{name} silently wrong", silent, len(rows), SILENT)


def _review(evaluation: Evaluation) -> Iterator[str]:
    for name, (_, most) in BY_HAND.items():
        rows = _by_hand(evaluation, name)
        looked = sum(row.review for row in rows)
        yield _most("2", f"{name} in review, handwritten", looked, len(rows), most)


def _candidates(evaluation: Evaluation) -> Iterator[str]:
    for name in BY_HAND:
        asked = [row for row in _rows(evaluation, name) if row.review and row.truth is not None]
        hits, n = top_candidates(asked)
        share = hits / n if n else 1.0
        yield (
            f"3. {name} in review, truth among three candidates: {hits} of {n}, "
            f"{100 * share:.1f} % (at least {100 * AMONG_THREE:.0f}): "
            f"{target(share >= AMONG_THREE)}"
        )


def _share(number: str, what: str, rows: list[FieldRow], least: float) -> str:
    right = sum(row.outcome is Outcome.RIGHT for row in rows)
    share = right / len(rows) if rows else 0.0
    return (
        f"{number}. {what}: {right} of {len(rows)}, {100 * share:.1f} % "
        f"(at least {100 * least:.0f}): {target(share >= least)}"
    )


def _most(number: str, what: str, count: int, n: int, most: float) -> str:
    share = count / n if n else 0.0
    return (
        f"{number}. {what}: {count} of {n}, {100 * share:.1f} % "
        f"(at most {100 * most:.0f}): {target(share <= most)}"
    )


def _rows(evaluation: Evaluation, name: str) -> list[FieldRow]:
    return [row for row in evaluation.rows if row.field == name]


def _by_hand(evaluation: Evaluation, name: str) -> list[FieldRow]:
    return [row for row in _rows(evaluation, name) if row.form == "handwritten"]
