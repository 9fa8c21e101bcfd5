"""Fits the weights of `steps.confidence` on one half of the transcribed pages; shows the other.

python -m benchmarks.ocr_calibrate [SCANS]
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.ocr_scores import score
from benchmarks.ocr_trust import trust
from benchmarks.offices import HALVES, half_of
from pipeline.engines import page_network
from pipeline.engines.scan_file import inspect_scan, load_page
from pipeline.model.geometry import hull
from pipeline.model.ocr import Line, Word
from pipeline.model.reading import HANDWRITING
from pipeline.model.scan import ReadingImage
from pipeline.read_lines import settled_lines
from pipeline.settings import Quality, Settings, default_settings
from pipeline.steps.agreement import Token
from pipeline.steps.confidence import features
from pipeline.steps.layout.page_layout import page_layout
from pipeline.steps.layout.tables import find_tables
from pipeline.steps.preparation.prepare import reading_image
from pipeline.steps.word_boxes import word_boxes

SCANS = Path("../shared/data/scans")
DEADLINE_S = 120.0
_RIDGE = 1.0
"""Pull of the weights towards 0, so that a few words cannot decide."""
_ROUNDS = 60
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """A word of a page, with whether it is right."""

    quality: str
    half: str
    values: tuple[float, ...]
    right: bool


def main(scans: Path) -> int:
    """Prints the weights and, for each quality and half, what they are worth."""
    judged = [word for quality in Quality for word in _words(scans, quality)]
    tuned = [word for word in judged if word.half == HALVES[0]]
    weights = fit(_matrix(tuned), np.array([word.right for word in tuned], np.float64))
    names = _names()
    print(json.dumps(dict(zip(names, weights.round(2).tolist(), strict=True)), indent=4))
    for quality in Quality:
        for half in HALVES:
            part = [w for w in judged if w.quality == quality.value and w.half == half]
            said = 1 / (1 + np.exp(-_matrix(part) @ weights))
            found = trust(zip(said.tolist(), (w.right for w in part), strict=True))
            print(
                f"{quality.value:9} {half:9} words {found.words}  calibration error "
                f"{found.error:.4f}  at least 0.98: {found.sure:.3f}, right {found.sure_right:.4f}"
            )
    return 0


def fit(values: Numbers, right: Numbers) -> Numbers:
    """Logistic regression by Newton's method. Shapes (words, features), (words,), (features,)."""
    weights = np.zeros(values.shape[1])
    for _ in range(_ROUNDS):
        said = 1 / (1 + np.exp(-values @ weights))
        slope = values.T @ (right - said) - _RIDGE * weights
        bend = (values.T * (said * (1 - said))) @ values + _RIDGE * np.eye(len(weights))
        weights = weights + np.linalg.solve(bend, slope)
    return weights


def _names() -> tuple[str, ...]:
    return tuple(features(Token("a", 0, 0, 1.0, second=None, third=None, spelled=True)))


def _matrix(words: list[Judged]) -> Numbers:
    return np.array([word.values for word in words], np.float64)


def _words(scans: Path, quality: Quality) -> list[Judged]:
    defaults = default_settings()
    reading = defaults.reading.model_copy(update={"quality": quality})
    settings = defaults.model_copy(update={"reading": reading})
    labels = map(json.loads, (scans / "labels.jsonl").read_text(encoding="utf-8").splitlines())
    halves = {label["id"]: half_of(label) for label in labels}
    judged = []
    for transcript in sorted((scans / "transcripts").glob("*.txt")):
        (file,) = (scans / "files").glob(f"{transcript.stem}.*")
        tokens, text = _settled(file, settings)
        verdicts = score(transcript.read_text(encoding="utf-8").splitlines(), text).words
        for token, right in zip(tokens, verdicts, strict=True):
            if right is not None:
                values = tuple(features(token).values())
                judged.append(Judged(quality.value, halves[transcript.stem], values, right))
    return judged


def _settled(file: Path, settings: Settings) -> tuple[list[Token], str]:
    """The words of page 1 in reading order, without handwriting, and their text."""
    info = inspect_scan(file, settings.limits)
    image = load_page(file, info, 1, settings.limits, settings.pages)
    page = reading_image(image, settings.preparation)
    boxes = [box for box, _ in page_network.find_lines(page.pixels)]
    tokens: dict[int, Token] = {}
    lines = []
    settled = settled_lines(page, boxes, settings.reading, DEADLINE_S)
    for box, line in zip(boxes, settled, strict=True):
        places = word_boxes(page.pixels, box, line)
        words = []
        for token, place in zip(line, places, strict=True):
            if HANDWRITING not in token.text:
                words.append(Word(token.text, place, 0.5))
                tokens[id(words[-1])] = token
        if words:
            lines.append(Line(tuple(words), hull(word.box for word in words)))
    ordered = _in_order(lines, page)
    return [tokens[id(w)] for line in ordered for w in line.words], "\n".join(
        line.text for line in ordered
    )


def _in_order(lines: list[Line], page: ReadingImage) -> tuple[Line, ...]:
    height, width = page.pixels.shape
    ordered, _ = page_layout(lines, (width, height), find_tables(page.pixels, page.dpi))
    return ordered


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else SCANS))
