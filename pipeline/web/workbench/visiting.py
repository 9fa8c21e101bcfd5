"""Who is at the door: the account behind a session, their language, and what each route needs."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol, cast

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from pipeline.errors import NotAllowed
from pipeline.messages import LANGUAGES, Language
from pipeline.model.account import Account, Permission, Whence
from pipeline.web.problems import PasswordNeeded, WrongToken, language_of
from pipeline.web.tokens import Unauthorised

SESSION, GUEST, LANGUAGE, THEME = "sohoa_session", "sohoa_guest", "sohoa_language", "sohoa_theme"
THEMES = ("auto", "light", "dark")
CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf-token"
OPEN_TO_NEW = ("/account/password", "/sign-out")
"""Where one may go who has to choose a password first."""
_SAFE = ("GET", "HEAD", "OPTIONS")
_LONGEST_COOKIE = 200


class Door(Protocol):
    """Knows the accounts; `register.accounts` is the real one."""

    def any(self) -> bool:
        """Whether anybody has an account."""

    def visitor(self, token: str, now: datetime) -> Account | None:
        """Whose session the token is; None where it is over or was never one."""

    def sign_in(self, name: str, password: str, where: Whence, now: datetime) -> str:
        """The token of a new session.

        Raises:
            NotAllowed: `sign_in_wrong` for whatever does not fit, `sign_in_later` after too
                many tries.
        """

    def sign_out(self, token: str, now: datetime) -> None:
        """Ends the session; one that is over already is nothing to do."""


class SignInNeeded(Unauthorised):
    """Nobody is signed in, or not any more."""


class HasDoor(Protocol):
    """What of `Premises` the door needs."""

    @property
    def door(self) -> Door: ...

    @property
    def now(self) -> Callable[[], datetime]: ...


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever asks for a page."""

    account: Account | None
    language: Language
    theme: str
    csrf: str
    """What their forms must bring."""
    address: str

    def may(self, permission: Permission) -> bool:
        return self.account is not None and self.account.may(permission)

    @property
    def known(self) -> Account:
        """Raises: SignInNeeded."""
        if self.account is None:
            raise SignInNeeded
        return self.account


class Needs:
    """What a route needs of its visitor; every route declares one, or is `Public`.

    Raises:
        SignInNeeded: nobody is signed in.
        PasswordNeeded: they choose a password of their own first.
        NotAllowed: no role of theirs may do this.
        WrongToken: a change that no form of ours asked for.
    """

    def __init__(self, *permissions: Permission) -> None:
        """All of `permissions` are needed; without any, an account is enough."""
        self.permissions = permissions

    async def __call__(self, request: Request) -> Visitor:
        visitor = await visiting(request)
        account = visitor.known
        if account.must_change and request.url.path not in OPEN_TO_NEW:
            raise PasswordNeeded
        for permission in self.permissions:
            if not account.may(permission):
                raise NotAllowed("not_your_role", {"permission": permission.value})
        await _check_origin(request, visitor)
        return visitor


class Public:
    """A route for whoever comes; what it changes still needs a form of ours."""

    permissions: tuple[Permission, ...] = ()

    async def __call__(self, request: Request) -> Visitor:
        visitor = await visiting(request)
        await _check_origin(request, visitor)
        return visitor


async def visiting(request: Request) -> Visitor:
    """Who asks; looked up once a request."""
    known = getattr(request.state, "visitor", None)
    if known is None:
        token = _cookie(request, SESSION)
        here = cast("HasDoor", request.app.state.premises)
        account = await run_in_threadpool(here.door.visitor, token, here.now()) if token else None
        known = _visitor(request, account, token)
        request.state.visitor = known
        request.state.language = known.language
    return cast("Visitor", known)


def csrf_of(token: str) -> str:
    """What the forms of a session bring, so that the session itself is in no page."""
    return sha256(b"csrf\0" + token.encode()).hexdigest()


def fresh_guest() -> str:
    return secrets.token_urlsafe(24)


def _visitor(request: Request, account: Account | None, token: str) -> Visitor:
    guest = _cookie(request, GUEST)
    if account is None and not guest:
        guest = fresh_guest()
        # The application sets the cookie on its way out.
        request.state.guest = guest
    return Visitor(
        account,
        _language(request, account),
        theme if (theme := _cookie(request, THEME)) in THEMES else "auto",
        csrf_of(token if account is not None else guest),
        request.client.host if request.client else "",
    )


def _language(request: Request, account: Account | None) -> Language:
    asked = _cookie(request, LANGUAGE) or (account.language if account is not None else "")
    if asked in LANGUAGES:
        return asked
    otherwise = cast("Language", request.app.state.language)
    return language_of(request.headers.get("accept-language", ""), otherwise)


async def _check_origin(request: Request, visitor: Visitor) -> None:
    if request.method in _SAFE:
        return
    brought = request.headers.get(CSRF_HEADER, "")
    if not brought:
        brought = str((await request.form()).get(CSRF_FIELD, ""))
    if not hmac.compare_digest(brought.encode(), visitor.csrf.encode()):
        raise WrongToken


def _cookie(request: Request, name: str) -> str:
    value = request.cookies.get(name, "")
    return value if len(value) <= _LONGEST_COOKIE else ""
