"""What else is in and around a blank: strike-outs, dots, rules, seals, other lines."""

from __future__ import annotations

import cv2
import numpy as np

from notebooks.digit_reader.hands import Ink
from notebooks.line_reader.chance import Dice

Box = tuple[float, float, float, float]
"""Left, top, right, bottom; pixels of the ink."""


def strike(ink: Ink, box: Box, pen: float, dice: Dice) -> None:
    """Strikes out what is in the box as people do: lines, a zigzag, a cross, a scribble."""
    one = dice.one
    left, top, right, bottom = box
    height = bottom - top
    way = one.choice(("line", "line", "lines", "zigzag", "cross", "scribble"))
    middle = one.uniform(0.35, 0.65)
    if way == "scribble":
        count = one.randint(8, 22)
        x = np.linspace(left, right, count) + dice.many.normal(0, 0.1 * height, count)
        y = top + height * dice.many.uniform(0.05, 0.95, count)
        strokes = [np.stack((x, y), 1)]
    elif way == "zigzag":
        count = one.randint(4, 9)
        x = np.linspace(left - 0.1 * height, right + 0.1 * height, count)
        y = top + height * np.where(np.arange(count) % 2, one.uniform(0, 0.3), one.uniform(0.7, 1))
        strokes = [np.stack((x, y), 1)]
    elif way == "cross":
        strokes = [
            np.array([[left, top], [right, bottom]]),
            np.array([[left, bottom], [right, top]]),
        ]
    else:
        count = 1 if way == "line" else one.randint(2, 3)
        at = [top + height * (middle + 0.17 * (n - (count - 1) / 2)) for n in range(count)]
        tilt = one.gauss(0, 0.12) * height
        out = [one.uniform(-0.05, 0.3) * height for _ in range(2)]
        strokes = [np.array([[left - out[0], y + tilt], [right + out[1], y - tilt]]) for y in at]
    for stroke in strokes:
        shaken = stroke + dice.many.normal(0, 0.02 * height, stroke.shape)
        pen_line(ink, shaken, pen * one.uniform(0.8, 1.3))


def pen_line(ink: Ink, points: np.ndarray, pen: float) -> None:
    """A line of a pen through points, pixels."""
    places = (points * 16).astype(np.int32)
    cv2.polylines(ink, [places], False, 255, max(1, round(pen)), cv2.LINE_AA, 4)


def leaders(ink: Ink, span: tuple[float, float], base: float, em: float, dice: Dice) -> None:
    """Dots or a rule to write on, from one printed word to the other, now and then."""
    one = dice.one
    left, right = span
    y = base + one.uniform(-0.03, 0.08) * em
    if dice.happens(0.17):
        step = em * one.choice((0.14, 0.25, 0.25, 0.3))
        radius = max(1, round(em * one.uniform(0.02, 0.045)))
        for x in np.arange(left + one.uniform(0, 0.3) * em, right, step):
            cv2.circle(ink, (round(x), round(y)), radius, 255, -1, cv2.LINE_AA)
    elif dice.happens(0.06):
        dashed = dice.happens(0.4)
        for x in np.arange(left, right, em * (0.4 if dashed else 4)):
            end = min(right, x + em * (0.2 if dashed else 4))
            cv2.line(ink, (round(x), round(y)), (round(end), round(y)), 230, max(1, int(em / 24)))


def stains(ink: Ink, em: float, dice: Dice) -> None:
    """Dirt, and a rule above or a frame beside, now and then."""
    one = dice.one
    height, width = ink.shape
    if dice.happens(0.13):
        for _ in range(one.randint(1, 6)):
            place = one.randrange(width), one.randrange(height)
            cv2.circle(ink, place, one.randint(1, max(2, int(em * 0.05))), one.randint(90, 255), -1)
    if dice.happens(0.12):
        y = round(height * one.choice((one.uniform(0.12, 0.36), one.uniform(0.8, 0.95))))
        ends = sorted((one.uniform(-0.5, 1.5) * width, one.uniform(-0.5, 1.5) * width))
        cv2.line(ink, (int(ends[0]), y), (int(ends[1]), y), 255, one.randint(1, 3))
    if dice.happens(0.03):
        x = round(width * one.choice((one.uniform(0, 0.2), one.uniform(0.8, 1))))
        cv2.line(ink, (x, 0), (x, height), one.randint(120, 255), one.randint(1, 4))


def seal(shape: tuple[int, ...], em: float, dice: Dice) -> Ink:
    """A part of a round or an angular seal."""
    one = dice.one
    height, width = shape
    ink = np.zeros(shape, np.uint8)
    if dice.happens(0.7):
        center = int(one.uniform(-0.3, 1.3) * width), int(one.uniform(-1, 2) * height)
        radius = one.uniform(1.5, 4) * em
        for ring in (1, 0.93, 0.62):
            cv2.circle(ink, center, int(radius * ring), 255, max(1, int(em * 0.06)), cv2.LINE_AA)
        for angle in np.arange(0, 6.28, 0.25):
            at = np.array([np.cos(angle), np.sin(angle)]) * radius * 0.78 + center
            cv2.putText(ink, one.choice("ABCDEHNTU"), at.astype(int).tolist(), 0, em / 70, 255, 2)
    else:
        x, y = int(one.uniform(-0.2, 0.9) * width), int(one.uniform(-0.2, 0.9) * height)
        cv2.rectangle(
            ink, (x, y), (x + int(4 * em), y + int(1.5 * em)), 255, max(1, int(em * 0.05))
        )
    return np.asarray(cv2.GaussianBlur(ink, (0, 0), 1.2), np.uint8)
