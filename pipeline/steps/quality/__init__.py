"""Tells what is wrong with a scan while its paper still lies on the desk."""

from pipeline.steps.quality.numbering import leaps
from pipeline.steps.quality.page import page_findings

__all__ = ["leaps", "page_findings"]
