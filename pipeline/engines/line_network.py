"""Reads line images with a CTC network on ONNX Runtime: characters with their places."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
import onnxruntime.capi.onnxruntime_pybind11_state as states
import trueocr
from trueocr.preprocess import crop_line, width_batches

from pipeline.engines.library_errors import reason, translated
from pipeline.engines.reader_names import MODELS, own_meta
from pipeline.errors import EngineFailed
from pipeline.model.geometry import Box
from pipeline.model.reading import NOTHING, LineReading, Posterior
from pipeline.model.scan import Pixels

RUNTIME_ERRORS = tuple(
    kind for kind in vars(states).values() if isinstance(kind, type) and issubclass(kind, Exception)
)
"""What ONNX Runtime raises; its errors have no base of their own."""
TRUEOCR_MODELS = Path(trueocr.__file__).with_name("models")
_WINDOW = 3
"""A line is read with the picture above and below it, a line's height each."""
_BATCH_RATIO = 1.15
_BATCH_AREA = 8 * 640
"""Lines × width of a batch: larger ones cost more for their padding, and ONNX Runtime keeps its
largest allocation."""
_HALO = 2
"""Empty steps after the widest line of a batch, so that no line feels where the batch ends."""


@dataclass(frozen=True, slots=True, eq=False)
class LineNetwork:
    """A recogniser with what it must know of its input."""

    session: Any
    """onnxruntime.InferenceSession: x float32 (lines, 1, 3 · height, width), widths → ids, conf."""
    characters: tuple[str, ...]
    """The character of class n is characters[n - 1]; class 0 is CTC's blank."""
    classes: dict[str, int]
    """The other way round."""
    height: int
    """Pixels of one line in the input; a step of the output is an eighth of it wide."""
    max_width: int

    @property
    def step(self) -> int:
        return self.height // 8

    def read(self, grey: Pixels, boxes: Sequence[Box]) -> tuple[LineReading, ...]:
        """The reading of each line box of a page, in their order."""
        return tuple(reading for reading, _ in self._read(grey, boxes, ("ids", "conf", "lengths")))

    def read_with_posteriors(
        self, grey: Pixels, boxes: Sequence[Box]
    ) -> tuple[tuple[LineReading, Posterior], ...]:
        """The same, with all that the network holds possible; only our own one tells it."""
        outputs = ("ids", "conf", "lengths", "logp")
        return tuple(
            (reading, self._posterior(logp, box))
            for (reading, logp), box in zip(self._read(grey, boxes, outputs), boxes, strict=True)
        )

    def _crop(self, grey: Pixels, box: Box) -> npt.NDArray[np.float32]:
        corners = (box.left, box.top, box.right, box.bottom)
        crop = crop_line(
            grey, corners, height=self.height, window=_WINDOW, max_width=self.max_width
        )
        return np.asarray(crop, np.float32)

    def _read(
        self, grey: Pixels, boxes: Sequence[Box], outputs: Sequence[str]
    ) -> list[tuple[LineReading, npt.NDArray[np.float32]]]:
        """The reading of each line with its row of the last output."""
        crops = [self._crop(grey, box) for box in boxes]
        found: dict[int, tuple[LineReading, npt.NDArray[np.float32]]] = {}
        for batch in width_batches(
            [crop.shape[1] for crop in crops], max_ratio=_BATCH_RATIO, max_area=_BATCH_AREA
        ):
            lines, widths = self._tensor([crops[index] for index in batch])
            with translated("reading_failed", {}), runtime_errors():
                answers = self.session.run(outputs, {"x": lines, "widths": widths})
            for row, index in enumerate(batch):
                length = int(answers[2][row])
                ids, chances = answers[0][row][:length], answers[1][row][:length]
                reading = self._decoded(ids, chances, boxes[index])
                last = answers[-1][row]
                found[index] = reading, last[:length] if last.ndim else last
        return [found[index] for index in range(len(boxes))]

    def _tensor(
        self, crops: Sequence[npt.NDArray[np.float32]]
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        widths = np.array([crop.shape[1] for crop in crops], np.int64)
        steps = -(-int(widths.max()) // self.step) + _HALO
        lines = np.zeros((len(crops), 1, _WINDOW * self.height, steps * self.step), np.float32)
        for row, crop in enumerate(crops):
            lines[row, 0, :, : crop.shape[1]] = crop
        return lines, widths

    def _posterior(self, log_chances: npt.NDArray[np.float32], box: Box) -> Posterior:
        left, step_width = _scale(box, len(log_chances))
        # A copy: the whole batch must not live as long as one of its lines does.
        return Posterior(log_chances.copy(), self.classes, left, step_width)

    def _decoded(
        self, ids: npt.NDArray[np.int64], chances: npt.NDArray[np.float32], box: Box
    ) -> LineReading:
        """Best path: a run of one class is one character, in the middle of its run."""
        starts = np.flatnonzero(np.diff(ids, prepend=-1))
        ends = np.append(starts[1:], len(ids))
        left, step_width = _scale(box, len(ids))
        found = [
            (
                self.characters[ids[start] - 1],
                left + float(start + end) / 2 * step_width,
                float(chances[start:end].max()),
            )
            for start, end in zip(starts, ends, strict=True)
            if ids[start]
        ]
        return single_spaced(found)


def _scale(box: Box, steps: int) -> tuple[float, float]:
    """x of the first step and the width of a step: the crop adds 0.3 line heights on each side."""
    margin = 0.3 * (box.bottom - box.top)
    return box.left - margin, (box.right - box.left + 2 * margin) / max(steps, 1)


def single_spaced(found: Sequence[tuple[str, float, float]]) -> LineReading:
    """The characters (text, place, chance) as a reading, without blanks that part nothing."""
    kept = [
        one
        for one, after in pairwise([*found, (" ", 0.0, 0.0)])
        if one[0] != " " or after[0] != " "
    ]
    if kept and kept[0][0] == " ":
        del kept[0]
    if not kept:
        return NOTHING
    text, places, chances = zip(*kept, strict=True)
    return LineReading("".join(text), tuple(places), tuple(chances))


@contextmanager
def runtime_errors() -> Iterator[None]:
    """Raises EngineFailed("reading_failed") when ONNX Runtime fails in the block."""
    try:
        yield
    except RUNTIME_ERRORS as error:
        raise EngineFailed("reading_failed", {"why": reason(error)}) from error


def session(path: Path) -> Any:
    """A session of one thread: the cores are shared out by page, one worker each."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # With batches of changing shape the arena only grows.
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@cache
def trueocr_reader() -> LineNetwork:
    """TrueOCR's recogniser (Apache-2.0), as its package ships it."""
    meta = json.loads((TRUEOCR_MODELS / "meta.json").read_text(encoding="utf-8"))
    return _network(TRUEOCR_MODELS / "rec.onnx", meta["charset"], 32, meta["max_width"])


@cache
def own_reader() -> LineNetwork:
    """Our own recogniser; notebooks/line_reader tells how it came about."""
    meta = own_meta()
    path = MODELS / "line_reader.onnx"
    return _network(path, meta["characters"], meta["height"], meta["max_width"])


@cache
def name_reader() -> LineNetwork:
    """Our own recogniser, trained on with names and titles as they lie under seals."""
    meta = own_meta()
    path = MODELS / "name_reader.onnx"
    return _network(path, meta["characters"], meta["height"], meta["max_width"])


def _network(path: Path, characters: Sequence[str], height: int, max_width: int) -> LineNetwork:
    classes = {character: number for number, character in enumerate(characters, start=1)}
    return LineNetwork(session(path), tuple(characters), classes, height, max_width)
