"""The words that people read, Vietnamese and English, kept as data beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import SohoaError

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")


def say(language: Language, key: str, params: Mapping[str, Any] | None = None) -> str:
    """The message `key` with its blanks filled. Raises: KeyError when no such message exists."""
    return catalogue(language)[key].format_map(dict(params or {}))


def say_error(language: Language, error: SohoaError) -> str:
    """What an error tells a person: what, where, and what to do next."""
    return say(language, f"error.{error.code}", error.params)


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Dotted key → template."""
    path = Path(__file__).with_name(f"{language}.toml")
    return dict(_flat("", tomllib.loads(path.read_text(encoding="utf-8"))))


def _flat(prefix: str, table: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in table.items():
        name = f"{prefix}{key}"
        rows += _flat(f"{name}.", value) if isinstance(value, dict) else [(name, value)]
    return rows
