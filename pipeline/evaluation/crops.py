"""Pictures of the places that values were read from, to be seen beside truth and reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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

    The ledger keeps what was cut. A page that cannot be opened any more has none.

    Raises:
        ArchiveBusy, ArchiveUnusable: something must be cut and the archive cannot take it.
    """
    places: dict[Key, tuple[OcrPage, Box]] = {}
    for row in rows:
        place = _place(row, recordings.pages.get(row.document, ()))
        if place is not None:
            places[row.document, row.field] = place
    _cut(places, recordings, recorder)
    found = {}
    for (document, field), (page, box) in places.items():
        ledger = recorder.ledger(recorder.sha256(recordings.scans[document]))
        kept = ledger.crop(page.number, box)
        if kept.exists():
            found[document, field] = kept.read_bytes()
    return found


def _cut(
    places: Mapping[Key, tuple[OcrPage, Box]], recordings: Recordings, recorder: Recorder
) -> None:
    """Cuts what the ledger lacks, each page opened once."""
    wanted: dict[tuple[str, int], tuple[OcrPage, set[Box]]] = {}
    for (document, _), (page, box) in places.items():
        ledger = recorder.ledger(recorder.sha256(recordings.scans[document]))
        if not ledger.crop(page.number, box).exists():
            wanted.setdefault((document, page.number), (page, set()))[1].add(box)
    begun = [
        recorder.cut(recordings.scans[document], page, tuple(boxes))
        for (document, _), (page, boxes) in wanted.items()
    ]
    for future in begun:
        try:
            future.result()
        except (EngineFailed, ScanRejected):
            # What cannot be shown is no reason to show nothing.
            continue


def _place(row: FieldRow, pages: Sequence[OcrPage]) -> tuple[OcrPage, Box] | None:
    if row.places and 1 <= row.places[0][0] <= len(pages):
        # A record counts the pages of its document, whatever they are in their file.
        return pages[row.places[0][0] - 1], row.places[0][1]
    if not pages:
        return None
    width, height = pages[0].size
    return pages[0], Box(0, 0, width, round(_HEAD_DEPTH * height))
