"""Coming in and going out; what every answer of the workbench has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from pipeline.model.account import AccountRole
from pipeline.web.workbench.visiting import GUEST, SESSION
from tests.web.shelf import Paper, fill
from tests.web.workbench.desk import PASSWORD, account, csrf_in, sign_in, workbench

PAPERS = (Paper("1aaa", "cuộc họp thứ nhất", subject="lịch họp"),)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    archive = fill(tmp_path / "archive", PAPERS)
    lan = account("lan", AccountRole.READER)
    with workbench(archive, tmp_path, lan) as client:
        yield client


def test_without_a_session_one_is_led_to_the_door_and_back(client: TestClient) -> None:
    answer = client.get("/?a=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?back=%2F%3Fa%3D1")
    page = client.get(answer.headers["location"]).text
    assert 'name="to" value="/?a=1"' in page


def test_in_and_out(client: TestClient) -> None:
    token = csrf_in(client.get("/sign-in").text)
    asked = {"csrf": token, "name": "lan", "password": PASSWORD, "to": "/search?q=h"}
    answer = client.post("/sign-in", data=asked)
    assert (answer.status_code, answer.headers["location"]) == (303, "/search?q=h")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=lax" in answer.headers["set-cookie"]
    assert client.get("/").headers["location"] == "/search"
    told = csrf_in(client.get("/signed-in").text)
    assert client.post("/sign-out", data={"csrf": told}).status_code == 303
    client.cookies.set(SESSION, "lan")
    assert client.get("/").headers["location"].startswith("/sign-in")


def test_whatever_does_not_fit_is_answered_alike(client: TestClient) -> None:
    token = csrf_in(client.get("/sign-in").text)
    answers = [
        client.post("/sign-in", data={"csrf": token, "name": name, "password": password})
        for name, password in (("lan", "wrong"), ("nobody", "wrong"))
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].text == answers[1].text.replace("nobody", "lan")


@pytest.mark.parametrize("brought", [{}, {"csrf": "0" * 64}])
def test_a_form_of_elsewhere_changes_nothing(client: TestClient, brought: dict[str, str]) -> None:
    for name in ("", "lan"):
        if name:
            sign_in(client, name)
        for path in ("/sign-in", "/preferences"):
            assert client.post(path, data=brought).status_code == 403
    assert client.post("/sign-out", data=brought).status_code == 403
    assert client.get("/").headers["location"] == "/search"


@pytest.mark.parametrize("there", ["//evil.example", "/\\evil", "https://evil.example", "/a\nb"])
def test_one_is_never_led_elsewhere(client: TestClient, there: str) -> None:
    client.get("/sign-in")
    token = csrf_in(client.get("/sign-in", params={"back": there}).text)
    answer = client.post("/preferences", data={"csrf": token, "back": there, "theme": "dark"})
    assert answer.headers["location"] == "/"
    assert 'data-theme="dark"' in client.get("/sign-in").text


def test_languages_and_their_switch(client: TestClient) -> None:
    page = client.get("/sign-in").text
    assert '<html lang="vi"' in page
    asked = {"csrf": csrf_in(page), "language": "en", "back": "/sign-in"}
    client.post("/preferences", data=asked)
    assert '<html lang="en"' in client.get("/sign-in").text


def test_headers_and_files(client: TestClient) -> None:
    answer = client.get("/sign-in")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:", answer.text)
    assert answer.headers["cache-control"] == "no-store"
    for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.text):
        file = client.get(path, headers={"accept-encoding": "gzip"})
        assert file.status_code == 200
        assert "immutable" in file.headers["cache-control"]
        assert client.get(path, headers={"accept-encoding": "identity"}).content == file.content
    assert client.get("/static/x/none.css").status_code == 404
    assert "immutable" not in client.get("/static/x/base.css").headers["cache-control"]


def test_a_guest_has_a_cookie_of_their_own(client: TestClient) -> None:
    client.get("/sign-in")
    first = client.cookies[GUEST]
    client.get("/sign-in")
    assert client.cookies[GUEST] == first


def test_a_long_body_is_refused_unread(client: TestClient) -> None:
    sign_in(client, "lan")
    assert client.post("/preferences", content=b"x" * 1_000_001).status_code == 413
    unsaid = client.post("/preferences", content=iter([b"x"]))
    assert unsaid.status_code == 413


def test_what_is_not_there_is_a_page_and_for_a_program_a_problem(client: TestClient) -> None:
    page = client.get("/nothing-here")
    assert page.status_code == 404
    assert "<h1>" in page.text
    told = client.get("/nothing-here", headers={"hx-request": "true"})
    assert told.headers["content-type"] == "application/problem+json"
    told = client.get("/api/v1/nothing-here")
    assert told.headers["content-type"] == "application/problem+json"
