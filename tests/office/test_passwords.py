"""What a password must be like, and how it is kept."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import NotAllowed
from pipeline.office.passwords import Passwords, check_password, new_password

LEAST = 12


@pytest.mark.parametrize(
    "password",
    [
        "con mèo ngủ trên mái ngói",
        "correct horse battery",
        "mot hai ba bon nam sau",
        "Trời-mưa-thì-ở-nhà",
        "kZ8!vQ2#nW5$",
    ],
)
def test_long_ones_of_ones_own_may_be_chosen(password: str) -> None:
    check_password(password, "lan", LEAST)


@pytest.mark.parametrize(
    "password",
    [
        "matkhau12345",
        "Mật khẩu 2026!",
        "Password1234",
        "123456789012",
        "01/01/1990-1990",
        "aaaaaaaaaaaaaaaa",
        "qwertyuiop[]",
        "Admin@123456",
        "sohoa-vanthu-2026",
        "UBND tinh 2026",
        "anhyeuem123456",
        "nguyen.lan.2026",
        "!!!!!!!!!!!!",
    ],
)
def test_common_ones_may_not(password: str) -> None:
    with pytest.raises(NotAllowed, match="password_common"):
        check_password(password, "nguyen.lan", LEAST)


def test_length_counts_letters_however_they_are_typed() -> None:
    short = "Ệ" * 5 + "kbvxz"
    for form in ("NFC", "NFD"):
        with pytest.raises(NotAllowed, match="password_short"):
            check_password(unicodedata.normalize(form, short), "lan", LEAST)
    with pytest.raises(NotAllowed, match="password_long"):
        check_password("con mèo " * 40, "lan", LEAST)


def test_one_that_is_made_may_be_given() -> None:
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    for one in made:
        check_password(one, "lan", LEAST)


PASSWORDS = Passwords()


def test_only_the_password_of_the_hash_fits() -> None:
    kept = PASSWORDS.hash("con mèo ngủ trên mái")
    assert kept.startswith("$argon2id$")
    assert PASSWORDS.fits(kept, unicodedata.normalize("NFD", "con mèo ngủ trên mái"))
    assert not PASSWORDS.fits(kept, "con meo ngu tren mai")
    assert not PASSWORDS.fits(None, "con mèo ngủ trên mái")
    assert not PASSWORDS.fits("not a hash", "con mèo ngủ trên mái")
    assert not PASSWORDS.outdated(kept)
    assert PASSWORDS.outdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA")


def judged(password: str, name: str) -> str:
    try:
        check_password(password, name, LEAST)
    except NotAllowed as error:
        return error.code
    return ""


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_text_is_judged(password: str, name: str) -> None:
    code = judged(password, name)
    short = len(unicodedata.normalize("NFKC", password)) < LEAST
    assert code == "password_short" if short else code in ("", "password_common")
