"""What one engine read on one line, letter by letter."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

HANDWRITING = "\ue000"
"""Stands in a reading for a run of handwriting: seen, and not read."""


@dataclass(frozen=True, slots=True)
class LineReading:
    """The text of a line with the place and the chance of each of its characters.

    Raises:
        ValueError: when the three do not fit together, or the text is not NFC.
    """

    text: str
    """NFC, single blanks between words, none at the ends."""
    places: tuple[float, ...]
    """Where each character stands: x in pixels of the reading image, never falling."""
    chances: tuple[float, ...]
    """The engine's own probability of each character, 0.0–1.0; not calibrated."""

    def __post_init__(self) -> None:
        if not len(self.text) == len(self.places) == len(self.chances):
            raise ValueError(f"{len(self.text)} characters, {len(self.places)} places")
        if not unicodedata.is_normalized("NFC", self.text):
            raise ValueError(f"not NFC: {self.text!r}")

    @property
    def words(self) -> tuple[LineReading, ...]:
        """Its words, each a reading of its own."""
        found = []
        start = 0
        for word in self.text.split(" "):
            end = start + len(word)
            if word:
                found.append(LineReading(word, self.places[start:end], self.chances[start:end]))
            start = end + 1
        return tuple(found)


NOTHING = LineReading("", (), ())


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """What a CTC network holds possible on one line, step by step."""

    log_chances: npt.NDArray[np.float32]
    """(steps, classes): natural logarithms; class 0 is CTC's blank."""
    classes: dict[str, int]
    """The class of each character that the network knows."""
    left: float
    """x of the first step, pixels of the reading image."""
    step_width: float
    """Pixels of the reading image that a step covers."""

    def step_at(self, place: float) -> int:
        """The step that shows x = `place`."""
        step = int((place - self.left) / self.step_width)
        return min(max(step, 0), len(self.log_chances))
