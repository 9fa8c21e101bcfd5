"""The committed baseline of reading, and whether a change has made it worse or dearer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.ocr_pages import REAL
from benchmarks.ocr_peers import BARE, SOHOA
from benchmarks.ocr_run import Run
from benchmarks.ocr_scores import Tally, share

BASELINE = Path(__file__).with_name("ocr_baseline.json")
ERROR_LOSS, COST_LOSS = 0.05, 0.15
FLOORS = {"wrong": 8, "words_wrong": 5, "invented": 8}
"""So many more of a kind in one condition are chance, whatever share of the few that were."""
WORDS = {
    "wrong": ("characters wrong", "characters"),
    "words_wrong": ("words wrong", "words"),
    "invented": ("characters invented", ""),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What is compared: counts by condition, and processor time in multiples of bare Tesseract."""

    conditions: Mapping[str, Tally]
    cost: Mapping[str, float]
    """Over the real pages and over the drawn ones."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became worse, and what could not be compared."""

    losses: tuple[str, ...]
    left_out: tuple[str, ...]


def figures(run: Run) -> Figures:
    """sohoa's counts and its cost beside bare Tesseract's in the same run."""
    ours, bare = run.found[SOHOA], run.found[BARE]
    by_condition: dict[str, Tally] = {}
    for page in run.pages:
        before = by_condition.get(page.condition, Tally())
        by_condition[page.condition] = before + ours.scores[page.name].tally
    real = [page for page in run.pages if page.condition == REAL]
    drawn = [page for page in run.pages if page.condition != REAL]
    sets = {name: pages for name, pages in ((REAL, real), ("drawn", drawn)) if pages}
    cost = {name: ours.cost_s(pages) / bare.cost_s(pages) for name, pages in sets.items()}
    return Figures(by_condition, cost)


def compare(baseline: Figures, now: Figures) -> Verdict:
    """Worse by 5 % in error (and by more than `FLOORS`), or by 15 % in cost.

    Conditions of which the baseline has other pages, or none, are left out and named.
    """
    losses: list[str] = []
    left_out: list[str] = []
    for condition, before in baseline.conditions.items():
        after = now.conditions.get(condition)
        if after is None:
            left_out.append(f"{condition}: not measured here")
        elif after.characters != before.characters:
            left_out.append(f"{condition}: the baseline is of other pages (--update)")
        else:
            losses += _error_losses(condition, before, after)
    left_out += [
        f"{c}: not in the baseline" for c in now.conditions if c not in baseline.conditions
    ]
    for name, ratio in now.cost.items():
        once = baseline.cost.get(name)
        if once is not None and ratio > once * (1 + COST_LOSS):
            losses.append(
                f"cost of {name} pages: {ratio:.2f} × bare Tesseract, was {once:.2f} "
                f"(+{share(ratio - once, once):.0f} %)"
            )
    return Verdict(tuple(losses), tuple(left_out))


def _error_losses(condition: str, before: Tally, after: Tally) -> list[str]:
    losses = []
    for kind, (words, whole) in WORDS.items():
        was, is_now = getattr(before, kind), getattr(after, kind)
        if is_now > was * (1 + ERROR_LOSS) and is_now - was > FLOORS[kind]:
            of = f" of {getattr(after, whole)}" if whole else ""
            more = f" (+{share(is_now - was, was):.0f} %)" if was else ""
            losses.append(f"{condition}: {is_now} {words}{of}, were {was}{more}")
    return losses


def to_json(found: Figures) -> dict[str, Any]:
    """With the rates that people look for beside the counts that are compared."""
    return {
        "conditions": {
            name: {"CER %": round(t.cer, 2), "WER %": round(t.wer, 2), "counts": asdict(t)}
            for name, t in found.conditions.items()
        },
        "cost in multiples of bare Tesseract": {k: round(v, 3) for k, v in found.cost.items()},
    }


def from_json(data: Mapping[str, Any]) -> Figures:
    """The inverse of `to_json`."""
    tallies = {name: Tally(**row["counts"]) for name, row in data["conditions"].items()}
    return Figures(tallies, dict(data["cost in multiples of bare Tesseract"]))


def load(path: Path = BASELINE) -> Figures | None:
    """None where there is none yet."""
    return from_json(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def save(found: Figures, path: Path = BASELINE) -> None:
    text = json.dumps(to_json(found), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
