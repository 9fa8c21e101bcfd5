"""The section `[watch]`: how a folder is watched that scanners drop their files into."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pipeline.sections.section import Section


class WatchSettings(Section):
    originals: Literal["move", "keep"]
    settle_s: float = Field(gt=0, le=3_600)
    broken_s: float = Field(gt=0, le=86_400)
    look_s: float = Field(gt=0, le=600)
    retry_s: float = Field(gt=0, le=86_400)
