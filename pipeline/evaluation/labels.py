"""Keyed truth: what a person saw on each document, one JSON object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.errors import SettingsInvalid
from pipeline.evaluation.judging import SCORED, normal
from pipeline.model.record import FIELD_NAMES, Value

_DATE = re.compile(r"(\d{4}|\?{4})-(\d\d|\?\?)-(\d\d|\?\?)")
_FORM = "_form"


@dataclass(frozen=True, slots=True)
class Label:
    """What one document says, as keyed by eye."""

    id: str
    file: str
    """Path of the scan, relative to the folder of the scans or of the labels."""
    values: Mapping[str, Value]
    """Field → truth; None says that the document has none."""
    forms: Mapping[str, str]
    """Field → how it was put on paper: printed, handwritten, stamped, overlay, absent …"""
    doubts: frozenset[str]
    """Fields whose keying is unsure: they are left out of every score."""
    dpi: str
    pages: int | None = None
    sha256: str | None = None
    first_page: int = 1
    last_page: int | None = None
    """None: the last page of the file."""

    @property
    def office(self) -> str:
        """The issuer under one spelling; empty where the document names none."""
        return (normal("issuer", self.values.get("issuer")) or "").upper()


def read_labels(path: Path) -> tuple[Label, ...]:
    """The labels of a JSONL file, one document a line.

    A line of the form of `samples/truth.jsonl`, a file with the documents in it, counts as
    well: it gives a label for each of its documents.

    Raises:
        SettingsInvalid: the file cannot be read, or a line is none; line and key are named.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsInvalid("labels_file", {"file": str(path), "why": str(error)}) from error
    found: dict[str, Label] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        for label in _labels_of(line, path, number):
            if label.id in found:
                raise _wrong(path, number, "id", label.id)
            found[label.id] = label
    if not found:
        raise SettingsInvalid("labels_file", {"file": str(path), "why": "0"})
    return tuple(found.values())


def _labels_of(line: str, path: Path, number: int) -> list[Label]:
    try:
        data = json.loads(line)
    except ValueError as error:
        raise _wrong(path, number, "JSON", str(error)) from error
    if not isinstance(data, dict):
        raise _wrong(path, number, "JSON", line[:40])
    documents = data.get("documents")
    if documents is None:
        return [_label(data, path, number)]
    if not isinstance(documents, list):
        raise _wrong(path, number, "documents", documents)
    several = len(documents) > 1
    stem = PurePosixPath(str(data.get("file"))).stem
    return [
        _label({"id": f"{stem}#{n}" if several else stem, **data, **document}, path, number)
        for n, document in enumerate(documents, 1)
    ]


def _label(data: dict[str, Any], path: Path, number: int) -> Label:
    """Raises: SettingsInvalid."""
    for key in ("file", *SCORED):
        if key not in data:
            raise SettingsInvalid("label_key", {"file": str(path), "line": number, "key": key})
    for key in ("file", *SCORED):
        if not (isinstance(data[key], str) or (data[key] is None and key != "file")):
            raise _wrong(path, number, key, data[key])
    if data["date"] is not None and not _DATE.fullmatch(data["date"]):
        raise _wrong(path, number, "date", data["date"])
    doubts = data.get("doubts") or []
    if not isinstance(doubts, list) or not all(isinstance(doubt, str) for doubt in doubts):
        raise _wrong(path, number, "doubts", doubts)
    for key in ("pages", "first_page", "last_page"):
        if data.get(key) is not None and (not isinstance(data[key], int) or data[key] < 1):
            raise _wrong(path, number, key, data[key])
    return Label(
        id=str(data.get("id") or PurePosixPath(data["file"]).stem),
        file=data["file"],
        values={name: _value(data[name]) for name in FIELD_NAMES if name in data},
        forms={key.removesuffix(_FORM): str(v) for key, v in data.items() if key.endswith(_FORM)},
        doubts=frozenset(doubts),
        dpi=str(data.get("dpi") or ""),
        pages=data.get("pages"),
        sha256=data.get("sha256"),
        first_page=data.get("first_page") or 1,
        last_page=data.get("last_page"),
    )


def _value(value: Any) -> Value:
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    return None if value is None else str(value)


def _wrong(path: Path, line: int, key: str, value: object) -> SettingsInvalid:
    shown = str(value)[:80]
    return SettingsInvalid(
        "label_value", {"file": str(path), "line": line, "key": key, "value": shown}
    )
