"""Pictures of the places that values were read from, to be seen beside truth and reading."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from pipeline.errors import EngineFailed, ScanRejected
from pipeline.evaluation.evaluation import FieldRow
from pipeline.evaluation.recording import Recorder, Recordings
from pipeline.model.geometry import Box
from pipeline.model.ocr import OcrPage

_HEAD_DEPTH = 0.3
"""Share of page 1 that is shown for a value that was found nowhere."""

Key = tuple[str, str]
"""(document, field)."""


def crops(rows: Sequence[FieldRow], recordings: Recordings, recorder: Recorder) -> dict[Key, bytes]:
    """(document, field) → JPEG of the first place of its evidence, or of the head of page 1.

    A page that cannot be opened any more has none.

    Raises:
        ArchiveBusy, ArchiveUnusable.
    """
    wanted: dict[tuple[str, int], list[tuple[Key, Box]]] = {}
    for row in rows:
        pages = {page.number: page for page in recordings.pages.get(row.document, ())}
        place = _place(row, pages)
        if place is not None:
            key = (row.document, row.field)
            wanted.setdefault((row.document, place[0]), []).append((key, place[1]))
    begun = [
        ([key for key, _ in places], _ask(document, number, places, recordings, recorder))
        for (document, number), places in wanted.items()
    ]
    found: dict[Key, bytes] = {}
    for keys, future in begun:
        try:
            jpegs = future.result()["jpegs"]
        except (EngineFailed, ScanRejected):
            continue
        found.update(zip(keys, map(base64.b64decode, jpegs), strict=True))
    return found


def _place(row: FieldRow, pages: Mapping[int, OcrPage]) -> tuple[int, Box] | None:
    if row.places and row.places[0][0] in pages:
        return row.places[0]
    if not pages:
        return None
    first = pages[min(pages)]
    width, height = first.size
    return first.number, Box(0, 0, width, round(_HEAD_DEPTH * height))


def _ask(
    document: str,
    number: int,
    places: Sequence[tuple[Key, Box]],
    recordings: Recordings,
    recorder: Recorder,
) -> Future[dict[str, Any]]:
    page = next(page for page in recordings.pages[document] if page.number == number)
    boxes = [[box.left, box.top, box.right, box.bottom] for _, box in places]
    return recorder.crop(recordings.scans[document], page, boxes)
