"""Who asks: a bearer token names a reader, and a reader has rights."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha256

from pipeline.errors import Param, SettingsInvalid
from pipeline.model.access import EVERYTHING, Rights
from pipeline.settings import Reader

PUBLIC = "public"
"""The reader that whoever brings no token is."""
LEAST_CHARACTERS = 32


class Unauthorised(Exception):
    """No token where one is needed, or one that is nobody's."""


class Tokens:
    """The rights that go with each token; only digests of the tokens are kept."""

    def __init__(self, readers: Sequence[Reader], environment: Mapping[str, str]) -> None:
        """Raises: SettingsInvalid when a token is missing, too short or of two readers."""
        self.asked_for = bool(readers)
        """Without readers everybody may see everything: such a server listens to nobody else."""
        self._public = None if readers else EVERYTHING
        self._rights: dict[bytes, Rights] = {}
        self._names: dict[bytes, str] = {}
        for reader in readers:
            if reader.token_env:
                self._add(reader, environment.get(reader.token_env, ""))
            elif reader.name == PUBLIC:
                self._public = reader.rights
        if self._public is None and not self._rights:
            raise SettingsInvalid("serve_no_tokens")

    def rights(self, authorization: str | None) -> Rights:
        """Of whoever sends this header. A wrong token is nobody's, not the public's.

        Raises: Unauthorised.
        """
        if authorization is None:
            if self._public is None:
                raise Unauthorised
            return self._public
        scheme, _, token = authorization.partition(" ")
        brought = _digest(token.strip())
        found = None
        for digest, rights in self._rights.items():
            # Each is compared, so that the time tells nothing.
            if hmac.compare_digest(digest, brought):
                found = rights
        if found is None or scheme.lower() != "bearer":
            raise Unauthorised
        return found

    def name(self, authorization: str | None) -> str:
        """Of the reader whose token was let in by `rights`."""
        token = (authorization or "").partition(" ")[2]
        return self._names.get(_digest(token.strip()), PUBLIC)

    def _add(self, reader: Reader, token: str) -> None:
        params: dict[str, Param] = {"name": reader.name, "variable": reader.token_env}
        if len(token) < LEAST_CHARACTERS or not token.isascii() or token.split() != [token]:
            raise SettingsInvalid("serve_token", {**params, "least": LEAST_CHARACTERS})
        digest = _digest(token)
        if digest in self._rights:
            raise SettingsInvalid("serve_token_twice", params)
        self._rights[digest] = reader.rights
        self._names[digest] = reader.name


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()
