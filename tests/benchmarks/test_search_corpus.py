"""The made corpus is what its figures are said to be about."""

from __future__ import annotations

import statistics
import unicodedata
from collections import Counter
from itertools import pairwise

import pytest

from benchmarks.search_corpus import entries
from benchmarks.search_questions import QuestionClass, questions, unmarked
from benchmarks.search_words import Sentences, Words, old_placement
from pipeline.model.access import Access
from pipeline.model.archival import Form, IndexEntry
from pipeline.model.record import State
from pipeline.search.analysis import canon, fold, nfc, tokens

COUNT = 2_000


@pytest.fixture(scope="module")
def made() -> list[IndexEntry]:
    return list(entries(COUNT, seed=7))


def body(entry: IndexEntry) -> str:
    return nfc("\n".join(entry.pages))


def test_fewer_are_the_first_of_more(made: list[IndexEntry]) -> None:
    assert list(entries(1_200, seed=7)) == made[:1_200]
    assert list(entries(10, seed=8)) != made[:10]


def test_a_document_has_about_two_kilobytes(made: list[IndexEntry]) -> None:
    sizes = [len(body(entry).encode()) for entry in made]
    assert 1_800 < statistics.mean(sizes) < 2_200
    assert min(sizes) > 400
    assert max(sizes) < 15_000
    assert {len(entry.pages) for entry in made} == {1, 2, 3, 4}


def test_common_words_are_a_worst_case(made: list[IndexEntry]) -> None:
    share = sum("uy ban nhan dan" in fold(body(entry)) for entry in made) / COUNT
    assert 0.87 < share < 0.99


def test_words_and_issuers_have_a_long_tail(made: list[IndexEntry]) -> None:
    words = [[token.folded for token in tokens(body(entry))] for entry in made]
    pairs = {pair for text in words for pair in pairwise(text)}
    assert len(pairs) > 40_000
    issuers = Counter((entry.issuer_parent, entry.issuer) for entry in made).most_common()
    assert issuers[0][1] > 20 * issuers[len(issuers) // 2][1]


def test_codes_are_unique_within_an_office_and_a_year(made: list[IndexEntry]) -> None:
    keys = [(e.issuer, e.issuer_parent, e.date[:4], e.code) for e in made if e.date]
    assert len(set(keys)) == len(keys)


def test_what_facets_count_has_several_values(made: list[IndexEntry]) -> None:
    assert {entry.state for entry in made} == {State.ACCEPTED, State.REVIEW}
    assert {entry.form for entry in made} == set(Form)
    assert {entry.access for entry in made} == set(Access)
    assert len({entry.unit for entry in made}) > 5
    assert len({entry.urgency for entry in made}) == 4


def test_a_guess_is_another_reading_of_a_word(made: list[IndexEntry]) -> None:
    guessed = [entry for entry in made if entry.guesses]
    assert 0.05 < len(guessed) / COUNT < 0.15
    for entry in guessed:
        guess = entry.guesses[0]
        word = nfc(entry.pages[guess.page - 1])[guess.start : guess.end]
        assert word.isalpha()
        assert word not in guess.texts
        assert unmarked(guess.texts[0]) == unmarked(word)


def test_number_and_signer_are_of_the_text(made: list[IndexEntry]) -> None:
    for entry in made:
        assert entry.code.startswith(entry.number)
        assert entry.signer in body(entry)


def test_texts_differ_in_how_they_are_written(made: list[IndexEntry]) -> None:
    decomposed = sum(not unicodedata.is_normalized("NFC", entry.pages[0]) for entry in made)
    assert 0.01 < decomposed / COUNT < 0.05
    assert any("uỷ" in body(entry) for entry in made)
    assert any("ủy" in body(entry) for entry in made)


def test_the_old_placement_is_the_same_word_to_the_index() -> None:
    text = "hòa thủy khỏe quý toàn ủy thuở"
    assert old_placement(text) == "hoà thuỷ khoẻ quý toàn uỷ thuở"
    assert canon(old_placement(text)) == canon(text)


def test_sentences_leave_no_slot_open() -> None:
    sentences = Sentences(Words(3), 3)
    assert [n for n in range(2_000) if "{" in sentences[n] or "}" in sentences[n]] == []


def test_questions_are_of_every_class_and_half_without_marks() -> None:
    asked = questions(7)
    assert questions(7) == asked
    assert {question.kind for question in asked} == set(QuestionClass)
    assert 190 <= len(asked) <= 220
    assert sum(question.text == unmarked(question.text) for question in asked) >= len(asked) // 2


def test_particular_questions_have_an_answer(made: list[IndexEntry]) -> None:
    texts = {" ".join(token.folded for token in tokens(body(entry))) for entry in made}
    passages = [q.text for q in questions(7) if q.kind == QuestionClass.PASSAGE]
    for passage in passages:
        words = " ".join(token.folded for token in tokens(nfc(passage)))
        assert any(words in text for text in texts), passage
