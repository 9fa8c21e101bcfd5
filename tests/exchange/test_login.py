"""The office's own login, over a provider on this machine that tells the truth, and lies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from pipeline.errors import EngineFailed, NotAllowed, SettingsInvalid
from pipeline.exchange.login import Going, Identity, OfficeLogin, office_login
from pipeline.sections.workbench import LoginSettings
from pipeline.settings import default_settings
from tests.exchange.login_provider import CLIENT, SECRET, Provider, provider
from tests.stack_archive import NOW

BACK = "https://van-thu.example/sign-in/oidc/back"
AT = NOW.timestamp()


@pytest.fixture
def there() -> Iterator[Provider]:
    with provider() as found:
        yield found


def rules(issuer: str, **also: Any) -> LoginSettings:
    known = default_settings().oidc.model_dump() | {"issuer": issuer, "client_id": CLIENT}
    return LoginSettings.model_validate(known | also)


def at_login(there: Provider) -> OfficeLogin:
    return OfficeLogin(rules(there.url), SECRET, BACK)


def came_back(there: Provider, login: OfficeLogin, going: Going) -> dict[str, str]:
    return dict(parse_qsl(there.answer(login.way(going, NOW))))


def vouched(there: Provider, login: OfficeLogin | None = None) -> Identity:
    login, going = login or at_login(there), Going.new()
    return login.identity(came_back(there, login, going), going, NOW)


def test_it_vouches_for_somebody(there: Provider) -> None:
    there.who |= {"groups": ["van-thu", "doan"]}
    there.claims["sub"] = "4711"
    found = vouched(there)
    assert found == Identity(there.url, "4711", "lan", "Bà Lan", ("van-thu", "doan"))


def test_what_the_browser_is_sent_with(there: Provider) -> None:
    going = Going.new()
    way = parse_qs(urlsplit(at_login(there).way(going, NOW)).query)
    assert way["redirect_uri"] == [BACK]
    assert way["scope"] == ["openid profile"]
    assert going.verifier not in str(way)
    assert len({going.state, going.nonce, going.verifier}) == 3


LIES: dict[str, Callable[[Provider], None]] = {
    "another nonce": lambda one: one.claims.update(nonce="another"),
    "no nonce": lambda one: one.claims.update(nonce=None),
    "another issuer": lambda one: one.claims.update(iss="https://evil.example"),
    "for another client": lambda one: one.claims.update(aud="another"),
    "for two, given to the other": lambda one: one.claims.update(aud=[CLIENT, "x"], azp="x"),
    "for two, not said to whom": lambda one: one.claims.update(aud=[CLIENT, "x"]),
    "expired": lambda one: one.claims.update(exp=AT - 61),
    "no end": lambda one: one.claims.update(exp=None),
    "an end that is no time": lambda one: one.claims.update(exp="tomorrow"),
    "of the future": lambda one: one.claims.update(iat=AT + 61),
    "not yet valid": lambda one: one.claims.update(nbf=AT + 61),
    "nobody": lambda one: one.who.update(sub=None),
    "a number for a name": lambda one: one.who.update(sub=4711),
    "another access token": lambda one: one.claims.update(at_hash="AAAA"),
    "alg none": lambda one: setattr(one, "algorithm", "none"),
    "a shared secret": lambda one: setattr(one, "algorithm", "HS256"),
    "another algorithm than the key's": lambda one: setattr(one, "algorithm", "RS512"),
    "a key that is not published": lambda one: setattr(one, "kid", "unpublished"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_is_not_right_lets_nobody_in(there: Provider, lie: str) -> None:
    LIES[lie](there)
    with pytest.raises(NotAllowed, match="login_refused"):
        vouched(there)


def test_a_token_that_somebody_altered_lets_nobody_in(
    there: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = Provider._id_token

    def altered(self: Provider, nonce: str, access: str) -> str:
        head, body, signature = true(self, nonce, access).split(".")
        return f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"

    monkeypatch.setattr(Provider, "_id_token", altered)
    with pytest.raises(NotAllowed, match="login_refused"):
        vouched(there)


def test_clocks_may_differ_a_little(there: Provider) -> None:
    there.claims.update(exp=AT - 59, iat=AT + 59)
    assert vouched(there).subject == "4711"


@pytest.mark.parametrize(
    "change",
    [{"state": "another"}, {"code": "made up"}, {"code": ""}, {"iss": "https://evil.example"}],
)
def test_what_another_browser_brings_lets_nobody_in(
    there: Provider, change: dict[str, str]
) -> None:
    login, going = at_login(there), Going.new()
    said = came_back(there, login, going)
    with pytest.raises(NotAllowed, match="login_refused"):
        login.identity(said | change, going, NOW)


def test_a_code_is_good_once_and_for_one_browser(there: Provider) -> None:
    login, going = at_login(there), Going.new()
    said = came_back(there, login, going)
    stolen = Going(going.state, going.nonce, Going.new().verifier)
    with pytest.raises(NotAllowed, match="login_refused"):
        login.identity(said, stolen, NOW)
    said = came_back(there, login, going)
    login.identity(said, going, NOW)
    with pytest.raises(NotAllowed, match="login_refused"):
        login.identity(said, going, NOW)


def test_new_keys_are_looked_at_but_not_at_each_made_up_one(there: Provider) -> None:
    login = at_login(there)
    vouched(there, login)
    there.kid, there.published = "two", ["one", "two"]
    going = Going.new()
    said = came_back(there, login, going)
    later = NOW + timedelta(minutes=2)
    assert login.identity(said, going, later).subject == "4711"
    before = there.asked.count("/keys")
    there.kid = "unpublished"
    for _ in range(5):
        said = came_back(there, login, going)
        with pytest.raises(NotAllowed):
            login.identity(said, going, later)
    assert there.asked.count("/keys") == before == 2


@pytest.mark.parametrize(
    "about",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": None},
        {"filler": "x" * 1_100_000},
    ],
)
def test_a_provider_that_is_none_is_said(there: Provider, about: dict[str, Any]) -> None:
    there.about = about
    with pytest.raises(EngineFailed, match="login_unreachable"):
        vouched(there)


def test_one_that_does_not_answer_is_said() -> None:
    login = OfficeLogin(rules("http://127.0.0.1:9"), SECRET, BACK)
    with pytest.raises(EngineFailed, match="login_unreachable"):
        login.way(Going.new(), NOW)


def test_settings_that_lack_something_are_named() -> None:
    url = "https://login.example"
    assert office_login(default_settings().oidc, "", {}) is None
    with pytest.raises(SettingsInvalid, match="public_url"):
        office_login(rules(url), "", {})
    with pytest.raises(SettingsInvalid, match="client_id"):
        office_login(rules(url, client_id=""), "https://a.example", {})
    with pytest.raises(SettingsInvalid, match="NOT_SET"):
        office_login(rules(url, client_secret_env="NOT_SET"), "https://a.example", {})
    for wrong in ({"issuer": "http://login.example"}, {"roles": {"g": ["keeper"]}}):
        with pytest.raises(ValueError, match=r"not https|cannot have the role"):
            rules(**({"issuer": url} | wrong))
