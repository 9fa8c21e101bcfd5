"""Stamps known by their ink as one block: red words without a frame, and frames in pieces."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from pipeline.model.scan import Pixels
from pipeline.steps.stamp_frames import (
    ASPECT,
    MAX_SLANT_DEG,
    WIDTH_MM,
    Frame,
    disc,
    distinct,
    inked_sides,
    preference,
    rectangle,
    within,
)

TEXT_HEIGHT_MM = (3.0, 14.0)
TEXT_WIDTH_MM = (7.0, 58.0)

BROKEN_HEIGHT_MM = (6.3, 16.0)
"""Taller than a line of print."""
BROKEN_SLANT_DEG = 15.0
BROKEN_GAPS_MM = (1.8, 2.3)
"""Breaks that are closed, between the pieces of the frame and to its words."""
EDGE_INKED = 0.5
"""Least share of a broken frame's top and bottom that is inked…"""
EDGE_OVER_INSIDE = 0.3
"""… and by how much more than just inside them, where print would be inked as well."""
INSIDE_MM = 1.3


def find_broken_frames(ink: Pixels, mm: float) -> list[Frame]:
    """Frames in pieces that stand apart from the print, in a mask of ink, best first."""
    near = np.asarray(cv2.dilate(ink, disc(0.9 * mm)), dtype=np.uint8)
    tight = np.asarray(cv2.dilate(ink, disc(0.4 * mm)), dtype=np.uint8)
    found = []
    for gap_mm in BROKEN_GAPS_MM:
        joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, disc(gap_mm * mm))
        contours, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            frame = rectangle(np.asarray(contour, dtype=np.int32), framed=True)
            if _broken_size(frame, mm):
                top, right, bottom, left = inked_sides(frame, near)
                inner = inked_sides(_inset(frame, INSIDE_MM * mm), tight)
                over = (top + bottom - inner[0] - inner[2]) / 2
                if min(top, bottom) >= EDGE_INKED and over >= EDGE_OVER_INSIDE:
                    found.append(replace(frame, coverage=(top + right + bottom + left) / 4))
    return distinct(sorted(found, key=preference))


def _broken_size(frame: Frame, mm: float) -> bool:
    return (
        within(frame.width / mm, WIDTH_MM)
        and within(frame.height / mm, BROKEN_HEIGHT_MM)
        and within(frame.width / frame.height, ASPECT)
        and abs(frame.angle_deg) <= BROKEN_SLANT_DEG
    )


def _inset(frame: Frame, by: float) -> Frame:
    return replace(frame, width=frame.width - 2 * by, height=frame.height - 2 * by)


def find_text_blocks(ink: Pixels, mm: float) -> list[Frame]:
    """Short single lines of text in a mask that holds little else (the red ink of a page)."""
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, _bar(3.2 * mm, 1.2 * mm))
    contours, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in contours:
        frame = rectangle(np.asarray(contour, dtype=np.int32), framed=False)
        if (
            within(frame.width / mm, TEXT_WIDTH_MM)
            and within(frame.height / mm, TEXT_HEIGHT_MM)
            and frame.width > 1.5 * frame.height
            and abs(frame.angle_deg) <= MAX_SLANT_DEG
        ):
            found.append(frame)
    return sorted(found, key=lambda frame: -frame.width * frame.height)


def _bar(width: float, height: float) -> Pixels:
    return np.ones((max(1, round(height)), max(1, round(width))), dtype=np.uint8)
