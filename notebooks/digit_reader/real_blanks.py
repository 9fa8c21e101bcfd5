"""Cuts the blanks out of labelled scans and says what a person read in them.

    python -m notebooks.digit_reader.real_blanks SCANS OUT --reader STAGE1

writes OUT/*.png and OUT/blanks.jsonl. A label tells a day but not whether a zero stands before it:
the reader of the first stage chooses between the two spellings, and nothing else.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.offices import half_of
from notebooks.digit_reader.stored_blanks import write_crop
from pipeline.engines.digit_network import DigitReader, digit_reader, reader_at
from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.model.blanks import BlankKind
from pipeline.model.reading import Posterior
from pipeline.read_page import read_page
from pipeline.settings import Settings, load_settings
from pipeline.steps.blank_crops import cut_blank, place_of
from pipeline.steps.ctc import log_chance
from pipeline.steps.regions.head import find_blanks

LIST = "blanks.jsonl"
_FILLED_IN = frozenset(("printed", "handwritten", "stamped"))
_PARTS = (BlankKind.YEAR, BlankKind.MONTH, BlankKind.DAY)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scans", type=Path, help="folder with labels.jsonl")
    parser.add_argument("out", type=Path, help="folder to write into, outside the project")
    parser.add_argument("--reader", type=Path, help="network of stage 1 without suffix")
    arguments = parser.parse_args()
    reader = digit_reader() if arguments.reader is None else reader_at(arguments.reader)
    settings = load_settings(None)
    arguments.out.mkdir(parents=True, exist_ok=True)
    text = (arguments.scans / "labels.jsonl").read_text(encoding="utf-8")
    with (arguments.out / LIST).open("w", encoding="utf-8") as listed:
        for label in map(json.loads, text.splitlines()):
            for row in _blanks(label, arguments, reader, settings):
                listed.write(json.dumps(row) + "\n")


def _blanks(
    label: Mapping[str, Any], arguments: argparse.Namespace, reader: DigitReader, settings: Settings
) -> list[dict[str, str]]:
    """The blanks of one document's first page whose digits are known."""
    path = arguments.scans / label["file"]
    info = inspect_scan(path, settings.limits)
    page = read_page(path, info, 1, settings).page
    image = load_page(path, info, 1, settings.limits, settings.pages)
    if page.rotation_deg != image.rotation_deg:
        return []
    rows = []
    for blank in find_blanks(page.lines, image.size):
        known = spellings(blank.kind, label)
        if known:
            crop = cut_blank(image, place_of(blank, page.skew_deg))
            file = arguments.out / f"{label['id']}_{blank.kind.value}.png"
            write_crop(file, crop)
            said = likeliest(known, reader.read([crop])[0])
            row = {"id": label["id"], "kind": blank.kind.value, "half": half_of(label)}
            rows.append({**row, "file": str(file.resolve()), "label": said})
    return rows


def spellings(kind: BlankKind, label: Mapping[str, Any]) -> tuple[str, ...]:
    """What may stand in a blank by its document's label; none where that is not known."""
    doubts = label["doubts"] or ()
    if kind is BlankKind.NUMBER:
        known = label["number_form"] in _FILLED_IN and not {"number", "number_form"} & set(doubts)
        return (label["number"],) if known and label["number"].isdecimal() else ()
    if label["date_form"] not in _FILLED_IN or "date" in doubts or kind not in _PARTS:
        return ()
    part = label["date"].split("-")[_PARTS.index(kind)]
    return tuple(dict.fromkeys((part, part.lstrip("0")))) if part.isdecimal() else ()


def likeliest(known: Sequence[str], posterior: Posterior) -> str:
    """The spelling that the reader holds likeliest."""
    end = len(posterior.log_chances)
    return max(known, key=lambda text: log_chance(posterior, text, 0, end))


if __name__ == "__main__":
    main()
