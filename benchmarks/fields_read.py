"""The labelled scans as recorded, and the records that any calibration makes of them."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.offices import half_of, office_of
from benchmarks.options import NotMeasured
from pipeline.archive.folder import ArchiveFolder
from pipeline.evaluation import (
    Evaluation,
    FieldRow,
    Label,
    Recorder,
    Recordings,
    evaluate,
    read_alone,
    read_labels,
    read_records,
    record_scans,
)
from pipeline.model.blanks import blank_from_json
from pipeline.model.record import Record
from pipeline.rules import Calibration, Rules, rules_of
from pipeline.settings import FieldSettings, Settings


@dataclass(frozen=True, slots=True)
class Labelled:
    """Labelled scans with their pages."""

    labels: tuple[Label, ...]
    recordings: Recordings
    rules: Rules
    settings: Settings
    archive: Path

    def recorder(self) -> Recorder:
        return Recorder(ArchiveFolder(self.archive), self.settings, os.cpu_count() or 1)

    def evaluated(self, calibration: Mapping[str, Calibration] | None = None) -> Evaluation:
        """Every field judged; with this calibration, or with the one that ships."""
        return self._evaluated(read_records, calibration)

    def uncalibrated(self) -> Evaluation:
        """Every field as its own document has it: what a calibration is fitted on."""
        return self._evaluated(read_alone, {})

    def _evaluated(
        self,
        read: Callable[[Recordings, Rules, FieldSettings], dict[str, Record]],
        calibration: Mapping[str, Calibration] | None,
    ) -> Evaluation:
        rules = self.rules
        if calibration is not None:
            rules = rules.model_copy(update={"calibration": dict(calibration)})
        records = read(self.recordings, rules, self.settings.fields)
        return evaluate(self.labels, records, self.recordings.left_out)

    def half(self, row: FieldRow) -> str:
        return half_of(self._issuer(row))

    def office(self, row: FieldRow) -> str:
        return office_of(self._issuer(row))

    def cpu_s_a_document(self) -> float:
        """CPU that a record costs once the pages are read."""
        start = time.process_time()
        read_records(self.recordings, self.rules, self.settings.fields)
        return (time.process_time() - start) / max(len(self.recordings.pages), 1)

    def _issuer(self, row: FieldRow) -> dict[str, object]:
        label = next(label for label in self.labels if label.id == row.document)
        return {"issuer": label.values["issuer"]}


def labelled(scans: Path, archive: Path, settings: Settings) -> Labelled:
    """Reads what the archive's ledger lacks, once. Raises: NotMeasured without labels."""
    path = scans / "labels.jsonl"
    if not path.is_file():
        raise NotMeasured(f"{path} is not there: name the folder of the scans with --scans")
    labels = read_labels(path)
    with Recorder(ArchiveFolder(archive), settings, os.cpu_count() or 1) as recorder:
        recordings = record_scans(labels, scans, recorder)
    return Labelled(labels, recordings, rules_of(settings.office), settings, archive)


def with_blanks(found: Labelled, folder: Path) -> Labelled:
    """The same with the blanks of each first page as `<id>.json` in a folder has them.

    So a digit reader that was trained on one half of the offices can be measured on the other.
    Raises: NotMeasured when a file is not there.
    """
    pages = {}
    for name, known in found.recordings.pages.items():
        path = folder / f"{name}.json"
        if not path.is_file():
            raise NotMeasured(f"{path} is not there")
        data = json.loads(path.read_text(encoding="utf-8"))
        blanks = tuple(blank_from_json(one) for one in data)
        pages[name] = (replace(known[0], blanks=blanks), *known[1:])
    return replace(found, recordings=replace(found.recordings, pages=pages))
