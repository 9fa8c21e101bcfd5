"""Labels lines of real pages without a person: what independent readers agree on.

    python -m notebooks.line_reader.agreed_lines SCANS STAGE1 OUT

SCANS has `files/`, `labels.jsonl` and `transcripts/`; STAGE1 is the first stage as `export` wrote
it (STAGE1.onnx, STAGE1.json). Only offices that rules are tuned on are used, and never a document
that was transcribed, so that what is measured was not learned from.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from statistics import mean
from typing import Any

import cv2

from benchmarks.offices import HALVES, half_of
from notebooks.line_reader.characters import cleaned, is_known
from notebooks.line_reader.real_lines import LABELS_FILE, PAGES_FOLDER, AgreedLine
from pipeline.engines import page_network, tesseract
from pipeline.engines.line_network import LineNetwork, session, trueocr_reader
from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.model.reading import HANDWRITING, LineReading
from pipeline.model.scan import ReadingImage
from pipeline.settings import Settings, default_settings
from pipeline.steps.preparation.prepare import reading_image, without_red
from pipeline.steps.upright import turned_page

_SURE = 0.9
"""Mean chance of its characters from which the first stage and TrueOCR suffice: TrueOCR is its
ancestor, so that they may be wrong together."""
_DASHES = str.maketrans({"–": "-", "—": "-", "…": "..."})
_OF_A_FORM = re.compile(r"^S[oốồổỗô]|ng[àa]y.*th[áa]ng.*n[ăặ]m.{0,6}$")
_FORM_LENGTH = 48
"""Number and date lines of first pages are shorter; a hand may have written in them unseen."""
_NUMBER_LINE = re.compile(r"S[oốồôổỗ]")
_NUMBER_LENGTH = 34
_DATE_LINE = re.compile(
    r"^.{3,25}?,? ?ngà?[yỳ]\W?.*?\W?th[áaà]ng(?P<month>.*?)n[ăặắâ]m ?(?P<year>\d{4})$"
)
_MONTH = re.compile(r"th[áaà]ng ?(\d\d?) ?n[ăặắ]m")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scans", type=Path)
    parser.add_argument("stage1", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    reader = exported_reader(arguments.stage1)
    (arguments.out / PAGES_FOLDER).mkdir(parents=True, exist_ok=True)
    with (arguments.out / LABELS_FILE).open("w", encoding="utf-8") as rows:
        for line in lines_of(arguments.scans, reader, arguments.out / PAGES_FOLDER):
            rows.write(json.dumps(asdict(line), ensure_ascii=False) + "\n")


def exported_reader(stem: Path) -> LineNetwork:
    """The network that `export` wrote to STEM.onnx and STEM.json."""
    meta = json.loads(stem.with_suffix(".json").read_text(encoding="utf-8"))
    classes = {character: number for number, character in enumerate(meta["characters"], start=1)}
    network = session(stem.with_suffix(".onnx"))
    characters = tuple(meta["characters"])
    return LineNetwork(network, characters, classes, meta["height"], meta["max_width"])


def lines_of(scans: Path, reader: LineNetwork, pages: Path) -> Iterator[AgreedLine]:
    """All lines with a label; their pages are written into `pages`."""
    settings = default_settings()
    rows = (scans / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    for label in map(json.loads, rows):
        transcribed = (scans / "transcripts" / f"{label['id']}.txt").exists()
        if half_of(label) != HALVES[0] or transcribed:
            continue
        for image in _pages(scans / label["file"], settings):
            name = f"{label['id']}_{image.number}.png"
            lines = list(_lines_of_page(name, image, label, reader, settings))
            if lines:
                cv2.imwrite(str(pages / name), image.pixels)
            yield from lines


def _pages(path: Path, settings: Settings) -> Iterator[ReadingImage]:
    info = inspect_scan(path, settings.limits)
    for number in range(1, info.page_count + 1):
        image = load_page(path, info, number, settings.limits, settings.pages)
        turn, sure = page_network.upright_turn(without_red(image.pixels))
        if sure >= settings.reading.sure_of_turn:
            image = turned_page(image, turn)
        yield reading_image(image, settings.preparation)


def _lines_of_page(
    name: str,
    image: ReadingImage,
    label: Mapping[str, Any],
    reader: LineNetwork,
    settings: Settings,
) -> Iterator[AgreedLine]:
    boxes = [box for box, _ in page_network.find_lines(image.pixels)]
    firsts = reader.read(image.pixels, boxes)
    seconds = trueocr_reader().read(image.pixels, boxes)
    thirds = tesseract.read_boxes(
        image, boxes, settings.reading.language, settings.limits.page_seconds
    )
    for box, first, second, (third, _) in zip(boxes, firsts, seconds, thirds, strict=True):
        corners = box.left, box.top, box.right, box.bottom
        text = agreed_text(first, second.text, third)
        if text is not None and not (image.number == 1 and is_of_a_form(text)):
            yield AgreedLine(name, corners, text)
        if image.number == 1:
            for filled in filled_in_texts(label, second.text, third):
                yield AgreedLine(name, corners, filled, filled_in=True)


def agreed_text(first: LineReading, second: str, third: str) -> str | None:
    """What two readers say, or None: ours and Tesseract, TrueOCR and Tesseract, or ours and
    TrueOCR where ours is sure. A line in which ours sees handwriting has no label."""
    if HANDWRITING in first.text or len(first.text) < 2:
        return None
    ours, theirs, others = (text.translate(_DASHES) for text in (first.text, second, third))
    text = None
    if ours == others or (ours == theirs and mean(first.chances) > _SURE):
        text = cleaned(first.text)
    elif theirs == others:
        text = cleaned(third)
    return text if text is not None and len(text) >= 2 and is_known(text) else None


def is_of_a_form(text: str) -> bool:
    """Whether it may be a number or date line."""
    return len(text) < _FORM_LENGTH and _OF_A_FORM.search(text) is not None


def filled_in_texts(label: Mapping[str, Any], second: str, third: str) -> Iterator[str]:
    """What a number or date line says whose blanks, as a person noted, were filled in by hand.

    `second`, `third`: TrueOCR's and Tesseract's readings, which tell which line it is.
    """
    if label["number_form"] == "handwritten" and label["notation"]:
        end = _letters(label["notation"])[-3:]
        is_number = _NUMBER_LINE.match(second) is not None and len(second) < _NUMBER_LENGTH
        if is_number and (end in _letters(second) or end in _letters(third)):
            yield f"Số:{HANDWRITING}/{label['notation']}"
    date = _DATE_LINE.match(second)
    if date is not None and label["date_form"] == "handwritten" and label["place"]:
        month = _printed_month(second, third)
        yield f"{label['place']}, ngày{HANDWRITING}tháng{month}năm {date['year']}"


def _printed_month(second: str, third: str) -> str:
    """The month with blanks around it where both read it, else a hand's."""
    one, other = _MONTH.search(second), _MONTH.search(third)
    if one is not None and other is not None and one[1] == other[1]:
        return f" {one[1]} "
    return HANDWRITING


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text).upper()


if __name__ == "__main__":
    main()
