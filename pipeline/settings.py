"""The settings: frozen sections that mirror `configs/default.toml`, read once at the door."""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator

from pipeline.errors import SettingsInvalid
from pipeline.model.access import Access, Rights, unit_name
from pipeline.sections.announcements import AnnouncementSettings
from pipeline.sections.elasticsearch import ElasticsearchSettings as ElasticsearchSettings
from pipeline.sections.letterhead import LetterheadSettings
from pipeline.sections.mail import MailSettings
from pipeline.sections.paper import OfficeCompleteness, OfficePaper
from pipeline.sections.partner import ExchangeSettings
from pipeline.sections.quality import QualitySettings
from pipeline.sections.register import PersonSettings, RegisterSettings
from pipeline.sections.sampling import SamplingSettings
from pipeline.sections.section import Section as Section
from pipeline.sections.signatures import SignatureSettings
from pipeline.sections.watch import WatchSettings
from pipeline.sections.workbench import LoginSettings, WorkbenchSettings

_PATHS = (("reading", "digit_head"), ("elasticsearch", "ca_certs"), ("signatures", "trust"))
"""Settings that name a file, or several."""


class Limits(Section):
    max_bytes: int = Field(gt=0)
    max_pages: int = Field(gt=0)
    max_page_pixels: int = Field(gt=0)
    page_seconds: float = Field(gt=0)
    file_seconds: float = Field(gt=0)
    file_seconds_per_page: float = Field(ge=0)
    min_free_bytes: int = Field(ge=0)
    worker_bytes: int = Field(ge=500_000_000)


class Intake(Section):
    access: Access
    unit: str

    @field_validator("unit")
    @classmethod
    def _one_form(cls, unit: str) -> str:
        return unit_name(unit)


class Pages(Section):
    dpi: int = Field(ge=72, le=1200)
    min_dpi: int = Field(ge=72, le=1200)
    max_dpi: int = Field(ge=72, le=1200)
    jpeg_quality: int = Field(ge=50, le=100)
    blank_ink: float = Field(ge=0, le=1)


class Preparation(Section):
    min_skew_deg: float = Field(ge=0)
    max_skew_deg: float = Field(ge=0, le=20)
    clean_paper: float = Field(ge=0)
    photo_paper: float = Field(ge=0)
    photo_surround: float = Field(ge=0, le=1)
    least_flattening: float = Field(ge=1)


class Quality(StrEnum):
    """How much is spent on reading a page."""

    FAST = "fast"
    """Our own reader alone."""
    STANDARD = "standard"
    """A second reader where ours is not sure, a third where those two differ."""
    CAREFUL = "careful"
    """Three readers on every line."""


class Reading(Section):
    quality: Quality
    sure: float = Field(ge=0, le=1)
    sure_in_dispute: float = Field(ge=0, le=1)
    language: str = Field(pattern=r"^[A-Za-z_+]+$")
    sure_of_turn: float = Field(ge=0, le=1)
    doubtful_confidence: float = Field(ge=0, le=1)
    speck_confidence: float = Field(ge=0, le=1)
    digit_head: str


class FieldSettings(Section):
    look_cost: float = Field(gt=0)
    error_cost: float = Field(gt=0)
    error_costs: dict[str, float]


class OfficeUnit(Section):
    """A unit of an office's own, as its header and its symbols name it."""

    name: str = Field(min_length=2)
    abbreviations: tuple[str, ...] = ()
    code: str | None = None
    """Identification code (QĐ 20/2020/QĐ-TTg)."""


class OfficeKind(Section):
    """A kind of document that an office has besides those of the decree."""

    name: str = Field(min_length=2)
    abbreviations: tuple[str, ...] = ()


class Office(Section):
    units: tuple[OfficeUnit, ...]
    kinds: tuple[OfficeKind, ...]
    places: tuple[str, ...]
    positions: tuple[str, ...]


class Database(Section):
    url_env: str


class Run(Section):
    workers: int = Field(ge=0, le=256)


class SearchEngine(StrEnum):
    """Where the index is."""

    TANTIVY = "tantivy"
    ELASTICSEARCH = "elasticsearch"


