"""Looks at two pages: are they pictures of one sheet of paper? Runs in a bounded child process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.settings import Settings
from pipeline.steps.matching.sheets import Gray, sheet_likeness

Json = dict[str, Any]


def sheets(one: Json, other: Json, settings: Json) -> Json:
    """Whether two pages (`path`, `page`) are pictures of one sheet.

    Raises:
        ScanRejected, EngineFailed: a page cannot be opened.
    """
    known = Settings.model_validate(settings)
    likeness = sheet_likeness(grey(one, known), grey(other, known))
    return {"same": likeness is not None and likeness.same}


def grey(place: Json, settings: Settings) -> Gray:
    """A page (`path`, `page`) in grey. Raises: as `sheets`."""
    path = Path(place["path"])
    info = inspect_scan(path, settings.limits)
    pixels = load_page(path, info, place["page"], settings.limits, settings.pages).pixels
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels
    return np.asarray(grey, np.uint8)
