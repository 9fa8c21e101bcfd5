"""Keyed truth: what is saved can be read as labels, and a wrong key changes nothing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SettingsInvalid
from pipeline.evaluation import read_labels
from pipeline.evaluation.keying import (
    KEYED,
    Keyed,
    keyed_labels,
    label_line,
    save_label,
    suggested_forms,
    suggested_values,
)
from pipeline.model.blanks import BlankKind, BlankReading
from pipeline.model.geometry import Box
from pipeline.model.ocr import OcrPage
from pipeline.model.record import Field, Record

LETTER = Keyed(
    id="thu-1",
    file="hop-1/thu-1.pdf",
    sha256="0" * 64,
    pages=2,
    dpi=300,
    values={"type": "Công văn", "number": "07", "notation": "VX", "date": "2020-01-??"}
    | {"to": "Sở Một\n\n Sở Hai "},
    forms={"number": "handwritten", "date": "printed"},
    doubts=("number",),
)


def test_what_is_saved_is_read_as_a_label(tmp_path: Path) -> None:
    path = tmp_path / "new" / "labels.jsonl"
    save_label(path, LETTER)
    (label,) = read_labels(path)
    assert (label.id, label.file, label.pages) == ("thu-1", "hop-1/thu-1.pdf", 2)
    assert label.values["number"] == "07"
    assert label.values["to"] == ("Sở Một", "Sở Hai")
    assert label.values["subject"] is None
    assert label.forms["number"] == "handwritten"
    assert label.doubts == {"number"}
    assert keyed_labels(path)["thu-1"]["code"] == "07/VX"


def test_keyed_again_it_takes_the_place_of_the_first_and_keeps_what_others_noted(
    tmp_path: Path,
) -> None:
    path = tmp_path / "labels.jsonl"
    save_label(path, LETTER)
    save_label(path, replace(LETTER, id="thu-2"))
    row = keyed_labels(path)["thu-1"] | {"source": "hộp 1"}
    rest = path.read_text(encoding="utf-8").splitlines()[1]
    path.write_text(json.dumps(row) + "\n" + rest + "\n", encoding="utf-8")
    save_label(path, replace(LETTER, values={"number": "8"}))
    assert [label.id for label in read_labels(path)] == ["thu-1", "thu-2"]
    assert keyed_labels(path)["thu-1"]["number"] == "8"
    assert keyed_labels(path)["thu-1"]["source"] == "hộp 1"


def test_a_wrong_date_is_named_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    save_label(path, LETTER)
    before = path.read_bytes()
    with pytest.raises(SettingsInvalid) as caught:
        save_label(path, replace(LETTER, values={"date": "1/2/2020"}))
    assert caught.value.params["key"] == "date"
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["labels.jsonl"]


@given(st.dictionaries(st.sampled_from(KEYED), st.text(max_size=20)))
def test_any_text_becomes_one_line_or_is_nothing(values: dict[str, str]) -> None:
    row = label_line(replace(LETTER, values=values))
    assert set(KEYED) <= set(row)
    assert "\n" not in json.dumps(row, ensure_ascii=False)
    assert all(row[name] is None or row[name] for name in KEYED)


def test_the_machines_reading_is_offered_as_text() -> None:
    record = Record(number=Field("12", 0.9), to=Field(("A", "B"), 0.9))
    values = suggested_values(record)
    assert (values["number"], values["to"], values["subject"]) == ("12", "A\nB", "")


def test_a_written_blank_is_offered_as_handwritten() -> None:
    blank = BlankReading(BlankKind.NUMBER, Box(0, 0, 9, 9), ())
    page = OcrPage(1, (100, 100), 100.0, (), "none", blanks=(blank,))
    assert suggested_forms(Record(), [page]) == {"number": "handwritten", "date": "absent"}
    day = Record(date=Field(None, 0.0, review=True, reason="handwritten"), number=Field("1", 0.9))
    plain = replace(page, blanks=())
    assert suggested_forms(day, [plain]) == {"number": "printed", "date": "handwritten"}
