"""The section `[announcements]`: through what people are told, when, and an office's own rules."""

from __future__ import annotations

import re
from datetime import time
from typing import Literal

from pydantic import Field, field_validator

from pipeline.model.access import unit_name
from pipeline.model.notice import NoticeKind
from pipeline.model.person import Role
from pipeline.sections.section import Section

_TO = re.compile(rf"role:({'|'.join(Role)})|unit|assignee|gateway:\S(.*\S)?")


class AnnouncementRule(Section):
    """Who is told of one kind of thing."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    kind: NoticeKind
    urgencies: tuple[str, ...] = ()
    """Empty: of any."""
    to: tuple[str, ...]
    quiet: bool = True
    """Whether it waits for the end of the quiet hours."""
    show: tuple[Literal["issuer", "subject"], ...] = ()

    @field_validator("to")
    @classmethod
    def _known(cls, to: tuple[str, ...]) -> tuple[str, ...]:
        for one in to:
            if not _TO.fullmatch(one):
                raise ValueError(f"{one} is no role:ROLE, unit, assignee or gateway:NAME")
        return to


class Gateway(Section):
    """A way to people: a mailbox, a group in a chat, a telephone behind an SMS gateway."""

    name: str = Field(min_length=1)
    url_env: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    """The environment variable that holds its Apprise address."""
    roles: tuple[Role, ...] = ()
    units: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    language: Literal["vi", "en"] = "vi"

    @field_validator("units")
    @classmethod
    def _one_form(cls, units: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(unit_name(unit) for unit in units)


class AnnouncementSettings(Section):
    gateways: tuple[Gateway, ...]
    rules: tuple[AnnouncementRule, ...]
    quiet_from: time
    quiet_to: time
    due_soon_days: int = Field(ge=0, le=30)
    backoff_s: float = Field(gt=0)
    longest_backoff_s: float = Field(gt=0)
    lines: int = Field(ge=1, le=500)

    @field_validator("gateways")
    @classmethod
    def _told_apart(cls, gateways: tuple[Gateway, ...]) -> tuple[Gateway, ...]:
        names = [gateway.name for gateway in gateways]
        if len(set(names)) != len(names):
            raise ValueError("two gateways of one name")
        return gateways
