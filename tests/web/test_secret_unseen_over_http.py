"""Whoever is no keeper is answered the same by every route there is, with and without secrets.

The routes are those of the application, so that a new one is asked too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipeline.archive.folder import ArchiveFolder
from pipeline.model.account import AccountRole
from pipeline.model.entry import SignatureState
from pipeline.office.postroom import counter
from pipeline.partner_rules import partner_rules
from pipeline.register.store import open_register
from pipeline.settings import load_settings
from pipeline.web.application import create_app
from pipeline.web.exchange_routes import Counter
from pipeline.web.partner_tokens import PartnerTokens
from pipeline.web.throttle import Throttle
from pipeline.web.tokens import Tokens
from pipeline.web.workbench.premises import Premises
from pipeline.web.workbench.visiting import SESSION, csrf_of
from tests.cli.an_office_with_a_secret import RARE, made, plain
from tests.cli.test_secret import SECRET, SHA
from tests.stack_archive import NOW, Here
from tests.web.routes import Found, names, routes_of
from tests.web.shelf import READERS, TOKENS, bearer, room_of
from tests.web.workbench.desk import OpenDoor, account

PARTNERS = """
[exchange]
organ_id = "H53.01"
[[exchange.partners]]
key = "so-y-te"
name = "Sở Y tế"
organ_ids = ["H53.19"]
their_token_env = "TOKEN_SYT"
"""
TOKEN = {"TOKEN_SYT": "s" * 40}
TARGETS = (SECRET, SHA, "-1", "den-mat", "1", "mo1")
"""What a path is asked for; the last two are what everybody may see."""
FIXED = {"number": "1", "kind": "pdf"}
WORDS = (SECRET, "mật", "kế hoạch", "den-mat", "-1", "1", "2026")
NOT_ASKED: dict[str, str] = {}
"""Routes that cannot be asked, and why."""


@dataclass
class Asked:
    folder: Path
    client: TestClient
    door: OpenDoor
    app: FastAPI

    def answer(
        self, method: str, path: str, who: Mapping[str, str], **sent: Mapping[str, str]
    ) -> str:
        # Whoever was signed out by the question before is back.
        self.door.out.clear()
        self.app.state.receipts = Throttle(100, 1.0, lambda: 0.0)
        answer = self.client.request(method, path, headers=dict(who), **sent)  # type: ignore[arg-type]
        text = answer.text if "image" not in answer.headers.get("content-type", "") else "PICTURE"
        return f"{answer.status_code} {_same(plain(text, self.folder))}"


def _same(text: str) -> str:
    return re.sub(r'nonce-[\w+/=-]+|value="[0-9a-f]{64}"', "X", text)


@contextmanager
def _asked(folder: Path, *, with_secret: bool) -> Iterator[Asked]:
    made(folder, with_secret=with_secret)
    settings_file = folder / "office.toml"
    settings_file.write_text(settings_file.read_text(encoding="utf-8") + PARTNERS, encoding="utf-8")
    settings = load_settings(settings_file)
    archive = ArchiveFolder(folder / "archive")
    every = [role for role in AccountRole if role is not AccountRole.KEEPER]
    door = OpenDoor({"an": account("an", *every)})
    with open_register(archive.root) as register:
        room = room_of(archive, register, folder, Here())
        premises = Premises(archive, register, settings, room, door, Here, lambda: NOW)
        tokens = PartnerTokens(partner_rules(settings).partners, TOKEN)
        judge = counter(archive, register, settings, lambda: NOW, lambda _: SignatureState.NONE)
        handed = Counter(tokens, judge, settings.exchange.max_bytes)
        app = create_app(room, Tokens(READERS, TOKENS), "en", counter=handed, premises=premises)
        client = TestClient(
            app,
            base_url="http://127.0.0.1",
            follow_redirects=False,
            raise_server_exceptions=False,
        )
        client.cookies.set(SESSION, "an")
        yield Asked(folder, client, door, app)


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Asked, Asked]]:
    with ExitStack() as stack:
        yield (
            stack.enter_context(_asked(tmp_path / "without", with_secret=False)),
            stack.enter_context(_asked(tmp_path / "with", with_secret=True)),
        )


def _routes(app: FastAPI) -> tuple[Found, ...]:
    return tuple(one for one in routes_of(app) if one.path not in NOT_ASKED)


def _questions(found: Found) -> Iterator[tuple[str, str, dict[str, dict[str, str]]]]:
    """(method, path, what is sent): plain, then with each parameter of the query and the form."""
    route = found.route
    targets = TARGETS if "{" in found.path else ("",)
    paths = [
        re.sub(r"{(\w+)(?::\w+)?}", lambda one: FIXED.get(one[1], target), found.path)  # noqa: B023
        for target in targets
    ]
    seen = paths[-2:]
    query = sorted(names(route.dependant, "query_params"))
    form = sorted(names(route.dependant, "body_params"))
    for method in found.methods:
        csrf = {"csrf": csrf_of("an")} if method != "GET" else {}
        sent: dict[str, dict[str, str]] = {"data": csrf} if csrf else {}
        for path in paths:
            yield method, path, sent
        for name, word, path in product(query, WORDS, seen):
            yield method, path, {**sent, "params": {name: word}}
        for word, path in product(WORDS, seen if form else ()):
            yield method, path, {"data": dict.fromkeys(form, word) | csrf}


def test_others_are_answered_the_same_by_every_route(both: tuple[Asked, Asked]) -> None:
    without, with_secret = both
    readers: tuple[dict[str, str], ...] = (
        {},
        bearer("SOHOA_ALL"),
        {"Authorization": f"Bearer {TOKEN['TOKEN_SYT']}"},
    )
    answered = set()
    asked = [(one, *sent) for one in _routes(with_secret.app) for sent in _questions(one)]
    # What is only looked at first: later the history has what was typed here.
    asked.sort(key=lambda one: one[1] != "GET")
    for route, method, path, sent in asked:
        for who in readers:
            answer = with_secret.answer(method, path, who, **sent)
            asking = (method, path, sent)
            assert answer == without.answer(method, path, who, **sent), asking
            assert RARE not in answer
            assert SECRET not in answer or SECRET in f"{asking}" or method != "GET", asking
            if not answer.startswith(("5", "429")):
                answered.add(route.path)
    assert answered == {route.path for route in _routes(with_secret.app)}
