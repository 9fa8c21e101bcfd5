"""One document in two forms, two documents of one week, one code on two contents."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.match_rules import default_matching
from pipeline.model.matching import Answer, Known, Match
from pipeline.steps.matching.judge import compare

RULES = default_matching()
WORDS = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; căn cứ Nghị định số "
    "66/2014 ngày 04 tháng 7 năm 2014; xét đề nghị tại Tờ trình số 318 ngày 02 tháng 10; thay 14 "
    "xà ngang, lợp lại 186 m² mái; dự toán 412.600.000 đồng; hoàn thành trước ngày 30 tháng 11; "
    "các cơ quan, đơn vị có liên quan chịu trách nhiệm thi hành Quyết định này kể từ ngày ký."
)
TRUE = Known(
    "15", "QĐ-UBND", "2026-03-05", "Ủy ban nhân dân huyện Suối Vàng", "Quyết định",
    "Về việc tu bổ nhà sàn cổ", "Hoàng Thế Lân", 2, WORDS,
)  # fmt: skip


def misread(text: str) -> str:
    """As a reader gives it back that errs in a word of thirty."""
    words = text.split()
    return " ".join(
        word if place % 30 else word.replace("ậ", "â") + "`" for place, word in enumerate(words)
    )


def of(one: Known, other: Known, *, same_sheet: bool | None = None) -> Match:
    return compare(one, other, RULES, same_sheet=same_sheet)


def test_the_same_document_read_from_paper_joins() -> None:
    paper = replace(TRUE, text=misread(WORDS), read=True, issuer="ỦY BAN NHÂN DÂN", signer=None)
    match = of(TRUE, paper)
    assert match.answer is Answer.JOIN
    assert match.score > 0.99
    assert {sign.code for sign in match.signs} >= {"number_same", "date_same", "text_same"}


def test_a_row_of_a_register_and_a_scan_join_without_any_text() -> None:
    assert of(replace(TRUE, text=""), replace(TRUE, text="", page_count=None)).answer is Answer.JOIN


@pytest.mark.parametrize("day", ["2026-03-05", "2026-03-06"])
def test_a_neighbour_of_the_same_week_stays_apart(day: str) -> None:
    neighbour = replace(TRUE, number="16", issued_on=day, text=WORDS.replace("186", "190"))
    assert of(TRUE, neighbour).answer is Answer.APART


def test_one_code_with_another_content_is_an_alarm() -> None:
    other = " ".join(f"điều khoản {number} về việc khác hẳn" for number in range(20, 60))
    assert of(TRUE, replace(TRUE, text=other, subject="Về việc khác")).answer is Answer.ALARM


def test_one_amount_changed_in_two_files_that_say_it_is_an_alarm() -> None:
    forged = replace(TRUE, text=WORDS.replace("412.600.000", "912.600.000"))
    assert of(TRUE, TRUE).answer is Answer.JOIN
    assert of(TRUE, forged).answer is Answer.ALARM


def test_one_number_misread_on_paper_is_none() -> None:
    read = replace(TRUE, text=WORDS.replace("412.600.000", "912.600.000"), read=True)
    assert of(TRUE, read).answer is Answer.JOIN


def test_the_same_code_of_another_year_is_no_alarm() -> None:
    other = replace(TRUE, issued_on="2025-03-05", text="khác hẳn " * 40)
    assert of(TRUE, other).answer is Answer.APART


def test_without_a_number_the_same_words_are_asked_about() -> None:
    """Two invitations of one day may differ in nothing but what was written into the blank."""
    unread = replace(TRUE, number=None, text=misread(WORDS), unsure=frozenset({"number"}))
    assert of(TRUE, unread).answer is Answer.ASK
    assert of(unread, unread, same_sheet=True).answer is Answer.JOIN


STEPS = " ".join(f"bước {n} nộp đủ hồ sơ, nhận giấy hẹn và chờ trả lời" for n in range(40))
ANNEX = Known(
    subject="Nội dung thủ tục cấp xã", read=True,
    text=STEPS.translate(str.maketrans("0123456789", "abcdeghikl")) + " 45 11 12 13 14 15 16 17 18",
)  # fmt: skip


def test_an_annex_without_its_document_is_told_by_its_words() -> None:
    assert of(ANNEX, replace(ANNEX, text=misread(ANNEX.text))).answer is Answer.JOIN


@pytest.mark.parametrize(
    "other",
    [
        replace(ANNEX, text=ANNEX.text.replace("45", "46")),
        replace(ANNEX, text=f"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM {ANNEX.text}"),
        replace(ANNEX, issuer="Sở Y tế"),
    ],
    ids=["another number inside", "has a head", "has an issuer"],
)
def test_what_is_no_annex_or_another_one_is_not_told_by_its_words(other: Known) -> None:
    assert of(ANNEX, other).answer is not Answer.JOIN


def test_a_short_annex_is_not_told_by_its_words() -> None:
    short = replace(ANNEX, text=ANNEX.text[-600:])
    assert of(short, short).answer is Answer.ASK


def test_the_same_words_are_worth_a_look_at_the_sheets_whatever_the_number() -> None:
    neighbour = replace(TRUE, number="16")
    assert of(TRUE, neighbour).answer is Answer.APART
    assert of(TRUE, neighbour).alike
    assert of(TRUE, neighbour, same_sheet=True).answer is Answer.ASK
    assert not of(TRUE, replace(neighbour, text="khác hẳn " * 40)).alike


def test_a_number_that_may_be_read_so_joins() -> None:
    read = replace(TRUE, number="18", unsure=frozenset({"number"}), others={"number": ("15", "13")})
    assert of(TRUE, read).answer is Answer.JOIN


def test_nothing_known_speaks_for_nothing() -> None:
    match = of(Known(), TRUE)
    assert match.signs == ()
    assert match.answer is Answer.APART


KNOWN = st.builds(
    Known,
    number=st.none() | st.sampled_from(["1", "01", "12", "21"]),
    notation=st.none() | st.sampled_from(["QĐ-UBND", "QD.UBND", "TB-SYT"]),
    issued_on=st.none() | st.sampled_from(["2026-03-05", "2026-03-??", "2026-03-06", "2025-12-31"]),
    issuer=st.none() | st.sampled_from(["Sở Y tế", "SỞ Y TẾ TỈNH", "UBND huyện A"]),
    text=st.sampled_from(["", WORDS, misread(WORDS), "khác hẳn " * 40]),
    unsure=st.sampled_from([frozenset[str](), frozenset({"number"}), frozenset({"date"})]),
)


@given(KNOWN, KNOWN)
def test_who_came_first_does_not_matter(one: Known, other: Known) -> None:
    there, back = of(one, other), of(other, one)
    assert there.answer is back.answer
    assert there.score == pytest.approx(back.score)


@given(KNOWN, KNOWN)
def test_what_becomes_unknown_never_makes_it_surer_of_two(one: Known, other: Known) -> None:
    """Neutral: without the number nothing joins that its number spoke against."""
    if of(one, other).answer is Answer.APART:
        less = of(replace(one, number=None), other)
        assert less.answer is not Answer.JOIN or "text_whole" in {s.code for s in less.signs}
