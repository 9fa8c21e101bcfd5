from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.steps.agreement import Token
from pipeline.steps.confidence import confidence

SURE = Token("quyết", 0, 9, 0.9999, second=True, third=None, spelled=True)


def test_what_speaks_for_a_word_makes_it_surer() -> None:
    assert confidence(SURE) > 0.98
    assert confidence(replace(SURE, chance=0.6)) < confidence(SURE)
    assert confidence(replace(SURE, second=False)) < confidence(replace(SURE, second=None))
    assert confidence(replace(SURE, second=None)) < confidence(SURE)
    assert confidence(replace(SURE, third=False)) < confidence(SURE)
    assert confidence(replace(SURE, spelled=False)) < confidence(SURE)


def test_a_word_that_nothing_speaks_for_is_not_believed() -> None:
    word = Token("1ê", 0, 9, 0.3, second=False, third=False, spelled=False)
    assert confidence(word) < 0.1


@given(
    st.floats(0, 1),
    st.sampled_from([True, False, None]),
    st.sampled_from([True, False, None]),
    st.booleans(),
)
def test_it_is_a_probability(
    chance: float, second: bool | None, third: bool | None, spelled: bool
) -> None:
    word = replace(SURE, chance=chance, second=second, third=third, spelled=spelled)
    assert 0.0 < confidence(word) < 1.0
