"""The section `[mail]`: where letters come in by e-mail, and what is taken of them."""

from __future__ import annotations

from pydantic import Field

from pipeline.sections.section import Section


class MailLimits(Section):
    """What of a message is looked at."""

    max_bytes: int = Field(ge=1_000)
    max_parts: int = Field(ge=1, le=100_000)
    max_depth: int = Field(ge=1, le=100)
    inline_pixels: int = Field(ge=0)


class MailSettings(MailLimits):
    book: str
