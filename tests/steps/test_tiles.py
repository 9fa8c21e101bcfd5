"""Tiles of a level make up the level, and each level is half of the next."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.steps.tiles import TILE, fitted, grid, level_sizes, levels, tiles

SIZE = st.tuples(st.integers(1, 1500), st.integers(1, 1500))


@given(st.tuples(st.integers(1, 40_000), st.integers(1, 40_000)))
def test_the_smallest_level_is_one_tile_and_each_is_half_of_the_next(size: tuple[int, int]) -> None:
    sizes = level_sizes(size)
    assert sizes[-1] == size
    assert max(sizes[0]) <= TILE
    for smaller, larger in itertools.pairwise(sizes):
        assert smaller == (-(-larger[0] // 2), -(-larger[1] // 2))
        assert max(larger) > TILE


@given(SIZE, st.sampled_from([(), (3,)]))
def test_tiles_make_up_the_page(size: tuple[int, int], colours: tuple[int, ...]) -> None:
    width, height = size
    pixels = np.arange(width * height, dtype=np.uint8).reshape(height, width)
    if colours:
        pixels = np.stack([pixels, pixels, pixels], axis=2)
    made = dict(levels(pixels, size))
    assert {(picture.shape[1], picture.shape[0]) for picture in made.values()} == set(
        level_sizes(size)
    )
    largest = made[len(made) - 1]
    again = np.zeros_like(pixels)
    places = set()
    for column, row, tile in tiles(largest):
        places.add((column, row))
        top, left = row * TILE, column * TILE
        again[top : top + tile.shape[0], left : left + tile.shape[1]] = tile
    assert np.array_equal(again, pixels)
    columns, rows = grid(size)
    assert places == {(column, row) for column in range(columns) for row in range(rows)}


@given(SIZE, SIZE)
def test_a_picture_of_another_shape_is_shown_whole(
    size: tuple[int, int], wanted: tuple[int, int]
) -> None:
    shown = fitted(np.zeros((size[1], size[0]), np.uint8), wanted)
    assert shown.shape == (wanted[1], wanted[0])
    assert shown.min() == 0
