"""Truth keyed by a person: one document more in a file of labels, written whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.archive.folder import usable
from pipeline.errors import SettingsInvalid
from pipeline.evaluation.judging import SCORED
from pipeline.evaluation.labels import read_labels
from pipeline.model.blanks import BlankKind
from pipeline.model.ocr import OcrPage
from pipeline.model.record import Field, Record

Json = dict[str, Any]

KEYED = (
    "type",
    "number",
    "notation",
    "date",
    "place",
    "issuer_parent",
    "issuer",
    "subject",
    "to",
    "signer_name",
    "signer_position",
    "signer_authority",
    "urgency",
    "copy",
)
"""The fields that a person keys, in the order in which they stand on paper."""
FORMS = ("printed", "handwritten", "stamped", "overlay", "absent", "illegible")
"""How a number or a date was put on paper."""
_WITH_FORM = {"number": (BlankKind.NUMBER,), "date": (BlankKind.DAY, BlankKind.MONTH)}
"""Fields with a form, and the blanks into which they are written."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """What a person keyed of one document; an empty text says that the document has none."""

    id: str
    file: str
    sha256: str
    pages: int
    dpi: int
    values: Mapping[str, str]
    """Field → text as on the paper; `to` one addressee a line."""
    forms: Mapping[str, str]
    doubts: Sequence[str] = ()
    """Fields of which the person was not sure."""
    note: str = ""


def suggested_values(record: Record) -> dict[str, str]:
    """What the machine read, as text to correct."""
    fields = {name: getattr(record, name).value for name in KEYED}
    return {
        name: "\n".join(value) if isinstance(value, tuple) else value or ""
        for name, value in fields.items()
    }


def suggested_forms(record: Record, pages: Sequence[OcrPage]) -> dict[str, str]:
    """How number and date seem to have been put on paper."""
    return {name: _form(getattr(record, name), kinds, pages) for name, kinds in _WITH_FORM.items()}


def keyed_labels(path: Path) -> dict[str, Json]:
    """Id → the line of a file of labels as it is; nothing when there is no such file yet.

    Raises:
        SettingsInvalid: the file is there and is none of labels.
    """
    if not path.exists():
        return {}
    read_labels(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    rows: list[Json] = [json.loads(line) for line in lines if line.strip()]
    for number, row in enumerate(rows, 1):
        if "id" not in row:
            raise SettingsInvalid("label_key", {"file": str(path), "line": number, "key": "id"})
    return {str(row["id"]): row for row in rows}


def save_label(path: Path, keyed: Keyed) -> None:
    """Puts a document into a file of labels, in place of an earlier one with its id.

    What another hand keyed about it beside these fields stays.

    Raises:
        SettingsInvalid: what was keyed is no label; the file stays as it was.
        ArchiveUnusable: the file cannot be written.
    """
    rows = keyed_labels(path)
    rows[keyed.id] = rows.get(keyed.id, {}) | label_line(keyed)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows.values())
    with usable(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _flushed(aside, text)
    try:
        read_labels(aside)
    except SettingsInvalid:
        aside.unlink()
        raise
    with usable(path):
        aside.replace(path)


def label_line(keyed: Keyed) -> Json:
    """The line of `labels.jsonl` that says what was keyed."""
    values: Json = {name: keyed.values.get(name, "").strip() or None for name in KEYED}
    addressees = [line.strip() for line in keyed.values.get("to", "").splitlines() if line.strip()]
    parts = [part for part in (values["number"], values["notation"]) if part]
    return {
        "id": keyed.id,
        "file": keyed.file,
        "pages": keyed.pages,
        "dpi": keyed.dpi,
        "sha256": keyed.sha256,
        **values,
        "to": addressees or None,
        "code": "/".join(parts) if len(parts) == 2 else None,
        **{f"{name}_form": form for name, form in keyed.forms.items()},
        "doubts": sorted(set(keyed.doubts) & {*KEYED, *SCORED}),
        "note": keyed.note.strip() or None,
    }


def _form(field: Field, kinds: Sequence[BlankKind], pages: Sequence[OcrPage]) -> str:
    blanks = [blank for page in pages[:1] for blank in page.blanks if blank.kind in kinds]
    if field.reason == "handwritten" or any(blank.written for blank in blanks):
        return "handwritten"
    return "printed" if field.value else "absent"


def _flushed(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
