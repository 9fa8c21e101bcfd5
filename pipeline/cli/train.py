"""`sohoa train`: an office's own numbers and dates make its digit reader better."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from pipeline.archive.folder import ArchiveFolder, usable
from pipeline.cli.printing import table
from pipeline.engines.digit_head import head_to_bytes
from pipeline.engines.digit_network import digit_reader, digit_reader_name
from pipeline.errors import SettingsInvalid
from pipeline.evaluation import Recorder, read_labels, record_scans
from pipeline.evaluation.taught import KnownBlanks, known_blanks
from pipeline.evaluation.training import LEAST_DOCUMENTS, Training, training_to_json
from pipeline.evaluation.training import train as train_head
from pipeline.messages import Language, say
from pipeline.settings import load_settings

_FIGURES = ("first", "three", "wrong")


def train(options: argparse.Namespace) -> int:
    """Trains, tells whether it helps, and writes only then."""
    labels = read_labels(options.labels)
    settings = load_settings(options.settings)
    if not options.scans.is_dir():
        raise SettingsInvalid("scans_folder", {"path": str(options.scans)})
    workers = options.workers or settings.run.workers or os.cpu_count() or 1
    if not 1 <= workers <= 256:
        raise SettingsInvalid("workers", {"workers": workers})
    archive = ArchiveFolder(options.archive)
    with Recorder(archive, settings, workers) as recorder:
        recordings = record_scans(labels, options.scans, recorder)
        known = known_blanks(labels, recordings, recorder, digit_reader().classes)
    enough = known.documents >= LEAST_DOCUMENTS
    training = train_head(known.blanks, digit_reader_name()) if enough else None
    out = options.out or archive.root / "digit_head.npz"
    written = None
    if training is not None and training.head is not None:
        data = head_to_bytes(training.head, training_to_json(training))
        with usable(out.parent):
            out.write_bytes(data)
        written = out.resolve()
    if options.json:
        print(json.dumps(_as_json(known, training, written), ensure_ascii=False))
    else:
        print("\n".join(_lines(known, training, written, options.language)))
    return 0


def _as_json(
    known: KnownBlanks, training: Training | None, written: Path | None
) -> dict[str, object]:
    return {
        "documents": known.documents,
        "blanks": len(known.blanks),
        "empty": known.empty,
        "training": None if training is None else training_to_json(training),
        "written": None if written is None else str(written),
    }


def _lines(
    known: KnownBlanks, training: Training | None, written: Path | None, language: Language
) -> list[str]:
    seen = {"documents": known.documents, "blanks": len(known.blanks), "empty": known.empty}
    lines = [say(language, "training.seen", {**seen})]
    if training is None:
        return [*lines, say(language, "training.too_few", {"least": LEAST_DOCUMENTS})]
    how = "by_office" if training.by_office else "by_document"
    lines += [say(language, f"training.{how}"), *_table(training, language)]
    if written is None:
        return [*lines, say(language, "training.kept")]
    params = {"file": str(written), "quoted": json.dumps(str(written), ensure_ascii=False)}
    return [*lines, say(language, "training.written", {**params})]


def _table(training: Training, language: Language) -> list[str]:
    heads = [say(language, f"training.{name}") for name in ("kind", "blanks", *_FIGURES)]
    rows = []
    for kind, before in training.before.items():
        after = training.after[kind]
        told = [
            say(
                language,
                "training.change",
                {"before": getattr(before, name), "after": getattr(after, name)},
            )
            for name in _FIGURES
        ]
        rows.append([say(language, f"training.{kind}"), str(before.blanks), *told])
    return table([heads, *rows])
