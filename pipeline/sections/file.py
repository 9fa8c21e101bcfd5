"""Reads a file of rules into its section."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from pipeline.errors import SettingsInvalid
from pipeline.sections.section import Section

_File = TypeVar("_File", bound=Section)


def read_section(path: Path, form: type[_File]) -> _File:
    """Raises: SettingsInvalid: the file cannot be read, or a key or value is wrong; it is named."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsInvalid("settings_file", {"file": str(path), "why": str(error)}) from error
    try:
        return form.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsInvalid(
            "setting", {"file": str(path), "key": where, "why": first["msg"]}
        ) from error
