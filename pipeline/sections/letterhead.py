"""The section `[letterhead]`: what an office's own papers have at their head."""

from __future__ import annotations

from pydantic import Field

from pipeline.sections.section import Section


class LetterheadSettings(Section):
    superior: str
    """Cơ quan chủ quản trực tiếp; empty: none."""
    office: str
    """Empty: a line of dots to be filled by hand."""
    abbreviation: str = Field(pattern=r"^[^\s/]*$")
    place: str
