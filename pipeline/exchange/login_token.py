"""An ID token: whether it is true, and for us and this sign-in (OpenID Connect Core, 3.1.3.7)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import jwt

ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
)
"""Never one that signs with a shared secret, and never none."""
_LONGEST = 100_000
_HASHES = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512}


class TokenUntrue(Exception):
    """It says something else than it has to; `unknown_key`: its key is none of those published."""

    def __init__(self, why: str, *, unknown_key: bool = False) -> None:
        super().__init__(why)
        self.unknown_key = unknown_key


def claims_of(
    token: str,
    keys: Mapping[str, Any],
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    access_token: str | None,
    now: datetime,
    skew_s: int,
) -> dict[str, Any]:
    """What a token says that is true. `keys`: as the provider publishes them (JWKS).

    Raises:
        TokenUntrue.
    """
    if len(token) > _LONGEST:
        raise TokenUntrue("the token is too long")
    header = _header(token)
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise TokenUntrue(f"signed with {algorithm!r}")
    claims = _verified(token, _key(keys, header, str(algorithm)), str(algorithm))
    _check_whom(claims, issuer, client_id)
    _check_when(claims, now.timestamp(), skew_s)
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise TokenUntrue("made for another sign-in (nonce)")
    if access_token is not None and "at_hash" in claims:
        expected = _half_hash(access_token, str(algorithm))
        if not hmac.compare_digest(str(claims["at_hash"]).encode(), expected):
            raise TokenUntrue("made for another access token (at_hash)")
    return claims


def _header(token: str) -> dict[str, Any]:
    try:
        return jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise TokenUntrue(f"no token: {error}") from error


def _key(keys: Mapping[str, Any], header: Mapping[str, Any], algorithm: str) -> jwt.PyJWK:
    """The published key that it names; where it names none, the only one there is."""
    listed = keys.get("keys")
    known = [
        one
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict)
        and one.get("kty") != "oct"
        and one.get("use", "sig") == "sig"
        and one.get("alg", algorithm) == algorithm
    ]
    if "kid" in header:
        known = [one for one in known if one.get("kid") == header["kid"]]
    if len(known) != 1:
        raise TokenUntrue("its key is none of those published", unknown_key=True)
    try:
        return jwt.PyJWK(known[0], algorithm)
    except jwt.PyJWTError as error:
        raise TokenUntrue(f"its key cannot be used: {error}") from error


def _verified(token: str, key: jwt.PyJWK, algorithm: str) -> dict[str, Any]:
    # Times are looked at by the clock that was given; the rest below, each with its own word.
    unlooked = {
        f"verify_{name}": False for name in ("exp", "iat", "nbf", "aud", "iss", "sub", "jti")
    }
    try:
        return dict(jwt.decode(token, key, algorithms=[algorithm], options=unlooked))  # type: ignore[arg-type]
    except jwt.PyJWTError as error:
        raise TokenUntrue(f"its signature is wrong: {error}") from error


def _check_whom(claims: Mapping[str, Any], issuer: str, client_id: str) -> None:
    if claims.get("iss") != issuer:
        raise TokenUntrue(f"made by {claims.get('iss')!r}")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if client_id not in audiences:
        raise TokenUntrue(f"made for {audience!r}")
    party = claims.get("azp", client_id if len(audiences) == 1 else None)
    if party != client_id:
        raise TokenUntrue(f"given to {party!r}")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise TokenUntrue("it names nobody")


def _check_when(claims: Mapping[str, Any], now: float, skew_s: int) -> None:
    if _time(claims, "exp") <= now - skew_s:
        raise TokenUntrue("it has expired")
    begun = [_time(claims, name) for name in ("iat", "nbf") if name == "iat" or name in claims]
    if max(begun) > now + skew_s:
        raise TokenUntrue("it is of the future")


def _time(claims: Mapping[str, Any], name: str) -> float:
    at = claims.get(name)
    if isinstance(at, bool) or not isinstance(at, int | float):
        raise TokenUntrue(f"it does not say {name}")
    return at


def _half_hash(access_token: str, algorithm: str) -> bytes:
    """OpenID Connect Core, 3.1.3.6."""
    digest = _HASHES.get(algorithm[-3:], hashlib.sha512)(access_token.encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=")
