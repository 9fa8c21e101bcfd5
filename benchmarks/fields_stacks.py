"""Stacks of the same recorded pages, for the part of the benchmark that splits them."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks import stacks
from benchmarks.fields_read import Labelled
from benchmarks.options import NotMeasured, parse
from pipeline.model.ocr import page_to_json


def stack_lines(found: Labelled, scans: Path, out: Path) -> list[str]:
    """How well stacks without separator sheets are split."""
    readings = out / "readings"
    readings.mkdir(parents=True, exist_ok=True)
    for name, pages in found.recordings.pages.items():
        text = json.dumps([page_to_json(page) for page in pages], ensure_ascii=False)
        (readings / f"{name}.json").write_text(text, encoding="utf-8")
    options = ("stacks", "--scans", str(scans), "--readings", str(readings), "--out", str(out))
    try:
        part = stacks.measure(parse(options))
    except NotMeasured as reason:
        return [f"4. stacks: not measured. {reason}"]
    return [f"4. {part.title}", *part.lines]
