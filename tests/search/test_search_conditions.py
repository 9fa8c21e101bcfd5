"""Conditions typed within the words leave in what answers them, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.model.access import EVERYTHING
from pipeline.model.archival import IndexEntry
from pipeline.search.index import SearchQuery
from pipeline.search.opening import rebuild_index
from pipeline.search.searching import SearchIndex

DECISION = IndexEntry(
    document_id="decision",
    pages=("Số: 12/QĐ-UBND",),
    code="12/QĐ-UBND",
    number="12",
    type="Quyết định",
    issuer="ỦY BAN NHÂN DÂN TỈNH KIÊN GIANG",
    subject="Về việc thu hồi đất tại xã Căn Thơ",
    date="2017-11-??",
)
NOTICE = IndexEntry(
    document_id="notice",
    pages=("Thu tiền học phí",),
    code="0112/TB-SYT",
    type="Thông báo",
    issuer="SỞ Y TẾ",
    issuer_parent="UBND TỈNH KIÊN GIANG",
    subject="Lịch học năm thứ hai",
    date="2017-12-01",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    return rebuild_index(tmp_path_factory.mktemp("archive") / "index", (DECISION, NOTICE))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('trích_yếu:"thu hồi đ*"', []),
        ('trích_yếu:"thu hồi đấ*"', ["decision"]),
        ('trích_yếu:"đất thu"~5', ["decision"]),
        ("trích yếu: học năm", ["notice"]),
        ("cơ_quan:sở*", ["notice"]),
        ('cơ_quan:"sở y tế kiê*"', ["notice"]),
        ("cơ_quan:kiê*", ["decision"]),
        ("cơ_quan:UBND", ["decision"]),
        ("số:10..", ["decision"]),
        ("số:100..", []),
        ("-loại:QĐ", ["notice"]),
        ("12/QĐ-UBND không thấy", ["decision"]),
        ('"12/QĐ-UBND"', ["decision"]),
        ("12/QĐ-UBND loại:TB", []),
        ("12/QĐ-UBND năm:2018", []),
        ('12/QĐ-UBND "không thấy"', []),
        ("12/QĐ-UBND -đất", []),
        ("ngày:hôm_nay", ["notice"]),
        ("ngày:tháng_trước", ["decision"]),
    ],
)
def test_conditions(index: SearchIndex, text: str, found: list[str]) -> None:
    query = SearchQuery(text, today=date(2017, 12, 1))
    assert [hit.document_id for hit in index.search(query, EVERYTHING).hits] == found
