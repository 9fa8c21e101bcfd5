"""The forms that matching is measured on: what was read of each scan, what messages say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.matching_set import Made
from benchmarks.offices import half_of, office_of
from pipeline.archive.folder import ArchiveFolder
from pipeline.evaluation.recording import Recorder
from pipeline.model.matching import Known
from pipeline.model.ocr import OcrPage, numbered
from pipeline.office.known import known_of_record
from pipeline.rules import rules_of
from pipeline.settings import Settings
from pipeline.steps.record import extract_record


@dataclass(frozen=True, slots=True)
class FormOf:
    """One form with what it is truly of."""

    id: str
    document: str
    sheet: str
    """Empty: not on paper."""
    half: str
    office: str
    known: Known
    file: str = ""
    pages: int = 0


def forms(made: Iterable[Made], shared: Path, out: Path, settings: Settings) -> list[FormOf]:
    """Every form; pages that were not read yet are read."""
    with Recorder(ArchiveFolder(out / "archive"), settings, 1) as recorder:
        return [*_of_labels(shared, recorder, settings), *_of_set(made, shared, recorder, settings)]


def _of_labels(shared: Path, recorder: Recorder, settings: Settings) -> Iterator[FormOf]:
    """Each labelled scan as read, and as a row of a register would name it."""
    for label in _labels(shared):
        path = shared / "scans" / label["file"]
        known = _read(path, label["pages"], recorder, settings)
        half, office = half_of(label), office_of(label)
        name = label["id"]
        yield FormOf(name, name, name, half, office, known, str(path), label["pages"])
        row = Known(
            label["number"], label["notation"], label["date"], label["issuer"], label["type"],
            label["subject"], label["signer_name"],
        )  # fmt: skip
        yield FormOf(f"{name}-row", name, "", half, office, row)


def _of_set(
    made: Iterable[Made], shared: Path, recorder: Recorder, settings: Settings
) -> Iterator[FormOf]:
    offices = {label["id"]: office_of(label) for label in _labels(shared)}
    for one in made:
        known = _read(Path(one.file), one.pages, recorder, settings)
        electronic = not one.sheet
        office = offices.get(one.document) or (one.truth or {}).get("issuer") or one.document[:5]
        known = replace(known, read=not electronic)
        form = FormOf(one.id, one.document, one.sheet, one.half, office, known, one.file, one.pages)
        yield form
        if one.truth is not None:
            said = one.truth
            message = Known(
                said["code_number"], said["code_notation"], said["issued_on"], said["issuer"],
                said["type"], said["subject"], said["signer_name"], None, one.text,
            )  # fmt: skip
            yield replace(form, id=f"{one.document}-message", sheet="", known=message, file="")


def _read(path: Path, count: int, recorder: Recorder, settings: Settings) -> Known:
    """Of its first and its last page."""
    sha256 = recorder.sha256(path)
    ledger = recorder.ledger(sha256)
    wanted = sorted({1, count})
    lacking = [number for number in wanted if not ledger.has(number)]
    if lacking:
        recorder.read(path, sha256, recorder.inspect(path), lacking)
    pages: tuple[OcrPage, ...] = numbered(tuple(ledger.read(number) for number in wanted))
    record = extract_record(pages, rules_of(settings.office), settings.fields)
    return known_of_record(record, pages)


def _labels(shared: Path) -> list[Mapping[str, Any]]:
    text = (shared / "scans" / "labels.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]
