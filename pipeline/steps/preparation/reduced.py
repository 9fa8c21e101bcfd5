"""A smaller picture of a page, cheaply: halved while it can be, for halving costs a fifth."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model.scan import Pixels


def reduced(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """The picture at `size` (width, height), each pixel the mean of what it covers.

    An odd last row or column may be left out on the way.
    """
    while pixels.shape[1] >= 2 * size[0] and pixels.shape[0] >= 2 * size[1]:
        height, width = pixels.shape[0] // 2, pixels.shape[1] // 2
        even = pixels[: 2 * height, : 2 * width]
        pixels = np.asarray(
            cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), np.uint8
        )
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def scaled(pixels: Pixels, scale: float) -> Pixels:
    """The picture at `scale`, at most 1.0."""
    height, width = pixels.shape[:2]
    return reduced(pixels, (max(1, round(width * scale)), max(1, round(height * scale))))
