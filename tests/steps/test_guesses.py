"""Which unsure words the index finds as what else they may be."""

from __future__ import annotations

from pipeline.model.archival import Guess, IndexEntry
from pipeline.model.geometry import Box
from pipeline.model.ocr import Line, OcrPage, Word
from pipeline.search.fields import document_fields
from pipeline.steps.guesses import guesses_at

BOX = Box(0, 0, 10, 10)


def page(*words: Word) -> OcrPage:
    first = Line((Word("Kính", BOX, 0.99), Word("gửi:", BOX, 0.99)), BOX)
    return OcrPage(7, (100, 100), 200, (first, Line(words, BOX)), "test")


def guesses(*words: Word) -> tuple[Guess, ...]:
    return tuple(guesses_at(page(*words), 2))


def test_marks_around_a_word_are_no_part_of_the_guess() -> None:
    found = page(Word("(thảm,", BOX, 0.6, ("(thăm,", "(tham,")))
    (guess,) = guesses_at(found, 2)
    assert found.text[guess.start : guess.end] == "thảm"
    assert (guess.page, guess.texts) == (2, ("thăm", "tham"))


def test_a_sure_word_is_taken_at_its_word() -> None:
    assert guesses(Word("thảm", BOX, 0.98, ("thăm",))) == ()


def test_numbers_codes_letters_and_other_cases_are_not_guessed() -> None:
    for text, other in (("12", "72"), ("QĐ-UB", "QĐ-UD"), ("ỉ", "i"), ("Số", "số"), ("thảm", "1")):
        assert guesses(Word(text, BOX, 0.5, (other,))) == ()


def test_a_guess_reaches_the_index() -> None:
    found = page(Word("thảm", BOX, 0.6, ("thẩm", "tham")))
    entry = IndexEntry("d1", (found.text,), guesses=tuple(guesses_at(found, 1)))
    assert "thẩm" in document_fields(entry).texts["guesses"]
