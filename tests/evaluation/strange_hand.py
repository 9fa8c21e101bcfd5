"""A hand that the digit reader does not know, drawn with a pen."""

import cv2
import numpy as np

_BOX = ((0.1, 0.1), (0.9, 0.0), (1.0, 1.0), (0.1, 0.9), (0.1, 0.1))
STROKES = {
    # Noughts with corners and a stroke through them.
    "0": (_BOX, ((0.1, 0.9), (0.9, 0.0))),
    "1": (((0.1, 0.35), (0.5, 0.0), (0.5, 1.0)),),
    "4": (((0.6, 0.0), (0.0, 0.6), (0.9, 0.6)), ((0.6, 0.3), (0.6, 1.0))),
    "7": (((0.0, 0.0), (1.0, 0.0), (0.4, 1.0)),),
}


def write_digits(
    dark: np.ndarray, digits: str, left: int, baseline: int, rng: np.random.Generator
) -> None:
    """Adds digits to (h, w) uint8, 255 is ink, 20 pixels apart and 26 high."""
    for place, digit in enumerate(digits):
        for stroke in STROKES[digit]:
            points = np.array(stroke) * (13, 26) + (left + 20 * place, baseline - 26)
            points += rng.normal(0, 0.9, points.shape)
            fine = [np.round(8 * points).astype(np.int32)]
            cv2.polylines(dark, fine, False, 255, 2, cv2.LINE_AA, 3)
