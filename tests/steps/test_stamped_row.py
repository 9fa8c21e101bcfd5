import cv2
import numpy as np
import pytest

from pipeline.model.geometry import Box
from pipeline.steps.stamped_row import stamped_row


def page(angle_deg: float) -> np.ndarray:
    """Paper with a row of red letters, 200 × 24 pixels and turned, and black print over it."""
    row = np.full((400, 600, 3), 245, np.uint8)
    for left in range(200, 400, 20):
        row[188:212, left : left + 9] = (210, 40, 60)
    matrix = cv2.getRotationMatrix2D((300, 200), -angle_deg, 1.0)
    turned = cv2.warpAffine(row, matrix, (600, 400), borderValue=(245, 245, 245))
    turned[150:170, 100:500] = 20
    return np.asarray(turned, np.uint8)


@pytest.mark.parametrize("angle_deg", [-8.0, 0.0, 5.0])
def test_a_row_is_level_and_free_of_other_ink(angle_deg: float) -> None:
    picture, letters = stamped_row(page(angle_deg), Box(190, 172, 410, 228))
    dark = picture < 128
    rows = np.flatnonzero(dark.any(axis=1))
    assert 22 <= rows[-1] - rows[0] + 1 <= 30
    assert letters.height == pytest.approx(24, abs=5)
    assert dark[letters.top : letters.bottom, letters.left : letters.right].sum() > 1500


def test_without_red_ink_there_is_nothing_to_read() -> None:
    grey = np.full((200, 300, 3), 240, np.uint8)
    grey[90:110, 50:250] = 30
    picture, _ = stamped_row(grey, Box(40, 80, 260, 120))
    assert picture.min() > 200
