"""What speaks for and against two forms being one document, kept as data."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from pipeline.sections.file import read_section
from pipeline.sections.section import Section
from pipeline.settings import configs_dir


class Whole(Section):
    """How much two texts must hold and share to join forms without a number that agrees."""

    words: int
    numbers: int
    share: float
    numbers_share: float


class MatchRules(Section):
    """See `configs/matching.toml`."""

    bias: float
    shift: float
    slope: float = Field(gt=0)
    join: float = Field(gt=0, le=1)
    ask: float = Field(gt=0, le=1)
    long: Whole
    headless: Whole
    heads: tuple[str, ...]
    alarm_words: float
    alarm_numbers: float
    alarm_numbers_said: float
    weights: dict[str, float]


class _File(Section):
    matching: MatchRules


@cache
def default_matching() -> MatchRules:
    """Raises: SettingsInvalid."""
    return read_section(configs_dir() / "matching.toml", _File).matching
