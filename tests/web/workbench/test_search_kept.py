"""What of a search one keeps or takes away: by one's own rights, for oneself."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient

from pipeline.register.audit_log import LogCriteria
from pipeline.register.saved import SavedSearch
from pipeline.register.store import open_register
from tests.stack_archive import NOW
from tests.web.shelf import fill
from tests.web.workbench.desk import sign_in, workbench
from tests.web.workbench.search_desk import EVERYBODY, PAPERS, get


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    archive = fill(tmp_path / "archive", PAPERS)
    with workbench(archive, tmp_path, *EVERYBODY) as client:
        yield client


def test_a_search_is_kept_asked_again_and_forgotten(client: TestClient) -> None:
    csrf = sign_in(client, "dung")
    query = "q=thu&only=type%3ATh%C3%B4ng+b%C3%A1o&sort=newest"
    answer = client.post("/search/keep", data={**csrf, "name": " đất  đai ", "query": query})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/search?{query}")
    html = unescape(get(client, "/search"))
    assert f'href="/search?{query}">đất đai</a>' in html
    assert "đất đai" not in get(client, "/search", "binh")
    csrf = sign_in(client, "binh")
    assert client.post("/search/forget", data={**csrf, "name": "đất đai"}).status_code == 404
    answer = client.post("/search/keep", data={**csrf, "name": "đất đai", "query": query})
    assert answer.status_code == 403
    csrf = sign_in(client, "dung")
    assert client.post("/search/forget", data={**csrf, "name": "đất đai"}).status_code == 303
    assert "đất đai" not in get(client, "/search")


def test_the_api_keeps_searches_too(client: TestClient) -> None:
    csrf = {"x-csrf-token": sign_in(client, "dung")["csrf"]}
    new = {"name": "y tế", "q": "thu", "only": ["year:2017"], "date_from": "2016"}
    assert client.post("/api/v1/searches", json=new).status_code == 403
    made = client.post("/api/v1/searches", json=new, headers=csrf)
    assert made.status_code == 201
    assert client.get("/api/v1/searches").json() == {"searches": [made.json()]}
    assert made.json() | new == made.json()
    assert client.delete("/api/v1/searches?name=y+tế", headers=csrf).status_code == 204
    assert client.get("/api/v1/searches").json() == {"searches": []}
    wrong = (new | {"only": ["color:red"]}, new | {"name": " "}, new | {"name": ""})
    for body in wrong:
        assert client.post("/api/v1/searches", json=body, headers=csrf).status_code == 400


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf"])
def test_a_list_is_taken_away_by_ones_rights_and_noted(tmp_path: Path, kind: str) -> None:
    archive = fill(tmp_path / "archive", PAPERS)
    with workbench(archive, tmp_path, *EVERYBODY) as client:
        for who in ("dung", "binh"):
            sign_in(client, who)
            answer = client.get(f"/search/export.{kind}?q=thu&sort=newest&only=type:Thông báo")
            assert answer.status_code == 200
            assert answer.headers["content-disposition"].endswith(f'van-ban-tim-duoc.{kind}"')
        sign_in(client, "quan")
        assert client.get(f"/search/export.{kind}?q=thu").status_code == 403
    with open_register(archive.root) as register:
        noted = [
            (one.who, one.what, one.object_id, one.new)
            for one in register.trail.events(LogCriteria(what="exported"))
        ]
    assert noted == [("dung", "exported", kind, "2"), ("binh", "exported", kind, "1")]


def test_the_list_says_what_was_asked_and_what_is_in_it(client: TestClient) -> None:
    sign_in(client, "binh")
    answer = client.get("/search/export.xlsx?q=thu hồi&only=type:Thông báo")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [tuple(filter(None, row)) for row in sheet.values]
    told = {row[0] for row in rows if len(row) == 1}
    assert {"Câu tìm: thu hồi", "Loại: Thông báo", "Số văn bản: 1"} <= told
    assert rows[-1] == (*("1", "5/TB-SNV", "Thông báo", "lịch họp <b>tháng</b>", "Sở Nội vụ", "1"),)


def test_there_is_no_list_of_another_kind(client: TestClient) -> None:
    sign_in(client, "dung")
    assert client.get("/search/export.csv?q=thu").status_code == 404


def test_what_the_command_line_keeps_is_asked_here(tmp_path: Path) -> None:
    archive = fill(tmp_path / "archive", PAPERS)
    asked = {"query": "thu", "type": "Thông báo", "issuer": "Nội vụ", "date_from": "2016"}
    with open_register(archive.root) as register:
        register.saved.keep(SavedSearch("họp", "dung", NOW, asked))
    with workbench(archive, tmp_path, *EVERYBODY) as client:
        html = unescape(get(client, "/search"))
    link = re.search(r'href="(/search\?[^"]*)">họp</a>', html)
    assert link is not None
    assert "from=2016" in link[1]
    assert "lo%E1%BA%A1i%3A%22Th%C3%B4ng+b%C3%A1o%22" in link[1]
