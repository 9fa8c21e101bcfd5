"""Names and versions of the readers, told without loading any of them."""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.engines import tesseract

MODELS = Path(__file__).with_name("models")


@cache
def own_meta() -> dict[str, Any]:
    """What is written beside our own network: name, height, max_width, characters."""
    meta: dict[str, Any] = json.loads((MODELS / "line_reader.json").read_text(encoding="utf-8"))
    return meta


def own_name() -> str:
    return str(own_meta()["name"])


@cache
def digits_meta() -> dict[str, Any]:
    """What is written beside the digit reader: name, characters, channels of its features."""
    meta: dict[str, Any] = json.loads((MODELS / "digit_reader.json").read_text(encoding="utf-8"))
    return meta


def digits_name() -> str:
    return str(digits_meta()["name"])


def names_name() -> str:
    meta = json.loads((MODELS / "name_reader.json").read_text(encoding="utf-8"))
    return str(meta["name"])


def second_name() -> str:
    return f"trueocr {version('trueocr')}"


def reader_names(language: str, *, alone: bool, trained: str = "") -> str:
    """The readers that a page's words depend on: part of the ledger's key and of ALTO.

    `alone`: ours is the only one asked for words; TrueOCR's detector and Tesseract's eye for
    stamps are part of every reading. `trained`: the name of what an office trained.

    Raises:
        ToolMissing: Tesseract is not installed.
    """
    mode = "alone" if alone else "agreed"
    digits = f"{digits_name()} {trained}".rstrip()
    own = f"{own_name()} {mode}, {digits}, {names_name()}"
    return f"{own}, {second_name()}, {tesseract.version(language)}"
