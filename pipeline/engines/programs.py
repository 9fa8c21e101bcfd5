"""Where the outside programs are, started so that none outlives the process that started it."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipeline.errors import ToolMissing

_WRAPPERS = Path(__file__).with_name("bin")

POPPLER_PATH: str = str(_WRAPPERS)
"""Folder of poppler's programs, for pdf2image."""

INSTALL = {
    "tesseract": "apt-get install tesseract-ocr tesseract-ocr-vie tesseract-ocr-osd",
    "pdftoppm": "apt-get install poppler-utils",
    "pdftocairo": "apt-get install poppler-utils",
    "pdfinfo": "apt-get install poppler-utils",
    "pdftotext": "apt-get install poppler-utils",
}
"""Program → the command that installs it on Debian."""


def program(name: str) -> str:
    """The path to start `name` with. Raises: ToolMissing when it is not installed."""
    if shutil.which(name) is None:
        raise ToolMissing("program", {"program": name, "command": INSTALL[name]})
    return str(_WRAPPERS / name)
