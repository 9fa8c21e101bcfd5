"""The order of results: where it goes on, what a forged cursor is told, what scores say to whom."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import SettingsInvalid
from pipeline.model.access import EVERYTHING, Access, Rights
from pipeline.model.archival import IndexEntry
from pipeline.search.cursor import Cursor, write_cursor
from pipeline.search.index import SearchQuery, Sort
from pipeline.search.opening import rebuild_index
from pipeline.search.searching import SearchIndex


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    entries = (IndexEntry(f"d{n}", (f"thu hồi, chữ {n}",), number=str(n)) for n in range(1, 6))
    return rebuild_index(tmp_path_factory.mktemp("cursors") / "index", entries)


@pytest.mark.parametrize(
    "position",
    [[10**30, "z"], [2**63, "a"], [True, "a"], [-1, "a"], ["x", "y"], [], [1], [1, 2, 3]],
)
def test_a_forged_cursor_is_refused_by_name(index: SearchIndex, position: list[object]) -> None:
    query = SearchQuery("thu hồi", limit=1)
    forged = write_cursor(Cursor(tuple(position), relaxed=False), query, EVERYTHING)  # type: ignore[arg-type]
    for sort in Sort:
        again = replace(query, sort=sort, cursor=forged)
        with pytest.raises(SettingsInvalid):
            index.search(again, EVERYTHING)
    deep = urlsafe_b64encode(b"[" * 100_000).decode()
    with pytest.raises(SettingsInvalid):
        index.search(replace(query, cursor=deep), EVERYTHING)


def test_a_cursor_goes_on_after_midnight(index: SearchIndex) -> None:
    today = SearchQuery("chữ", limit=2, today=date(2026, 3, 4))
    found = index.search(today, EVERYTHING)
    following = replace(today, cursor=found.next, today=date(2026, 3, 5))
    assert index.search(following, EVERYTHING).hits


def test_all_words_as_typed_side_by_side_are_above_a_type(tmp_path: Path) -> None:
    question = "báo cáo của ủy ban nhân dân tỉnh"
    entries = (
        IndexEntry("report", ("báo cáo của ủy ban nhân dân về tỉnh",), type="Báo cáo"),
        IndexEntry("letter", (f"gửi {question}",), type="Công văn"),
    )
    assert (
        rebuild_index(tmp_path, entries)
        .search(SearchQuery(question), EVERYTHING)
        .hits[0]
        .document_id
        == "letter"
    )


def test_scores_are_told_only_to_whoever_sees_everything(index: SearchIndex) -> None:
    some = Rights(frozenset({Access.CONDITIONAL}))
    assert {hit.score for hit in index.search(SearchQuery("thu hồi"), some).hits} == {0.0}
    assert index.search(SearchQuery("thu hồi"), EVERYTHING).hits[0].score > 0


def test_number_and_year_among_the_words_count_together(tmp_path: Path) -> None:
    text = "kế hoạch số 9 và số 12 của năm 2017 và năm 2018"
    entries = (
        IndexEntry("other-year", (text,), number="9", date="2018-03-01"),
        IndexEntry("other-number", (text,), number="12", date="2017-03-01"),
        IndexEntry("meant", (f"{text}. {text} {'khác ' * 30}",), number="9", date="2017-05-01"),
    )
    index = rebuild_index(tmp_path, entries)
    found = index.search(SearchQuery("kế hoạch số 9 năm 2017"), EVERYTHING)
    assert found.hits[0].document_id == "meant"
