"""Examples for training: drawn by processes of their own, each used a few times while it waits."""

from __future__ import annotations

import multiprocessing
import queue
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.queues import Queue

import cv2
import numpy as np
import numpy.typing as npt

from notebooks.digit_reader.drawn_blanks import CHARACTERS, DrawnBlanks, Example
from notebooks.digit_reader.hands import Hands

COLUMNS = 4
"""A crop's width is filled up to a multiple of this."""
_WIDE = 126
"""Wider crops have batches of their own."""
_WIDE_SHARE = 0.15
_AT_ONCE = 64
_FIRST = 2000
"""Examples to have before the first batch."""
_POOL = 8000
"""The oldest go when there are more."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Crops of different widths, filled up with paper."""

    crops: npt.NDArray[np.float32]
    """(count, 2, 64, width), 0.0 to 1.0."""
    steps: npt.NDArray[np.int64]
    """Steps of the network that are the crop's own."""
    labels: tuple[str, ...]


def start_workers(
    hands: Hands, seed: int, workers: int
) -> tuple[Queue[list[Example]], list[multiprocessing.Process]]:
    """Processes that fill a queue with examples until they are ended."""
    ready: Queue[list[Example]] = multiprocessing.Queue(24)
    processes = [
        multiprocessing.Process(target=_work, args=(hands, seed + n, ready), daemon=True)
        for n in range(workers)
    ]
    for process in processes:
        process.start()
    return ready, processes


def _work(hands: Hands, seed: int, ready: Queue[list[Example]]) -> None:
    cv2.setNumThreads(1)
    drawn = DrawnBlanks(hands, seed)
    while True:
        ready.put([drawn.draw() for _ in range(_AT_ONCE)])


class Pool:
    """Batches out of what the workers drew so far, and of real crops where there are some."""

    def __init__(self, ready: Queue[list[Example]], real: Sequence[Example], seed: int) -> None:
        self._ready = ready
        self._drawn: list[Example] = []
        self._real = real
        self._chance = random.Random(seed)
        self._many = np.random.default_rng(seed)
        self.fresh = 0
        while len(self._drawn) < _FIRST:
            self._add(ready.get())

    def batch(self, size: int, real_share: float = 0.0) -> Batch:
        """Examples by lot, moved and shaded a little."""
        with suppress(queue.Empty):
            self._add(self._ready.get_nowait())
        chance = self._chance
        is_wide = chance.random() < _WIDE_SHARE
        chosen: list[Example] = []
        while len(chosen) < size:
            stock = self._real if chance.random() < real_share else self._drawn
            example = chance.choice(stock)
            if stock is self._real or (example.crop.shape[1] > _WIDE) == is_wide:
                chosen.append(example)
        return put_together([self._moved(example) for example in chosen])

    def _add(self, examples: list[Example]) -> None:
        self._drawn += [example for example in examples if can_be_learned(example)]
        self.fresh += len(examples)
        del self._drawn[: max(0, len(self._drawn) - _POOL)]

    def _moved(self, example: Example) -> Example:
        """The crop a little higher or lower, wider or narrower, darker or lighter."""
        chance = self._chance
        crop = example.crop
        height, width = crop.shape[:2]
        zoom = min(1.1, max(0.9, chance.gauss(1, 0.03)))
        wide = zoom * min(1.1, max(0.9, chance.gauss(1, 0.03)))
        matrix = np.array(
            [
                [wide, chance.gauss(0, 0.04), chance.gauss(0, 1.2)],
                [chance.gauss(0, 0.008), zoom, chance.gauss(0, 1.2) + 44 * (1 - zoom)],
            ]
        )
        moved = cv2.warpAffine(
            crop, matrix, (max(24, round(width * wide)), height), flags=cv2.INTER_LINEAR
        )
        shade = np.array([chance.uniform(0.75, 1.15), chance.uniform(0.5, 1.3)], np.float32)
        moved = np.clip(moved.astype(np.float32) * shade, 0, 255).astype(np.uint8)
        return Example(moved, example.label)


def can_be_learned(example: Example) -> bool:
    """Not wider than a network's memory is worth, and with room for its digits."""
    return 24 <= example.crop.shape[1] <= 260


def classes_of(label: str) -> list[int]:
    return [CHARACTERS.index(character) + 1 for character in label]


def put_together(examples: Sequence[Example]) -> Batch:
    """Examples of any widths as one batch."""
    widths = np.array([example.crop.shape[1] for example in examples], np.int64)
    columns = -(-widths // COLUMNS)
    crops = np.zeros((len(examples), 2, 64, int(columns.max()) * COLUMNS), np.float32)
    for row, example in enumerate(examples):
        crops[row, :, :, : widths[row]] = np.moveaxis(example.crop, 2, 0)
    return Batch(crops / 255, columns * 2, tuple(example.label for example in examples))
