"""An OpenID Connect provider on this machine, with real keys, that a test can make lie."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tests.stack_archive import NOW

CLIENT, SECRET = "sohoa", "của riêng hai bên"
_KEYS = {kid: rsa.generate_private_key(65537, 2048) for kid in ("one", "two", "unpublished")}


class Provider:
    """Signs in whomever a test names; `claims`, `header` and `about` say what it says otherwise."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.who: dict[str, Any] = {"sub": "4711", "preferred_username": "lan", "name": "Bà Lan"}
        self.claims: dict[str, Any] = {}
        self.kid = "one"
        self.published = ["one"]
        self.algorithm = "RS256"
        self.about: dict[str, Any] = {}
        self.at_hash = True
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}

    def answer(self, way: str) -> str:
        """What the browser comes back with, from where it was sent."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(way).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code{len(self.codes)}"
        self.codes[code] = asked
        return f"code={code}&state={asked['state']}"

    def get(self, path: str) -> tuple[int, Any]:
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
            } | self.about
        if path == "/keys":
            return 200, {"keys": [self._published(kid) for kid in self.published]}
        return 404, {}

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        self.asked.append("/token")
        asked = self.codes.pop(form.get("code", ""), None)
        told = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        name, _, secret = told.partition(":")
        if asked is None or (unquote_plus(name), unquote_plus(secret)) != (CLIENT, SECRET):
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        if form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        access = "access"
        return 200, {"id_token": self._id_token(asked["nonce"], access), "access_token": access}

    def _id_token(self, nonce: str, access: str) -> str:
        at = NOW.timestamp()
        half = hashlib.sha256(access.encode()).digest()[:16]
        said = {
            "iss": self.url,
            "aud": CLIENT,
            "nonce": nonce,
            "iat": at,
            "exp": at + 300,
            "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
        }
        said |= self.who | self.claims
        said = {name: value for name, value in said.items() if value is not None}
        headers = {"kid": self.kid} if self.kid else {}
        if self.algorithm == "none":
            return jwt.encode(said, "", "none", headers)
        if self.algorithm == "HS256":
            # The public key as if it were a shared secret.
            return jwt.encode(said, "p" * 40, "HS256", headers)
        return jwt.encode(said, _KEYS[self.kid or "one"], self.algorithm, headers)

    @staticmethod
    def _published(kid: str) -> dict[str, Any]:
        public = RSAAlgorithm.to_jwk(_KEYS[kid].public_key(), as_dict=True)
        return public | {"kid": kid, "use": "sig", "alg": "RS256"}


@contextmanager
def provider() -> Iterator[Provider]:
    """One that answers on a free port of this machine."""
    found: list[Provider] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(*found[0].get(urlsplit(self.path).path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._send(*found[0].token(form, self.headers.get("authorization", "")))

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Says nothing."""

        def _send(self, status: int, told: Any) -> None:
            body = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.append(Provider(f"http://127.0.0.1:{server.server_address[1]}"))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield found[0]
        finally:
            server.shutdown()
            thread.join()
