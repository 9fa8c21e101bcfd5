"""What the columns of a register are called that was kept elsewhere, and an office's own map."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import Field, ValidationError, field_validator

from pipeline.errors import SettingsInvalid
from pipeline.model.entry import Channel
from pipeline.sections.section import Section
from pipeline.settings import configs_dir

FIELDS = (
    "number", "arrived_on", "code", "code_number", "code_notation", "issued_on", "issuer", "type",
    "subject", "type_subject", "signer_name", "signer_position", "urgency", "secrecy", "unit",
    "to_places", "issued_amount", "page_amount", "due_on", "done_on", "channel", "file_code",
    "note",
)  # fmt: skip
"""What a column may be."""


class ColumnRules(Section):
    """Field → how its column's header begins; channel → what its cells say."""

    columns: dict[str, tuple[str, ...]]
    channels: dict[Channel, tuple[str, ...]]

    @field_validator("columns")
    @classmethod
    def _known(cls, columns: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return _only_fields(columns)


class ColumnMap(Section):
    """What a person says of a file: the headers that the names do not tell."""

    sheet: str | None = None
    """Of the workbook; the first one where none is named."""
    header_row: int | None = Field(default=None, ge=1)
    """The row with the headers, from 1; found by itself where none is named."""
    channel: Channel | None = None
    """How the documents came, where no column says so."""
    year: int | None = Field(default=None, ge=1900, le=2200)
    """Of dates that are written without one."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Field → the header of its column, as it stands in the file."""

    @field_validator("columns")
    @classmethod
    def _known(cls, columns: dict[str, str]) -> dict[str, str]:
        return _only_fields(columns)


_Value = TypeVar("_Value")
_Form = TypeVar("_Form", bound=Section)


def _only_fields(columns: dict[str, _Value]) -> dict[str, _Value]:
    if strange := set(columns) - set(FIELDS):
        raise ValueError(f"no such field: {', '.join(sorted(strange))}")
    return columns


@cache
def default_columns() -> ColumnRules:
    return _load(configs_dir() / "columns.toml", ColumnRules)


def load_map(path: Path) -> ColumnMap:
    """Raises: SettingsInvalid: the file cannot be read, or a key or value is wrong."""
    return _load(path, ColumnMap)


def _load(path: Path, form: type[_Form]) -> _Form:
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
