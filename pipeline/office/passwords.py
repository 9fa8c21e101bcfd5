"""Passwords: what one must be like, and how it is kept (Argon2id, RFC 9106)."""

from __future__ import annotations

import re
import secrets
import tomllib
import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pipeline.errors import NotAllowed, SettingsInvalid
from pipeline.settings import configs_dir

LONGEST = 256
_AT_ONCE = 2
"""Each takes 64 MiB and a core for some hundredths of a second."""
_LEAST_OWN = 4
"""Characters that are left when what everybody uses is taken out."""
_SYLLABLES = (
    *(
        "ba",
        "be",
        "bo",
        "ca",
        "co",
        "da",
        "de",
        "do",
        "ga",
        "ge",
        "go",
        "ha",
        "he",
        "ho",
        "la",
        "le",
    ),
    *(
        "lo",
        "ma",
        "me",
        "mo",
        "na",
        "ne",
        "no",
        "pha",
        "pho",
        "ra",
        "ro",
        "sa",
        "so",
        "ta",
        "te",
        "to",
    ),
    *(
        "tha",
        "the",
        "tho",
        "tra",
        "tri",
        "tru",
        "va",
        "ve",
        "vo",
        "xa",
        "xe",
        "xo",
        "nga",
        "nho",
        "khu",
    ),
    *(
        "chi",
        "cho",
        "chu",
        "gia",
        "gio",
        "khi",
        "kho",
        "mai",
        "nau",
        "sao",
        "trau",
        "voi",
        "meo",
        "cay",
    ),
)


@cache
def passwords() -> Passwords:
    """Those of this process: how many are checked at once is for all of it."""
    return Passwords()


class Passwords:
    """Hashes and checks, a few at a time."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._turn = BoundedSemaphore(_AT_ONCE)
        self._nobodys = self._hasher.hash(secrets.token_hex())

    def hash(self, password: str) -> str:
        with self._turn:
            return self._hasher.hash(_one_form(password))

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether it is the password of this hash; without one, no, but just as slowly."""
        with self._turn:
            try:
                self._hasher.verify(kept or self._nobodys, _one_form(password))
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether it was hashed less strongly than one is now."""
        return self._hasher.check_needs_rehash(kept)


def check_password(password: str, name: str, least: int) -> None:
    """Whether somebody called `name` may choose it (NIST SP 800-63B, 5.1.1.2): long, not common.

    Raises: NotAllowed.
    """
    length = len(_one_form(password))
    if length < least:
        raise NotAllowed("password_short", {"least": least, "length": length})
    if length > LONGEST:
        raise NotAllowed("password_long", {"most": LONGEST})
    if len(set(_own_part(password, name))) < _LEAST_OWN:
        raise NotAllowed("password_common")


def new_password() -> str:
    """One to be read out and typed once: eight syllables, 45 bits."""
    chosen = [secrets.choice(_SYLLABLES) for _ in range(8)]
    return "-".join("".join(chosen[at : at + 2]) for at in range(0, 8, 2))


def _own_part(password: str, name: str) -> str:
    """The letters that are left without common words, the name, digits and signs."""
    plain = _plain(password)
    own = [part for part in re.split(r"[^a-z]+", _plain(name)) if len(part) > 2]
    for word in sorted((*_words(), *own), key=len, reverse=True):
        plain = plain.replace(word, " ")
    return re.sub(r"[^a-z]+", "", plain)


def _plain(text: str) -> str:
    """Small letters without marks; blanks between words do not make a word another one."""
    parts = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(one for one in parts if not unicodedata.combining(one) and not one.isspace())


@cache
def _words() -> tuple[str, ...]:
    """Raises: SettingsInvalid."""
    path = configs_dir() / "passwords.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsInvalid("settings_file", {"file": str(path), "why": str(error)}) from error
    return tuple(table["words"])


def _one_form(password: str) -> str:
    """However a keyboard puts marks onto letters (NIST SP 800-63B, 5.1.1.2: NFKC)."""
    return unicodedata.normalize("NFKC", password)
