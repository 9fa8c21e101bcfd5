"""Pages drawn line by line, and what fax machines, toner and telephones do to them."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model.scan import Pixels

HEIGHT, WIDTH = 1754, 1240
DPI = 150.0
_TEXT = "Uy ban nhan dan tinh ban hanh quyet dinh so phe duyet danh muc thu tuc ngay thang"
DESK = (130, 95, 70)


def written_page(ink: int = 20) -> Pixels:
    """A white A4 page at 150 dpi with forty lines of words."""
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    words = _TEXT.split()
    hand = np.random.default_rng(1)
    for base in range(220, 1580, 34):
        x = 150
        while x < 1050:
            word = words[int(hand.integers(len(words)))]
            cv2.putText(page, word, (x, base), cv2.FONT_HERSHEY_DUPLEX, 0.6, ink, 1, cv2.LINE_AA)
            x += cv2.getTextSize(word, cv2.FONT_HERSHEY_DUPLEX, 0.6, 1)[0][0] + 12
    return page


def tilted(page: Pixels, angle_deg: float) -> Pixels:
    """Turned clockwise about its middle."""
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), -angle_deg, 1.0)
    turned = cv2.warpAffine(page, matrix, (WIDTH, HEIGHT), borderValue=(255, 255, 255))
    return np.asarray(turned, np.uint8)


def noisy(page: Pixels, spread: float, seed: int = 2) -> Pixels:
    grains = np.random.default_rng(seed).normal(0, spread, page.shape)
    return np.asarray((page + grains).clip(0, 255), np.uint8)


def faxed(page: Pixels) -> Pixels:
    """One bit with ragged strokes and pepper."""
    bits = np.where(noisy(page, 30) < 150, 0, 255).astype(np.uint8)
    bits[np.random.default_rng(3).random(bits.shape) < 0.0005] = 0
    return bits


def yellowed(page: Pixels) -> Pixels:
    """RGB on old paper, soft and grainy."""
    soft = cv2.GaussianBlur(page, (0, 0), 0.8)[..., None] * np.array([236, 222, 190]) / 255
    return noisy(np.asarray(soft, np.uint8), 8)


def photographed(page: Pixels, corners: list[tuple[int, int]], curl: float = 0.0) -> Pixels:
    """RGB: the page with its corners (clockwise from top left) on a desk, curled, half in shadow.

    `curl` is how far the middle of the sheet's lines hangs down, pixels of the page.
    """
    height, width = 2000, 1500
    sheet = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
    back = cv2.getPerspectiveTransform(np.array(corners, np.float32), sheet)
    x, y = np.meshgrid(np.arange(width, dtype=np.float64), np.arange(height, dtype=np.float64))
    depth = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    on_x = (back[0, 0] * x + back[0, 1] * y + back[0, 2]) / depth
    on_y = (back[1, 0] * x + back[1, 1] * y + back[1, 2]) / depth
    on_y -= sag(on_x, curl)
    lit = cv2.remap(
        np.repeat(page[..., None], 3, axis=2),
        on_x.astype(np.float32),
        on_y.astype(np.float32),
        cv2.INTER_LINEAR,
        borderValue=DESK,
    )
    shadow = 1 - 0.25 * (1 + np.tanh((x + y - 1700) / 250))
    return noisy(np.asarray(lit * 0.93 * shadow[..., None], np.uint8), 4)


def sag(x: npt.ArrayLike, curl: float) -> npt.NDArray[np.float64]:
    """How far a curled sheet hangs down at x: nothing at its sides."""
    return np.asarray(curl * (1 - np.square(2 * np.asarray(x, np.float64) / WIDTH - 1)))
