"""In by the office's own login: for whom somebody made an account, or a group has roles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.exchange.login import OfficeLogin
from pipeline.model.access import Access, Rights
from pipeline.model.account import AccountRole, NewAccount
from pipeline.settings import default_settings
from pipeline.web.workbench.login_pages import GOING
from pipeline.web.workbench.visiting import SESSION
from tests.exchange.login_provider import SECRET, Provider, provider
from tests.exchange.test_login import BACK, rules
from tests.stack_archive import NOW
from tests.web.shelf import Paper, fill
from tests.web.workbench.staff import PASSWORD, Office, office

GROUPS = {"van-thu": ["archivist", "reader"]}


@dataclass
class Desk:
    office: Office
    there: Provider

    def come(self, to: str = "/search") -> httpx.Response:
        """There and back, as a browser does."""
        client = self.office.client
        sent = client.get("/sign-in/oidc", params={"to": to})
        assert sent.status_code == 303
        brought = self.there.answer(sent.headers["location"])
        answer: httpx.Response = client.get(f"/sign-in/oidc/back?{brought}")
        return answer

    def who(self) -> str:
        account = self.office.door.visitor(self.office.client.cookies.get(SESSION, ""), NOW)
        return "" if account is None else account.name


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    archive = fill(tmp_path / "archive", (Paper("1aaa", "cuộc họp", subject="lịch họp"),))
    with provider() as there:
        login = rules(there.url, roles=GROUPS)
        settings = default_settings().model_copy(update={"oidc": login})
        with office(archive, tmp_path, settings=settings) as made:
            app: Any = made.client.app
            app.state.login = OfficeLogin(login, SECRET, BACK)
            yield Desk(made, there)


def test_without_a_login_of_its_own_there_is_no_such_page(tmp_path: Path) -> None:
    archive = fill(tmp_path / "archive", ())
    with office(archive, tmp_path) as made:
        assert made.client.get("/sign-in/oidc").status_code == 404
        assert "/sign-in/oidc" not in made.client.get("/sign-in").text


def test_one_whom_an_admin_tied_comes_in(desk: Desk) -> None:
    desk.office.hire("hoa", AccountRole.ADMIN)
    desk.office.register.accounts.vouch("hoa", desk.there.url, "4711", NOW, "root")
    assert "/sign-in/oidc?to=" in desk.office.client.get("/sign-in?back=/people").text
    answer = desk.come("/people")
    assert (answer.status_code, answer.headers["location"]) == (303, "/people")
    assert desk.who() == "hoa"
    assert GOING not in desk.office.client.cookies


def test_an_account_without_a_password_is_tied_by_its_name_once(desk: Desk) -> None:
    desk.office.hire("lan", AccountRole.READER)
    assert desk.come().status_code == 303
    assert desk.who() == "lan"
    known = desk.office.register.accounts.named("lan")
    assert (known.issuer, known.subject) == (desk.there.url, "4711")
    desk.office.client.cookies.clear()
    desk.there.who["sub"] = "another"
    assert desk.come().status_code == 422
    assert desk.who() == ""


@pytest.mark.parametrize("why", ["password", "keeper", "admin", "closed", "nobody", "no name"])
def test_who_does_not_come_in(desk: Desk, why: str) -> None:
    roles = {"keeper": AccountRole.KEEPER, "admin": AccountRole.ADMIN}
    new = NewAccount("lan", "Lan", frozenset({roles.get(why, AccountRole.READER)}))
    if why not in ("nobody", "no name"):
        desk.office.door.admit(new, PASSWORD if why == "password" else "", NOW, "root")
    if why == "closed":
        desk.office.door.accounts.change(new, active=False, version=1, now=NOW, who="root")
    if why == "no name":
        desk.there.who |= {"preferred_username": "../ lan", "groups": ["van-thu"]}
    answer = desk.come()
    assert (answer.status_code, "chưa ai cấp tài khoản" in answer.text) == (422, True)
    assert desk.who() == ""


def test_a_group_makes_an_account_with_no_more_than_its_roles(desk: Desk) -> None:
    desk.there.who["groups"] = ["van-thu", "admin"]
    desk.come()
    made = desk.office.register.accounts.named("lan")
    assert made.account.roles == {AccountRole.ARCHIVIST, AccountRole.READER}
    assert made.account.rights == Rights(frozenset({Access.OPEN}))
    assert (made.made_by, made.has_password) == (desk.there.url, False)
    desk.come()
    assert len(desk.office.register.accounts.all()) == 1


def test_another_browser_cannot_be_signed_in(desk: Desk) -> None:
    """Nor can one be led anywhere else."""
    desk.office.hire("lan", AccountRole.READER)
    client = desk.office.client
    way = client.get("/sign-in/oidc").headers["location"]
    brought = desk.there.answer(way)
    client.cookies.delete(GOING)
    assert client.get(f"/sign-in/oidc/back?{brought}").status_code == 422
    for cookie in ("zz", "00", b'["a","b","c"]'.hex(), b"[1,2,3,4]".hex(), "9" * 150):
        client.cookies.set(GOING, cookie)
        assert client.get(f"/sign-in/oidc/back?{brought}").status_code == 422
        client.cookies.delete(GOING)
    assert desk.who() == ""
    assert desk.come("https://evil.example").headers["location"] == "/"


def test_a_login_that_is_away_is_said_and_passwords_still_do(desk: Desk) -> None:
    desk.there.about = {"issuer": "https://evil.example"}
    answer = desk.office.client.get("/sign-in/oidc")
    assert answer.status_code == 422
    assert "không trả lời đúng" in answer.text
    assert 'name="password"' in answer.text
