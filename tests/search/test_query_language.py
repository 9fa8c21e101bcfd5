"""What people type into a search box means what they meant by it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.messages import LANGUAGES, Language, catalogue
from pipeline.search.analysis import nfc, tokens
from pipeline.search.query_language import understand
from pipeline.search.query_print import print_question
from pipeline.search.question import (
    MAX_TOKENS,
    Atom,
    Clause,
    Key,
    Question,
    Span,
    TextField,
    Words,
)

TODAY = date(2017, 11, 22)
"""A Wednesday."""

TYPED = (
    "số", "so", "12", "2017", "5/11/2017", "QĐ-UBND", "12/QĐ-UBND", "/", "-", "|", '"', '"', "~5",
    "*", "thuy*", "loại:", "cơ quan:", "ngày:", "từ:", "đến:", "số:", "ký_hiệu:", "người ký:",
    "tháng", "năm", "11", "ngày", "quý", "III", "từ", "đến", "2016..2018", "..", "OR", "KHÔNG",
    "NEAR", "GẦN", "hoà", "thu", "hồi", "đất", "giấy", "quyết định", "công khai", "chế độ:", "(",
    ")", ",", "2016", "2018", "a", "không", "5", "trích yếu:", "độ khẩn:", "khẩn", "đơn vị:", "\n",
    ":", "https://a.b", "2016-2018", "x" * 70, "1" * 12, "hôm nay", "s.", "-loại:TB", "“", "：",
)  # fmt: skip
questions = st.lists(
    st.tuples(st.sampled_from(TYPED), st.sampled_from((" ", " ", ""))), max_size=25
).map(lambda pieces: "".join(piece + blank for piece, blank in pieces))


def said(text: str, today: date | None = TODAY) -> str:
    """The question in short: clauses parted by blanks, the forms of each by "|"."""
    clauses = understand(text, today).clauses
    return " ".join(
        ("-" if clause.without else "") + "|".join(map(_said, clause.any_of)) for clause in clauses
    )


def _said(atom: Atom) -> str:
    if isinstance(atom, Key):
        return f"{atom.field}={atom.value.replace(' ', '_')}"
    if isinstance(atom, Span):
        return f"{atom.field}[{atom.first or ''}..{atom.last or ''}]"
    field = "" if atom.field is TextField.ANY else f"{atom.field}="
    star, slop = "*" if atom.begun else "", f"~{atom.slop}" if atom.slop else ""
    return field + "_".join(token.exact for token in atom.tokens) + star + slop


def placeless(question: Question) -> Question:
    """Without notes, and without the places of its words."""

    def bare(atom: Atom) -> Atom:
        if not isinstance(atom, Words):
            return atom
        return replace(atom, tokens=tuple(replace(t, start=0, end=0) for t in atom.tokens))

    return Question(
        tuple(Clause(tuple(map(bare, c.any_of)), c.without) for c in question.clauses),
        question.code,
    )


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("thu hồi ĐẤT", "thu hồi đất"),
        ('"Thu hồi đất" bồi', "thu_hồi_đất bồi"),
        ("“thu hồi”", "thu_hồi"),
        ('"thu hồi', "thu hồi"),
        ('"thu hồi đất"~5', "thu_hồi_đất~5"),
        ('"thu hồi đất"~99', "thu_hồi_đất~20"),
        ("đất -bồi", "đất -bồi"),
        ('đất -"bồi thường" -QĐ-UBND', "đất -bồi_thường -qđ_ubnd"),
        ('-loại:"Công văn"', "-type=cong_van"),
        ("đất KHÔNG bồi", "đất -bồi"),
        ("đất NOT bồi", "đất -bồi"),
        ("đất không bồi", "đất không bồi"),
        ("ĐẤT KHÔNG BỒI", "đất không bồi"),
        ("sở - ban", "sở ban"),
        ("thuy*", "thuy*"),
        ("t*", "t"),
        ('"thu hồi đấ*"', "thu_hồi_đấ*"),
        ("a | b", "a|b"),
        ("báo cáo | tờ trình", "báo cáo|tờ trình"),
        ('"báo cáo" HOẶC loại:"tờ trình"', "báo_cáo|type=to_trinh"),
        ("-a | b", "-a|b"),
        ("a OR -b", "a -b"),
        ("OR", "or"),
        ("| - ~ *", ""),
        ("đất GẦN bồi", "đất_bồi~10|bồi_đất~10"),
        ('x NEAR "a b"', "a_b x_a_b~10|a_b_x~10"),
        ("(thu hồi)", "thu hồi"),
        ("10:30 http://a.vn", "10 30 http a vn"),
    ],
)
def test_words_and_operators(text: str, meaning: str) -> None:
    assert said(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("loại: quyết định thu hồi", "type=quyet_dinh thu hồi"),
        ("LOAI:QUYET_DINH", "type=quyet_dinh"),
        ("loại:QĐ", "type=quyet_dinh"),
        ("type:TB", "type=thong_bao|type=tuyen_bo"),
        ('loại："Bảng kê"', "type=bang_ke"),
        ("số:12", "number[12..12]"),
        ("số:12..20 a", "number[12..20] a"),
        ("số:20..", "number[20..]"),
        ("số:12/QĐ-UBND", "12 qđ ubnd"),
        ("Số: 12-NQ/TW", "12 nq tw"),
        ("Số:   /QĐ-UBND", "code=qđ_ubnd"),
        ("ký_hiệu:QĐ-UBND", "code=qđ_ubnd"),
        ("cơ quan: Sở Y tế, thu hồi", "issuer=sở_y_tế~20 thu hồi"),
        ("cơ_quan:sở_y_tế thu hồi", "issuer=sở_y_tế~20 thu hồi"),
        ("cơ_quan:UBND_tỉnh", "issuer=ubnd_tỉnh~20|issuer=ủy_ban_nhân_dân_tỉnh~20"),
        ('issuer:"UBND"', "issuer=ubnd"),
        ('issuer:"sở y tế"', "issuer=sở_y_tế"),
        ("coquan: so y te nguoiky: An", "issuer=so_y_te~20 signer=an"),
        ("cơ quan: sở -nháp", "issuer=sở -nháp"),
        ("trích yếu: thu hồi đất", "subject=thu subject=hồi subject=đất"),
        ("đơn vị: phòng tổ chức; x", "unit=phong_to_chuc x"),
        ("trạng thái: cần xem lại", "state=review"),
        ("state:accepted", "state=accepted"),
        ("khẩn:hỏa_tốc", "urgency=hoa_toc"),
        ("hình thức: điện tử", "form=electronic"),
        ("chế độ: công khai", "access=open"),
        ("access:conditional", "access=conditional"),
    ],
)
def test_fields(text: str, meaning: str) -> None:
    assert said(text) == meaning


NOVEMBER = "date[20171101..20171130]"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("ngày:2016..2018", "date[20160101..20181231]"),
        ("ngày:2018..2016", "date[20160101..20181231]"),
        ("năm:2016-2018", "date[20160101..20181231]"),
        ("ngày:5/11/2017..", "date[20171105..]"),
        ("ngày:..2017", "date[..20171231]"),
        ("Ngày: 5/11/2017", "date[20171105..20171105]"),
        ("từ:2016 đến:2018", "date[20160101..] date[..20181231]"),
        ("from:11/2017 to:2018", "date[20171101..] date[..20181231]"),
        ("2016..2018 đất", "date[20160101..20181231] đất"),
        ("sở y tế tháng 11 2017", f"sở y tế {NOVEMBER}|11_2017~3"),
        ("thang 11/2017", f"{NOVEMBER}|11_2017~3"),
        ("tháng 11 năm 2017", f"{NOVEMBER}|11_2017~3"),
        ("2017-11", f"{NOVEMBER}|11_2017~3"),
        ("QĐ-UBND 2017", "qđ ubnd date[20170101..20171231]|2017"),
        ("năm 2017", "date[20170101..20171231]|2017"),
        ("Quảng Nam 2017", "quảng nam date[20170101..20171231]|2017"),
        ("quý III/2017", "date[20170701..20170930]|quý_iii_2017~3"),
        ("ngày 05 tháng 11 năm 2017", "date[20171105..20171105]|5_11_2017~3"),
        ("5/11/2017", "date[20171105..20171105]|5_11_2017~3"),
        ("từ 2016 đến 2018", "date[20160101..20181231]|2016_2018~3"),
        ("ngày: hôm nay", "date[20171122..20171122]"),
        ("ngày:tuần này", "date[20171120..20171126]"),
        ("ngày:thang_truoc x", "date[20171001..20171031] x"),
        ("ngày: quý này", "date[20171001..20171231]"),
        ("date:last_year", "date[20160101..20161231]"),
        ("32/13/2017", "32 13 2017"),
        ("31/2/2017", "31 2 2017"),
        ("giai đoạn 2016-2020", "giai đoạn 2016 2020"),
        ("giai đoạn 2016 - 2020", "giai đoạn 2016 2020"),
        ("12/2017/QĐ-UBND", "12 2017 qđ ubnd"),
        ("1234567 đồng", "1234567 đồng"),
    ],
)
def test_dates(text: str, meaning: str) -> None:
    assert said(text) == meaning


def test_a_date_counted_from_today_needs_today() -> None:
    assert said("ngày: hôm nay", None) == "ngày hôm nay"
    assert understand("ngày: hôm nay").notes[0].code == "unknown_value"


@pytest.mark.parametrize(
    "text",
    ["12/QĐ-UBND", "012/qđ-ubnd", "12 / QĐ - UBND", "12 qd ubnd", "Số: 12/QĐ-UBND", "số 12 qđ ubnd",
     "Số12/QĐ-UBND", "quyết định số 12/QĐ-UBND ngày 5/11/2017", '"12/QĐ-UBND"',
     "12 qđ ubnd 2017", "12/QĐ-UBND -nháp", "12 qd ubnd loại:QĐ"],
)  # fmt: skip
def test_a_code_is_noticed(text: str) -> None:
    assert understand(text).code == ("12", "qd", "ubnd")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12/qd", ("12", "qd")),
        ("so 12 qđ", ("12", "qd")),
        ("số 12", ("12",)),
        ("12qdubnd", ("12", "qdubnd")),
        ("số 12/2017", ("12", "2017")),
        ("2017 qd ubnd", ("2017", "qd", "ubnd")),
        ("12 2017 qđ ubnd", ("12", "2017", "qd", "ubnd")),
        ("12-NQ/TW", ("12", "nq", "tw")),
        ("5/11/2017", ()),
        ("-12/QĐ", ()),
        ("12/QĐ | 13/QĐ", ()),
        ("thu hồi 12", ()),
        ("12 năm thực hiện nghị quyết hội đồng nhân dân", ()),
    ],
)
def test_what_else_is_a_code(text: str, code: tuple[str, ...]) -> None:
    assert understand(text).code == code


def test_what_is_not_understood_is_words_and_said() -> None:
    assert said("Kính gửi: ông A") == "kính gửi ông a"
    assert [(n.code, n.text) for n in understand("Kính gửi: ông A").notes] == [
        ("unknown_field", "gửi:")
    ]
    assert said("loại: xyz") == "loại xyz"
    assert [n.code for n in understand("chế độ: xyz").notes] == ["unknown_value"]
    assert [n.code for n in understand("a " * (MAX_TOKENS + 1)).notes] == ["too_long"]
    assert not understand("10:30 http://a.vn thu hồi").notes


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["unknown_field", "unknown_value", "too_long"])
def test_every_note_has_its_words(language: Language, code: str) -> None:
    assert f"search.{code}" in catalogue(language)


@pytest.mark.parametrize(
    "text",
    ["", "\x00", "\udce9 \ud800", "💥", "‏مرحبا", "'; DROP TABLE x; --", "(a+)+$", '{"a": [1]}',
     "loại:", "số:", '"', '""', '"*"', "-", "--", "|", "a |", "| a", "OR OR", "NEAR", "~5", "*",
     "từ:", "ngày:..", "số:..", "İ ﬁ ²12 １２", "q̃/12/q̃"],
)  # fmt: skip
def test_strange_questions(text: str) -> None:
    again = understand(print_question(understand(text)))
    assert print_question(again) == print_question(understand(text))


@pytest.mark.parametrize(
    "piece", ["a", '"', "1", "12/QĐ ", "ngày:", "- ", "| ", "cơ quan: ", "a:b "]
)
def test_a_megabyte_is_a_question(piece: str) -> None:
    question = understand(piece * (1_000_000 // len(piece)))
    assert sum(len(clause.any_of) for clause in question.clauses) <= MAX_TOKENS


@given(st.text())
def test_anything_is_a_question(text: str) -> None:
    print_question(understand(text, TODAY))


@given(questions)
def test_a_question_is_read_as_it_is_written_back(text: str) -> None:
    question = understand(text, TODAY)
    assert placeless(understand(print_question(question))) == placeless(question)


@given(questions)
def test_a_decomposed_question_is_the_same(text: str) -> None:
    assert understand(unicodedata.normalize("NFD", text), TODAY) == understand(nfc(text), TODAY)


@given(st.lists(st.sampled_from(["hoà", "uỷ", "khoẻ", "thuý", "đất", "BÁN"]), max_size=9))
def test_words_are_asked_for_one_by_one_in_order(words: list[str]) -> None:
    text = " ".join(words)
    question = understand(text)
    assert question.clauses == tuple(Clause((Words((token,)),)) for token in tokens(nfc(text)))
    moved = text.replace("hoà", "hòa").replace("uỷ", "ủy").replace("oẻ", "ỏe").replace("uý", "úy")
    assert [t.folded for t in understand(moved).tokens] == [t.folded for t in question.tokens]


@given(questions)
def test_a_question_has_its_bounds(text: str) -> None:
    question = understand(text * 20)
    weights = [
        len(atom.tokens) if isinstance(atom, Words) else 1
        for clause in question.clauses
        for atom in clause.any_of
    ]
    assert sum(weights) <= MAX_TOKENS
