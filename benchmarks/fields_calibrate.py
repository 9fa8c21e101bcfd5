"""`python -m benchmarks.fields_calibrate`: fits configs/calibration.toml on labelled scans.

Fitted on the offices of one half and measured on the other, both ways; what is written is fitted
on all of them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.calibration import Fitted, expected_error, fit, to_toml
from benchmarks.fields_read import Labelled, labelled
from benchmarks.offices import HALVES
from benchmarks.options import ROOT
from benchmarks.report import table
from pipeline.evaluation import SCORED, Evaluation, FieldRow, Outcome
from pipeline.settings import default_settings
from pipeline.steps.record.policy import IDENTITY, calibrated

_FILE = ROOT / "configs" / "calibration.toml"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fields_calibrate")
    parser.add_argument("--scans", type=Path, default=ROOT.parent / "shared" / "data" / "scans")
    parser.add_argument("--archive", type=Path, required=True, help="keeps the readings of pages")
    parser.add_argument("--dry", action="store_true", help="measure only, write nothing")
    given = parser.parse_args(arguments)
    found = labelled(given.scans, given.archive, default_settings())
    raw = found.uncalibrated()
    for one, other in (HALVES, HALVES[::-1]):
        fitted = fit(row for row in raw.rows if found.half(row) == one)
        print(f"\nfitted on {one}, measured on {other}")
        print("\n".join(measured(found, raw, fitted, other)))
    if not given.dry:
        head = _FILE.read_text(encoding="utf-8").partition("[calibration]")[0]
        _FILE.write_text(head + to_toml(fit(raw.rows)), encoding="utf-8")
        print(f"\n{_FILE}")
    return 0


def measured(found: Labelled, raw: Evaluation, fitted: Fitted, half: str) -> list[str]:
    """By field: calibration error before and after, and what the policy makes of it."""
    judged = found.evaluated(fitted)
    rows = []
    for name in SCORED:
        mine = [r for r in raw.rows if r.field == name and found.half(r) == half]
        soft = [row for row in mine if row.reading is not None and not row.own_reason]
        by = fitted.get(name, IDENTITY)
        right = [row.outcome is Outcome.RIGHT for row in soft]
        before = expected_error([row.confidence for row in soft], right)
        after = expected_error([calibrated(row.confidence, by) for row in soft], right)
        rows.append([name, by.shift, by.slope, len(soft), right.count(False), before, after])
        rows[-1] += _policy([r for r in judged.rows if r.field == name and found.half(r) == half])
    heads = ("field", "shift", "slope", "unsure only", "wrong", "error before", "after")
    return table((*heads, "review %", "silent %"), rows)


def _policy(rows: Sequence[FieldRow]) -> list[object]:
    review = 100 * sum(row.review for row in rows) / max(len(rows), 1)
    silent = 100 * sum(row.outcome is Outcome.SILENT for row in rows) / max(len(rows), 1)
    return [review, silent]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
