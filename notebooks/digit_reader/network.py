"""The digit reader's network: convolutions, a recurrent layer along the blank, CTC."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from notebooks.digit_reader.drawn_blanks import CHARACTERS

CLASSES = len(CHARACTERS) + 1
COLUMNS = 4
"""Columns of a crop that the network sees as one; it tells two steps for each."""


class Look(nn.Module):
    """A convolution of 3 × 3, added to what it saw where the sizes allow it."""

    def __init__(self, seen: int, told: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(seen, told, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(told)
        self.is_added = seen == told

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.norm(self.conv(x))
        return functional.relu(x + y if self.is_added else y)


class DigitNet(nn.Module):
    """Crops (count, 2, 64, width), 0.0 to 1.0 → logits (count, width / 2, classes)."""

    def __init__(self) -> None:
        super().__init__()
        a, b, c, d = 24, 48, 80, 112
        self.look = nn.Sequential(
            nn.Conv2d(2, a, 5, stride=2, padding=2, bias=False),
            nn.BatchNorm2d(a),
            nn.ReLU(),
            Look(a, a),
            nn.MaxPool2d(2),
            Look(a, b),
            Look(b, b),
            nn.MaxPool2d((2, 1)),
            Look(b, c),
            Look(c, c),
            nn.MaxPool2d((2, 1)),
            Look(c, d),
            Look(d, d),
        )
        self.column = nn.Conv2d(d, 128, (4, 1), bias=False)
        self.norm = nn.BatchNorm2d(128)
        self.along = nn.GRU(128, 96, batch_first=True, bidirectional=True)
        self.drop = nn.Dropout(0.2)
        self.told = nn.Linear(192, 2 * CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        return self.answer(self.features(x))

    def features(self, x: Tensor) -> Tensor:
        """What the last layer sees: (count, width / 4, 192)."""
        columns = functional.relu(self.norm(self.column(self.look(x)))).squeeze(2)
        steps = columns.transpose(1, 2)
        # The recurrent layer has no half precision that is faster.
        with torch.autocast("cpu", enabled=False):
            followed: Tensor = self.along(steps.float())[0]
        return followed

    def answer(self, features: Tensor) -> Tensor:
        """The logits that it makes of them: two steps for each column."""
        with torch.autocast("cpu", enabled=False):
            logits: Tensor = self.told(self.drop(features))
        count, length, _ = logits.shape
        return logits.reshape(count, 2 * length, CLASSES)
