"""The desk at which truth is keyed, without a browser."""

from pathlib import Path

import pytest
from PIL import Image

from pipeline.evaluation import read_labels
from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, OcrPage, Word
from pipeline.model.record import Field, Record


from notebooks.labelling import LabelDesk, Work


@pytest.fixture
def works(tmp_path: Path) -> list[Work]:
    made = []
    for name in ("a", "b"):
        path = tmp_path / f"{name}.png"
        Image.new("RGB", (200, 300), "white").save(path, dpi=(100, 100))
        word = Word("Số:", Box(10, 10, 40, 20), 0.9)
        page = OcrPage(1, (200, 300), 100.0, (Line((word,), word.box),), "none")
        record = Record(number=Field("12", 0.9), date=Field("2020-01-02", 0.9))
        made.append(Work(name, path.name, path, "0" * 64, (page,), record))
    return made


def test_what_the_machine_read_is_offered_and_what_is_saved_goes_on(
    works: list[Work], tmp_path: Path
) -> None:
    labels = tmp_path / "labels.jsonl"
    desk = LabelDesk(works, labels)
    assert desk.inputs["number"].value == "12"
    assert desk.head.value[:2] == desk.page.value[:2] == b"\xff\xd8"
    desk.inputs["number"].value = "13"
    desk.forms["number"].value = "handwritten"
    desk.doubts["subject"].value = True
    desk.save.click()
    assert "2/2" in desk.title.value
    (label,) = read_labels(labels)
    assert (label.values["number"], label.forms["number"]) == ("13", "handwritten")
    assert label.doubts == {"subject"}
    desk.back.click()
    assert desk.inputs["number"].value == "13"
    assert "đã nhập" in desk.title.value


def test_a_wrong_key_is_said_and_stays_on_the_desk(works: list[Work], tmp_path: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    desk = LabelDesk(works, labels)
    desk.inputs["date"].value = "2/1/2020"
    desk.save.click()
    assert "1/2" in desk.title.value
    assert "2/1/2020" in desk.said.value
    assert not labels.exists()
