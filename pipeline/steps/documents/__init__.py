"""Finds the documents in the pages of a file: sure, or for a person to decide."""

from __future__ import annotations

from pipeline.steps.documents.boundaries import Boundary, Outcome, find_boundaries
from pipeline.steps.documents.desk_sheets import sheet_of, sheet_text
from pipeline.steps.documents.parts import Part, Split, split_pages

__all__ = [
    "Boundary",
    "Outcome",
    "Part",
    "Split",
    "find_boundaries",
    "sheet_of",
    "sheet_text",
    "split_pages",
]
