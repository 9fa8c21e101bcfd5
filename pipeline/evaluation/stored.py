"""An evaluation as plain JSON: printed, kept, and compared with a later one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from operator import attrgetter
from pathlib import Path
from typing import Any

from pipeline.errors import SettingsInvalid
from pipeline.evaluation.evaluation import Change, Evaluation, FieldRow
from pipeline.evaluation.judging import Outcome, Score
from pipeline.model.geometry import Box
from pipeline.model.record import Candidate, Value

Json = dict[str, Any]


def evaluation_to_json(evaluation: Evaluation) -> Json:
    """Scores by field, form, office and dpi, confusions, and every row."""
    return {
        "documents": len({row.document for row in evaluation.rows}),
        "left_out": dict(evaluation.left_out),
        "scores": _scores(evaluation.scores()),
        "by_form": _scores(evaluation.scores(lambda r: f"{r.field} {r.form}" if r.form else "")),
        "by_office": _scores(evaluation.scores(attrgetter("office"))),
        "by_dpi": _scores(evaluation.scores(attrgetter("dpi"))),
        "confusions": [asdict(confusion) for confusion in evaluation.confusions()],
        "letter_confusions": [asdict(confusion) for confusion in evaluation.letter_confusions()],
        "rows": [row_to_json(row) for row in evaluation.rows],
    }


def evaluation_from_json(data: Mapping[str, Any]) -> Evaluation:
    """The inverse. Raises: KeyError, TypeError or ValueError when it is none."""
    return Evaluation(tuple(_row(row) for row in data["rows"]), dict(data["left_out"]))


def read_evaluation(path: Path) -> Evaluation:
    """What `sohoa evaluate --json` printed. Raises: SettingsInvalid."""
    try:
        return evaluation_from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, KeyError, TypeError, ValueError) as error:
        why = f"{type(error).__name__}: {error}"
        raise SettingsInvalid("evaluation_file", {"file": str(path), "why": why}) from error


def row_to_json(row: FieldRow) -> Json:
    return {
        "document": row.document,
        "field": row.field,
        "truth": _plain(row.truth),
        "reading": _plain(row.reading),
        "outcome": row.outcome.value,
        "review": row.review,
        "confidence": round(row.confidence, 4),
        "form": row.form,
        "office": row.office,
        "dpi": row.dpi,
        "reason": row.reason,
        "own_reason": row.own_reason,
        "candidates": [[c.value, c.probability, list(c.why)] for c in row.candidates],
        "places": [[page, b.left, b.top, b.right, b.bottom] for page, b in row.places],
    }


def change_to_json(change: Change) -> Json:
    """`gain` more than 0: better; less: worse."""
    before, after = row_to_json(change.before), row_to_json(change.after)
    return {"gain": change.gain, "before": before, "after": after}


def _row(data: Mapping[str, Any]) -> FieldRow:
    known = dict(data)
    known["truth"], known["reading"] = _value(data["truth"]), _value(data["reading"])
    known["outcome"] = Outcome(data["outcome"])
    known["candidates"] = tuple(Candidate(c[0], c[1], tuple(c[2])) for c in data["candidates"])
    known["places"] = tuple((place[0], Box(*place[1:])) for place in data["places"])
    return FieldRow(**known)


def _scores(scores: Mapping[str, Score]) -> Json:
    return {name: asdict(score) | {"n": score.n} for name, score in scores.items() if name}


def _plain(value: Value) -> str | list[str] | None:
    return list(value) if isinstance(value, tuple) else value


def _value(value: Any) -> Value:
    return tuple(value) if isinstance(value, list) else value
