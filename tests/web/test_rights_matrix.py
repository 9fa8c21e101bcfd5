"""Every route × every role × every level of access; a new route is asked too.

A route says what it needs, or is named here as one for everybody. What somebody may not see is
answered as what does not exist, and what is counted or listed is the same without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI

from pipeline.model.access import Access, Holding, Rights
from pipeline.model.account import AccountRole, Permission
from pipeline.web.workbench.visiting import SESSION, csrf_of
from tests.stack_archive import NOW, Here
from tests.web.routes import Found, names, routes_of
from tests.web.shelf import Paper, fill
from tests.web.workbench.staff import Office, office

FOR_EVERYBODY = {
    "/static/{digest}/{name}": "the files that pages load",
    "/api/v1/": "the list of the operations",
    "/api/v1/receipts/{code}": "a sender has a code and no account",
}
"""Paths that ask nothing of whoever comes, and why."""
OWN_TOKEN = ("/api/v1/exchange/messages",)
"""Where a partner brings a token of its own (`tests/web/test_exchange.py`)."""
PUBLIC = {"/sign-in", "/preferences", "/receipt", "/sign-in/oidc", "/sign-in/oidc/back"}
"""Pages for whoever comes."""
NUMBERED = ("/audit",)
"""Its rows have the numbers of the events: `test_audit_pages` looks at what they say."""

HEALTH = "Phòng Y tế"
MINE = (
    Paper("1aaa", "cuộc họp khuếch", Holding(Access.OPEN, HEALTH), "1/KH-A", "Sở A", "họp khuếch"),
    Paper("2aaa", "cuộc họp thứ hai", Holding(Access.OPEN, HEALTH), "2/KH-A", "Sở A", "họp hai"),
)
THEIRS = {
    "conditional": Paper(
        "kin5", "cuộc họp nghoẹo", Holding(Access.CONDITIONAL, HEALTH), "5/QQ-B", "Sở B", "nghoẹo"
    ),
    "other unit": Paper(
        "kin6", "cuộc họp quặp", Holding(Access.OPEN, "Phòng Nội vụ"), "6/QQ-B", "Sở B", "quặp"
    ),
    "no unit": Paper("kin7", "cuộc họp phượu", Holding(Access.OPEN), "7/QQ-B", "Sở B", "phượu"),
    "secret": Paper("kin8", "cuộc họp chuệch", Holding(Access.CONDITIONAL, HEALTH), secret=True),
}
"""What the accounts of this test may not see, by why; nor their batches, of which they are told as
of documents. A secret in a batch that all see is in `test_secret_unseen_over_http`."""
RIGHTS = Rights(frozenset({Access.OPEN}), frozenset({HEALTH}))
NOT_THERE = "kin0"
HIDDEN_WORDS = ("nghoẹo", "quặp", "phượu", "chuệch", "QQ-B", "Sở B")
WORDS = ("họp", "", "s", "5", "nghoẹo", "kin5")
FIXED = {"number": "1", "page": "1", "kind": "pdf", "width": "100", "name": "minh", "code": "X"}
ROLES = tuple(AccountRole)
OTHER = "1"


@dataclass
class Asked:
    desk: Office
    app: FastAPI
    tokens: dict[str, str] = field(default_factory=dict)

    def answer(
        self, method: str, path: str, who: str, params: dict[str, str] | None = None
    ) -> tuple[int, str, str]:
        """Status, kind of the trouble, text, as somebody signed in as `who`, or as nobody."""
        client = self.desk.client
        sent = {}
        client.cookies.delete(SESSION)
        if who:
            sent = self._signed_in(who)
        headers = {"hx-request": "true"}
        data = None if method == "GET" else sent
        found = client.request(method, path, data=data, headers=headers, params=params)
        kind = ""
        if found.headers.get("content-type", "").startswith("application/problem+json"):
            kind = found.json()["type"].rpartition(":")[2]
        binary = re.match(r"image|application/pdf", found.headers.get("content-type", ""))
        return found.status_code, kind, found.content.hex() if binary else found.text

    def _signed_in(self, who: str) -> dict[str, str]:
        """In one session for as long as it lasts: a page lists them."""
        token = self.tokens.get(who, "")
        if self.desk.door.visitor(token, NOW) is not None:
            self.desk.client.cookies.set(SESSION, token)
            return {"csrf": csrf_of(token)}
        sent = self.desk.enter(who)
        self.tokens[who] = self.desk.client.cookies[SESSION]
        return sent


def an_office(stack: ExitStack, folder: Path, papers: tuple[Paper, ...]) -> Asked:
    folder.mkdir()
    desk = stack.enter_context(office(fill(folder / "archive", papers), folder, Here()))
    app = desk.client.app
    assert isinstance(app, FastAPI)
    desk.hire("minh", AccountRole.READER)
    for role in ROLES:
        desk.hire(f"is.{role}", role, rights=RIGHTS, unit=HEALTH)
    every = tuple(role for role in ROLES if role is not AccountRole.KEEPER)
    desk.hire("is.all", *every, rights=RIGHTS, unit=HEALTH)
    return Asked(desk, app)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Asked, Asked]]:
    with ExitStack() as stack:
        yield twice(stack, tmp_path_factory.mktemp("matrix"))


@pytest.fixture
def untouched(tmp_path: Path) -> Iterator[tuple[Asked, Asked]]:
    """Where no other test has changed anything."""
    with ExitStack() as stack:
        yield twice(stack, tmp_path)


def twice(stack: ExitStack, folder: Path) -> tuple[Asked, Asked]:
    """The same office: without what its people may not see, and with it."""
    return (
        an_office(stack, folder / "without", MINE),
        an_office(stack, folder / "with", (*MINE, *THEIRS.values())),
    )


def path_of(found: Found, document_id: str) -> str:
    """`document_id` also where a path asks for something else by an id."""
    return re.sub(
        r"{(\w+)(?::\w+)?}",
        lambda one: document_id if one[1] == "document_id" else FIXED.get(one[1], OTHER),
        found.path,
    )


def unsaid(app: FastAPI) -> list[str]:
    """Routes that say nothing of whom they are for."""
    return [
        found.path
        for found in routes_of(app)
        if not (found.needs or found.by_rights or found.public)
        and found.path not in (*FOR_EVERYBODY, *OWN_TOKEN)
    ]


def test_every_route_says_whom_it_is_for(both: tuple[Asked, Asked]) -> None:
    assert unsaid(both[1].app) == []
    public = {found.path for found in routes_of(both[1].app) if found.public}
    assert public <= PUBLIC
    undecided = [found.path for found in routes_of(both[1].app) if found.needs and found.public]
    assert undecided == []


def test_a_new_route_that_says_nothing_is_noticed() -> None:
    app, router = FastAPI(), APIRouter(prefix="/new")

    @router.get("/page")
    def page() -> None: ...

    app.include_router(router)
    assert unsaid(app) == ["/new/page"]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_comes_where_it_may_and_nowhere_else(
    both: tuple[Asked, Asked], role: AccountRole
) -> None:
    asked = both[1]
    account = asked.desk.register.accounts.named(f"is.{role}").account
    for found in routes_of(asked.app):
        for method in found.methods:
            status, kind, _ = asked.answer(method, path_of(found, "1aaa"), account.name)
            if found.needs is not None:
                may = all(account.may(one) for one in found.needs.permissions)
            elif found.by_rights:
                may = account.may(Permission.SEARCH)
            else:
                continue
            turned_away = kind in ("not_your_role", "unauthorised", "first_sign_in")
            assert turned_away != may, (method, found.path, status, kind)
            assert status == 403 or not turned_away


def test_nobody_comes_in_without_an_account(both: tuple[Asked, Asked]) -> None:
    asked = both[1]
    for found in routes_of(asked.app):
        if found.public or found.path in (*FOR_EVERYBODY, *OWN_TOKEN):
            continue
        for method in found.methods:
            for document_id in ("1aaa", "kin8", NOT_THERE):
                status, kind, _ = asked.answer(method, path_of(found, document_id), "")
                assert (status, kind) == (401, "unauthorised"), (method, found.path)


@pytest.mark.parametrize("why", THEIRS)
def test_what_may_not_be_seen_is_as_what_does_not_exist(
    both: tuple[Asked, Asked], why: str
) -> None:
    asked, there = both[1], THEIRS[why].id
    about = [one for one in routes_of(asked.app) if "{document_id}" in one.path]
    assert about
    for found in about:
        for method in found.methods:
            for params in queries(found):
                path = path_of(found, NOT_THERE)
                told = asked.answer(method, path, "is.all", params)
                hidden = asked.answer(method, path_of(found, there), "is.all", params)
                same = (told[0], told[1], told[2].replace(NOT_THERE, there))
                assert plain(hidden) == plain(same), (method, found.path, params)
                assert told[0] in (400, 403, 404), (method, found.path, params)


def test_lists_counts_and_neighbours_are_the_same_without_what_is_hidden(
    untouched: tuple[Asked, Asked],
) -> None:
    without, with_hidden = untouched
    for found in routes_of(with_hidden.app):
        if "GET" not in found.methods:
            continue
        for document_id in ("1aaa", "2aaa") if "{document_id}" in found.path else ("1aaa",):
            for params in queries(found):
                path = path_of(found, document_id)
                told = with_hidden.answer("GET", path, "is.all", params)
                asking = (path, params)
                typed = " ".join(params.values())
                words = [one for one in HIDDEN_WORDS if one in told[2] and one not in typed]
                assert words == [], asking
                ids = [paper.id for paper in THEIRS.values() if paper.id in told[2]]
                assert [one for one in ids if one not in typed] == [], asking
                if found.path in NUMBERED:
                    continue
                expected = without.answer("GET", path, "is.all", params)
                assert plain(told) == plain(expected), asking


def queries(found: Found) -> list[dict[str, str]]:
    """Nothing asked, and each parameter of the query with each of the words."""
    known = sorted(names(found.route.dependant, "query_params"))
    words = [{name: word} for name in known for word in WORDS]
    return [{}, *words] if "q" not in known else [{}, *words, {"q": "họp", "facets": "1"}]


def plain(answer: tuple[int, str, str]) -> tuple[int, str, str]:
    """Without what is another at each run."""
    status, kind, text = answer
    return status, kind, re.sub(r'"score":[\d.]+|[0-9a-f]{64}', "X", text)
