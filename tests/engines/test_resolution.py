"""Which resolution is believed, and square pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.engines.resolution import (
    grey_if_colourless,
    plausible_dpi,
    square_size,
    stretched,
    turned,
)
from tests.engines.scan_builders import picture


@pytest.mark.parametrize(
    ("stated", "longer_side", "believed"),
    [
        (300, 3508, 300),
        (None, 3508, 300),
        (1, 3508, 300),
        (2400, 3508, 300),
        (float("nan"), 3508, 300),
        (float("inf"), 3508, 300),
        (72, 3508, 300),
        (72, 842, 72),
        (96, 2000, 96),
        (None, 100, 300),
        (None, 20_000, 300),
    ],
)
def test_plausible_dpi(stated: float | None, longer_side: int, believed: float) -> None:
    assert plausible_dpi(stated, longer_side) == pytest.approx(believed, abs=0.1)


@given(st.floats(allow_nan=True, allow_infinity=True) | st.none(), st.integers(1, 100_000))
def test_the_resolution_is_always_usable(stated: float | None, longer_side: int) -> None:
    assert 50 <= plausible_dpi(stated, longer_side) <= 1200


@pytest.mark.parametrize(
    ("dpi", "size"),
    [
        ((204, 98), (100, 208)),
        ((98, 204), (208, 100)),
        ((200, 201), (100, 100)),
        ((0, 1), (100, 100)),
    ],
)
def test_square_size(dpi: tuple[float, float], size: tuple[int, int]) -> None:
    assert square_size(100, 100, *dpi) == size


def test_square_pixels_stay_untouched() -> None:
    pixels = picture()
    assert stretched(pixels, (60, 80)) is pixels


@given(st.sampled_from([0, 90, 180, 270]), st.sampled_from([0, 90, 180, 270]))
def test_turns_add_up(one: int, other: int) -> None:
    both = turned(turned(picture(), one), other)
    assert (both == turned(picture(), (one + other) % 360)).all()


def test_a_quarter_turn_is_clockwise() -> None:
    assert turned(np.array([[1, 2]], np.uint8), 90).tolist() == [[1], [2]]
    assert turned(np.array([[1], [2]], np.uint8), 90).tolist() == [[2, 1]]


def test_only_colourless_pages_become_grey() -> None:
    grey = np.dstack([picture(mode="L")] * 3)
    assert grey_if_colourless(grey).ndim == 2
    assert grey_if_colourless(picture()).ndim == 3
