"""What holds for every answer, also for a failure that nobody expected and a number beyond all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from annotated_types import Ge, Le
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant

from pipeline.model.account import AccountRole
from pipeline.office.door import OfficeDoor
from pipeline.web.workbench.opening import HEADERS
from tests.stack_archive import Here
from tests.web.routes import routes_of
from tests.web.shelf import Paper, fill
from tests.web.workbench.staff import Office, office

BEYOND = 10**30
"""A number that neither database takes."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    archive = fill(tmp_path / "archive", (Paper("1aaa", "cuộc họp"),))
    with office(archive, tmp_path, Here()) as found:
        found.hire("lan", *(role for role in AccountRole if role is not AccountRole.KEEPER))
        yield found


@pytest.mark.parametrize("path", ["/breaks", "/api/v1/breaks"])
@pytest.mark.parametrize("part", [True, False], ids=["part", "page"])
def test_a_failure_that_nobody_expected_has_all_headers_and_tells_nothing(
    desk: Office, path: str, part: bool
) -> None:
    def fails() -> None:
        raise ZeroDivisionError("the inside of /srv/archive")

    app = desk.client.app
    assert isinstance(app, FastAPI)
    app.add_api_route(path, fails)
    desk.enter("lan")
    answer = desk.client.get(path, headers={"hx-request": "true"} if part else {})
    assert answer.status_code == 500
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"
    assert "ngoài dự kiến" in answer.text
    assert "srv" not in answer.text
    assert "ZeroDivision" not in answer.text


def test_a_failure_before_any_page_has_all_headers(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    sent = desk.enter("lan")
    monkeypatch.setattr(OfficeDoor, "visitor", fails)
    answer = desk.client.post("/register/new", data=sent)
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_what_is_no_form_is_answered_in_words(desk: Office) -> None:
    sent = desk.enter("lan")
    answer = desk.client.post(
        "/register/new",
        content=b"--x\r\nbroken",
        headers={"content-type": "multipart/form-data; boundary=y", "x-csrf-token": sent["csrf"]},
    )
    assert answer.status_code in (400, 403)
    assert set(HEADERS) <= {name.title() for name in answer.headers} | set(answer.headers)
    assert "detail" not in answer.text[:20]


def test_a_text_that_is_too_long_is_said_in_the_language_of_the_page(desk: Office) -> None:
    desk.enter("lan")
    answer = desk.client.get("/register", params={"code": "a" * 201})
    assert answer.status_code == 400
    assert "dài quá 200 ký tự" in answer.text


def test_a_path_with_a_slash_too_many_leads_nowhere(desk: Office) -> None:
    answer = desk.client.get("/search/", headers={"host": "evil.example"})
    assert "location" not in answer.headers


def test_every_number_of_every_route_has_bounds(desk: Office) -> None:
    app = desk.client.app
    assert isinstance(app, FastAPI)
    unbound = [
        f"{found.path}: {name}"
        for found in routes_of(app)
        for name in unbounded(found.route.dependant)
    ]
    assert unbound == []


def unbounded(dependant: Dependant) -> Iterator[str]:
    for params in (dependant.path_params, dependant.query_params, dependant.body_params):
        for one in params:
            info = one.field_info
            if info.annotation in (int, int | None):
                known = {type(bound) for bound in info.metadata}
                if not {Ge, Le} <= known:
                    yield str(one.alias)
    for below in dependant.dependencies:
        yield from unbounded(below)


@pytest.mark.parametrize(
    "path",
    [
        f"/register/{BEYOND}",
        f"/register?after={BEYOND}",
        f"/acceptance/{BEYOND}",
        "/register?year=" + "9" * 30,
        "/register/" + "9" * 5000,
    ],
)
def test_a_number_beyond_all_is_no_failure_of_the_server(desk: Office, path: str) -> None:
    desk.enter("lan")
    assert desk.client.get(path).status_code in (200, 400, 404)
