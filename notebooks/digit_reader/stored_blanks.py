"""Crops of real blanks as pictures in a folder, with a list of what they say."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from notebooks.digit_reader.drawn_blanks import Example


def load_real(listed: Path, half: str | None) -> list[Example]:
    """The crops of a list, of one half of the offices or of both."""
    rows = map(json.loads, listed.read_text(encoding="utf-8").splitlines())
    chosen = (row for row in rows if half is None or row["half"] == half)
    return [Example(read_crop(Path(row["file"])), row["label"]) for row in chosen]


def write_crop(path: Path, crop: npt.NDArray[np.uint8]) -> None:
    """As a PNG whose third channel is empty."""
    cv2.imwrite(str(path), np.dstack((crop, np.zeros_like(crop[..., :1]))))


def read_crop(path: Path) -> npt.NDArray[np.uint8]:
    """The inverse of `write_crop`: (64, width, 2).

    Raises:
        FileNotFoundError: there is no such picture.
    """
    stored = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if stored is None:
        raise FileNotFoundError(path)
    return np.ascontiguousarray(stored[..., :2], np.uint8)
