"""Recall and precision of seals, stamps, signatures and handwriting over pages keyed by eye.

A keyed box is found when a found box of its group overlaps it with an intersection over union of
0.4, or when found boxes that lie in it for 0.6 of themselves together cover 0.6 of it (a line of
writing found in pieces), or when it is such a piece of a found box. A found box is right by the
same rule the other way round. All boxes are grown by 0.3 % of the page first, the care with which
they were keyed. What was keyed as doubtful counts neither way: it need not be found, and a box
found on it is not wrong.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.offices import HALVES
from benchmarks.options import ROOT, NotMeasured, Options
from benchmarks.report import Part, table, target
from pipeline.engines.scan_file import inspect_scan
from pipeline.model.ocr import OcrPage
from pipeline.read_page import read_page
from pipeline.settings import default_settings

KEYED = ROOT / "tests" / "data" / "regions.jsonl"
GROUPS = {
    "seal": "seal",
    "stamp": "stamp",
    "name_stamp": "stamp",
    "digital_signature": "stamp",
    "signature": "signature",
    "handwriting": "handwriting",
    "folio": "handwriting",
}
"""The four classes that are scored; rules and leaders were not keyed."""
NAMES = ("seal", "stamp", "signature", "handwriting")
LEAST_UNION = 0.4
LEAST_COVER = 0.6
CARE = 3.0
"""Thousandths of the page by which a keyed box may be off."""
TARGET = 0.95

Rectangle = tuple[float, float, float, float]
"""left, top, right, bottom in thousandths of the page."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A box of a group, keyed or found."""

    group: str
    box: Rectangle
    doubt: bool = False


