"""From the words of a document's pages to its record, and the verdict on it."""

from __future__ import annotations

from pipeline.steps.record.extract import extract_record
from pipeline.steps.record.verdict import judge

__all__ = ["extract_record", "judge"]
