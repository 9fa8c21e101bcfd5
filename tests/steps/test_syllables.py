import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.steps.syllables import is_syllable

RIGHT = """quyết định của Ủy ban nhân dân tỉnh Kiên Giang, về việc nghiệp vụ y tế; giếng gì khuỷu
nguyễn ĐƯỜNG thuở quốc huýt xoáy kỹ lý ngoằn"""
WRONG = "ngiêm kương ghan cêu lap làp quôc ầấ Tesseract wb xyz nhg SSồ"
"""A wrong onset before e, i; no tone or a wrong one before a stop; two tones; no Vietnamese."""


@pytest.mark.parametrize("word", RIGHT.split())
def test_words_of_the_language_are_syllables(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", WRONG.split())
def test_what_cannot_be_written_is_none(word: str) -> None:
    assert not is_syllable(word)


@given(st.text(max_size=8))
def test_anything_gets_an_answer_whatever_its_case(word: str) -> None:
    assert is_syllable(word) in (True, False)
    assert not is_syllable("")
