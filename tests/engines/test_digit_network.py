"""The digit reader on blanks that are drawn here: print, a pen, nothing."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.engines.digit_network import STEP_WIDTH, digit_reader, digit_reader_name
from pipeline.steps.blank_reading import number_readings, part_readings, struck_chance

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
DAYS = tuple(f"{day:02d}" for day in range(1, 32))


def blank(
    digits: str, strokes: tuple[tuple[tuple[int, int], ...], ...] = ()
) -> npt.NDArray[np.uint8]:
    """A crop of "ố: DIGITS /" in print, with strokes of a pen over it."""
    image = Image.new("L", (24 + 30 + 14 * len(digits) + 24, 64))
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(FONT, 27)
    pen.text((24, 44), "ố:", font=font, fill=230, anchor="rs")
    pen.text((36, 44), digits, font=font, fill=230, anchor="ls")
    pen.text((image.width - 24, 44), "/QĐ", font=font, fill=230, anchor="ls")
    dark = np.array(image)
    for stroke in strokes:
        points = np.array(stroke, np.int32)
        cv2.polylines(dark, [points], False, 255, 2, cv2.LINE_AA)
    return np.dstack((dark, np.zeros_like(dark)))


@pytest.mark.parametrize("digits", ["152", "2047", "36", "8"])
def test_printed_digits_are_read(digits: str) -> None:
    (posterior,) = digit_reader().read([blank(digits)])
    best = number_readings(posterior)[0]
    assert best.text == digits
    assert best.chance > 0.8
    assert struck_chance(posterior) < 0.1


def test_strokes_of_a_pen_are_read() -> None:
    one = ((34, 30), (42, 20), (41, 45))
    four = ((58, 20), (50, 36), (68, 35)), ((63, 28), (61, 46))
    (posterior,) = digit_reader().read([blank("   ", (one, *four))])
    assert number_readings(posterior)[0].text == "14"
    assert part_readings(posterior, DAYS)[0].text == "14"


def test_an_empty_blank_says_nothing() -> None:
    (posterior,) = digit_reader().read([blank("    ")])
    assert number_readings(posterior)[0].text == ""
    assert part_readings(posterior, DAYS)[0].text == ""


def test_what_is_struck_out_is_no_number() -> None:
    lines = tuple(((30, y), (96, y - 3)) for y in (34, 39))
    zigzag = (tuple((30 + 8 * n, 26 if n % 2 else 46) for n in range(9)),)
    (posterior,) = digit_reader().read([blank("1376", lines + zigzag)])
    assert struck_chance(posterior) > 0.5
    assert number_readings(posterior)[0].chance < 0.5


def test_answers_follow_the_crops_and_not_each_other() -> None:
    crops = [blank("152"), blank(""), blank("98765")]
    together = digit_reader().read(crops)
    for crop, posterior in zip(crops, together, strict=True):
        (alone,) = digit_reader().read([crop])
        assert np.array_equal(alone.log_chances, posterior.log_chances)
        assert len(posterior.log_chances) * STEP_WIDTH >= crop.shape[1]
        assert np.exp(posterior.log_chances).sum(1) == pytest.approx(1, abs=1e-4)


def test_the_network_has_a_name() -> None:
    assert digit_reader_name().startswith("sohoa-digits ")
