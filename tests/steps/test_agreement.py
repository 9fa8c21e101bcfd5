import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.reading import HANDWRITING, NOTHING, LineReading, Posterior
from pipeline.steps.agreement import Token, disputed, parted, settle

LETTERS = "abcdeghiklmnopqrstuvxyàáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừữựỳỵỷỹ"
CLASSES = {
    c: n for n, c in enumerate(LETTERS + LETTERS.upper() + "0123456789/-:.,; " + HANDWRITING, 1)
}


def reading(text: str, chance: float = 0.9) -> LineReading:
    """Characters 10 pixels apart."""
    places = tuple(10.0 * n + 5 for n in range(len(text)))
    return LineReading(text, places, (chance,) * len(text))


def posterior(text: str, rivals: dict[int, tuple[str, float]] | None = None) -> Posterior:
    """One step a character and a blank after it; `rivals` share the chance at some places."""
    chances = np.full((2 * len(text), len(CLASSES) + 1), 1e-6)
    for number, character in enumerate(text):
        chances[2 * number, CLASSES[character]] = 1.0
        chances[2 * number + 1, 0] = 1.0
        if rivals and number in rivals:
            rival, share = rivals[number]
            chances[2 * number, CLASSES[rival]] = share
            chances[2 * number, CLASSES[character]] = 1 - share
    return Posterior(np.log(chances).astype(np.float32), CLASSES, 0.0, 5.0)


def texts(tokens: tuple[Token, ...]) -> str:
    return " ".join(token.text for token in tokens)


def test_where_two_agree_that_stands() -> None:
    line = "căn cứ luật"
    tokens = settle(reading(line), posterior(line), reading(line), None)
    assert texts(tokens) == line
    assert all(token.second and token.third is None and token.spelled for token in tokens)
    assert [token.left for token in tokens] == [5.0, 45.0, 75.0]
    assert [token.right for token in tokens] == [25.0, 55.0, 105.0]


def test_two_outvote_one_that_was_not_sure() -> None:
    own = "thâm quyền"
    tokens = settle(
        reading(own), posterior(own, {2: ("ẩ", 0.3)}), reading("thẩm quyền"), "thẩm quyền"
    )
    assert texts(tokens) == "thẩm quyền"
    assert tokens[0].second
    assert tokens[0].third is True


def test_spelling_decides_between_readings_but_invents_none() -> None:
    own = "quyêt định"
    tokens = settle(reading(own), posterior(own, {4: ("ế", 0.05)}), reading("quyêl định"), None)
    assert texts(tokens) == "quyêt định"
    tokens = settle(reading(own), posterior(own, {3: ("ế", 0.2)}), reading("quyết định"), None)
    assert texts(tokens) == "quyết định"
    assert settle(reading("xqx"), posterior("xqx"), reading("xqv"), "xqv")[0].text in ("xqx", "xqv")


def test_a_sure_reader_is_not_outvoted_by_one_other() -> None:
    own = "sổ tay"
    tokens = settle(reading(own), posterior(own), reading("số tay"), None)
    assert texts(tokens) == "sổ tay"
    assert not tokens[0].second


def test_handwriting_is_a_word_of_its_own() -> None:
    own = parted(reading(f"ngày{HANDWRITING}tháng 11"))
    assert own.text == f"ngày {HANDWRITING} tháng 11"
    tokens = settle(own, posterior(own.text), reading("ngày C tháng 11"), "ngày 4“ tháng 11")
    assert texts(tokens) == f"ngày {HANDWRITING} tháng 11"


def test_a_word_that_only_another_reader_saw_gets_a_place() -> None:
    own = "tỉnh hậu"
    tokens = settle(
        reading(own), posterior(own, {7: ("u", 0.5)}), reading("tỉnh hậu giang"), "tỉnh hậu giang"
    )
    for token in tokens:
        assert token.left <= token.right


def test_signs_our_network_cannot_write_come_from_the_other_two() -> None:
    own = "5 % của"
    assert "%" not in CLASSES
    line = posterior("5 - của")
    tokens = settle(reading("5 - của"), line, reading(own), own)
    assert texts(tokens) == own


def test_dispute_means_a_difference_that_is_seen() -> None:
    assert not disputed(reading("Độc lập - Tự do"), reading("Độc lập – Tự do"), 1.0)
    assert disputed(reading("Độc lập"), reading("Độc lâp"), 1.0)


def test_a_reader_that_is_sure_of_a_good_word_needs_no_third() -> None:
    assert not disputed(reading("Độc lập", 0.97), reading("Độc lâp"), 0.95)
    assert disputed(reading("Độc lập", 0.9), reading("Độc lâp"), 0.95)
    assert disputed(reading("Độc lâp", 0.97), reading("Độc lập"), 0.95)


def test_nothing_read_is_nothing_said() -> None:
    empty = Posterior(np.zeros((0, len(CLASSES) + 1), np.float32), CLASSES, 0.0, 1.0)
    assert settle(NOTHING, empty, NOTHING, None) == ()
    assert settle(NOTHING, empty, NOTHING, "") == ()


words = st.lists(st.text(LETTERS + "0123456789/-", min_size=1, max_size=6), max_size=6)


@given(words, words, words, st.booleans())
def test_no_word_is_written_that_no_reader_saw(
    mine: list[str], hers: list[str], theirs: list[str], asked: bool
) -> None:
    own, second, third = (" ".join(part) for part in (mine, hers, theirs))
    tokens = settle(reading(own), posterior(own), reading(second), third if asked else None)
    seen = {*mine, *hers, *(theirs if asked else ())}
    assert {token.text for token in tokens} <= seen
    if own == second:
        assert texts(tokens) == own


def test_reading_must_fit_together() -> None:
    with pytest.raises(ValueError, match="places"):
        LineReading("ab", (1.0,), (0.5,))
    with pytest.raises(ValueError, match="NFC"):
        LineReading("e\u0301", (1.0, 2.0), (0.5, 0.5))
