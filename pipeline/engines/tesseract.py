"""Tesseract on lines: in process through tesserocr where it is there, else through pytesseract."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import metadata
from itertools import groupby
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytesseract
from PIL import Image

from pipeline.engines.programs import program
from pipeline.errors import ArchiveUnusable, EngineFailed
from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Word
from pipeline.model.scan import Pixels, ReadingImage

_LIST_S = 20.0
_FULL_BYTES = 64_000_000
"""With less free, output may have been cut off: several pages are written at a time."""


@cache
def version(language: str) -> str:
    """Engine, version and language, as part of the ledger's key and of ALTO."""
    _use()
    binding = f" by tesserocr {_binding()}" if _binding() else ""
    return f"tesseract {pytesseract.get_tesseract_version()}{binding} {language}"


@cache
def _binding() -> str | None:
    """The version of tesserocr, which brings a Tesseract of its own; None where it is not."""
    try:
        return metadata.version("tesserocr")
    except metadata.PackageNotFoundError:
        return None


def languages() -> frozenset[str]:
    """The languages that are installed. Raises: ToolMissing."""
    _use()
    return frozenset(pytesseract.get_languages())


def read_crop(pixels: Pixels, language: str, timeout_s: float) -> tuple[str, float]:
    """Text and mean confidence of one line cut from a page and drawn at 300 dpi."""
    return _read_crops([pixels], language, 300, timeout_s)[0]


def read_boxes(
    image: ReadingImage, boxes: Sequence[Box], language: str, timeout_s: float
) -> tuple[tuple[str, float], ...]:
    """Text and mean confidence of each line box: in process where tesserocr is, else the program.

    Raises:
        EngineFailed: "reading_timeout" or "reading_failed".
        ToolMissing: Tesseract is not installed.
    """
    crops = [_line_crop(image.pixels, box) for box in boxes]
    return _read_crops(crops, language, image.dpi, timeout_s)


def _read_crops(
    crops: Sequence[Pixels], language: str, dpi: float, timeout_s: float
) -> tuple[tuple[str, float], ...]:
    if not crops:
        return ()
    api = _in_process(language)
    if api is None:
        return _read_files(crops, language, dpi, timeout_s)
    ends = time.monotonic() + timeout_s
    return tuple(_read_in_process(api, crop, dpi, ends, timeout_s) for crop in crops)


def _line_crop(grey: Pixels, box: Box) -> Pixels:
    """A line with a little of what is around it, and white around that."""
    height = box.bottom - box.top
    over, beside = round(0.15 * height) + 1, round(0.3 * height) + 2
    crop = grey[
        max(0, box.top - over) : box.bottom + over, max(0, box.left - beside) : box.right + beside
    ]
    white = (255.0, 255.0, 255.0, 255.0)
    framed = cv2.copyMakeBorder(crop, 6, 6, 6, 6, cv2.BORDER_CONSTANT, value=white)
    return np.asarray(framed, np.uint8)


@cache
def _in_process(language: str) -> Any | None:
    """Tesseract in this process, or None: it costs a fifth less than the program does."""
    try:
        import tesserocr
    except ImportError:
        return None
    _use()
    folder = _language_folder()
    if folder is None:
        return None
    try:
        return tesserocr.PyTessBaseAPI(path=folder, lang=language, psm=tesserocr.PSM.SINGLE_LINE)
    except RuntimeError:
        return None


def _language_folder() -> str | None:
    """Where the program keeps its languages; its own library looks elsewhere."""
    try:
        shown = subprocess.run(
            [program("tesseract"), "--list-langs"],
            capture_output=True,
            text=True,
            check=False,
            timeout=_LIST_S,
        )
    except subprocess.TimeoutExpired:
        return None
    found = re.search(r'"(.+)"', shown.stdout)
    return found.group(1) if found else None


