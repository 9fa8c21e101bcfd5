"""`sohoa evaluate`: extraction scored on labelled scans."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.archive.folder import ArchiveFolder, usable
from pipeline.cli.printing import table
from pipeline.errors import SettingsInvalid
from pipeline.evaluation import (
    SCORED,
    Change,
    Evaluation,
    Recorder,
    Score,
    compare,
    crops,
    evaluation_to_json,
    read_evaluation,
    read_labels,
    read_records,
    record_scans,
)
from pipeline.evaluation import (
    evaluate as judge_records,
)
from pipeline.evaluation.report import Report, form_name, html_report, left_out_text
from pipeline.evaluation.stored import change_to_json
from pipeline.messages import Language, say
from pipeline.messages.records import field_name
from pipeline.rules import default_rules, load_rules, with_office
from pipeline.settings import load_settings

_COLUMNS = ("right", "missing", "flagged", "silent", "review")


@dataclass(frozen=True, slots=True)
class _Found:
    """What one run found out."""

    evaluation: Evaluation
    changes: tuple[Change, ...]


def evaluate(options: argparse.Namespace) -> int:
    """Scores every labelled document; exit 1 when none could be read."""
    # Everything that was typed is looked at before anything is read.
    labels = read_labels(options.labels)
    settings = load_settings(options.settings)
    own = default_rules() if options.rules is None else load_rules(options.rules)
    rules = with_office(own, settings.office)
    earlier = None if options.compare is None else read_evaluation(options.compare)
    if not options.scans.is_dir():
        raise SettingsInvalid("scans_folder", {"path": str(options.scans)})
    workers = options.workers or settings.run.workers or os.cpu_count() or 1
    if not 1 <= workers <= 256:
        raise SettingsInvalid("workers", {"workers": workers})
    with Recorder(ArchiveFolder(options.archive), settings, workers) as recorder:
        recordings = record_scans(labels, options.scans, recorder)
        records = read_records(recordings, rules, settings.fields)
        evaluation = judge_records(labels, records, recordings.left_out)
        changes = () if earlier is None else compare(earlier, evaluation)
        if options.html is not None:
            shown = [*evaluation.worst_first(), *(change.after for change in changes)]
            pictures = crops(shown, recordings, recorder)
            report = Report(evaluation, _about(options), pictures, changes, _name(options.compare))
            _write(options.html, html_report(report, options.language))
    found = _Found(evaluation, changes)
    if options.json:
        print(json.dumps(_as_json(found, options), ensure_ascii=False))
    else:
        print("\n".join(_lines(found, options)))
    return 0 if evaluation.rows else 1


def _as_json(found: _Found, options: argparse.Namespace) -> dict[str, object]:
    data = evaluation_to_json(found.evaluation)
    if options.compare is not None:
        data["changes"] = [change_to_json(change) for change in found.changes]
    return data


def _lines(found: _Found, options: argparse.Namespace) -> list[str]:
    language: Language = options.language
    evaluation = found.evaluation
    scores = evaluation.scores()
    by_field = {field_name(language, n): scores[n] for n in SCORED if n in scores}
    documents = len({row.document for row in evaluation.rows})
    lines = [say(language, "evaluation.documents", {"count": documents})]
    lines += _score_lines(by_field, "field", language)
    for name in ("number", "date"):
        formed = evaluation.scores(lambda row: form_name(language, row.form), name)
        titled = {f"{field_name(language, name)}, {form or '–'}": s for form, s in formed.items()}
        lines += ["", *_score_lines(titled, "form", language)]
    for document, code in evaluation.left_out.items():
        params = {"document": document, "why": left_out_text(language, code)}
        lines.append(say(language, "evaluation.left_out", params))
    if options.compare is not None:
        lines += ["", *_change_lines(found.changes, options)]
    if options.html is not None:
        lines += ["", say(language, "evaluation.written", {"file": str(options.html)})]
    return lines


def _score_lines(scores: Mapping[str, Score], first: str, language: Language) -> list[str]:
    heads = [say(language, f"evaluation.{name}") for name in (first, "n", *_COLUMNS)]
    rows = [
        [name, str(s.n), *(f"{100 * s.share(getattr(s, column)):.1f} %" for column in _COLUMNS)]
        for name, s in scores.items()
    ]
    return table([heads, *rows])


def _change_lines(changes: Sequence[Change], options: argparse.Namespace) -> list[str]:
    language: Language = options.language
    better = sum(change.gain > 0 for change in changes)
    worse = sum(change.gain < 0 for change in changes)
    params = {
        "earlier": str(options.compare),
        "all": len(changes),
        "better": better,
        "worse": worse,
    }
    lines = [say(language, "evaluation.change_count", params)]
    for change in changes:
        verdict = "better" if change.gain > 0 else "worse" if change.gain < 0 else "otherwise"
        row = change.after
        lines.append(
            f"  {say(language, f'evaluation.{verdict}')}: {row.document} · "
            f"{field_name(language, row.field)}: {change.before.reading} → {row.reading} "
            f"({row.truth})"
        )
    return lines


def _about(options: argparse.Namespace) -> str:
    named = (options.labels, options.settings, options.rules)
    return " · ".join(str(path) for path in named if path is not None)


def _name(path: Path | None) -> str | None:
    return None if path is None else path.name


def _write(path: Path, text: str) -> None:
    with usable(path.parent):
        path.write_text(text, encoding="utf-8")
