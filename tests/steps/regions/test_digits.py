"""Print in a blank is left out, what a hand wrote is boxed."""

from __future__ import annotations

import pytest

from pipeline.model.blanks import BlankKind
from pipeline.model.geometry import Box
from pipeline.model.ocr import Word
from pipeline.steps.regions.blanks import Blank
from pipeline.steps.regions.digits import written_digits
from tests.steps.regions.region_pages import BLACK, BLUE, EM_MM, MM, Colour, Drawn, near

LEFT, RIGHT, BASE = 130.0, 137.5, 50.0


def blank(text: str = "", confidence: float = 0.5, *, number: bool = False) -> Blank:
    words = (Word(text, Box(0, 0, 9, 9), confidence),) if text else ()
    kind = BlankKind.NUMBER if number else BlankKind.DAY
    return Blank(LEFT * MM, RIGHT * MM, BASE * MM, EM_MM * MM, words, text, kind)


def written(drawn: Drawn, place: Blank) -> tuple[Box, ...]:
    return written_digits(drawn.page(), [place])


@pytest.mark.parametrize("style", ["Regular", "Italic"])
@pytest.mark.parametrize("digits", ["18", "02", "10"])
def test_printed_digits_are_no_handwriting(style: str, digits: str) -> None:
    drawn = Drawn()
    drawn.write(LEFT + 1.3, BASE, digits, style=style)
    assert written(drawn, blank(digits, 0.97)) == ()


def two(drawn: Drawn, colour: Colour) -> Box:
    """A 2 and a 7 by hand, of unlike sizes, over and under the line."""
    drawn.stroke([(131, 46.5), (132.5, 45.4), (133, 47), (131, 51), (133.5, 50.6)], colour)
    drawn.stroke([(134, 47.6), (136, 47.2), (135, 51.6)], colour)
    return Box(*(round(v * MM) for v in (131, 45.4, 136, 51.6)))


@pytest.mark.parametrize("colour", [BLACK, BLUE])
def test_digits_by_hand_are_found(colour: Colour) -> None:
    drawn = Drawn()
    box = two(drawn, colour)
    (found,) = written(drawn, blank("27", 0.6))
    assert near(found, box, 0.8)


def test_print_in_a_pens_colour_is_written() -> None:
    drawn = Drawn()
    drawn.write(LEFT + 1.3, BASE, "18", colour=BLUE)
    assert len(written(drawn, blank("18", 0.97))) == 1


def test_an_empty_blank_and_its_dots_are_nothing() -> None:
    drawn = Drawn()
    assert written(drawn, blank()) == ()
    drawn.write(LEFT, BASE, ".....")
    assert written(drawn, blank(".....")) == ()


def test_the_slash_of_a_blank_number_is_no_digit() -> None:
    drawn = Drawn()
    drawn.write(RIGHT - 1.6, BASE, "/2017/TT-BYT")
    assert written(drawn, blank(number=True)) == ()


def test_only_what_stands_out_of_a_year_is_written() -> None:
    drawn = Drawn()
    drawn.write(LEFT + 1.0, BASE, "201")
    box = drawn.stroke([(139, 45.2), (141, 45.0), (139.6, 50.1)], BLACK)
    right = (LEFT + 13) * MM
    place = Blank(LEFT * MM, right, BASE * MM, EM_MM * MM, (), "2017", BlankKind.YEAR, closed=False)
    (found,) = written(drawn, place)
    assert near(found, box, 0.8)
