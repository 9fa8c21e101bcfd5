"""TLS, keys, and what each failure of the client is to us."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import elastic_transport
import elasticsearch
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipeline.errors import IndexOutdated, IndexUnreachable, SettingsInvalid
from pipeline.search.elastic_client import client_arguments, connect, reaching, translated
from pipeline.settings import ElasticsearchSettings, default_settings
from tests.elasticsearch.scripted import Answer, Asked, scripted

KEY = "SOHOA_TEST_SEARCH_KEY"
META = elastic_transport.ApiResponseMeta(
    status=500,
    http_version="1.1",
    headers=elastic_transport.HttpHeaders(),
    duration=0.0,
    node=elastic_transport.NodeConfig("http", "127.0.0.1", 9200),
)


def place(**changes: Any) -> ElasticsearchSettings:
    return default_settings().elasticsearch.model_copy(update=changes)


def test_what_the_client_is_told() -> None:
    settings = place(
        urls=("https://es1:9200", "https://es2:9200"),
        api_key_env=KEY,
        ca_certs=__file__,
        timeout_s=7.0,
    )
    told = client_arguments(settings, "secret")
    assert told["hosts"] == ["https://es1:9200", "https://es2:9200"]
    assert told["api_key"] == "secret"
    assert told["ca_certs"] == __file__
    assert told["request_timeout"] == 7.0
    # Nothing turns the check of certificates off.
    assert told.get("verify_certs", True) is True


def test_an_authority_that_cannot_be_read_is_named() -> None:
    with pytest.raises(SettingsInvalid) as caught:
        client_arguments(place(urls=("https://es1:9200",), ca_certs="/nowhere/ca.pem"), "")
    assert caught.value.params == {"file": "/nowhere/ca.pem"}


def test_what_is_no_certificate_is_not_trusted(node: str) -> None:
    with pytest.raises(IndexUnreachable) as caught:
        count(place(urls=(node,), ca_certs=__file__))
    assert caught.value.code == "search_server_tls"


def test_a_fingerprint_stands_for_an_authority() -> None:
    settings = place(urls=("https://es1:9200",), fingerprint="ab" * 32)
    told = client_arguments(settings, "")
    assert told["ssl_assert_fingerprint"] == "ab" * 32
    assert "api_key" not in told


@pytest.mark.parametrize(
    ("url", "key", "code"),
    [
        ("https://es1:9200", "", "search_key_unset"),
        ("http://es1:9200", "secret", "search_key_in_clear"),
    ],
)
def test_a_key_that_is_missing_or_would_be_seen(url: str, key: str, code: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        client_arguments(place(urls=(url,), api_key_env=KEY), key)
    assert caught.value.code == code


def errors_of(module: Any, base: type[Exception]) -> Iterator[type[Exception]]:
    for name in dir(module):
        kind = getattr(module, name)
        if isinstance(kind, type) and issubclass(kind, base):
            yield kind


API_ERRORS = sorted(
    {*errors_of(elasticsearch, elasticsearch.ApiError)}, key=lambda kind: kind.__name__
)
TRANSPORT_ERRORS = sorted(
    {
        *errors_of(elastic_transport, elastic_transport.TransportError),
        *errors_of(elasticsearch, elastic_transport.TransportError),
    },
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", API_ERRORS)
def test_every_refusal_of_the_server_is_ours(kind: type[elasticsearch.ApiError]) -> None:
    expected = IndexOutdated if kind is elasticsearch.NotFoundError else IndexUnreachable
    with pytest.raises(expected), reaching(place()):
        raise kind("it", META, {"error": {"type": "it", "reason": "so"}})


@pytest.mark.parametrize("kind", TRANSPORT_ERRORS)
def test_every_failure_of_the_way_is_ours(kind: type[elastic_transport.TransportError]) -> None:
    with pytest.raises(IndexUnreachable), reaching(place()):
        raise kind("it", errors=(OSError("no such host"),))


def test_a_full_disk_is_not_a_missing_right() -> None:
    closed, refused = (
        translated(elasticsearch.AuthorizationException(kind, META, {}), place()).code
        for kind in ("cluster_block_exception", "security_exception")
    )
    assert (closed, refused) == ("search_server_failed", "search_server_key")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that nobody but itself vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sohoa test")])
    today = dt.datetime.now(dt.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "node.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.fixture
def node(certificate: Path) -> Iterator[str]:
    """A node that speaks TLS and lets in who has the key."""

    def script(asked: Asked) -> Answer:
        return (200, {"count": 7}) if asked.authorization == "ApiKey c2VjcmV0" else (401, {})

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with scripted(script, context) as url:
        yield url


def count(settings: ElasticsearchSettings) -> int:
    with connect(settings) as client, reaching(settings):
        return int(client.count(index="any")["count"])


def test_a_trusted_node_is_asked_with_the_key(
    node: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY, "c2VjcmV0")
    der = ssl.PEM_cert_to_DER_cert(certificate.read_text().partition("-----BEGIN PRIVATE")[0])
    digest = hashes.Hash(hashes.SHA256())
    digest.update(der)
    assert count(place(urls=(node,), api_key_env=KEY, ca_certs=str(certificate))) == 7
    by_fingerprint = place(urls=(node,), api_key_env=KEY, fingerprint=digest.finalize().hex())
    assert count(by_fingerprint) == 7


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "search_server_tls"),
        ({"fingerprint": "00" * 32}, "search_server_tls"),
        ({"ca_certs": "CERTIFICATE"}, "search_server_key"),
    ],
    ids=["unknown authority", "another certificate", "wrong key"],
)
def test_a_node_that_is_not_trusted_or_does_not_trust(
    node: str,
    certificate: Path,
    changes: dict[str, str],
    code: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(KEY, "wrong")
    named = {
        name: value.replace("CERTIFICATE", str(certificate)) for name, value in changes.items()
    }
    with pytest.raises(IndexUnreachable) as caught:
        count(place(urls=(node,), api_key_env=KEY, **named))
    assert caught.value.code == code


def test_something_else_answers() -> None:
    with (
        scripted(lambda _: (200, {}), product="Other") as url,
        pytest.raises(IndexUnreachable) as caught,
    ):
        count(place(urls=(url,)))
    assert caught.value.code == "search_server_other"


def test_silence_is_told_after_the_time_that_was_set() -> None:
    with scripted(lambda _: None) as url, pytest.raises(IndexUnreachable) as caught:
        count(place(urls=(url,), timeout_s=0.5))
    assert caught.value.code == "search_server_away"