def _read_in_process(
    api: Any, crop: Pixels, dpi: float, ends: float, timeout_s: float
) -> tuple[str, float]:
    left_ms = int(1000 * (ends - time.monotonic()))
    if left_ms <= 0:
        raise EngineFailed("reading_timeout", {"seconds": timeout_s})
    api.SetImage(Image.fromarray(crop))
    api.SetSourceResolution(round(dpi))
    if not api.Recognize(left_ms):
        if time.monotonic() >= ends:
            raise EngineFailed("reading_timeout", {"seconds": timeout_s})
        # A picture that Tesseract does not take (wider than 32,767 pixels) says nothing.
        return "", 0.0
    text = unicodedata.normalize("NFC", " ".join(api.GetUTF8Text().split()))
    return text, round(api.MeanTextConf() / 100, 4)


def _read_files(
    crops: Sequence[Pixels], language: str, dpi: float, timeout_s: float
) -> tuple[tuple[str, float], ...]:
    """One start of the program for all lines: a list of files, a page each."""
    _use()
    with tempfile.TemporaryDirectory(prefix="sohoa-lines-") as folder:
        paths = [Path(folder) / f"{number:05}.pgm" for number in range(len(crops))]
        for path, crop in zip(paths, crops, strict=True):
            _write_picture(path, crop)
        names = Path(folder) / "lines.txt"
        names.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
        tsv = _run(str(names), language, f"--psm 7 --dpi {round(dpi)}", timeout_s, folder)
    readings = {number: parse_tsv(part) for number, part in _pages_of(tsv)}
    return tuple(_joined(readings.get(number, ())) for number in range(1, len(crops) + 1))


def _pages_of(tsv: str) -> Iterator[tuple[int, str]]:
    """The TSV of each page of a list, each with the heading."""
    heading, *rows = tsv.splitlines() or [""]
    for number, part in groupby(rows, key=lambda row: int(row.split("\t", 2)[1])):
        yield number, "\n".join([heading, *part])


def _joined(lines: Sequence[Line]) -> tuple[str, float]:
    words = [word for line in lines for word in line.words]
    if not words:
        return "", 0.0
    return " ".join(w.text for w in words), sum(w.confidence for w in words) / len(words)


def parse_tsv(tsv: str) -> tuple[Line, ...]:
    """Tesseract's TSV (page, block, paragraph, line, word; box; confidence; text) as lines."""
    rows: dict[tuple[int, int, int], list[Word]] = {}
    for row in tsv.splitlines()[1:]:
        level, _, block, paragraph, line, _, left, top, width, height, confidence, text = row.split(
            "\t", 11
        )
        if level != "5":
            continue
        box = Box(int(left), int(top), int(left) + int(width), int(top) + int(height))
        sure = min(max(float(confidence) / 100, 0.0), 1.0)
        for part in unicodedata.normalize("NFC", text).split():
            key = (int(block), int(paragraph), int(line))
            rows.setdefault(key, []).append(Word(part, box, round(sure, 4)))
    return tuple(
        Line(tuple(words), hull(w.box for w in words), block)
        for (block, _, _), words in rows.items()
    )


def _write_picture(path: Path, pixels: Pixels) -> None:
    """A grey PGM costs nothing to write; pytesseract's own PNG costs 0.3 CPU s a page."""
    if not cv2.imwrite(str(path), pixels):
        _check_space(str(path.parent))
        raise EngineFailed("reading_failed", {"why": "cannot write the page for Tesseract"})


def _run(path: str, language: str, config: str, timeout_s: float, folder: str) -> str:
    try:
        tsv = pytesseract.image_to_data(path, lang=language, config=config, timeout=timeout_s)
    except (pytesseract.TesseractError, OSError) as error:
        _check_space(folder)
        raise EngineFailed("reading_failed", {"why": str(error)[-300:]}) from error
    except RuntimeError as error:
        raise EngineFailed("reading_timeout", {"seconds": timeout_s}) from error
    _check_space(folder)
    return str(tsv)


def _check_space(folder: str) -> None:
    """On a full disk Tesseract's output is cut off without a word. Raises: ArchiveUnusable."""
    if shutil.disk_usage(folder).free < _FULL_BYTES:
        raise ArchiveUnusable("no_space", {"archive": folder, "why": "Tesseract"})


def _use() -> None:
    os.environ["OMP_THREAD_LIMIT"] = "1"
    pytesseract.pytesseract.tesseract_cmd = program("tesseract")
