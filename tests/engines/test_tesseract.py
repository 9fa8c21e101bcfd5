import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.engines import tesseract
from pipeline.errors import EngineFailed, ToolMissing
from pipeline.model.geometry import Box
from pipeline.model.scan import ReadingImage
from pipeline.settings import default_settings

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
READING = default_settings().reading
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


def test_vietnamese_is_read_where_it_stands() -> None:
    (line,) = tesseract.read_lines(page("Về việc thu hồi đất năm 2017"), READING, 60)
    assert line.text == "Về việc thu hồi đất năm 2017"
    assert 50 <= line.box.left <= 70
    assert 90 <= line.box.top <= 130


def test_a_crop_is_one_line() -> None:
    text, confidence = tesseract.read_crop(page("HỎA TỐC").pixels, "vie", 60)
    assert text == "HỎA TỐC"
    assert confidence > 0.6


def test_a_deadline_is_kept() -> None:
    rng = np.random.default_rng(3)
    noise = ReadingImage(1, rng.integers(0, 255, (3000, 2000), dtype=np.uint8), 300.0)
    with pytest.raises(EngineFailed) as caught:
        tesseract.read_lines(noise, READING, 0.05)
    assert caught.value.code == "reading_timeout"


def test_a_missing_language_is_an_error_of_ours() -> None:
    wrong = READING.model_copy(update={"language": "xxx"})
    with pytest.raises(EngineFailed) as caught:
        tesseract.read_lines(page("a"), wrong, 60)
    assert caught.value.code == "reading_failed"


def test_a_missing_program_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(ToolMissing) as caught:
        tesseract.read_lines(page("a"), READING, 60)
    assert "apt-get install tesseract-ocr" in str(caught.value.params["command"])
