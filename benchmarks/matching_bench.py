"""`python -m benchmarks.matching_bench`: how surely two forms of one document are told, by halves.

Every pair of forms within a half of the offices is compared: true pairs, neighbours of the same
office and week, and all others. Weights and limits (`configs/matching.toml`) were chosen on the
first half. Files and readings are made once, in a folder outside the project.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path

from benchmarks.matching_forms import FormOf, forms
from benchmarks.matching_set import make, read
from benchmarks.offices import HALVES
from benchmarks.options import ROOT
from benchmarks.report import machine, table
from pipeline.match_rules import default_matching
from pipeline.model.matching import Answer, Match
from pipeline.read_sheets import grey
from pipeline.settings import Settings, default_settings
from pipeline.steps.matching.judge import compare
from pipeline.steps.matching.sheets import Gray, sheet_likeness

KINDS = ("two forms with text", "two scans of one sheet", "a register's row and a scan")
_BINS = (0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 1.01)


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with what was said of it."""

    half: str
    kind: str
    same: bool
    same_office: bool
    same_sheet: bool
    match: Match


def judged(found: Sequence[FormOf], settings: Settings) -> Iterator[Judged]:
    """Each pair; sheets are looked at where `Reconciler` would."""
    rules = default_matching()

    @lru_cache(maxsize=400)
    def page(file: str) -> Gray:
        return grey({"path": file, "page": 1}, settings)

    for half in HALVES:
        for one, other in combinations([form for form in found if form.half == half], 2):
            if not (one.known.text or other.known.text) or one.id == other.id:
                continue
            match = compare(one.known, other.known, rules)
            if match.alike and one.sheet and other.sheet:
                likeness = sheet_likeness(page(one.file), page(other.file))
                same = likeness is not None and likeness.same
                match = compare(one.known, other.known, rules, same_sheet=same)
            same_sheet = bool(one.sheet) and one.sheet == other.sheet
            row = not (one.known.text and other.known.text)
            kind = KINDS[2] if row else KINDS[same_sheet]
            same_document = one.document == other.document
            same_office = one.office == other.office
            yield Judged(half, kind, same_document, same_office, same_sheet, match)


def answers(pairs: Sequence[Judged]) -> list[str]:
    """What became of the true pairs and of the others."""
    rows = []
    for kind in KINDS:
        for same in (True, False):
            some = [pair for pair in pairs if pair.kind == kind and pair.same is same]
            if some:
                count = Counter(pair.match.answer for pair in some)
                said = [count[answer] for answer in Answer]
                rows.append([kind, "same" if same else "other", len(some), *said])
    return table(("pairs", "truly", "n", *(answer.value for answer in Answer)), rows)


def totals(pairs: Sequence[Judged]) -> list[str]:
    """Precision and recall of joining, and of "one sheet"."""
    rows = []
    texts = [pair for pair in pairs if pair.kind != KINDS[2]]
    for name, some in (("with text", texts), ("all", pairs)):
        joined = [pair for pair in some if pair.match.answer is Answer.JOIN]
        right = sum(pair.same for pair in joined)
        true = sum(pair.same for pair in some)
        neighbours = sum(pair.same_office and not pair.same for pair in some)
        rows.append([f"joined, {name}", true, neighbours, *_shares(right, len(joined), true)])
    sheets = [pair for pair in texts if pair.same_sheet]
    found = sum(pair.match.answer is Answer.JOIN for pair in sheets)
    named = [pair for pair in texts if pair.match.same_sheet]
    right = sum(pair.same_sheet for pair in named)
    rows.append(["rescans joined", len(sheets), 0, *_shares(found, found, len(sheets))])
    rows.append(["named one sheet", len(sheets), 0, *_shares(right, len(named), len(sheets))])
    heads = ("", "true pairs", "same office, other document", "precision %", "recall %")
    return table(heads, rows)


def calibration(pairs: Sequence[Judged]) -> list[str]:
    """How often a chance came true."""
    rows = []
    for low, high in pairwise(_BINS):
        some = [pair for pair in pairs if low <= pair.match.score < high]
        if some:
            mean = sum(pair.match.score for pair in some) / len(some)
            share = sum(pair.same for pair in some) / len(some)
            rows.append([f"{low:g}–{min(high, 1):g}", len(some), 100 * mean, 100 * share])
    return table(("score", "n", "mean %", "truly the same %"), rows)


def _shares(right: int, said: int, true: int) -> tuple[float, float]:
    return 100 * right / said if said else 100.0, 100 * right / true if true else 100.0


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.matching_bench", description=__doc__
    )
    kept = Path(tempfile.gettempdir()) / "sohoa-bench-matching"
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=kept, help="keeps files and readings")
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args(arguments)
    if not (given.shared / "scans" / "labels.jsonl").is_file():
        print(f"not measured: {given.shared} is not there: name its folder with --shared")
        return 1
    print(" · ".join(f"{name} {value}" for name, value in machine().items()), flush=True)
    settings = default_settings()
    made = make(given.shared, given.out, settings)
    read(made, given.out, settings, given.workers)
    pairs = list(judged(forms(made, given.shared, given.out, settings), settings))
    for half in HALVES:
        some = [pair for pair in pairs if pair.half == half]
        parts = (answers(some), totals(some), calibration(some))
        print("\n" + "\n\n".join("\n".join([half, *lines]) for lines in parts), flush=True)
    print("\n" + "\n".join(["both halves", *totals(pairs)]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
