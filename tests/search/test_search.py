"""What people type finds what they mean, best first, with the words marked."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.errors import SettingsInvalid
from pipeline.model.access import EVERYTHING, Rights
from pipeline.model.archival import Hit, IndexEntry
from pipeline.search.analysis import fold, nfc, tokens
from pipeline.search.index import SearchQuery
from pipeline.search.opening import rebuild_index
from pipeline.search.searching import SearchIndex

DECISION = IndexEntry(
    document_id="decision",
    pages=(
        "ỦY BAN NHÂN DÂN\nSố: 12/QĐ-UBND\nQUYẾT ĐỊNH\nVề việc thu hồi đất tại xã Căn Thơ",
        "Điều 2. Giao Sở Tài nguyên bán đấu giá tài sản.",
        "Nơi nhận: như Điều 3; lưu VT.",
    ),
    code="12/QĐ-UBND",
    type="Quyết định",
    issuer="ỦY BAN NHÂN DÂN TỈNH KIÊN GIANG",
    subject="Về việc thu hồi đất tại xã Căn Thơ",
    date="2017-11-??",
)
NOTICE = IndexEntry(
    document_id="notice",
    pages=("Thu tiền học phí, hồi âm trước ngày 05, đất nước đổi mới. Xem 12/QĐ-UBND.",),
    code="0112/TB-SYT",
    type="Thông báo",
    issuer="SỞ Y TẾ",
    issuer_parent="UBND TỈNH KIÊN GIANG",
    subject="Lịch học năm thứ hai",
    date="2017-12-01",
)
DECREE = IndexEntry(
    document_id="decree",
    pages=("Chương I. Quy định chung về hoà giải", ""),
    code="05/2020/NĐ-CP",
    type="Nghị định",
    issuer="CHÍNH PHỦ",
    subject="Bảo vệ môi trường",
)
TONES = tuple(
    IndexEntry(document_id=f"tone-{word}", pages=(f"đây là chữ {word} trong câu",))
    for word in ("bán", "bạn", "bản", "ban", "bàn")
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    entries = (DECISION, NOTICE, DECREE, *TONES)
    return rebuild_index(tmp_path_factory.mktemp("archive") / "index", entries)


def ids(index: SearchIndex, text: str, **limits: str) -> list[str]:
    found = index.search(SearchQuery(text, **limits), EVERYTHING)  # type: ignore[arg-type]
    return [hit.document_id for hit in found.hits]


def marked(hit: Hit) -> list[str]:
    return [hit.pages[0].snippet[start:end] for start, end in hit.pages[0].marks]


@pytest.mark.parametrize("word", ["bán", "bạn", "bản", "bàn"])
def test_the_exact_tone_comes_first_and_the_others_after_it(index: SearchIndex, word: str) -> None:
    found = ids(index, word)
    others = {f"tone-{other}" for other in ("bán", "bạn", "bản", "ban", "bàn")}
    assert others <= set(found)
    exact = {f"tone-{word}"} | ({"decision"} if word == "bán" else set())
    assert set(found[: len(exact)]) == exact


def test_without_diacritics_all_tones_are_found(index: SearchIndex) -> None:
    found = ids(index, "ban")
    assert found[0] == "tone-ban"
    assert {"tone-bán", "tone-bạn", "tone-bản", "tone-bàn", "decision"} <= set(found)


@pytest.mark.parametrize("text", ["thu hoi dat", "thu hồi đất", "THU HỒI ĐẤT", "Thu hồi dat"])
def test_neighbours_come_before_scattered_words(index: SearchIndex, text: str) -> None:
    assert ids(index, text) == ["decision", "notice"]


def test_a_decomposed_question_finds_composed_text(index: SearchIndex) -> None:
    assert ids(index, unicodedata.normalize("NFD", "thu hồi đất"))[0] == "decision"


def test_decomposed_text_is_stored_composed(tmp_path: Path) -> None:
    page = unicodedata.normalize("NFD", "Việc thu hồi đất")
    index = rebuild_index(tmp_path, [IndexEntry("a", (page,))])
    (hit,) = index.search(SearchQuery("hồi"), EVERYTHING).hits
    assert (hit.pages[0].snippet, marked(hit)) == ("Việc thu hồi đất", ["hồi"])


def test_both_ways_of_placing_a_tone_find_each_other(index: SearchIndex) -> None:
    (hit,) = index.search(SearchQuery("hòa giải"), EVERYTHING).hits
    assert marked(hit) == ["hoà", "giải"]


@pytest.mark.parametrize(
    "text",
    [
        "12/QĐ-UBND",
        "012/qđ-ubnd",
        "12 / QĐ - UBND",
        "12 qd ubnd",
        "12/qd",
        "so 12 qđ",
        "Số: 12/QĐ-UBND",
        "số 12",
        "12qdubnd",
    ],
)
def test_a_code_as_people_write_it_finds_its_document_first(index: SearchIndex, text: str) -> None:
    assert ids(index, text)[0] == "decision"


@pytest.mark.parametrize("text", ["5/2020/nđ-cp", "05/2020/ND-CP", "nghị định 5/2020/NĐ-CP"])
def test_a_code_that_stands_only_in_the_description(index: SearchIndex, text: str) -> None:
    (hit,) = index.search(SearchQuery(text), EVERYTHING).hits
    assert (hit.document_id, hit.pages[0].page) == ("decree", 1)
    assert "05" in marked(hit)


def test_quoted_words_stand_together(index: SearchIndex) -> None:
    assert ids(index, '"thu hồi đất"') == ["decision"]
    assert ids(index, "“hoi thu”") == []
    assert ids(index, '"thu hoi') == ["decision", "notice"]


def test_no_phrase_runs_from_the_description_into_the_text(index: SearchIndex) -> None:
    assert ids(index, '"tài sản nơi nhận"') == ["decision"]
    assert ids(index, '"mới xem"') == ["notice"]
    assert ids(index, '"học năm thứ hai thông báo"') == []


def test_the_page_that_answers_best_is_named(index: SearchIndex) -> None:
    (hit, *_) = index.search(SearchQuery("bán đấu giá"), EVERYTHING).hits
    assert (hit.document_id, hit.pages[0].page) == ("decision", 2)
    assert marked(hit) == ["bán", "đấu", "giá"]


def test_a_page_with_the_exact_tone_beats_an_earlier_one(tmp_path: Path) -> None:
    index = rebuild_index(tmp_path, [IndexEntry("a", ("các bạn học", "đã bán hết, cái bàn"))])
    (hit,) = index.search(SearchQuery("bán"), EVERYTHING).hits
    assert (hit.pages[0].page, marked(hit)) == (2, ["bán"])


def test_an_answer_in_the_description_alone_is_on_page_one(index: SearchIndex) -> None:
    (hit,) = index.search(SearchQuery("moi truong"), EVERYTHING).hits
    assert (hit.document_id, hit.pages[0].page, hit.pages[0].snippet) == (
        "decree",
        1,
        "Bảo vệ môi trường",
    )
    assert marked(hit) == ["môi", "trường"]
    (issued,) = index.search(SearchQuery("chính phủ"), EVERYTHING).hits
    assert issued.pages[0].snippet == "CHÍNH PHỦ"


def test_a_long_page_is_cut_around_the_words(tmp_path: Path) -> None:
    page = "mở đầu\n" + "lời dẫn dài dòng " * 200 + "việc thu\nhồi đất " + "và kết thúc " * 200
    index = rebuild_index(tmp_path, [IndexEntry("a", (page,))])
    (hit,) = index.search(SearchQuery("thu hoi dat"), EVERYTHING).hits
    assert marked(hit) == ["thu", "hồi", "đất"]
    assert "thu hồi đất" in hit.pages[0].snippet
    assert hit.pages[0].snippet.startswith("…")
    assert hit.pages[0].snippet.endswith("…")
    assert 100 < len(hit.pages[0].snippet) <= 200


def test_most_words_are_enough_when_none_has_all(index: SearchIndex) -> None:
    found = index.search(SearchQuery("thu hồi đất căn xyz"), EVERYTHING)
    assert found.relaxed
    assert found.hits[0].document_id == "decision"
    assert not index.search(SearchQuery("thu xyz abc"), EVERYTHING).hits
    assert not index.search(SearchQuery("thu hồi đất"), EVERYTHING).relaxed


def test_limits_by_type_issuer_and_date(index: SearchIndex) -> None:
    assert ids(index, "thu", type="QUYET DINH") == ["decision"]
    assert ids(index, "", type="thông báo") == ["notice"]
    assert ids(index, "", issuer="y tế") == ["notice"]
    assert ids(index, "", issuer="sở y tế kiên giang") == ["notice"]
    assert ids(index, "", issuer="kien giang tinh") == ["decision"]
    assert ids(index, "", issuer="công an") == []
    assert ids(index, "thu hồi", date_from="2017-11-15", date_to="2017-11-20") == ["decision"]
    assert ids(index, "", date_from="2017") == ["notice", "decision"]
    assert ids(index, "", date_to="11/2017") == ["decision"]
    assert ids(index, "", date_from="2018") == []


def test_a_wrong_date_is_refused(index: SearchIndex) -> None:
    with pytest.raises(SettingsInvalid):
        index.search(SearchQuery("thu", date_from="hôm qua"), EVERYTHING)


@pytest.mark.parametrize("limit", [-1, 0, 1, 10**15])
def test_any_limit(index: SearchIndex, limit: int) -> None:
    found = index.search(SearchQuery("thu", limit=limit), EVERYTHING)
    assert found.total == 2
    assert len(found.hits) == max(0, min(limit, 2))


@pytest.mark.parametrize(
    "text",
    ["", " ", '"', '""', '"thu"', "*", "thu*", "a AND", "NOT (", "text:thu", "[a TO b]", "^3~",
     "\\", "/thu/", "\x00", "\udce9", "💥", "số", "thu " * 5000, "x" * 100_000, "1" * 9999],
)  # fmt: skip
def test_no_question_is_too_strange(index: SearchIndex, text: str) -> None:
    found = index.search(SearchQuery(text, type=text, issuer=text), EVERYTHING)
    again = index.search(SearchQuery(text), EVERYTHING)
    assert len(found.hits) == found.total
    assert len(again.hits) == again.total


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(), st.text("thuồiđấâản12/QĐ-UBND \"“”*()+-:~^\\'\u0301\u0323")))
def test_any_text_is_a_question(index: SearchIndex, text: str) -> None:
    for hit in index.search(SearchQuery(text), EVERYTHING).hits:
        assert len(hit.pages[0].snippet) <= 200
        ends = [place for mark in hit.pages[0].marks for place in mark]
        assert ends == sorted(ends)
        assert all(0 <= place <= len(hit.pages[0].snippet) for place in ends)
        assert all(word.strip() for word in marked(hit))


@settings(deadline=None, max_examples=15)
@given(st.data())
def test_the_words_of_a_page_find_the_page(data: st.DataObject) -> None:
    page = data.draw(st.text(st.characters(exclude_characters='"“”„«»'), min_size=1, max_size=300))
    words = [nfc(page)[token.start : token.end] for token in tokens(nfc(page))]
    assume(words)
    start = data.draw(st.integers(0, len(words) - 1))
    text = " ".join(words[start : start + data.draw(st.integers(1, 8))])
    with TemporaryDirectory() as folder:
        index = rebuild_index(Path(folder), [IndexEntry("a", ("", page))])
        (hit,) = index.search(SearchQuery(text), EVERYTHING).hits
    assert hit.pages[0].page == 2
    assert hit.pages[0].marks


def test_an_updated_document_answers_once(tmp_path: Path) -> None:
    index = rebuild_index(tmp_path, [DECISION])
    index.update([replace(DECISION, subject="Giao đất"), NOTICE])
    index.commit()
    assert index.count() == 2
    assert index.ids() == {"decision", "notice"}
    assert ids(index, "giao đất")[0] == "decision"
    index.remove(["notice", "unknown"])
    index.commit()
    assert index.ids() == {"decision"}
    assert ids(index, "học phí") == []
    index.close()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thu hoi dat", "thu hồi đất"),
        ("thu hoii dat", "thu hồi dat"),
        ("moi truonng", "môi trường"),
        ("thu hoofi ddaats", "thu hồi đất"),
    ],
)
def test_what_may_have_been_meant_is_suggested(index: SearchIndex, typed: str, meant: str) -> None:
    suggestions = index.search(SearchQuery(typed), EVERYTHING).suggestions
    assert any(fold(meant) == fold(suggestion) for suggestion in suggestions), suggestions


def test_nothing_is_suggested_of_what_one_may_not_see(index: SearchIndex) -> None:
    nobody = Rights(frozenset())
    found = index.search(SearchQuery("thu hoii dat"), nobody)
    assert (found.hits, found.total, found.suggestions) == ((), 0, ())
