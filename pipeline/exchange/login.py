"""An office's own login by OpenID Connect: whom it vouches for (authorization code with PKCE)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx

from pipeline.errors import EngineFailed, NotAllowed, SettingsInvalid
from pipeline.exchange.login_token import TokenUntrue, claims_of
from pipeline.sections.workbench import LoginSettings

log = logging.getLogger(__name__)

_MOST_BYTES = 1_000_000
_KEPT = timedelta(hours=1)
_LEAST = timedelta(minutes=1)
"""Between two looks at its keys: a token with a made-up key must not make us ask each time."""
_BASIC = "client_secret_basic"


@dataclass(frozen=True, slots=True)
class Going:
    """What the browser keeps while its person is at the other login."""

    state: str
    nonce: str
    verifier: str
    """PKCE (RFC 7636)."""

    @classmethod
    def new(cls) -> Going:
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the login vouches for."""

    issuer: str
    subject: str
    name: str
    """What the claim of the settings says; empty where it says nothing."""
    full_name: str
    groups: tuple[str, ...]


class OfficeLogin:
    """One provider; several threads may use it.

    Raises:
        EngineFailed: it does not answer, or not as OpenID Connect has it.
        NotAllowed: `login_refused`, for whatever does not fit; the log says what.
    """

    def __init__(self, settings: LoginSettings, secret: str, back: str) -> None:
        """`back`: where it sends people back to, as it knows it."""
        self._settings = settings
        self._secret = secret
        self._back = back
        self._lock = threading.Lock()
        self._about: dict[str, Any] = {}
        self._keys: dict[str, Any] = {}
        self._about_at: datetime | None = None
        self._keys_at: datetime | None = None

    @property
    def title(self) -> str:
        return self._settings.title

    def way(self, going: Going, now: datetime) -> str:
        """Where the browser goes to sign in."""
        digest = hashlib.sha256(going.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self._back,
            "scope": "openid profile",
            "state": going.state,
            "nonce": going.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        there = self._endpoint("authorization_endpoint", now)
        return f"{there}{'&' if urlsplit(there).query else '?'}{urlencode(asked)}"

    def identity(self, said: Mapping[str, str], going: Going, now: datetime) -> Identity:
        """Whom it vouches for by what the browser brought back."""
        if not hmac.compare_digest(said.get("state", "").encode(), going.state.encode()):
            raise _refused("the state is not that of this browser")
        # RFC 9207: another provider's answer, mixed up with ours.
        if said.get("iss", self._settings.issuer) != self._settings.issuer:
            raise _refused("another issuer answered")
        if not said.get("code"):
            raise _refused(f"it gave no code: {said.get('error', '')[:100]!r}")
        tokens = self._tokens(said["code"], going, now)
        id_token, access = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(id_token, str):
            raise _refused("it gave no ID token")
        for fresh in (False, True):
            keys = self._published_keys(now, fresh=fresh)
            try:
                claims = claims_of(
                    id_token,
                    keys,
                    issuer=self._settings.issuer,
                    client_id=self._settings.client_id,
                    nonce=going.nonce,
                    access_token=access if isinstance(access, str) else None,
                    now=now,
                    skew_s=self._settings.clock_skew_s,
                )
            except TokenUntrue as error:
                if error.unknown_key and not fresh:
                    # It changed its keys since they were looked at.
                    continue
                raise _refused(str(error)) from error
            return self._of(claims)
        raise AssertionError("unreachable")

    def _of(self, claims: Mapping[str, Any]) -> Identity:
        groups = claims.get(self._settings.groups_claim)
        listed = groups if isinstance(groups, list) else [groups]
        name, full_name = claims.get(self._settings.name_claim), claims.get("name")
        return Identity(
            issuer=self._settings.issuer,
            subject=str(claims["sub"]),
            name=name if isinstance(name, str) else "",
            full_name=full_name if isinstance(full_name, str) else "",
            groups=tuple(one for one in listed if isinstance(one, str)),
        )

    def _tokens(self, code: str, going: Going, now: datetime) -> dict[str, Any]:
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "code_verifier": going.verifier,
            "client_id": self._settings.client_id,
        }
        basic = None
        if self._secret:
            ways = self._discovered(now).get("token_endpoint_auth_methods_supported") or [_BASIC]
            if _BASIC in ways:
                # Each is encoded as in a form first (RFC 6749, 2.3.1).
                told = (quote_plus(one) for one in (self._settings.client_id, self._secret))
                basic = httpx.BasicAuth(*told)
            else:
                sent["client_secret"] = self._secret
        return self._asked("POST", self._endpoint("token_endpoint", now), sent, basic)

    def _endpoint(self, name: str, now: datetime) -> str:
        """Raises: EngineFailed also for one that is less safe than the issuer."""
        url = self._discovered(now).get(name)
        if not isinstance(url, str):
            raise _failed(self._settings.issuer, f"no {name}")
        ours, theirs = urlsplit(self._settings.issuer), urlsplit(url)
        if theirs.scheme != "https" and (theirs.scheme, theirs.hostname) != (
            ours.scheme,
            ours.hostname,
        ):
            raise _failed(url, "not https")
        return url

    def _discovered(self, now: datetime) -> dict[str, Any]:
        with self._lock:
            if self._about_at is None or now - self._about_at > _KEPT:
                issuer = self._settings.issuer
                place = f"{issuer.removesuffix('/')}/.well-known/openid-configuration"
                about = self._asked("GET", place)
                if about.get("issuer") != issuer:
                    raise _failed(place, f"it calls itself {about.get('issuer')!r}")
                self._about, self._about_at = about, now
            return self._about

    def _published_keys(self, now: datetime, *, fresh: bool) -> dict[str, Any]:
        place = self._endpoint("jwks_uri", now)
        with self._lock:
            age = None if self._keys_at is None else now - self._keys_at
            if age is None or age > (_LEAST if fresh else _KEPT):
                self._keys, self._keys_at = self._asked("GET", place), now
            return self._keys

    def _asked(
        self,
        method: str,
        url: str,
        sent: Mapping[str, str] | None = None,
        auth: httpx.BasicAuth | None = None,
    ) -> dict[str, Any]:
        """An answer in JSON, of a bounded size and time."""
        try:
            # Where it goes is what the settings say: no proxy of the environment, no other address.
            with (
                httpx.Client(timeout=self._settings.timeout_s, trust_env=False) as client,
                client.stream(method, url, data=sent, auth=auth) as answer,
            ):
                body = b""
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > _MOST_BYTES:
                        raise _failed(url, "too long an answer")
        except httpx.HTTPError as error:
            raise _failed(url, str(error) or type(error).__name__) from error
        if method == "POST" and 400 <= answer.status_code < 500:
            raise _refused(f"{url} answered {answer.status_code}: {body[:200]!r}")
        try:
            told = json.loads(body)
        except ValueError as error:
            raise _failed(url, f"{answer.status_code}, no JSON") from error
        if answer.status_code != 200 or not isinstance(told, dict):
            raise _failed(url, str(answer.status_code))
        return told


def office_login(
    settings: LoginSettings, public_url: str, environment: Mapping[str, str]
) -> OfficeLogin | None:
    """None where the office has none.

    Raises:
        SettingsInvalid: what it needs is not in the settings or the environment.
    """
    if not settings.issuer:
        return None
    variable = settings.client_secret_env
    if not settings.client_id or not public_url:
        missing = "public_url" if settings.client_id else "client_id"
        raise SettingsInvalid("login_setting", {"name": missing})
    if variable and not environment.get(variable):
        raise SettingsInvalid("login_secret", {"variable": variable})
    secret = environment.get(variable, "") if variable else ""
    return OfficeLogin(settings, secret, f"{public_url}/sign-in/oidc/back")


def _refused(why: str) -> NotAllowed:
    log.warning("the office's login: %s", why)
    return NotAllowed("login_refused")


def _failed(url: str, why: str) -> EngineFailed:
    return EngineFailed("login_unreachable", {"url": url, "why": why})
