"""Tesseract through pytesseract: words of a prepared page, one thread, with a deadline."""

from __future__ import annotations

import os
import shutil
import tempfile
import unicodedata
from functools import cache
from pathlib import Path

import cv2
import pytesseract

from pipeline.engines.programs import program
from pipeline.errors import ArchiveUnusable, EngineFailed
from pipeline.model.geometry import Box, hull
from pipeline.model.ocr import Line, Word
from pipeline.model.scan import Pixels, ReadingImage
from pipeline.settings import Reading

_FULL_BYTES = 64_000_000
"""With less free, output may have been cut off: several pages are written at a time."""


@cache
def version(language: str) -> str:
    """Engine, version and language, as part of the ledger's key and of ALTO."""
    _use()
    return f"tesseract {pytesseract.get_tesseract_version()} {language}"


def languages() -> frozenset[str]:
    """The languages that are installed. Raises: ToolMissing."""
    _use()
    return frozenset(pytesseract.get_languages())


def read_lines(image: ReadingImage, settings: Reading, timeout_s: float) -> tuple[Line, ...]:
    """Lines as Tesseract found them; boxes in pixels of the reading image.

    Raises:
        EngineFailed: "reading_timeout" or "reading_failed".
        ToolMissing: Tesseract is not installed.
    """
    config = f"--psm {settings.psm} --dpi {round(image.dpi)}"
    return parse_tsv(_tsv(image.pixels, settings.language, config, timeout_s))


def read_crop(pixels: Pixels, language: str, timeout_s: float) -> tuple[str, float]:
    """Text and mean confidence of one line cut from a page."""
    lines = parse_tsv(_tsv(pixels, language, "--psm 7 --dpi 300", timeout_s))
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


def _tsv(pixels: Pixels, language: str, config: str, timeout_s: float) -> str:
    _use()
    with tempfile.TemporaryDirectory(prefix="sohoa-page-") as folder:
        # A grey PGM costs nothing to write; pytesseract's own PNG costs 0.3 CPU s a page.
        path = str(Path(folder) / "page.pgm")
        if not cv2.imwrite(path, pixels):
            _check_space(folder)
            raise EngineFailed("reading_failed", {"why": "cannot write the page for Tesseract"})
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
