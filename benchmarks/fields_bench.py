"""`python -m benchmarks.fields_bench`: what records are worth, two-fold by office.

What is fitted (the calibration of confidence) is fitted on one half of the offices and reported on
the other, and the other way round. The rules were made looking at the first half only.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.calibration import fit
from benchmarks.fields_aims import aim_lines
from benchmarks.fields_judge import judged
from benchmarks.fields_read import Labelled, labelled, with_blanks
from benchmarks.fields_stacks import stack_lines
from benchmarks.offices import HALVES
from benchmarks.options import ROOT, NotMeasured
from benchmarks.report import machine, table
from pipeline.evaluation import SCORED, Evaluation, FieldRow, crops, evaluation_to_json
from pipeline.evaluation.curve import least_review
from pipeline.evaluation.report import Report, html_report
from pipeline.settings import default_settings

_CURVE = (0.0, 0.005, 0.01, 0.02, 0.05)
"""Shares of silent errors for which the least review is told."""


def main(arguments: Sequence[str]) -> int:
    given = _parsed(arguments)
    print(" · ".join(f"{name} {value}" for name, value in machine().items()), flush=True)
    try:
        found = labelled(given.scans, given.archive, default_settings())
        if given.blanks is not None:
            found = with_blanks(found, given.blanks)
    except NotMeasured as reason:
        print(f"not measured: {reason}")
        return 1
    evaluation = twofold(found)
    given.out.mkdir(parents=True, exist_ok=True)
    for name, code in evaluation.left_out.items():
        print(f"left out: {name}, {code}")
    for lines in _reports(found, evaluation, given):
        print("\n" + "\n".join(lines), flush=True)
    figures = given.out / "fields.json"
    text = json.dumps(evaluation_to_json(evaluation), ensure_ascii=False)
    figures.write_text(text, encoding="utf-8")
    print(f"\nThe figures: {figures}")
    if given.html:
        page = given.out / "fields.html"
        pictures = crops(evaluation.worst_first(), found.recordings, found.recorder())
        page.write_text(html_report(Report(evaluation, "", pictures), "en"), encoding="utf-8")
        print(f"The report: {page}")
    return 0


def twofold(found: Labelled) -> Evaluation:
    """Every half as the calibration of the other half has it."""
    raw = found.uncalibrated()
    rows: list[FieldRow] = []
    for half, other in (HALVES, HALVES[::-1]):
        fitted = fit(row for row in raw.rows if found.half(row) == other)
        rows += [row for row in found.evaluated(fitted).rows if found.half(row) == half]
    return Evaluation(tuple(rows), raw.left_out)


def _reports(
    found: Labelled, evaluation: Evaluation, given: argparse.Namespace
) -> Sequence[list[str]]:
    parts = [
        _scores(evaluation, f"all, {len(found.labels)} documents"),
        *(_scores(_half(found, evaluation, half), half) for half in HALVES),
        _forms(evaluation),
        _offices(found, evaluation),
        _curves(evaluation),
        judged(evaluation, given.scans),
        aim_lines(evaluation, found.cpu_s_a_document()),
    ]
    return [*parts, stack_lines(found, given.scans, given.out)]


def _scores(evaluation: Evaluation, title: str) -> list[str]:
    scores = evaluation.scores()
    rows = [
        [
            name,
            s.n,
            *(100 * s.share(n) for n in (s.right, s.missing, s.flagged, s.silent, s.review)),
        ]
        for name in SCORED
        if (s := scores.get(name)) is not None
    ]
    heads = ("field", "n", "right %", "missing %", "flagged %", "silent %", "review %")
    return [title, *table(heads, rows)]


def _forms(evaluation: Evaluation) -> list[str]:
    rows = []
    for name in ("number", "date"):
        for form, s in sorted(evaluation.scores(lambda row: row.form, name).items()):
            shares = (100 * s.share(n) for n in (s.right, s.silent, s.review))
            rows.append([f"{name} {form}", s.n, *shares])
    return table(("by form", "n", "right %", "silent %", "review %"), rows)


def _offices(found: Labelled, evaluation: Evaluation) -> list[str]:
    """By office: of all fields together, and the numbers and dates that are right."""
    rows = []
    everything = evaluation.scores(found.office)
    by_name = {n: evaluation.scores(found.office, n) for n in ("number", "date")}
    for office, s in sorted(everything.items(), key=lambda item: -item[1].n):
        parts = [by_name[name].get(office) for name in by_name]
        rights = [f"{part.right} of {part.n}" if part else "–" for part in parts]
        shares = (100 * s.share(n) for n in (s.right, s.silent, s.review))
        rows.append([office or "–", s.n, *shares, *rights])
    return table(("by office", "fields", "right %", "silent %", "review %", "number", "date"), rows)


def _curves(evaluation: Evaluation) -> list[str]:
    """The least share to look at for each share of silent errors, by field."""
    rows = []
    for name in SCORED:
        mine = [row for row in evaluation.rows if row.field == name]
        rows.append([name, *(100 * least_review(mine, silent) for silent in _CURVE)])
    heads = [f"silent ≤ {100 * silent:g} %" for silent in _CURVE]
    return table(("least review %", *heads), rows)


def _half(found: Labelled, evaluation: Evaluation, half: str) -> Evaluation:
    return Evaluation(tuple(row for row in evaluation.rows if found.half(row) == half), {})


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fields_bench", description=__doc__)
    kept = Path(tempfile.gettempdir()) / "sohoa-bench-fields"
    parser.add_argument("--scans", type=Path, default=ROOT.parent / "shared" / "data" / "scans")
    parser.add_argument("--archive", type=Path, default=kept / "archive", help="keeps readings")
    parser.add_argument("--out", type=Path, default=kept, help="where figures and report go")
    parser.add_argument("--html", action="store_true", help="write the report with every crop")
    parser.add_argument(
        "--blanks",
        type=Path,
        help="<id>.json: the blanks of page 1 as the other half's network reads",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
