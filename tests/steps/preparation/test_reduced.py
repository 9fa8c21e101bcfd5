import numpy as np
import pytest

from pipeline.steps.preparation.reduced import reduced, scaled


@pytest.mark.parametrize("size", [(100, 140), (31, 57), (400, 500), (399, 501)])
def test_the_picture_has_the_size_asked_for_and_the_same_mean(size: tuple[int, int]) -> None:
    page = np.tile(np.linspace(0, 250, 401).astype(np.uint8), (503, 1))
    small = reduced(page, size)
    assert small.shape == (size[1], size[0])
    assert small.mean() == pytest.approx(page.mean(), abs=3)


def test_colours_stay_apart() -> None:
    page = np.zeros((64, 96, 3), np.uint8)
    page[:, :, 1] = 200
    assert scaled(page, 0.2).reshape(-1, 3).tolist() == [[0, 200, 0]] * (13 * 19)
