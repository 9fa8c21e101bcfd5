"""Looks a page over before anything is digitised. Runs in a bounded child process."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from pipeline.engines.line_network import own_reader
from pipeline.engines.page_network import upright_turn
from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.model.geometry import Box
from pipeline.model.quality import finding_to_json
from pipeline.model.scan import PageImage, Pixels
from pipeline.settings import Settings
from pipeline.steps.quality import page_findings
from pipeline.steps.quality.numbering import Shown, number_places
from pipeline.steps.quality.sheet import Looked, looked
from pipeline.steps.quality.twins import ink_spread

Json = dict[str, Any]
_NUMBER = re.compile(r"[-–— ]*(\d{1,3})[-–— .]*")
_WIDTH = 1000
"""Pixels: a picture of a page is made no wider."""
_RED = (40, 40, 220)
"""Blue, green, red."""
_LEAST_SIDE = 64
"""Pixels; a smaller picture is no page."""


def look_over(path: str, number: int, settings: Json) -> Json:
    """Findings of a page, the number printed on it and where its ink lies.

    Raises:
        ScanRejected, EngineFailed: the page cannot be opened.
    """
    known = Settings.model_validate(settings)
    info = inspect_scan(Path(path), known.limits)
    return looked_over(load_page(Path(path), info, number, known.limits, known.pages), known)


def looked_over(image: PageImage, settings: Settings) -> Json:
    """The same of a page that is open."""
    if min(image.size) < _LEAST_SIDE:
        return {"findings": [], "shown": None, "spread": None, "size": list(image.size)}
    page = looked(image)
    turn = upright_turn(page.grey)
    found = page_findings(page, turn, settings.quality)
    # The number of a page that does not lie upright is not looked for.
    shown = _shown(page, settings.quality.sure_of_number) if turn[0] == 0 else None
    return {
        "findings": [finding_to_json(finding) for finding in found],
        "shown": None if shown is None else [shown[0], [*_sides(shown[1])]],
        "spread": ink_spread(page).decode(),
        "size": list(image.size),
    }


def _shown(page: Looked, least: float) -> Shown | None:
    places = number_places(page)
    for place, reading in zip(places, own_reader().read(page.grey, places), strict=True):
        match = _NUMBER.fullmatch(reading.text)
        if match and int(match[1]) > 0 and min(reading.chances) >= least:
            return int(match[1]), place
    return None


def mark(path: str, number: int, boxes: list[list[int]], settings: Json, out: str) -> Json:
    """Writes a page as PNG with the places marked. Raises: as `look_over`."""
    known = Settings.model_validate(settings)
    info = inspect_scan(Path(path), known.limits)
    image = load_page(Path(path), info, number, known.limits, known.pages)
    picture = marked(image.pixels, [Box(*sides) for sides in boxes])
    Path(out).write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    return {}


def marked(pixels: Pixels, boxes: Sequence[Box]) -> Pixels:
    """The page, made smaller, blue-green-red, with a frame around each place."""
    scale = min(1.0, _WIDTH / pixels.shape[1])
    colour = cv2.COLOR_RGB2BGR if pixels.ndim == 3 else cv2.COLOR_GRAY2BGR
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    picture = cv2.cvtColor(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), colour)
    for box in boxes:
        ends = [round(side * scale) for side in _sides(box)]
        # A frame around the whole page must show too.
        left, top = max(2, ends[0]), max(2, ends[1])
        right, bottom = min(size[0] - 3, ends[2]), min(size[1] - 3, ends[3])
        cv2.rectangle(picture, (left, top), (right, bottom), _RED, 4)
    return np.asarray(picture, np.uint8)


def _sides(box: Box) -> tuple[int, int, int, int]:
    return box.left, box.top, box.right, box.bottom
