"""Whoever manages accounts, at their pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import NotAllowed
from pipeline.model.access import Access, Rights
from pipeline.model.account import AccountRole
from tests.stack_archive import NOW
from tests.web.shelf import Paper, fill
from tests.web.workbench.staff import WHENCE, Office, office

ADMIN, KEEPER, READER = AccountRole.ADMIN, AccountRole.KEEPER, AccountRole.READER


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    archive = fill(tmp_path / "archive", (Paper("1aaa", "cuộc họp", subject="lịch họp"),))
    with office(archive, tmp_path) as made:
        made.hire("quan", ADMIN)
        made.hire("minh", READER)
        made.hire("giu", KEEPER)
        yield made


def given_in(html: str) -> str:
    found = re.search(r'class="code lead">([^<]+)<', html)
    assert found is not None
    return found[1]


def test_somebody_is_added_and_comes_in(desk: Office) -> None:
    typed = desk.enter("quan") | {
        "name": "Hoa",
        "full_name": "  Trần  Thị Hoa ",
        "role": ["reader", "archivist", "nonsense"],
        "access": "open",
        "units": "Văn phòng\n\n Sở A \n",
        "unit": "Văn phòng",
        "language": "en",
    }
    page = desk.client.post("/people/new", data=typed)
    assert page.status_code == 200
    desk.door.sign_in("hoa", given_in(page.text), WHENCE, NOW)
    made = desk.register.accounts.named("hoa").account
    assert (made.full_name, made.unit, made.language) == ("Trần Thị Hoa", "Văn phòng", "en")
    assert made.roles == {READER, AccountRole.ARCHIVIST}
    assert made.rights == Rights(frozenset({Access.OPEN}), frozenset({"Văn phòng", "Sở A"}))
    assert made.must_change
    listed = desk.client.get("/people").text
    assert "Trần Thị Hoa" in listed


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": "minh", "role": "reader"}, "Đã có tài khoản minh"),
        ({"name": "có dấu cách", "role": "reader"}, "không thể là tên đăng nhập"),
        ({"name": "hoa"}, "ít nhất một vai trò"),
        ({"name": "hoa", "role": "keeper"}, "Chỉ người giữ bí mật"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    desk: Office, typed: dict[str, str], told: str
) -> None:
    said = desk.enter("quan") | typed | {"full_name": "Tên đã gõ"}
    answer = desk.client.post("/people/new", data=said)
    assert answer.status_code == 422
    assert told in answer.text
    assert "Tên đã gõ" in answer.text
    assert len(desk.register.accounts.all()) == 3


def form_of(desk: Office, name: str) -> dict[str, str]:
    page = desk.client.get(f"/people/of/{name}").text
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    return {"version": found[1], "full_name": "Trần Minh", "access": "open", "language": "vi"}


def test_two_who_change_one_account_notice_each_other(desk: Office) -> None:
    csrf = desk.enter("quan")
    mine = csrf | form_of(desk, "minh") | {"role": "analyst"}
    theirs = csrf | form_of(desk, "minh") | {"role": "manager"}
    assert desk.client.post("/people/of/minh", data=mine).status_code == 303
    answer = desk.client.post("/people/of/minh", data=theirs)
    assert (answer.status_code, "vừa sửa tài khoản" in answer.text) == (422, True)
    assert desk.register.accounts.named("minh").account.roles == {AccountRole.ANALYST}


def test_nobody_widens_what_they_may_do_themselves(desk: Office) -> None:
    typed = desk.enter("quan") | form_of(desk, "quan") | {"role": ["admin", "reader"]}
    answer = desk.client.post("/people/of/quan", data=typed)
    assert (answer.status_code, "do người khác đổi" in answer.text) == (422, True)
    csrf = desk.enter("quan")
    for act in ("disable", "password"):
        assert desk.client.post(f"/people/of/quan/{act}", data=csrf).status_code == 403
    assert desk.register.accounts.named("quan").account.roles == {ADMIN}


def test_an_admin_is_no_keeper_by_any_way(desk: Office) -> None:
    csrf = desk.enter("quan")
    typed = csrf | form_of(desk, "giu") | {"role": "reader"}
    assert desk.client.post("/people/of/giu", data=typed).status_code == 422
    assert desk.client.post("/people/of/giu/password", data=csrf).status_code == 403
    typed = csrf | form_of(desk, "minh") | {"role": "keeper"}
    assert desk.client.post("/people/of/minh", data=typed).status_code == 422
    assert desk.client.post("/people/of/giu/disable", data=csrf).status_code == 303
    assert desk.client.post("/people/of/giu/enable", data=csrf).status_code == 403
    assert not desk.register.accounts.named("giu").account.active
    desk.hire("hai", ADMIN, KEEPER)
    csrf = desk.enter("hai")
    assert desk.client.post("/people/of/giu/enable", data=csrf).status_code == 303
    assert desk.client.post("/people/of/giu/password", data=csrf).status_code == 200


def test_who_is_shut_out_is_out_at_once(desk: Office) -> None:
    desk.enter("minh")
    theirs = desk.client.cookies["sohoa_session"]
    csrf = desk.enter("quan")
    assert desk.door.visitor(theirs, NOW) is not None
    desk.client.post("/people/of/minh/disable", data=csrf)
    assert desk.door.visitor(theirs, NOW) is None
    desk.client.post("/people/of/minh/enable", data=csrf)
    assert desk.door.visitor(theirs, NOW) is None
    password = given_in(desk.client.post("/people/of/minh/password", data=csrf).text)
    token = desk.door.sign_in("minh", password, WHENCE, NOW)
    desk.client.post("/people/of/minh/sessions/end", data=csrf)
    assert desk.door.visitor(token, NOW) is None


def test_after_too_many_tries_an_admin_helps(desk: Office) -> None:
    csrf = desk.enter("quan")
    password = given_in(desk.client.post("/people/of/minh/password", data=csrf).text)
    for _ in range(6):
        with pytest.raises(NotAllowed):
            desk.door.sign_in("minh", "wrong", WHENCE, NOW)
    assert "phải đợi" in desk.client.get("/people").text
    desk.client.post("/people/of/minh/unlock", data=csrf)
    desk.door.sign_in("minh", password, WHENCE, NOW)


@pytest.mark.parametrize("who", ["minh", "giu"])
def test_nobody_else_comes_here(desk: Office, who: str) -> None:
    csrf = desk.enter(who)
    for path in ("/people", "/people/new", "/people/of/minh", "/people/of/nobody"):
        assert desk.client.get(path).status_code == 403
    for path in ("new", "of/minh", "of/minh/password", "of/quan/disable", "of/minh/enable"):
        assert desk.client.post(f"/people/{path}", data=csrf).status_code == 403


def test_one_who_is_not_there(desk: Office) -> None:
    csrf = desk.enter("quan")
    assert desk.client.get("/people/of/nobody").status_code == 404
    assert desk.client.post("/people/of/nobody/disable", data=csrf).status_code == 404
