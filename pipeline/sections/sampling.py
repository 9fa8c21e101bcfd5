"""The section `[sampling]`: how strictly a batch is signed off."""

from __future__ import annotations

from typing import Literal

from pipeline.sections.section import Section


class SamplingSettings(Section):
    aql: str
    level: Literal["I", "II", "III"]
