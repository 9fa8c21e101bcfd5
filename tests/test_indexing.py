"""What the index is told of a document."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.indexing import form_of, index_entry
from pipeline.model.access import Access, Holding
from pipeline.model.archival import Form, Guess
from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, OcrPage, TextSource, Word
from pipeline.model.record import Field, Record, State
from pipeline.register.entries import Document

BOX = Box(0, 0, 10, 10)
READ = OcrPage(1, (100, 100), 200, (Line((Word("Kính", BOX, 0.9),), BOX),), "test")
EMBEDDED = replace(READ, source=TextSource.EMBEDDED)
BLANK = replace(READ, lines=())
DOCUMENT = Document(
    id="d1",
    sha256="ab" * 32,
    batch="lô",
    source_name="a.pdf",
    first_page=1,
    last_page=1,
    state=State.REVIEW,
    reasons=(),
    record=Record(
        code=Field("07/TB-UBND", 0.9),
        number=Field("07", 0.9),
        signer_name=Field("Trần Văn Mẫu", 0.9),
        urgency=Field("Hỏa tốc", 0.9),
    ),
    pdf=None,
    pdf_conformance=None,
    alto=None,
    settings_digest="s",
    software="v",
    created_at=datetime(2026, 3, 4, tzinfo=UTC),
    holding=Holding(Access.OPEN, "Phòng Một"),
)


@pytest.mark.parametrize(
    ("pages", "form"),
    [
        ((READ, READ), Form.PAPER),
        ((EMBEDDED, BLANK), Form.ELECTRONIC),
        ((EMBEDDED, READ), Form.MIXED),
        ((BLANK,), Form.PAPER),
    ],
)
def test_the_form_is_told_by_where_the_text_is_from(pages: tuple[OcrPage, ...], form: Form) -> None:
    assert form_of(pages) is form


def test_an_entry_has_what_the_register_knows() -> None:
    entry = index_entry(DOCUMENT, (EMBEDDED,))
    assert (entry.number, entry.signer, entry.urgency) == ("07", "Trần Văn Mẫu", "Hỏa tốc")
    assert (entry.access, entry.unit, entry.form) == (Access.OPEN, "Phòng Một", Form.ELECTRONIC)
    assert (entry.state, entry.pages) == (State.REVIEW, ("Kính",))


def test_an_unsure_word_takes_its_alternatives_along() -> None:
    unsure = Line((Word("đất", BOX, 0.9), Word("thảm", BOX, 0.6, ("thăm",))), BOX)
    entry = index_entry(DOCUMENT, (READ, replace(READ, lines=(unsure,))))
    assert entry.guesses == (Guess(2, 4, 8, ("thăm",)),)


@pytest.mark.parametrize("state", set(State) - {State.ACCEPTED, State.REVIEW})
def test_what_is_quarantined_makes_no_entry(state: State) -> None:
    with pytest.raises(ValueError, match="not indexed"):
        index_entry(replace(DOCUMENT, state=state), (READ,))
