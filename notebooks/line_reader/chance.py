"""The two sources of chance of one worker: for single choices and for fields of numbers."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Dice:
    """Both start from one seed, so that the same seed draws the same lines."""

    one: random.Random
    many: np.random.Generator

    @classmethod
    def of_seed(cls, seed: int) -> Dice:
        return cls(random.Random(seed), np.random.default_rng(seed))

    def happens(self, share: float) -> bool:
        """True in this share of the cases."""
        return self.one.random() < share
