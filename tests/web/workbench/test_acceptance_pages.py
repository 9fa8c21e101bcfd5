"""A batch is signed off in the browser: by a second person, as the plan says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from pipeline.model.access import Access, Holding, Rights
from pipeline.model.account import AccountRole
from tests.web.shelf import Paper, fill
from tests.web.workbench.desk import account, sign_in, workbench
from tests.web.workbench.test_review_pages import form_in, paper

HEALTH = Rights(frozenset(Access), frozenset({"Phòng Y tế"}))


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    papers = (
        Paper("1aaa", "họp", Holding(Access.OPEN, "Phòng Nội vụ"), subject="lịch họp"),
        paper(2),
    )
    archive = fill(tmp_path / "archive", papers)
    people = (
        account("lan", AccountRole.ARCHIVIST),
        account("mai", AccountRole.ARCHIVIST, rights=HEALTH),
        account("phuc", AccountRole.ANALYST),
    )
    with workbench(archive, tmp_path, *people) as client:
        yield client


def post(client: TestClient, path: str, who: str, **values: object) -> tuple[int, str]:
    answer = client.post(path, data={**sign_in(client, who), **values})
    return answer.status_code, answer.headers.get("location", answer.text)


def test_a_sample_is_drawn_checked_and_decided(client: TestClient) -> None:
    status, there = post(client, "/review/acceptance", "lan", batch="1aaa")
    assert status == 303
    form = form_in(client.get(there).text)
    assert form["document"] == "1aaa"
    assert post(client, f"{there}/decide", "lan")[0] == 403
    assert post(client, f"{there}/check", "lan", document="1aaa")[0] == 303
    page = client.get(there).text
    assert f'action="{there}/decide"' in page
    assert post(client, f"{there}/decide", "lan")[0] == 303
    assert "nghiệm thu" in client.get("/review/acceptance").text


def test_what_is_wrong_sends_the_batch_back(client: TestClient) -> None:
    _, there = post(client, "/review/acceptance", "lan", batch="1aaa")
    assert post(client, f"{there}/check", "lan", document="1aaa", wrong=["nothing"])[0] == 400
    assert post(client, f"{there}/check", "lan", document="1aaa", wrong=["subject"])[0] == 303
    post(client, f"{there}/decide", "lan")
    page = client.get(there).text
    assert "trả lại" in page
    assert "Trích yếu" in page


def test_nothing_is_drawn_while_something_waits(client: TestClient) -> None:
    assert post(client, "/review/acceptance", "lan", batch="2aaa")[0] == 403
    assert post(client, "/review/acceptance", "lan", batch="none")[0] == 404


def test_a_batch_of_others_is_not_there(client: TestClient) -> None:
    _, there = post(client, "/review/acceptance", "lan", batch="1aaa")
    assert post(client, "/review/acceptance", "mai", batch="1aaa")[0] == 404
    sign_in(client, "mai")
    assert "1aaa" not in client.get("/review/acceptance").text
    hidden, missing = client.get(there), client.get("/review/acceptance/99")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    sign_in(client, "phuc")
    assert client.get("/review/acceptance").status_code == 403