def keyed_pages(path: Path = KEYED) -> tuple[dict[str, Any], ...]:
    """The pages that were keyed: id, page, half and regions."""
    return tuple(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def keyed(page: Mapping[str, Any]) -> tuple[Marked, ...]:
    return tuple(
        Marked(GROUPS[r["class"]], _rectangle(r["box"]), bool(r.get("doubt")))
        for r in page["regions"]
    )


def _rectangle(box: Sequence[float]) -> Rectangle:
    left, top, right, bottom = map(float, box)
    return left, top, right, bottom


def found_on(
    regions: Iterable[tuple[str, Sequence[float]]], size: tuple[int, int]
) -> tuple[Marked, ...]:
    """Regions as (kind, box in pixels) of a page of `size`, as far as their kinds are scored."""
    width, height = size
    return tuple(
        Marked(
            GROUPS[kind],
            (
                1000 * box[0] / width,
                1000 * box[1] / height,
                1000 * box[2] / width,
                1000 * box[3] / height,
            ),
        )
        for kind, box in regions
        if kind in GROUPS
    )


def score(truth: Sequence[Marked], found: Sequence[Marked]) -> Counter[tuple[str, str]]:
    """Counts by (group, what): found, missed, right, wrong."""
    counts: Counter[tuple[str, str]] = Counter()
    doubtful = [_care(m.box) for m in truth if m.doubt]
    for group in NAMES:
        sure = [_care(m.box) for m in truth if m.group == group and not m.doubt]
        boxes = [_care(m.box) for m in found if m.group == group]
        for box in sure:
            counts[group, "found" if matches(box, boxes, sure) else "missed"] += 1
        for box in boxes:
            if matches(box, sure, boxes):
                counts[group, "right"] += 1
            elif not any(_union(box, d) >= LEAST_UNION for d in doubtful) and (
                _covered(box, doubtful) < LEAST_COVER
            ):
                counts[group, "wrong"] += 1
    return counts


def matches(box: Rectangle, others: Sequence[Rectangle], peers: Sequence[Rectangle]) -> bool:
    """Whether one of the others is the box, several make it up, or it helps to make up one.

    `peers` are the boxes of its own side, itself among them.
    """
    return (
        any(_union(box, other) >= LEAST_UNION for other in others)
        or _made_up(box, others)
        or any(_inside(box, other) and _made_up(other, peers) for other in others)
    )


def _made_up(whole: Rectangle, pieces: Iterable[Rectangle]) -> bool:
    return _covered(whole, [piece for piece in pieces if _inside(piece, whole)]) >= LEAST_COVER


def _inside(piece: Rectangle, whole: Rectangle) -> bool:
    return _shared(piece, whole) >= LEAST_COVER * _area(piece)


def _care(box: Rectangle) -> Rectangle:
    return box[0] - CARE, box[1] - CARE, box[2] + CARE, box[3] + CARE


def _area(box: Rectangle) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def _shared(one: Rectangle, other: Rectangle) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width * height if width > 0 and height > 0 else 0.0


def _union(one: Rectangle, other: Rectangle) -> float:
    """Intersection over union."""
    shared = _shared(one, other)
    return shared / max(_area(one) + _area(other) - shared, 1e-9)


def _covered(box: Rectangle, others: Sequence[Rectangle]) -> float:
    """Share of the box under all others together."""
    xs = sorted({box[0], box[2], *(x for o in others for x in (o[0], o[2]))})
    ys = sorted({box[1], box[3], *(y for o in others for y in (o[1], o[3]))})
    total = sum(
        (x1 - x0) * (y1 - y0)
        for x0, x1 in pairwise(xs)
        for y0, y1 in pairwise(ys)
        if box[0] <= x0 and x1 <= box[2] and box[1] <= y0 and y1 <= box[3]
        if any(o[0] <= x0 and x1 <= o[2] and o[1] <= y0 and y1 <= o[3] for o in others)
    )
    return total / max(_area(box), 1e-9)


def rates(counts: Mapping[tuple[str, str], int], group: str) -> tuple[float | None, float | None]:
    """(recall, precision); None where nothing was keyed or nothing found."""
    found, missed = counts.get((group, "found"), 0), counts.get((group, "missed"), 0)
    right, wrong = counts.get((group, "right"), 0), counts.get((group, "wrong"), 0)
    recall = found / (found + missed) if found + missed else None
    precision = right / (right + wrong) if right + wrong else None
    return recall, precision


def measure(options: Options) -> Part:
    """Reads the keyed pages as the pipeline does and compares their regions."""
    if not KEYED.is_file():
        raise NotMeasured(f"{KEYED} is not there")
    pages = keyed_pages()[: options.pages]
    files = {label["id"]: label["file"] for label in _labels(options)}
    counts: dict[str, Counter[tuple[str, str]]] = {half: Counter() for half in (*HALVES, "all")}
    for page in pages:
        read = _read(options.of_scans(files[page["id"]]), page["page"])
        boxes = [
            (r.kind.value, (r.box.left, r.box.top, r.box.right, r.box.bottom)) for r in read.regions
        ]
        one = score(keyed(page), found_on(boxes, read.size))
        counts[page["half"]] += one
        counts["all"] += one
    rows, figures, met = [], {}, True
    for half, sums in counts.items():
        for group in NAMES:
            recall, precision = rates(sums, group)
            keyed_count = sums[group, "found"] + sums[group, "missed"]
            rows.append((f"{half}: {group}", keyed_count, _percent(recall), _percent(precision)))
            figures[f"{half}: {group}"] = {"recall": recall, "precision": precision}
            if half == "all":
                met &= min(recall or 0.0, precision or 0.0) >= TARGET
    lines = (
        *table(("", "keyed", "recall %", "precision %"), rows),
        f"each at least {100 * TARGET:.0f} % over all pages: {target(met)}",
    )
    return Part(f"regions: {len(pages)} pages keyed by eye", lines, {**figures, "met": met})


def _read(path: Path, number: int) -> OcrPage:
    settings = default_settings()
    info = inspect_scan(path, settings.limits)
    return read_page(path, info, number, settings).page


def _labels(options: Options) -> list[dict[str, Any]]:
    text = options.of_scans("labels.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
