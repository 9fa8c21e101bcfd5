"""What an office's own hands change in the last layer of the digit reader."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.model.blanks import BlankKind

Floats = npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class DigitHead:
    """A linear layer whose answer is added to the network's own before chances are made of it.

    Added to logarithms of chances it is the same as a last layer with other weights, for a
    constant at a step changes no chance.

    Raises:
        ValueError: the shapes do not fit together.
    """

    network: str
    """Name and version of the network whose features it was trained on."""
    weights: Floats
    """(channels, steps of a column · classes)."""
    bias: Floats
    """(steps of a column · classes,)."""

    def __post_init__(self) -> None:
        if self.weights.ndim != 2 or self.bias.shape != self.weights.shape[1:]:
            raise ValueError(f"{self.weights.shape} weights, {self.bias.shape} bias")
        if not (np.isfinite(self.weights).all() and np.isfinite(self.bias).all()):
            raise ValueError("not finite")

    def added(self, log_chances: Floats, features: Floats) -> npt.NDArray[np.float32]:
        """(…, steps, classes) of the network and (…, columns, channels) → log chances."""
        logits = log_chances + (features @ self.weights + self.bias).reshape(log_chances.shape)
        most = logits.max(-1, keepdims=True)
        total = np.log(np.exp(logits - most).sum(-1, keepdims=True))
        return np.asarray(logits - most - total, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class BlankSeen:
    """What the network sees in a blank, as a head is trained on it."""

    kind: BlankKind
    log_chances: npt.NDArray[np.float32]
    """(steps, classes)."""
    features: npt.NDArray[np.float32]
    """(columns, channels)."""


def seen_to_json(seen: BlankSeen) -> dict[str, Any]:
    """As plain JSON values; `seen_from_json` is its inverse."""
    return {
        "kind": seen.kind.value,
        "log_chances": _packed(seen.log_chances),
        "features": _packed(seen.features),
    }


def seen_from_json(data: Mapping[str, Any]) -> BlankSeen:
    """Raises: KeyError, ValueError or TypeError when the data is none."""
    log_chances, features = _unpacked(data["log_chances"]), _unpacked(data["features"])
    return BlankSeen(BlankKind(data["kind"]), log_chances, features)


def _packed(values: npt.NDArray[np.float32]) -> list[Any]:
    return [*values.shape, b64encode(values.astype("<f4").tobytes()).decode("ascii")]


def _unpacked(packed: list[Any]) -> npt.NDArray[np.float32]:
    *shape, text = packed
    return np.frombuffer(b64decode(text), "<f4").reshape(shape).astype(np.float32)
