"""Each part of a question is explained as it was understood."""

from __future__ import annotations

import pytest

from pipeline.search.query_language import understand
from pipeline.web.workbench.search_words import understood


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("thu hoi dat", ("all the words “thu hoi dat”, typed without diacritics: any match",)),
        ("đất", ("the word “đất”, exact diacritics first",)),
        ('"thu hồi đất"', ('exactly the phrase "thu hồi đất"',)),
        ("thuy*", ("words that begin like thuy*",)),
        ("đất GẦN bồi", ('near each other "đất bồi"',)),
        ("đất -nháp", ("the word “đất”, exact diacritics first", "without nháp")),
        ("loại:QĐ", ('only loại: "Quyết định"',)),
        ("2016..2018", ("only ngày: 2016..2018",)),
        ("12/QĐ-UBND", ("the code 12/qd-ubnd first",)),
        (
            "đất 12/QĐ-UBND",
            ("the code 12/qd-ubnd first", "the word “đất”, exact diacritics first"),
        ),
        ("năm 2017", ("of 2017 first",)),
        ("cơ_quan:sở_y_tế", ('only cơ quan: "sở y tế"',)),
        ('"báo cáo" | "tờ trình"', ('one of "báo cáo" | "tờ trình"',)),
        ("12", ("the code 12 first",)),
        ("", ()),
    ],
)
def test_a_question_explains_itself(typed: str, told: tuple[str, ...]) -> None:
    assert understood(understand(typed), "en") == told


def test_a_long_question_is_explained_in_part() -> None:
    assert len(understood(understand(" ".join(f'"a{n} b"' for n in range(40))), "vi")) == 12
