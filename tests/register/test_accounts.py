"""Accounts, sessions and tries, on each database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.errors import NotAllowed, NotFound
from pipeline.model.access import Access, Rights
from pipeline.model.account import AccountRole, NewAccount, Whence
from pipeline.register.audit_log import LogCriteria
from pipeline.register.entries import Event, ObjectKind
from pipeline.register.sign_in_tries import Patience
from pipeline.register.store import Register

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
HERE = Whence("10.0.0.7", "Firefox")
LAN = NewAccount("lan", "Nguyễn Thị Lan", frozenset({AccountRole.ARCHIVIST, AccountRole.READER}))
RIGHTS = Rights(frozenset({Access.OPEN}), frozenset({"Văn phòng", "Sở A"}))
SHORT = Patience(3, timedelta(minutes=1), timedelta(minutes=5), timedelta(days=1))


def history(register: Register, name: str = "lan") -> list[tuple[str, str | None, str | None]]:
    events: tuple[Event, ...] = register.history(ObjectKind.ACCOUNT, name)
    return [(event.what.value, event.field, event.new) for event in events]


def test_what_was_written_of_an_account_comes_back(register: Register) -> None:
    assert not register.accounts.any()
    new = replace(LAN, rights=RIGHTS, unit="Văn phòng", language="en")
    made = register.accounts.add(new, "hash", NOW, "root")
    assert register.accounts.any()
    known = register.accounts.named(" LAN ")
    assert known.account == made
    assert (made.roles, made.rights, made.unit) == (new.roles, RIGHTS, "Văn phòng")
    assert (made.must_change, known.has_password, known.made_by) == (True, True, "root")
    assert register.accounts.all() == (known,)
    with pytest.raises(NotAllowed, match="account_there"):
        register.accounts.add(new, None, NOW, "root")
    with pytest.raises(NotFound):
        register.accounts.named("minh")


def test_two_who_change_one_account_notice_each_other(register: Register) -> None:
    register.accounts.add(LAN, "hash", NOW, "root")
    seen = register.accounts.named("lan").version
    new = replace(LAN, roles=frozenset({AccountRole.READER}), rights=RIGHTS)
    register.accounts.change(new, active=True, version=seen, now=NOW, who="an")
    with pytest.raises(NotAllowed, match="account_changed"):
        register.accounts.change(LAN, active=True, version=seen, now=NOW, who="binh")
    assert register.accounts.named("lan").account.rights == RIGHTS
    assert history(register)[1:] == [
        ("account_changed", "roles", "reader"),
        ("account_changed", "access", "open"),
        ("account_changed", "units", '["Sở A", "Văn phòng"]'),
    ]
    again = register.accounts.named("lan").version
    register.accounts.change(new, active=True, version=again, now=NOW, who="an")
    assert len(history(register)) == 4


def begin(register: Register, token: str, checked: str | None = "hash") -> None:
    known = register.accounts.to_check("lan")
    assert known is not None
    register.sessions.begin(known[0], checked, token, HERE, NOW + 8 * HOUR, NOW)


def test_a_session_lasts_until_it_is_idle_or_too_long(register: Register) -> None:
    register.accounts.add(LAN, "hash", NOW, "root")
    begin(register, "t1")
    found = register.sessions.account("t1", NOW + HOUR - timedelta(seconds=1), HOUR)
    assert found is not None
    assert found[0].name == "lan"
    assert register.sessions.account("t1", NOW + HOUR, HOUR) is None
    assert register.sessions.account("t2", NOW, HOUR) is None
    for hours in range(1, 8):
        register.sessions.seen("t1", NOW + hours * HOUR)
        assert register.sessions.account("t1", NOW + hours * HOUR, HOUR) is not None
    register.sessions.seen("t1", NOW + 8 * HOUR)
    assert register.sessions.account("t1", NOW + 8 * HOUR, HOUR) is None


def test_the_token_is_kept_nowhere(register: Register) -> None:
    register.accounts.add(LAN, "hash", NOW, "root")
    begin(register, "secret-token")
    register.sessions.end("secret-token", NOW)
    register.sessions.end("secret-token", NOW)
    told = repr(list(register.trail.events(LogCriteria())))
    assert "secret-token" not in told
    assert "hash'" not in told
    assert [row[0] for row in history(register)] == ["account_added", "signed_in", "signed_out"]


def test_what_ends_sessions(register: Register) -> None:
    register.accounts.add(LAN, "hash", NOW, "root")
    for token in ("t1", "t2", "t3", "t4"):
        begin(register, token)
    first = register.sessions.id_of("t1")
    assert first is not None
    with pytest.raises(NotFound):
        register.sessions.end_one("minh", first, NOW, "minh")
    register.sessions.end_one("lan", first, NOW, "lan")
    assert len(register.sessions.of("lan", NOW, HOUR)) == 3
    assert register.sessions.end_all("lan", NOW, "lan", but="t2") == 2
    (left,) = register.sessions.of("lan", NOW, HOUR)
    assert (left.id, left.whence) == (register.sessions.id_of("t2"), HERE)
    register.accounts.set_password("lan", "new", NOW, "root", must_change=True)
    assert register.sessions.of("lan", NOW, HOUR) == ()
    begin(register, "t5", "new")
    version = register.accounts.named("lan").version
    register.accounts.change(LAN, active=False, version=version, now=NOW, who="root")
    assert register.sessions.account("t5", NOW, HOUR) is None
    assert register.accounts.to_check("lan") is None


def test_nobody_comes_in_with_what_was_changed_meanwhile(register: Register) -> None:
    account = register.accounts.add(LAN, "hash", NOW, "root")
    register.accounts.set_password("lan", "new", NOW, "root", must_change=True)
    with pytest.raises(NotAllowed, match="sign_in_wrong"):
        register.sessions.begin(account, "hash", "t", HERE, NOW + HOUR, NOW)
    register.accounts.rehash("lan", "hash", "old in another form")
    begin(register, "t", "new")


def test_another_login_vouches_for_one_account_each(register: Register) -> None:
    for name in ("lan", "minh"):
        register.accounts.add(replace(LAN, name=name), None, NOW, "root")
    register.accounts.vouch("lan", "https://login.example", "4711", NOW, "root")
    found = register.accounts.of_identity("https://login.example", "4711")
    assert found is not None
    assert (found.account.name, found.has_password) == ("lan", False)
    assert register.accounts.of_identity("https://login.example", "4712") is None
    with pytest.raises(NotAllowed, match="account_identity"):
        register.accounts.vouch("minh", "https://login.example", "4711", NOW, "root")
    register.accounts.vouch("lan", "", "", NOW, "root")
    register.accounts.vouch("minh", "", "", NOW, "root")
    assert register.accounts.of_identity("https://login.example", "4711") is None


def test_waits_grow_and_end(register: Register) -> None:
    tries, at = register.sign_in_tries, NOW
    waited = []
    for _ in range(7):
        tries.take({"k": SHORT}, at)
        until = tries.waits_until("k", at)
        if until is not None:
            waited.append(until - at)
            with pytest.raises(NotAllowed, match="sign_in_later"):
                tries.take({"k": SHORT, "other": SHORT}, until - timedelta(seconds=1))
            at = until
    assert waited == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 5, 5)]
    assert tries.waits_until("other", at) is None
    tries.came_in("k", "address")
    tries.take({"k": SHORT}, at)
    assert tries.waits_until("k", at) is None


def test_tries_of_long_ago_do_not_count_and_are_forgotten(register: Register) -> None:
    tries = register.sign_in_tries
    for at in (NOW, NOW, NOW + timedelta(days=2), NOW + timedelta(days=2)):
        tries.take({"k": SHORT}, at)
    assert tries.waits_until("k", NOW + timedelta(days=2)) is None


def test_only_the_names_of_accounts_are_noted(register: Register) -> None:
    register.accounts.add(LAN, "hash", NOW, "root")
    for _ in range(3):
        register.sign_in_tries.take({"name lan": SHORT}, NOW)
        register.sign_in_tries.failed("lan", "10.0.0.7", "name lan", NOW)
        register.sign_in_tries.failed("my password", "10.0.0.7", "name my password", NOW)
    assert [row[0] for row in history(register)][1:] == [*["sign_in_failed"] * 3, "sign_in_locked"]
    assert "my password" not in repr(list(register.trail.events(LogCriteria())))
    register.sign_in_tries.unlock("lan", "name lan", NOW, "root")
    register.sign_in_tries.take({"name lan": SHORT}, NOW)
    assert history(register)[-1][0] == "sign_in_unlocked"
    assert register.trail.audit().findings == ()
