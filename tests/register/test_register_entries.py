"""What goes into the register is checked before it gets there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, OcrPage, Word
from pipeline.model.record import State
from pipeline.model.scan import PageOrigin
from pipeline.register.entries import PageFacts, page_facts
from tests.register.test_register import DOCUMENT


def test_page_facts() -> None:
    words = (Word("một", Box(0, 0, 1, 1), 0.5), Word("hai", Box(1, 0, 2, 1), 1.0))
    page = OcrPage(7, (10, 20), 300.0, (Line(words, Box(0, 0, 2, 1)),), "fake")
    facts = page_facts(page, 2)
    assert facts == PageFacts(2, 10, 20, 300.0, 0, 0.0, PageOrigin.IMAGE, 2, 0.75)
    assert page_facts(replace(page, lines=()), 1).confidence is None


@pytest.mark.parametrize("state", [State.REFUSED, State.QUARANTINED])
def test_a_document_has_a_state_of_a_document(state: State) -> None:
    with pytest.raises(ValueError, match="cannot be registered"):
        replace(DOCUMENT, state=state)
