"""Labels are read as they are documented, and what is wrong with one is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import SettingsInvalid
from pipeline.evaluation import SCORED, read_labels

ROOT = Path(__file__).resolve().parents[2]
LINE: dict[str, Any] = {
    "id": "a1",
    "file": "files/a1.pdf",
    "pages": 2,
    "dpi": "200",
    **dict.fromkeys(SCORED),
    "number": "012",
    "number_form": "handwritten",
    "date": "2017-11-??",
    "issuer": "UỶ BAN NHÂN DÂN",
    "to": ["Các sở"],
    "doubts": ["place"],
}


def written(folder: Path, *lines: object) -> Path:
    path = folder / "labels.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_a_label_is_read(tmp_path: Path) -> None:
    (label,) = read_labels(written(tmp_path, LINE, ""))
    assert (label.id, label.file, label.pages, label.dpi) == ("a1", "files/a1.pdf", 2, "200")
    assert (label.values["number"], label.values["to"]) == ("012", ("Các sở",))
    assert label.forms["number"] == "handwritten"
    assert label.doubts == {"place"}
    assert label.office == "ỦY BAN NHÂN DÂN"


@pytest.mark.parametrize(
    ("change", "code", "key"),
    [
        ({"number": 12}, "label_value", "number"),
        ({"date": "7/11/2017"}, "label_value", "date"),
        ({"file": None}, "label_value", "file"),
        ({"pages": 0}, "label_value", "pages"),
        ({"doubts": "date"}, "label_value", "doubts"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(
    tmp_path: Path, change: dict[str, Any], code: str, key: str
) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        read_labels(written(tmp_path, LINE, {**LINE, "id": "a2", **change}))
    assert caught.value.code == code
    assert (caught.value.params["line"], caught.value.params["key"]) == (2, key)


def test_a_key_that_is_not_there_is_named(tmp_path: Path) -> None:
    short = {name: value for name, value in LINE.items() if name != "signer_name"}
    with pytest.raises(SettingsInvalid) as caught:
        read_labels(written(tmp_path, short))
    assert (caught.value.code, caught.value.params["key"]) == ("label_key", "signer_name")


@pytest.mark.parametrize("lines", [("{",), ("[]",), (LINE, LINE), ()])
def test_what_is_no_list_of_labels_is_refused(tmp_path: Path, lines: tuple[object, ...]) -> None:
    with pytest.raises(SettingsInvalid):
        read_labels(written(tmp_path, *lines))


def test_the_truth_of_the_samples_is_one_too() -> None:
    labels = read_labels(ROOT / "samples" / "truth.jsonl")
    assert len({label.id for label in labels}) == len(labels) > 10
    parts = [label for label in labels if label.first_page > 1]
    assert all(label.id.count("#") == 1 for label in parts)
