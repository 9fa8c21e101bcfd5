"""Who is told of what, kept as data in `configs/announcements.toml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import field_validator

from pipeline.sections.announcements import AnnouncementRule, AnnouncementSettings
from pipeline.sections.file import read_section
from pipeline.sections.section import Section
from pipeline.settings import configs_dir


class AnnouncementRules(Section):
    rules: tuple[AnnouncementRule, ...]

    @field_validator("rules")
    @classmethod
    def _told_apart(cls, rules: tuple[AnnouncementRule, ...]) -> tuple[AnnouncementRule, ...]:
        keys = [rule.key for rule in rules]
        if len(set(keys)) != len(keys):
            raise ValueError("two rules of one key")
        return rules


def announcement_rules(settings: AnnouncementSettings) -> tuple[AnnouncementRule, ...]:
    """Those of the program; one of an office's own takes the place of one of the same key."""
    own = {rule.key: rule for rule in settings.rules}
    known = [own.pop(rule.key, rule) for rule in default_announcements().rules]
    return (*known, *own.values())


@cache
def default_announcements() -> AnnouncementRules:
    return load_announcements(configs_dir())


def load_announcements(folder: Path) -> AnnouncementRules:
    """Raises: SettingsInvalid: the file cannot be read, or a key or value is wrong."""
    return read_section(folder / "announcements.toml", AnnouncementRules)
