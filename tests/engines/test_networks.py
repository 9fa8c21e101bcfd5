"""Our network and TrueOCR's on drawn lines: what they read, and where."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

from pipeline.engines.line_network import LineNetwork, own_reader, single_spaced, trueocr_reader
from pipeline.engines.page_network import find_lines, upright_turn
from pipeline.model.geometry import Box
from pipeline.model.reading import NOTHING

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
TEXTS = (
    "Căn cứ Luật Tổ chức chính quyền địa phương",
    "Về việc thu hồi đất năm 2017",
    "Số 12 ngày 05 tháng 11",
)


@pytest.fixture(scope="module")
def grey() -> np.ndarray:
    image = Image.new("L", (1654, 2339), 255)
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(FONT, 36)
    for number in range(36):
        pen.text((180, 150 + 55 * number), TEXTS[number % 3], font=font, fill=0)
    return np.array(image)


@pytest.fixture(params=[own_reader, trueocr_reader], ids=["own", "trueocr"])
def reader(request: pytest.FixtureRequest) -> LineNetwork:
    network: LineNetwork = request.param()
    return network


def test_lines_are_found_and_read_in_their_order(grey: np.ndarray, reader: LineNetwork) -> None:
    boxes = [box for box, score in find_lines(grey) if score > 0.5]
    assert len(boxes) == 36
    readings = [reading.text for reading in reader.read(grey, boxes)]
    pairs = zip(readings, list(TEXTS) * 12, strict=True)
    wrong = sum(Levenshtein.distance(read, drawn) for read, drawn in pairs)
    # TrueOCR takes the ổ of "Tổ" for ố now and then: that is why it is asked second.
    assert wrong <= (0.04 * sum(map(len, readings)) if reader is trueocr_reader() else 0)


def test_characters_stand_where_they_are_drawn(grey: np.ndarray, reader: LineNetwork) -> None:
    font = ImageFont.truetype(FONT, 36)
    (box,) = (box for box, _ in find_lines(grey)[:1])
    (reading,) = reader.read(grey, [box])
    for number in range(len(TEXTS[0])):
        left = 180 + font.getlength(TEXTS[0][:number])
        right = 180 + font.getlength(TEXTS[0][: number + 1])
        assert reading.places[number] == pytest.approx((left + right) / 2, abs=18)
    assert list(reading.places) == sorted(reading.places)
    assert all(0 <= chance <= 1 for chance in reading.chances)


def test_a_line_reads_the_same_alone_and_in_company(grey: np.ndarray, reader: LineNetwork) -> None:
    boxes = [box for box, _ in find_lines(grey)]
    together = reader.read(grey, boxes)
    for number in (0, 7, 35):
        assert reader.read(grey, [boxes[number]])[0].text == together[number].text


def test_on_white_paper_nothing_is_found_and_nobody_is_sure(reader: LineNetwork) -> None:
    white = np.full((400, 900), 255, np.uint8)
    assert find_lines(white) == ()
    for reading in reader.read(white, [Box(10, 10, 300, 40), Box(0, 0, 1, 1)]):
        assert all(chance < 0.5 for chance in reading.chances)
    assert reader.read(white, []) == ()


@pytest.mark.parametrize("quarter", range(4))
def test_the_turn_that_sets_a_page_upright_is_known(grey: np.ndarray, quarter: int) -> None:
    # rot90 turns counter-clockwise; what undoes it is as many turns clockwise.
    turn, sure = upright_turn(np.ascontiguousarray(np.rot90(grey, quarter)))
    assert turn == 90 * quarter
    assert sure > 0.9


def test_blanks_part_words_and_nothing_else() -> None:
    found = [(c, float(n), 0.5) for n, c in enumerate("  a  b ")]
    reading = single_spaced(found)
    assert reading.text == "a b"
    assert reading.places == (2.0, 4.0, 5.0)
    assert single_spaced([(" ", 1.0, 1.0)]) == NOTHING
