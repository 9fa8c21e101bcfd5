"""Marks the words of one page that answer a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pipeline.model.archival import IndexEntry
from pipeline.search.analysis import nfc
from pipeline.search.highlight import Highlighter
from pipeline.search.query_language import understand


def spans_on_page(
    question: str, entry: IndexEntry, number: int, today: date | None = None
) -> tuple[tuple[int, int], ...]:
    """Character ranges of the NFC text of page `number` that answer, end exclusive."""
    page = IndexEntry(
        entry.document_id,
        (nfc(entry.pages[number - 1]),),
        guesses=tuple(replace(g, page=1) for g in entry.guesses if g.page == number),
    )
    best = Highlighter(understand(question, today)).passages(page, 1).pages[0]
    return best.spans
