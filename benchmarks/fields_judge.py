"""The same readings before the scorer that lies beside the scans: the judge has the last word."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.process import must
from pipeline.evaluation import Evaluation


def judged(evaluation: Evaluation, scans: Path) -> list[str]:
    """What score_fields.py prints."""
    scorer = scans.parent / "score_fields.py"
    if not scorer.is_file():
        return [f"{scorer} is not there: nobody else has judged"]
    predictions: dict[str, dict[str, Any]] = {}
    for row in evaluation.rows:
        line = predictions.setdefault(row.document, {"id": row.document, "review": []})
        line[row.field] = list(row.reading) if isinstance(row.reading, tuple) else row.reading
        if row.review:
            line["review"].append(row.field)
    lines = (json.dumps(line, ensure_ascii=False) for line in predictions.values())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "predictions.jsonl"
        path.write_text("\n".join(lines), encoding="utf-8")
        output = must([sys.executable, scorer, scans / "labels.jsonl", path]).output
    return ["score_fields.py", *output.splitlines()]
