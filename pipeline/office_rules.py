"""What may be on paper and what a document must have, kept as data in `configs/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field, field_validator

from pipeline.errors import SettingsInvalid
from pipeline.model.ocr import RegionKind
from pipeline.model.record import FIELD_NAMES
from pipeline.sections.file import read_section
from pipeline.sections.paper import PaperClass, PartRule, Words
from pipeline.sections.section import Section
from pipeline.settings import Settings, configs_dir

SHOULD_BE_ELECTRONIC = "should_be_electronic"
"""The class of paper that is of no class and whose issuer has exchange."""


class PaperRules(Section):
    should_be_electronic: Words
    electronic_issuers: tuple[str, ...]
    classes: tuple[PaperClass, ...]

    def named(self, key: str) -> PaperClass | None:
        return next((one for one in self.classes if one.key == key), None)

    def name(self, key: str) -> Words:
        """What people call a class; one that the settings no longer have by its key."""
        if key == SHOULD_BE_ELECTRONIC:
            return self.should_be_electronic
        found = self.named(key)
        return Words(vi=key, en=key) if found is None else found.name

    def check_key(self, key: str) -> None:
        """Raises: SettingsInvalid for a class that there is not; it names those that there are."""
        known = (*(one.key for one in self.classes), SHOULD_BE_ELECTRONIC)
        if key not in known:
            raise SettingsInvalid("paper_class", {"key": key, "known": ", ".join(known)})


class CompletenessRules(Section):
    sure: float = Field(ge=0, le=1)
    page_mean: float = Field(ge=0, le=1)
    parts: tuple[PartRule, ...]

    @field_validator("parts")
    @classmethod
    def _known(cls, parts: tuple[PartRule, ...]) -> tuple[PartRule, ...]:
        for part in parts:
            if part.field and part.field not in FIELD_NAMES:
                raise ValueError(f"{part.key}: no record has a field {part.field}")
            if strange := {*part.marks, *part.hidden_by} - set(RegionKind):
                raise ValueError(f"{part.key}: no page has marks {', '.join(sorted(strange))}")
        return parts

    def part(self, key: str) -> PartRule:
        """Raises: SettingsInvalid for a part that there is not; it names those that there are."""
        for part in self.parts:
            if part.key == key:
                return part
        known = ", ".join(part.key for part in self.parts)
        raise SettingsInvalid("part_unknown", {"key": key, "known": known})


class _PaperFile(Section):
    paper: PaperRules


class _CompletenessFile(Section):
    completeness: CompletenessRules


def paper_rules(settings: Settings) -> PaperRules:
    """The classes of an office, its own first. Raises: SettingsInvalid."""
    known = default_paper()
    own = settings.paper.classes
    others = (one for one in known.classes if one.key not in {mine.key for mine in own})
    return known.model_copy(update={"classes": (*own, *others)})


def completeness_rules(settings: Settings) -> CompletenessRules:
    """What an office asks for; a part of its own takes the place of one of the same key.

    Raises:
        SettingsInvalid.
    """
    known = default_completeness()
    own = {part.key: part for part in settings.completeness.parts}
    parts = [own.pop(part.key, part) for part in known.parts]
    return known.model_copy(update={"parts": (*parts, *own.values())})


@cache
def default_paper() -> PaperRules:
    return load_paper(configs_dir())


@cache
def default_completeness() -> CompletenessRules:
    return load_completeness(configs_dir())


def load_paper(folder: Path) -> PaperRules:
    """Raises: SettingsInvalid: the file cannot be read, or a key or value is wrong."""
    return read_section(folder / "paper.toml", _PaperFile).paper


def load_completeness(folder: Path) -> CompletenessRules:
    """Raises: as `load_paper`."""
    return read_section(folder / "completeness.toml", _CompletenessFile).completeness
