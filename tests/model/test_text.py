"""Words and lines on disk: what was recorded before alternatives were kept is still read."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.geometry import Box
from pipeline.model.text import Line, Word, line_from_json, line_to_json

BOX = Box(1, 2, 3, 4)
TEXTS = st.sampled_from(("thăm", "tham", "thảm", "12/QĐ-UBND", "𠀀"))
WORDS = st.builds(
    lambda text, others: Word(text, BOX, 0.5, tuple(o for o in others if o != text)),
    TEXTS,
    st.lists(TEXTS, max_size=3, unique=True),
)


@given(st.lists(WORDS).map(tuple))
def test_a_line_comes_back_as_it_was_written(words: tuple[Word, ...]) -> None:
    line = Line(words, BOX, 3)
    assert line_from_json(line_to_json(line)) == line


def test_a_word_without_alternatives_is_written_as_it_always_was() -> None:
    data: dict[str, Any] = line_to_json(Line((Word("thăm", BOX, 0.5),), BOX))
    assert data["words"] == [["thăm", 1, 2, 3, 4, 0.5]]


@pytest.mark.parametrize("other", ["", "hai từ", "thăm", unicodedata.normalize("NFD", "thảm")])
def test_what_is_no_alternative_is_refused(other: str) -> None:
    with pytest.raises(ValueError, match=r"^no"):
        Word("thăm", BOX, 0.5, (other,))
