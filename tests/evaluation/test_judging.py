"""What counts as right, and that it is counted as the scorer of the real documents counts it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation import (
    SCORED,
    Evaluation,
    Outcome,
    evaluate,
    judge_value,
    normal,
    read_labels,
)
from pipeline.evaluation.labels import Label
from pipeline.model.record import Field, Record

Json = dict[str, Any]
VALUES = (
    None,
    "",
    "0012",
    "12",
    "QĐ - UBND",
    "QĐ-UBND",
    "V/v: báo cáo ; tổng kết.",
    "báo cáo; tổng kết",
    "Về việc báo cáo;tổng kết",
    "UỶ BAN NHÂN DÂN",
    "Ủy ban  nhân dân",
    "2017-11-??",
    "2017–11–07",
    "2017-11-07",
    "Ho\u0300a",
    "“Hòa”",
    "000",
    ".",
)


def test_what_nobody_would_call_a_difference_is_none() -> None:
    assert normal("number", "0012") == normal("number", "12")
    assert normal("notation", "QĐ - UBND") == normal("notation", "qđ-ubnd")
    assert normal("issuer", "UỶ BAN") == normal("issuer", "Ủy  ban.")
    assert normal("subject", "V/v: họp") == normal("subject", "họp")
    assert normal("place", "Ho\u0300a Bình") == normal("place", "Hòa Bình")
    assert normal("type", " . ") is None


def test_the_four_outcomes() -> None:
    assert judge_value("number", "12", "012", review=True) is Outcome.RIGHT
    assert judge_value("number", "12", "13", review=True) is Outcome.FLAGGED
    assert judge_value("number", "12", None, review=True) is Outcome.FLAGGED
    assert judge_value("number", "12", None, review=False) is Outcome.MISSING
    assert judge_value("number", "12", "13", review=False) is Outcome.SILENT
    assert judge_value("number", None, "13", review=False) is Outcome.SILENT
    assert judge_value("number", None, None, review=False) is Outcome.RIGHT


@given(st.text(), st.sampled_from(SCORED), st.sampled_from([" ", ".", " ;", "\n"]))
def test_blanks_and_stops_around_a_value_do_not_count(text: str, field: str, around: str) -> None:
    assert normal(field, f"{around}{text}{around}") == normal(field, text)


def label(number: int, truth: str | None) -> Label:
    values = dict.fromkeys(SCORED, truth)
    forms = {"number": "printed", "date": "printed"}
    return Label(f"d{number}", "x.pdf", values, forms, frozenset(), "200")


def record_of(fields: Json) -> Record:
    return Record(**fields)


@pytest.mark.may_skip_in_ci
def test_it_counts_as_the_scorer_counts(shared_data: Path, tmp_path: Path) -> None:
    """Every value against every other, flagged and not, in every field."""
    cases = [(t, v, flag) for t in VALUES for v in VALUES for flag in (False, True)]
    labels = [label(n, truth) for n, (truth, _, _) in enumerate(cases)]
    records = {
        f"d{n}": record_of({name: Field(value=value, review=flag) for name in SCORED})
        for n, (_, value, flag) in enumerate(cases)
    }
    rows = [
        {"id": f"d{n}", **dict.fromkeys(SCORED, value), "review": list(SCORED) if flag else []}
        for n, (_, value, flag) in enumerate(cases)
    ]
    truths: list[Json] = [
        {"id": one.id, **one.values, "doubts": [], "number_form": "p", "date_form": "p"}
        for one in labels
    ]
    assert printed(shared_data, tmp_path, truths, rows) == table(evaluate(labels, records))


@pytest.mark.may_skip_in_ci
def test_it_counts_the_real_labels_as_the_scorer_does(shared_data: Path, tmp_path: Path) -> None:
    """Each document's truth as the reading of the next, every third field flagged."""
    path = shared_data / "scans" / "labels.jsonl"
    labels = read_labels(path)
    records, rows = {}, []
    for n, one in enumerate(labels):
        values = labels[n - 1].values if n % 2 else one.values
        flagged = [name for k, name in enumerate(SCORED) if (k + n) % 3 == 0]
        records[one.id] = record_of(
            {name: Field(value=values[name], review=name in flagged) for name in SCORED}
        )
        rows.append({"id": one.id, **{name: values[name] for name in SCORED}, "review": flagged})
    truths = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert printed(shared_data, tmp_path, truths, rows) == table(evaluate(labels, records))


def printed(folder: Path, tmp_path: Path, truths: list[Json], rows: list[Json]) -> list[str]:
    """The scorer's table, without the lines by form."""
    for name, lines in (("truth", truths), ("rows", rows)):
        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        (tmp_path / name).write_text(text, encoding="utf-8")
    command: list[str | Path] = [
        sys.executable,
        folder / "score_fields.py",
        tmp_path / "truth",
        tmp_path / "rows",
    ]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [line for line in output.splitlines()[1:] if not line.startswith(" ")]


def table(evaluation: Evaluation) -> list[str]:
    lines = []
    for name, score in evaluation.scores().items():
        counts = (score.right, score.missing, score.flagged, score.silent)
        shares = [100 * count / score.n for count in counts]
        lines.append(
            "{:<16} {:6d} {:5.1f}% {:5.1f}% {:5.1f}% {:6.1f}%".format(name, score.n, *shares)
        )
    return lines
