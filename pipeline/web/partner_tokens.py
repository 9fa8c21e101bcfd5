"""Which partner hands in a message: by the bearer token that it brings."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha256

from pipeline.errors import SettingsInvalid
from pipeline.sections.partner import Partner
from pipeline.web.tokens import LEAST_CHARACTERS, Unauthorised


class PartnerTokens:
    """Only digests of the tokens are kept."""

    def __init__(self, partners: Sequence[Partner], environment: Mapping[str, str]) -> None:
        """Raises: SettingsInvalid when a token is missing, too short or of two partners."""
        self._partners: dict[bytes, Partner] = {}
        for partner in partners:
            if not partner.their_token_env:
                continue
            token = environment.get(partner.their_token_env, "")
            variable = partner.their_token_env
            if len(token) < LEAST_CHARACTERS or not token.isascii() or token.split() != [token]:
                raise SettingsInvalid(
                    "serve_token",
                    {"name": partner.name, "variable": variable, "least": LEAST_CHARACTERS},
                )
            if _digest(token) in self._partners:
                raise SettingsInvalid(
                    "serve_token_twice", {"name": partner.name, "variable": variable}
                )
            self._partners[_digest(token)] = partner

    @property
    def any(self) -> bool:
        return bool(self._partners)

    def partner(self, authorization: str | None) -> Partner:
        """Of whoever sends this header. Raises: Unauthorised."""
        scheme, _, token = (authorization or "").partition(" ")
        brought = _digest(token.strip())
        found = None
        for digest, partner in self._partners.items():
            # Each is compared, so that the time tells nothing.
            if hmac.compare_digest(digest, brought):
                found = partner
        if found is None or scheme.lower() != "bearer":
            raise Unauthorised
        return found


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()
