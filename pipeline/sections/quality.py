"""The section `[quality]`: what a scan must be, and from when on a fault is told."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pipeline.sections.section import Section


class QualitySettings(Section):
    dpi: int = Field(ge=72, le=1200)
    colour: Literal["colour", "grey", "bilevel"]
    blur_mm: float = Field(gt=0)
    contrast: int = Field(ge=0, le=255)
    skew_deg: float = Field(gt=0, le=10)
    edge_mm: float = Field(ge=0, le=5)
    fold_mm: float = Field(gt=0)
    shadow: float = Field(gt=0, lt=1)
    shadow_share: float = Field(gt=0, lt=1)
    blank_letters: int = Field(ge=0)
    sure_of_turn: float = Field(ge=0, le=1)
    sure_of_number: float = Field(ge=0, le=1)
