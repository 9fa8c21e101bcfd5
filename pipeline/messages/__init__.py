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
_CODES = {
    "status": "status",
    "to": "status",
    "statuses": "status",
    "roles": "role",
    "of_field": "fieldname",
}
"""Parameters of errors that are codes, parted by blanks → where their words are."""


def say(language: Language, key: str, params: Mapping[str, Any] | None = None) -> str:
    """The message `key` with its blanks filled. Raises: KeyError when no such message exists."""
    return catalogue(language)[key].format_map(dict(params or {}))


def say_error(language: Language, error: SohoaError) -> str:
    """What an error tells a person: what, where, and what to do next."""
    params = {name: _worded(language, name, value) for name, value in error.params.items()}
    return say(language, f"error.{error.code}", params)


def _worded(language: Language, name: str, value: Any) -> Any:
    """Codes of statuses, roles and fields with their words; any other value as it is."""
    if name not in _CODES:
        return value
    words, kind = catalogue(language), _CODES[name]
    codes = str(value).split()
    if any(f"{kind}.{code}" not in words for code in codes):
        return value
    named = [words[f"{kind}.{code}"] for code in codes]
    if kind == "status":
        named = [f"{code} {word}" for code, word in zip(codes, named, strict=True)]
    return ", ".join(named)


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Dotted key → template, of `<language>.toml` and the files `<language>_*.toml` beside it."""
    words: dict[str, str] = {}
    for path in sorted(Path(__file__).parent.glob(f"{language}*.toml")):
        words.update(_flat("", tomllib.loads(path.read_text(encoding="utf-8"))))
    return words


def _flat(prefix: str, table: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in table.items():
        name = f"{prefix}{key}"
        rows += _flat(f"{name}.", value) if isinstance(value, dict) else [(name, value)]
    return rows
