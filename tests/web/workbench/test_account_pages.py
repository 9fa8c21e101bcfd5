"""One's own account: sessions and password."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.model.account import AccountRole, NewAccount
from pipeline.web.workbench.browsers import browser_name
from pipeline.web.workbench.visiting import SESSION
from tests.stack_archive import NOW
from tests.web.shelf import Paper, fill
from tests.web.workbench.desk import csrf_in
from tests.web.workbench.staff import PASSWORD, WHENCE, Office, office

OWN = "ba con vịt bơi qua sông"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    archive = fill(tmp_path / "archive", (Paper("1aaa", "cuộc họp", subject="lịch họp"),))
    with office(archive, tmp_path) as made:
        yield made


def test_in_with_a_given_password_out_with_ones_own(desk: Office) -> None:
    new = NewAccount("lan", "Nguyễn Thị Lan", frozenset({AccountRole.READER}))
    desk.door.admit(new, PASSWORD, NOW, "root")
    other = desk.door.sign_in("lan", PASSWORD, WHENCE, NOW)
    client = desk.client
    asked = {"name": "Lan", "password": PASSWORD, "to": "/search"}
    csrf = csrf_in(client.get("/sign-in").text)
    answer = client.post("/sign-in", data=asked | {"csrf": csrf})
    assert answer.headers["location"] == "/search"
    for path in ("/", "/account", "/people", "/audit"):
        assert client.get(path).headers["location"] == "/account/password"
    parts = client.get("/account", headers={"hx-request": "true"})
    assert (parts.status_code, parts.json()["type"]) == (403, "urn:sohoa:problem:first_sign_in")
    page = client.get("/account/password").text
    typed = {"csrf": csrf_in(page), "old": PASSWORD, "new": OWN, "again": OWN}
    before = client.cookies[SESSION]
    changed = client.post("/account/password", data=typed)
    assert changed.headers["location"] == "/"
    assert client.cookies[SESSION] != before
    assert "Nguyễn Thị Lan" in client.get("/account?changed=1").text
    assert desk.door.visitor(other, NOW) is None
    assert desk.door.visitor(before, NOW) is None


@pytest.mark.parametrize(
    ("old", "new", "again", "told"),
    [
        ("wrong", OWN, OWN, "hiện tại không đúng"),
        (PASSWORD, OWN, "other", "không giống nhau"),
        (PASSWORD, "ngan", "ngan", "cần ít nhất 12"),
        (PASSWORD, "matkhau12345", "matkhau12345", "nhiều người dùng"),
    ],
)
def test_what_is_wrong_with_a_password_is_said_at_its_field(
    desk: Office, old: str, new: str, again: str, told: str
) -> None:
    lan = NewAccount("lan", "Lan", frozenset({AccountRole.READER}))
    desk.door.admit(lan, PASSWORD, NOW, "root")
    csrf = desk.enter("lan")
    typed = csrf | {"old": old, "new": new, "again": again}
    answer = desk.client.post("/account/password", data=typed)
    assert answer.status_code == 422
    assert told in answer.text or "đang dùng không đúng" in answer.text
    for word in (old, new, again):
        assert f'value="{word}"' not in answer.text


def test_one_signs_other_browsers_out(desk: Office) -> None:
    desk.hire("lan", AccountRole.READER)
    desk.hire("minh", AccountRole.READER)
    desk.enter("minh")
    (foreign,) = desk.door.sessions("minh", NOW)
    for _ in range(3):
        csrf = desk.enter("lan")
    page = desk.client.get("/account").text
    assert page.count("Firefox, Windows") == 3 + 2
    assert page.count("trình duyệt này") == 1
    own = desk.door.sessions("lan", NOW)[0].id
    other = desk.door.sessions("lan", NOW)[1].id
    assert f"/account/sessions/{own}/end" not in page
    assert desk.client.post(f"/account/sessions/{foreign.id}/end", data=csrf).status_code == 404
    assert desk.client.post(f"/account/sessions/{other}/end", data=csrf).status_code == 303
    assert len(desk.door.sessions("lan", NOW)) == 2
    desk.client.post("/account/sessions/end", data=csrf)
    assert [session.id for session in desk.door.sessions("lan", NOW)] == [own]
    assert len(desk.door.sessions("minh", NOW)) == 1
    assert desk.client.get("/account").status_code == 200


def test_who_signs_in_anew_leaves_no_session_behind(desk: Office) -> None:
    lan = NewAccount("lan", "Lan", frozenset({AccountRole.READER}))
    desk.door.admit(lan, PASSWORD, NOW, "root")
    for _ in range(2):
        csrf = csrf_in(desk.client.get("/sign-in").text)
        asked = {"name": "lan", "password": PASSWORD, "csrf": csrf}
        assert desk.client.post("/sign-in", data=asked).status_code == 303
    assert len(desk.door.sessions("lan", NOW)) == 1


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (WHENCE.agent, "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_browsers_have_short_names(agent: str, name: str) -> None:
    assert browser_name(agent) == name
