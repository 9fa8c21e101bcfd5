"""Fields right, missing, flagged and silently wrong over the labelled scans."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.offices import HALVES, half_of, office_of
from benchmarks.options import NotMeasured, Options
from benchmarks.process import SOHOA, Words, must, run
from benchmarks.report import Part, target
from benchmarks.verapdf import failures

_ROW = re.compile(r"(\w+)\s+(\d+)\s+([\d.]+)%\s+([\d.]+)%\s+([\d.]+)%\s+([\d.]+)%")

Json = dict[str, Any]


def measure(options: Options) -> Part:
    """Digitises the scans into an archive that stays in the folder of the report."""
    labels = _json_lines(options.of_scans("labels.jsonl").read_text(encoding="utf-8"))
    labels = labels[: options.pages]
    scorer = options.scorer("score_fields.py")
    folder = options.folder("fields")
    files = [options.of_scans(label["file"]) for label in labels]
    archive: Words = ["--archive", folder / "archive"]
    batch = run([*SOHOA, "digitize", *files, *archive, "--workers", str(options.workers), "--json"])
    states = json.loads(batch.output.splitlines()[-1])
    records = _json_lines(must([*SOHOA, "records", "--json", *archive]).output)
    predictions = folder / "predictions.jsonl"
    _write(predictions, [prediction(record) for record in firsts(records)])
    scores: Json = {}
    lines = _state_lines(states, len(files))
    for name, part in {"all": labels, **_halves(labels)}.items():
        truth = folder / f"labels-{name.replace(' ', '-')}.jsonl"
        _write(truth, part)
        output = must([sys.executable, scorer, truth, predictions]).output
        scores[name] = score_rows(output)
        lines += ["", f"{name}: {len(part)} documents{_offices(name, part)}", *output.splitlines()]
    judged, judgement = _pdfa(records, options)
    checked = run([*SOHOA, "verify", *archive])
    sound = checked.output.strip() or checked.errors.strip()
    lines += ["", judgement, f"sohoa verify: exit {checked.code}, {sound}"]
    figures = {
        "states": states,
        "cpu_s_a_page": batch.cost.cpu_s / max(states["pages"], 1),
        "scores": scores,
        "pdfa_failures": judged,
        "verify_exit": checked.code,
    }
    return Part(f"fields: {len(files)} labelled scans", tuple(lines), figures)


def firsts(records: Sequence[Json]) -> list[Json]:
    """The first document of each file: the labels tell of no other."""
    return list({record["source_name"]: record for record in reversed(records)}.values())


def prediction(record: Mapping[str, Any]) -> Json:
    """A line of `sohoa records --json` as the scorer wants it; the file's name is the id."""
    fields: dict[str, Json] = record["fields"]
    return {
        "id": Path(record["source_name"]).stem,
        **{name: field["value"] for name, field in fields.items()},
        "review": [name for name, field in fields.items() if field["review"]],
    }


def score_rows(output: str) -> dict[str, dict[str, float]]:
    """The scorer's table as data: per cent of the n documents of each field."""
    kinds = ("n", "right", "missing", "flagged", "silent")
    return {
        match[1]: dict(zip(kinds, map(float, match.groups()[1:]), strict=True))
        for match in map(_ROW.match, output.splitlines())
        if match
    }


def _state_lines(states: Mapping[str, Any], inputs: int) -> list[str]:
    named = ", ".join(f"{count} {state}" for state, count in states["states"].items() if count)
    added = sum(states["states"].values())
    summary = (
        f"{states['inputs']} inputs, {states['documents']} documents, {states['pages']} pages: "
        f"{named}; in {states['seconds']} s"
    )
    return [
        summary,
        f"states add up to the {inputs} inputs: {target(added == states['inputs'] == inputs)}",
    ]


def _halves(labels: Sequence[Json]) -> dict[str, list[Json]]:
    halves = {name: [label for label in labels if half_of(label) == name] for name in HALVES}
    return {name: part for name, part in halves.items() if part}


def _offices(name: str, part: Sequence[Json]) -> str:
    if name not in HALVES:
        return ""
    counts: dict[str, int] = {}
    for label in part:
        counts[office_of(label)] = counts.get(office_of(label), 0) + 1
    return " of " + ", ".join(f"{office} ({n})" for office, n in sorted(counts.items()))


def _pdfa(records: Sequence[Json], options: Options) -> tuple[dict[str, str] | None, str]:
    files = [Path(record["pdf"]) for record in records if record["pdf"]]
    try:
        bad = failures(files, options.verapdf)
    except NotMeasured as reason:
        return None, f"veraPDF: not asked. {reason}"
    named = "".join(f"\n  {name}: {why}" for name, why in bad.items())
    return bad, f"veraPDF 2u: {len(files) - len(bad)} of {len(files)} PDFs pass{named}"


def _json_lines(text: str) -> list[Json]:
    return [json.loads(line) for line in text.splitlines()]


def _write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")
