"""Reads the digits in a blank with our CTC network on ONNX Runtime."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.engines.digit_head import read_head
from pipeline.engines.library_errors import translated
from pipeline.engines.line_network import runtime_errors, session
from pipeline.engines.reader_names import MODELS
from pipeline.model.digit_head import DigitHead
from pipeline.model.reading import Posterior

STEP_WIDTH = 2.0
"""Pixels of a crop that a step of the network covers."""
_OWN = MODELS / "digit_reader"
_COLUMNS = 4
"""The network sees so many columns of a crop as one."""


@dataclass(frozen=True, slots=True, eq=False)
class DigitReader:
    """A network that knows digits, and marks what is struck out."""

    session: Any
    """onnxruntime.InferenceSession: crops (1, 2, 64, width) → logp (1, width / 2, classes),
    features (1, width / 4, channels)."""
    classes: dict[str, int]
    """The class of each character that it knows; class 0 is CTC's blank."""
    head: DigitHead | None = None
    """What an office trained."""

    def read(self, crops: Sequence[npt.NDArray[np.uint8]]) -> tuple[Posterior, ...]:
        """What may stand in each crop of `steps.blank_crops`, (64, width, 2), in their order.

        Raises:
            EngineFailed: ONNX Runtime failed.
        """
        return tuple(self._posterior(*self.look(crop)) for crop in crops)

    def look(
        self, crop: npt.NDArray[np.uint8]
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Log chances (steps, classes) without an office's head, and (columns, channels) features.

        Raises:
            EngineFailed: ONNX Runtime failed.
        """
        height, width = crop.shape[:2]
        columns = -(-max(width, 1) // _COLUMNS)
        tensor = np.zeros((1, 2, height, columns * _COLUMNS), np.float32)
        tensor[0, :, :, :width] = np.moveaxis(crop, 2, 0) / np.float32(255)
        with translated("reading_failed", {}), runtime_errors():
            log_chances, features = self.session.run(("logp", "features"), {"crops": tensor})
        return np.asarray(log_chances[0], np.float32), np.asarray(features[0], np.float32)

    def _posterior(
        self, log_chances: npt.NDArray[np.float32], features: npt.NDArray[np.float32]
    ) -> Posterior:
        if self.head is not None:
            log_chances = self.head.added(log_chances, features)
        return Posterior(log_chances, self.classes, 0.0, STEP_WIDTH)


@cache
def digit_meta() -> dict[str, Any]:
    """What is written beside our network: name and characters."""
    return _meta(_OWN)


def digit_reader_name() -> str:
    """Name and version of the network, which what it read depends on."""
    return str(digit_meta()["name"])


@cache
def digit_reader() -> DigitReader:
    """Our digit reader; notebooks/digit_reader tells how it came about."""
    return reader_at(_OWN)


@cache
def digit_reader_with(head: str) -> DigitReader:
    """Our digit reader with what an office trained into the file `head`; empty: as it is.

    Raises:
        SettingsInvalid: the file is no head of this network.
    """
    return replace(digit_reader(), head=read_head(Path(head))) if head else digit_reader()


def reader_at(path: Path) -> DigitReader:
    """The network of PATH.onnx and PATH.json, for example one that never saw some offices."""
    classes = {character: n for n, character in enumerate(_meta(path)["characters"], start=1)}
    return DigitReader(session(path.with_suffix(".onnx")), classes)


def _meta(path: Path) -> dict[str, Any]:
    meta: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return meta
