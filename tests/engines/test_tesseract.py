from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.engines import tesseract
from pipeline.errors import EngineFailed, ToolMissing
from pipeline.model.geometry import Box
from pipeline.model.scan import ReadingImage

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
TSV = "\n".join(
    (
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext",
        "1\t1\t0\t0\t0\t0\t0\t0\t100\t100\t-1\t",
        "5\t1\t2\t1\t1\t1\t10\t20\t30\t40\t91.5\tThu\u031b\u0301",
        "5\t1\t2\t1\t1\t2\t50\t20\t30\t40\t12\ta\tb",
        "5\t1\t2\t1\t2\t1\t10\t70\t30\t40\t88\t ",
    )
)


def test_tsv_becomes_lines_in_nfc_with_pixels_and_confidence() -> None:
    (line,) = tesseract.parse_tsv(TSV)
    assert line.text == "Thứ a b"
    assert line.block == 2
    assert line.words[0].box == Box(10, 20, 40, 60)
    assert line.words[0].confidence == 0.915


def page(text: str) -> ReadingImage:
    image = Image.new("L", (1400, 300), 255)
    ImageDraw.Draw(image).text((60, 100), text, font=ImageFont.truetype(FONT, 56), fill=0)
    return ReadingImage(1, np.array(image), 300.0)


LINE = Box(50, 90, 1000, 175)


@pytest.fixture(params=["in process", "program"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Both ways to Tesseract must read alike."""
    tesseract._in_process.cache_clear()
    if request.param == "program":
        monkeypatch.setattr(tesseract, "_in_process", lambda _language: None)
        yield request.param
        return
    pytest.importorskip("tesserocr", reason="tesserocr is not installed")
    yield request.param
    tesseract._in_process.cache_clear()


@pytest.mark.usefixtures("way")
def test_each_line_is_read_in_its_place() -> None:
    part = Box(50, 90, 330, 175)
    first, second, again = tesseract.read_boxes(
        page("Về việc thu hồi đất năm 2017"), [LINE, part, LINE], "vie", 60
    )
    assert first[0] == "Về việc thu hồi đất năm 2017"
    assert first[1] > 0.6
    assert second[0].startswith("Về việc")
    assert len(second[0]) < len(first[0])
    assert again == first


@pytest.mark.usefixtures("way")
def test_a_crop_is_one_line() -> None:
    text, confidence = tesseract.read_crop(page("HỎA TỐC").pixels, "vie", 60)
    assert text == "HỎA TỐC"
    assert confidence > 0.6


@pytest.mark.usefixtures("way")
def test_no_lines_cost_nothing() -> None:
    assert tesseract.read_boxes(page("a"), [], "vie", 60) == ()


@pytest.mark.usefixtures("way")
def test_a_deadline_is_kept() -> None:
    rng = np.random.default_rng(3)
    noise = ReadingImage(1, rng.integers(0, 255, (3000, 2000), dtype=np.uint8), 300.0)
    boxes = [Box(0, top, 2000, top + 100) for top in range(0, 3000, 100)]
    with pytest.raises(EngineFailed) as caught:
        tesseract.read_boxes(noise, boxes, "vie", 0.05)
    assert caught.value.code == "reading_timeout"


def test_a_missing_language_is_an_error_of_ours() -> None:
    with pytest.raises(EngineFailed) as caught:
        tesseract.read_boxes(page("a"), [LINE], "xxx", 60)
    assert caught.value.code == "reading_failed"


def test_a_missing_program_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    tesseract._in_process.cache_clear()
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(ToolMissing) as caught:
        tesseract.read_boxes(page("a"), [LINE], "vie", 60)
    assert "apt-get install tesseract-ocr" in str(caught.value.params["command"])
