"""Coming in, staying, and going out, over a real register."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import NotAllowed
from pipeline.model.account import AccountRole, NewAccount, Whence
from pipeline.office.door import OfficeDoor
from pipeline.register.entries import ObjectKind
from pipeline.register.store import Register, open_register
from pipeline.settings import default_settings

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HERE = Whence("10.0.0.7", "Firefox")
RULES = default_settings().workbench
GIVEN, OWN = "con mèo ngủ trên mái", "ba con vịt bơi qua sông"
LAN = NewAccount("lan", "Nguyễn Thị Lan", frozenset({AccountRole.READER}))


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with open_register(tmp_path) as register:
        yield register


@pytest.fixture
def door(register: Register) -> OfficeDoor:
    door = OfficeDoor(register, RULES)
    door.admit(LAN, GIVEN, NOW, "root")
    return door


def wrong(door: OfficeDoor, name: str, password: str = "wrong", where: Whence = HERE) -> str:
    with pytest.raises(NotAllowed) as caught:
        door.sign_in(name, password, where, NOW)
    assert set(caught.value.params) <= {"minutes"}
    return caught.value.code


def test_in_by_any_way_to_type_the_name(door: OfficeDoor) -> None:
    tokens = {door.sign_in(name, GIVEN, HERE, NOW) for name in ("lan", " Lan", "LAN ")}
    assert len(tokens) == 3
    for token in tokens:
        account = door.visitor(token, NOW)
        assert account is not None
        assert (account.name, account.must_change) == ("lan", True)
        assert token not in repr(door.sessions("lan", NOW))


def test_a_name_that_is_nobodys_is_treated_as_one_that_is(door: OfficeDoor) -> None:
    """So is one whose account is closed, or has no password."""
    known = door.accounts.named("lan")
    door.admit(NewAccount("khoa", "", frozenset()), GIVEN, NOW, "root")
    shut = door.accounts.named("khoa")
    new = NewAccount("khoa", "", frozenset())
    door.accounts.change(new, active=False, version=shut.version, now=NOW, who="root")
    door.admit(NewAccount("oidc", "", frozenset()), "", NOW, "root")
    answers = {
        name: [wrong(door, name, GIVEN if name == "khoa" else "x") for _ in range(RULES.tries + 2)]
        for name in ("lan", "nobody", "khoa", "oidc", "not a name", "", "'; --")
    }
    assert len({tuple(codes) for codes in answers.values()}) == 1
    assert answers["lan"] == ["sign_in_wrong"] * RULES.tries + ["sign_in_later"] * 2
    assert door.accounts.named("lan") == known


def test_the_right_password_waits_too_and_then_begins_anew(door: OfficeDoor) -> None:
    for _ in range(RULES.tries):
        wrong(door, "lan")
    assert wrong(door, "lan", GIVEN) == "sign_in_later"
    until = door.waits_until("lan", NOW)
    assert until == NOW + timedelta(seconds=RULES.lock_seconds)
    assert until is not None
    door.sign_in("lan", GIVEN, HERE, until)
    for _ in range(RULES.tries - 1):
        wrong(door, "lan")
    door.sign_in("lan", GIVEN, HERE, NOW)


def test_an_admin_lets_somebody_try_at_once(door: OfficeDoor) -> None:
    for _ in range(RULES.tries):
        wrong(door, "lan")
    door.unlock("lan", NOW, "root")
    door.sign_in("lan", GIVEN, HERE, NOW)


def test_one_address_cannot_try_many_names(door: OfficeDoor) -> None:
    codes = [wrong(door, f"name{number}") for number in range(RULES.address_tries + 3)]
    assert codes.count("sign_in_later") == 3
    assert wrong(door, "lan", GIVEN) == "sign_in_later"
    door.sign_in("lan", GIVEN, Whence("10.0.0.8", ""), NOW)


def test_a_whole_office_signs_in_from_one_address(register: Register) -> None:
    few = RULES.model_copy(update={"address_tries": 2})
    door = OfficeDoor(register, few)
    door.admit(LAN, GIVEN, NOW, "root")
    for _ in range(5):
        door.sign_in("lan", GIVEN, HERE, NOW)


def test_guesses_at_one_moment_are_no_more_than_one_after_another(door: OfficeDoor) -> None:
    def guess(number: int) -> str:
        return wrong(door, "lan", f"guess {number}")

    with ThreadPoolExecutor(12) as pool:
        codes = list(pool.map(guess, range(12)))
    assert codes.count("sign_in_wrong") == RULES.tries


def test_a_session_goes_on_while_it_is_used(door: OfficeDoor) -> None:
    token, at = door.sign_in("lan", GIVEN, HERE, NOW), NOW
    while at < NOW + RULES.longest:
        assert door.visitor(token, at) is not None
        at += RULES.idle - timedelta(seconds=1)
    assert door.visitor(token, NOW + RULES.longest) is None
    other = door.sign_in("lan", GIVEN, HERE, NOW)
    assert door.visitor(other, NOW + RULES.idle) is None


def test_a_page_does_not_wait_until_it_is_noted_that_it_was_seen(register: Register) -> None:
    later: list[Callable[[], None]] = []
    door = OfficeDoor(register, RULES, later=later.append)
    door.admit(LAN, GIVEN, NOW, "root")
    token = door.sign_in("lan", GIVEN, HERE, NOW)
    for seconds in (1, 59, 61):
        door.visitor(token, NOW + timedelta(seconds=seconds))
    assert len(later) == 1
    later[0]()
    (session,) = door.sessions("lan", NOW)
    assert session.seen_at == NOW + timedelta(seconds=61)


def test_who_changes_a_password_ends_every_other_session(door: OfficeDoor) -> None:
    tokens = [door.sign_in("lan", GIVEN, HERE, NOW) for _ in range(2)]
    account = door.visitor(tokens[0], NOW)
    assert account is not None
    for old, new, code in (
        ("wrong", OWN, "password_wrong"),
        (GIVEN, GIVEN, "password_same"),
        (GIVEN, "short", "password_short"),
        (GIVEN, "lan matkhau 2026", "password_common"),
    ):
        with pytest.raises(NotAllowed, match=code):
            door.change_password(account, old, new, HERE, NOW)
    token = door.change_password(account, GIVEN, OWN, HERE, NOW)
    assert [door.visitor(one, NOW) for one in tokens] == [None, None]
    changed = door.visitor(token, NOW)
    assert changed is not None
    assert not changed.must_change
    assert wrong(door, "lan", GIVEN) == "sign_in_wrong"


def test_a_password_that_was_forgotten_is_given_anew(door: OfficeDoor, register: Register) -> None:
    token = door.sign_in("lan", GIVEN, HERE, NOW)
    for _ in range(RULES.tries):
        wrong(door, "lan")
    with pytest.raises(NotAllowed, match="password_short"):
        door.give_password("lan", "short", NOW, "root")
    given = door.generated()
    door.give_password("Lan", given, NOW, "root")
    assert door.visitor(token, NOW) is None
    account = door.visitor(door.sign_in("lan", given, HERE, NOW), NOW)
    assert account is not None
    assert account.must_change
    told = repr(register.history(ObjectKind.ACCOUNT, "lan"))
    assert given not in told
    assert "argon2" not in told
