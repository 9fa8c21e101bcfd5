"""TLS of the register's server: a real one, whose certificate is checked as the address asks."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import shutil
import socket
import ssl
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import text
from sqlalchemy.engine import make_url

from pipeline.errors import ArchiveUnusable, SettingsInvalid
from pipeline.register.database import open_database, reading
from pipeline.register.postgres_tls import tls_of
from tests.postgres.server import installed, running

BEGIN = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """A server that speaks TLS, on a port of the loopback."""

    port: int
    roots: Path
    """Its own certificate, made for 127.0.0.1."""
    other: Path
    """One that did not sign it."""

    def url(self, query: str, host: str = "127.0.0.1") -> str:
        return f"postgresql://tester@{host}:{self.port}/postgres?{query}"


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Vouched for by nobody but itself; it and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(whose, whose, key.public_key(), x509.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(BEGIN + dt.timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{name}.pem", folder / f"{name}.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    private.chmod(0o600)
    return public, private


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    if not installed():
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with tempfile.TemporaryDirectory(prefix="sohoa-tls-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        public, private = certificate(folder, "server")
        other, _ = certificate(folder, "other")
        if os.geteuid() == 0:
            shutil.chown(private, "postgres", "postgres")
        port = _free_port()
        more = (
            "ssl=on",
            f"ssl_cert_file={public}",
            f"ssl_key_file={private}",
            "listen_addresses=127.0.0.1",
        )
        with running(folder / "server", more=more, port=port):
            yield Place(port, public, other)


def _encrypted(url: str, folder: Path) -> bool:
    engine = open_database(folder, url)
    with reading(engine, folder) as connection:
        query = text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        said = bool(connection.scalar(query))
    engine.dispose()
    return said


@pytest.mark.parametrize("mode", ["verify-full", "verify-ca", "require"])
def test_a_server_that_shows_its_certificate_is_spoken_to(
    place: Place, tmp_path: Path, mode: str
) -> None:
    assert _encrypted(place.url(f"sslmode={mode}&sslrootcert={place.roots}"), tmp_path)


def test_without_a_word_it_is_encrypted_where_it_can_be(place: Place, tmp_path: Path) -> None:
    assert _encrypted(place.url(""), tmp_path)
    assert not _encrypted(place.url("sslmode=disable"), tmp_path)


@pytest.mark.parametrize("mode", ["verify-full", "verify-ca", "require"])
def test_a_certificate_of_another_authority_is_refused(
    place: Place, tmp_path: Path, mode: str
) -> None:
    with pytest.raises(ArchiveUnusable) as caught:
        open_database(tmp_path, place.url(f"sslmode={mode}&sslrootcert={place.other}"))
    assert caught.value.code == "register_server"


def test_the_systems_authorities_do_not_know_it(place: Place, tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnusable):
        open_database(tmp_path, place.url("sslmode=verify-full"))


def test_a_name_that_is_not_in_the_certificate_is_refused(place: Place, tmp_path: Path) -> None:
    checked = f"sslrootcert={place.roots}&sslmode="
    with pytest.raises(ArchiveUnusable):
        open_database(tmp_path, place.url(checked + "verify-full", "localhost"))
    assert _encrypted(place.url(checked + "verify-ca", "localhost"), tmp_path)


@pytest.mark.parametrize("query", ["sslmode=verify", "sslmode=verify-full&sslrootcert=/nowhere"])
def test_what_cannot_be_asked_is_named(query: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        tls_of(make_url(f"postgresql://an:geheim@host/db?{query}"))
    assert "geheim" not in str(caught.value)


def test_a_checked_connection_checks_the_name_too() -> None:
    plain, context = tls_of(make_url("postgresql://an@host/db?sslmode=verify-full&options=x"))
    assert isinstance(context, ssl.SSLContext)
    assert (context.check_hostname, context.verify_mode) == (True, ssl.CERT_REQUIRED)
    assert dict(plain.query) == {"options": "x"}
