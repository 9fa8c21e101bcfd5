"""Batches of lines for training, made by processes of their own while the network learns."""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from notebooks.line_reader.drawn_lines import HEIGHT, DrawnLines, Example, Supply
from notebooks.line_reader.real_lines import RealLines

STEP = HEIGHT // 8
"""Columns of a line that are one step of the network."""
_AT_ONCE = 192
"""Examples that are sorted by width before they are put together."""
_BATCH_COLUMNS = 16 * 900
_HALO = 2
"""Empty steps after the widest line, as the engine adds them (engines/line_network)."""
_LEAST_CONTRAST = 0.12
"""Ink over paper, 0.0–1.0; about 3 % of the drawn lines have less."""
_REAL_SHARE = 0.33
_WAITING = 24
"""Batches that may wait for the network."""
_FEWEST_STEPS = 1.05
"""Per character: CTC cannot say more characters than there are steps."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Lines of about one width."""

    lines: npt.NDArray[np.float32]
    """(lines, 1, 144, width)."""
    widths: npt.NDArray[np.int64]
    labels: tuple[tuple[int, ...], ...]


def start_workers(
    supply: Supply, real: Path | None, seed: int, workers: int
) -> tuple[Queue[Batch], list[multiprocessing.Process]]:
    """Processes that fill a queue with batches until they are ended."""
    ready: Queue[Batch] = multiprocessing.Queue(_WAITING)
    processes = [
        multiprocessing.Process(target=_work, args=(supply, real, seed + n, ready), daemon=True)
        for n in range(workers)
    ]
    for process in processes:
        process.start()
    return ready, processes


def _work(supply: Supply, real: Path | None, seed: int, ready: Queue[Batch]) -> None:
    cv2.setNumThreads(1)
    for batch in batches(supply, real, seed):
        ready.put(batch)


def batches(supply: Supply, real: Path | None, seed: int) -> Iterator[Batch]:
    """An endless supply; a third of the lines are real where a folder of real lines is given."""
    chance = random.Random(seed)
    drawn = DrawnLines(supply, seed)
    scanned = None if real is None else RealLines(real, seed + 7)
    while True:
        examples: list[Example] = []
        while len(examples) < _AT_ONCE:
            is_real = scanned is not None and chance.random() < _REAL_SHARE
            example = scanned.draw() if scanned is not None and is_real else drawn.draw()
            if _can_be_learned(example):
                examples.append(example)
        made = [_put_together(group) for group in _groups(examples)]
        chance.shuffle(made)
        yield from made


def _can_be_learned(example: Example) -> bool:
    """Wide enough for its text, and with ink: damage may have left nothing of a faint line."""
    needed = len(example.classes) * STEP * _FEWEST_STEPS
    line = example.ink[len(example.ink) // 3 : 2 * len(example.ink) // 3]
    inked = np.percentile(line, 99) - np.median(line) > _LEAST_CONTRAST
    return bool(0 < needed <= example.ink.shape[1] and inked)


def _groups(examples: list[Example]) -> Iterator[list[Example]]:
    """Examples of like width that together are not too large."""
    group: list[Example] = []
    for example in sorted(examples, key=lambda one: one.ink.shape[1]):
        if group and (len(group) + 1) * example.ink.shape[1] > _BATCH_COLUMNS:
            yield group
            group = []
        group.append(example)
    yield group


def _put_together(group: list[Example]) -> Batch:
    widths = np.array([example.ink.shape[1] for example in group], np.int64)
    steps = -(-int(widths.max()) // STEP) + _HALO
    lines = np.zeros((len(group), 1, 3 * HEIGHT, steps * STEP), np.float32)
    for row, example in enumerate(group):
        lines[row, 0, :, : example.ink.shape[1]] = example.ink
    return Batch(lines, widths, tuple(example.classes for example in group))
