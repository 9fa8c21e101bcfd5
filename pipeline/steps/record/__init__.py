"""From the words of a document's pages to its record, and the verdict on it."""

from __future__ import annotations

from pipeline.steps.record.extract import extract_record
from pipeline.steps.record.memory import office_of
from pipeline.steps.record.neighbours import settle, settle_all
from pipeline.steps.record.person import said_over
from pipeline.steps.record.typed import typed_value
from pipeline.steps.record.verdict import OF_FIELDS, doubts_of, judge

__all__ = [
    "OF_FIELDS",
    "doubts_of",
    "extract_record",
    "judge",
    "office_of",
    "said_over",
    "settle",
    "settle_all",
    "typed_value",
]
