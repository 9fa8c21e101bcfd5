from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.engines.fonts.glyphless import CharCodes
from pipeline.engines.text_layer import Place, legible, line_places, straight_place
from pipeline.model.geometry import Box


@given(
    st.floats(-8, 8),
    st.tuples(st.floats(300, 1300), st.floats(300, 2000)),
    st.tuples(st.floats(40, 400), st.floats(12, 80)),
)
def test_a_word_gets_its_own_size_back_from_its_hull(
    skew_deg: float, center: tuple[float, float], size: tuple[float, float]
) -> None:
    angle = math.radians(skew_deg)
    half = [(sx * size[0] / 2, sy * size[1] / 2) for sx in (-1, 1) for sy in (-1, 1)]
    xs = [center[0] + x * math.cos(angle) - y * math.sin(angle) for x, y in half]
    ys = [center[1] + x * math.sin(angle) + y * math.cos(angle) for x, y in half]
    hull = Box(round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys)))

    place = straight_place(hull, skew_deg)

    assert place.right - place.left == pytest.approx(size[0], abs=1.5)
    assert place.bottom - place.top == pytest.approx(size[1], abs=1.5)
    along = center[0] * math.cos(angle) + center[1] * math.sin(angle)
    assert (place.left + place.right) / 2 == pytest.approx(along, abs=1)


def test_without_skew_a_word_keeps_its_box() -> None:
    assert straight_place(Box(10, 20, 110, 50), 0.0) == Place(10, 110, 20, 50)


def test_words_of_a_line_share_base_line_and_height() -> None:
    tall, low = Place(0, 100, 10, 50), Place(120, 200, 25, 45)
    places = line_places([tall, low, tall_at(220)], [0.0] * 3)
    assert {(place.top, place.bottom) for place in places} == {(10, 50)}


def tall_at(left: float) -> Place:
    return Place(left, left + 100, 10, 50)


def test_a_word_far_from_the_line_keeps_its_own_height() -> None:
    stray = Place(240, 300, 200, 230)
    assert line_places([tall_at(0), tall_at(120), stray], [0.0] * 3)[2] == stray


extents = st.tuples(st.floats(0, 300), st.floats(2, 200))


@given(st.lists(extents, min_size=2, max_size=8))
def test_neighbours_have_a_gap_or_plainly_overlap(words: list[tuple[float, float]]) -> None:
    places = line_places([Place(x, x + w, 0, 20) for x, w in words], [0.0] * len(words))
    for place, after in pairwise(places):
        gap = after.left - place.right
        assert gap >= 0.159 * 20 or gap <= -0.2 * 20


def test_codes_are_unique_and_mapped_to_their_characters() -> None:
    codes = CharCodes()
    assert list(codes.encode("ỵỴỵ")) == ["<000100020001>"]
    assert list(codes.encode("😀")) == ["<0003>"]
    cmap = codes.unicode_map().decode()
    assert "3 beginbfchar" in cmap
    assert "<0001> <1ef5>" in cmap
    assert "<0003> <d83dde00>" in cmap


def test_a_very_long_word_is_shown_in_allowed_strings() -> None:
    strings = list(CharCodes().encode("a" * 20_000))
    assert max(len(string) for string in strings) <= 2 * 32_767
    assert sum((len(string) - 2) // 4 for string in strings) == 20_000


def test_a_unicode_map_has_blocks_of_at_most_100_rows() -> None:
    codes = CharCodes()
    list(codes.encode("".join(chr(0x1E00 + n) for n in range(150))))
    cmap = codes.unicode_map().decode()
    assert "100 beginbfchar" in cmap
    assert "50 beginbfchar" in cmap


def test_what_is_no_character_is_left_out() -> None:
    assert legible("a\x00\ufeff\ufffe\ud800ỵ") == "aỵ"