class Reader(Section):
    """Somebody who searches without holding the archive's folder, and what they may see."""

    name: str = Field(min_length=1)
    access: tuple[Access, ...]
    units: tuple[str, ...] | None = None
    token_env: str = ""

    @property
    def rights(self) -> Rights:
        return Rights(frozenset(self.access), None if self.units is None else frozenset(self.units))


class Search(Section):
    engine: SearchEngine
    readers: tuple[Reader, ...]

    @field_validator("readers")
    @classmethod
    def _told_apart(cls, readers: tuple[Reader, ...]) -> tuple[Reader, ...]:
        names = [reader.name for reader in readers]
        if len(set(names)) != len(names):
            raise ValueError("two readers of one name")
        return readers

    def reader(self, name: str) -> Reader:
        """Raises: SettingsInvalid when there is none of this name."""
        for reader in self.readers:
            if reader.name == name:
                return reader
        known = ", ".join(reader.name for reader in self.readers) or "—"
        raise SettingsInvalid("reader_unknown", {"name": name, "known": known})


class Settings(Section):
    limits: Limits
    intake: Intake
    pages: Pages
    preparation: Preparation
    reading: Reading
    fields: FieldSettings
    office: Office
    letterhead: LetterheadSettings
    paper: OfficePaper
    completeness: OfficeCompleteness
    run: Run
    database: Database
    search: Search
    elasticsearch: ElasticsearchSettings
    registers: RegisterSettings
    exchange: ExchangeSettings
    people: tuple[PersonSettings, ...]
    signatures: SignatureSettings
    announcements: AnnouncementSettings
    mail: MailSettings
    sampling: SamplingSettings
    workbench: WorkbenchSettings
    oidc: LoginSettings
    quality: QualitySettings
    watch: WatchSettings

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values under the names of a settings file; `model_validate` is its inverse."""
        return self.model_dump(mode="json", by_alias=True)

    @field_validator("people")
    @classmethod
    def _one_each(cls, people: tuple[PersonSettings, ...]) -> tuple[PersonSettings, ...]:
        names = [person.name for person in people]
        if len(set(names)) != len(names):
            raise ValueError("two people of one name")
        return people

    @property
    def database_url(self) -> str | None:
        """Where the register is when it is on a server. Raises: SettingsInvalid."""
        name = self.database.url_env
        if not name:
            return None
        url = os.environ.get(name)
        if not url:
            raise SettingsInvalid("register_url_missing", {"variable": name})
        return url


def configs_dir() -> Path:
    """The folder of the rules and defaults: beside the package, or inside it once installed."""
    inside = Path(__file__).with_name("configs")
    return inside if inside.is_dir() else Path(__file__).parent.parent / "configs"


@cache
def default_settings() -> Settings:
    return load_settings(None)


def load_settings(path: Path | None) -> Settings:
    """The defaults, with what `path` (TOML) changes.

    Raises:
        SettingsInvalid: the file cannot be read, or a key or value is wrong; it is named.
    """
    table = _read_toml(configs_dir() / "default.toml")
    if path is not None:
        changes = _read_toml(path)
        for section, key in _PATHS:
            _anchor(changes.get(section), key, path)
        for section, values in changes.items():
            if isinstance(values, dict) and isinstance(table.get(section), dict):
                table[section] = {**table[section], **values}
            else:
                table[section] = values
    try:
        return Settings.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsInvalid(
            "setting", {"file": str(path), "key": where, "why": first["msg"]}
        ) from error


def _anchor(section: object, key: str, path: Path) -> None:
    """A settings file and what it names are moved together."""
    if not isinstance(section, dict):
        return
    folder, named = path.resolve().parent, section.get(key)
    if isinstance(named, str) and named:
        section[key] = str(folder / named)
    elif isinstance(named, list):
        section[key] = [str(folder / one) if isinstance(one, str) else one for one in named]


def page_digest(settings: Settings, engine: str, file_format: int) -> str:
    """Names everything that a page's reading depends on; changes exactly when one of it does."""
    parts = {
        "pages": settings.pages.model_dump(),
        "preparation": settings.preparation.model_dump(),
        # What an office trained counts by its content, which is part of the engine's name.
        "reading": settings.reading.model_dump(exclude={"digit_head"}),
        "engine": engine,
        "format": file_format,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsInvalid("settings_file", {"file": str(path), "why": str(error)}) from error
