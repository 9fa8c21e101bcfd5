"""Records beside the truth that people keyed: how much is right, and what goes wrong where."""

from __future__ import annotations

from pipeline.evaluation.crops import crops
from pipeline.evaluation.evaluation import (
    Change,
    Confusion,
    Evaluation,
    FieldRow,
    compare,
    evaluate,
    top_candidates,
)
from pipeline.evaluation.judging import SCORED, Outcome, Score, judge_value, normal
from pipeline.evaluation.labels import Label, read_labels
from pipeline.evaluation.recording import (
    Recorder,
    Recordings,
    read_alone,
    read_records,
    record_scans,
    recorded_pages,
)
from pipeline.evaluation.stored import evaluation_from_json, evaluation_to_json, read_evaluation

__all__ = [
    "SCORED",
    "Change",
    "Confusion",
    "Evaluation",
    "FieldRow",
    "Label",
    "Outcome",
    "Recorder",
    "Recordings",
    "Score",
    "compare",
    "crops",
    "evaluate",
    "evaluation_from_json",
    "evaluation_to_json",
    "judge_value",
    "normal",
    "read_alone",
    "read_evaluation",
    "read_labels",
    "read_records",
    "record_scans",
    "recorded_pages",
    "top_candidates",
]
