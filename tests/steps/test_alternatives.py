"""What an unsure word may be: what the readers that lost have, and the network's next choice."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.reading import HANDWRITING
from pipeline.steps.agreement import alone, settle
from pipeline.steps.alternatives import MOST, first_few, losing_words, second_choices
from tests.steps.test_agreement import posterior, reading

WORDS = st.sampled_from(("thăm", "thảm", "tham", "thẩm", HANDWRITING, ""))


@given(WORDS.filter(bool), st.lists(WORDS))
def test_alternatives_are_few_different_and_print(word: str, others: list[str]) -> None:
    found = first_few(word, others)
    assert len(found) == len(set(found)) <= MOST
    assert not {word, "", HANDWRITING} & set(found)
    assert set(found) <= set(others)


def test_each_word_has_what_the_losers_read_in_its_place() -> None:
    found = losing_words("thăm hỏi", ("thăm hỏi", "thảm hỏi", "tham hói"))
    assert found == (("thảm", "tham"), ("hói",))


def test_a_reading_of_other_words_is_nobodys_alternative() -> None:
    assert losing_words("thăm", ("th ăm", None)) == ((),)


def test_the_next_choice_of_an_unsure_letter() -> None:
    unsure = replace(reading("thảm"), chances=(1.0, 1.0, 0.7, 1.0))
    assert second_choices(unsure, posterior("thảm", {2: ("ă", 0.3)})) == ("thăm",)


def test_no_next_choice_that_is_no_syllable_has_no_chance_or_no_doubt() -> None:
    unsure = replace(reading("thảm"), chances=(1.0, 1.0, 0.7, 1.0))
    assert second_choices(unsure, posterior("thảm", {2: ("x", 0.3)})) == ()
    assert second_choices(unsure, posterior("thảm", {2: ("ă", 0.001)})) == ()
    assert second_choices(reading("thảm", 1.0), posterior("thảm", {2: ("ă", 0.3)})) == ()


def test_a_line_of_one_reader_has_its_next_choices() -> None:
    line = replace(reading("đi thảm"), chances=(1.0,) * 5 + (0.7, 1.0))
    tokens = alone(line, posterior("đi thảm", {5: ("ă", 0.3)}))
    assert [token.alternatives for token in tokens] == [(), ("thăm",)]
    assert all(not token.alternatives for token in alone(line))


def test_the_reading_that_lost_is_kept() -> None:
    own = "thâm quyền"
    doubt = posterior(own, {2: ("ẩ", 0.3)})
    tokens = settle(reading(own), doubt, reading("thẩm quyền"), "thẩm quyền")
    assert [token.alternatives[:1] for token in tokens] == [("thâm",), ()]
