import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.geometry import (
    IDENTITY,
    Bend,
    Box,
    PageMap,
    affine_map,
    map_box,
    map_point,
    unmap_point,
)

SIZE = (1240, 1754)
small = st.floats(-0.12, 0.12)
tilt = st.floats(-0.00006, 0.00006)
coefficients = st.lists(
    st.lists(st.floats(-15, 15), min_size=3, max_size=3).map(tuple), min_size=5, max_size=5
).map(tuple)
points = st.tuples(st.floats(0, SIZE[0]), st.floats(0, SIZE[1]))


@given(small, small, st.tuples(tilt, tilt), coefficients, points)
def test_a_point_comes_back_within_a_pixel(
    shear_x: float,
    shear_y: float,
    depth: tuple[float, float],
    bend: tuple[tuple[float, ...], ...],
    point: tuple[float, float],
) -> None:
    way = PageMap((1.1, shear_x, 30.0, shear_y, 0.9, -20.0, *depth, 1.0), Bend(SIZE, bend))
    assert unmap_point(way, *map_point(way, *point)) == pytest.approx(point, abs=0.5)


@given(points)
def test_the_identity_moves_nothing(point: tuple[float, float]) -> None:
    assert map_point(IDENTITY, *point) == point


def test_a_bend_moves_down_by_its_polynomial() -> None:
    bend = Bend((200, 100), ((3.0, 10.0), (5.0, 0.0)))
    assert bend.at(100, 50) == 3.0
    assert bend.at(200, 50) == 8.0
    assert bend.at(200, 100) == 18.0
    assert map_point(PageMap(bend=bend), 200, 50) == (200, 58)


def test_a_projective_map_divides_by_depth() -> None:
    way = PageMap((1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.001, 0.0, 1.0))
    assert map_point(way, 1000, 500) == (500, 250)


def test_an_affine_tuple_is_a_map_too() -> None:
    affine = (0.9, -0.1, 12.0, 0.1, 0.9, -7.0)
    box = Box(100, 200, 300, 240)
    assert map_box(affine, box, SIZE) == map_box(affine_map(affine), box, SIZE)


def test_a_box_holds_the_bulge_of_its_sides() -> None:
    arch = Bend((1000, 1000), ((-40.0,), (0.0,), (40.0,)))
    assert map_box(PageMap(bend=arch), Box(0, 500, 1000, 520), (1000, 1000)) == Box(
        0, 460, 1000, 520
    )


def test_a_box_is_cut_to_its_page() -> None:
    away = affine_map((1.0, 0.0, -50.0, 0.0, 1.0, 1000.0))
    assert map_box(away, Box(10, 10, 90, 900), SIZE) == Box(0, 1010, 40, 1754)


def test_a_bend_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Bend((0, 10), ((0.0,),))
