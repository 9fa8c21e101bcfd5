"""Reads a written PDF's text back with poppler and compares it with what was read."""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path

from pipeline.engines.programs import program
from pipeline.engines.text_layer import legible
from pipeline.errors import EngineFailed
from pipeline.model.ocr import OcrPage

_PAGE_END = "\f"


def unequal_pages(path: Path, pages: Iterable[OcrPage]) -> tuple[int, ...]:
    """Numbers of the pages whose words, in order, are not those of `pages` (NFC).

    Pages are matched by their order in the file. Where a line ends is not compared: a reader
    tells lines by their places, and noise may lie on any of them.

    Raises:
        EngineFailed: poppler cannot read the file, or it has more pages than were read.
        ToolMissing: poppler is not installed.
    """
    numbers: list[int] = []
    for page, text in zip_longest(pages, _page_texts(path)):
        if page is None:
            raise EngineFailed("read_back_failed", {"file": path.name, "why": "more pages"})
        if text is None or not reads_as(page, text):
            numbers.append(page.number)
    return tuple(numbers)


def reads_as(page: OcrPage, text: str) -> bool:
    """Whether `text` has the words of the page in order, with blanks between those of a line."""
    found = iter(unicodedata.normalize("NFC", text).split())
    token = ""
    for line in page.lines:
        words = [word for whole in line.words if (word := legible(whole.text))]
        for number, word in enumerate(words, start=1):
            token = token or next(found, "")
            ends_line = number == len(words)
            if not token.startswith(word) or (token != word and not ends_line):
                return False
            token = token.removeprefix(word)
    return not token and next(found, None) is None


def _page_texts(path: Path) -> list[str]:
    # -raw keeps the order of the content stream, which is ours.
    command = [program("pdftotext"), "-raw", "-enc", "UTF-8", str(path), "-"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        why = done.stderr.decode("utf-8", "replace").strip()[:200]
        raise EngineFailed("read_back_failed", {"file": path.name, "why": why})
    return done.stdout.decode("utf-8", "replace").split(_PAGE_END)[:-1]
