"""A real IMAP server (Dovecot) on loopback with a certificate of its own, for the tests."""

from __future__ import annotations

import ctypes
import grp
import imaplib
import ipaddress
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pipeline.exchange.imap_names import quoted
from pipeline.sections.mail import MailSettings
from pipeline.settings import default_settings

USER, PASSWORD = "vanthu", "mật khẩu 1"
ENVIRONMENT = "SOHOA_TEST_MAIL_PASSWORD"
_PR_SET_PDEATHSIG = 1
_STARTED_S = 20.0
_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
disable_plaintext_auth = no
auth_failure_delay = 0
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
mail_location = maildir:{folder}/mail
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
first_valid_uid = 1
first_valid_gid = 1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
"""


@dataclass(slots=True)
class Imap:
    """Where the server is, and its mailboxes as another program sees them."""

    folder: Path
    port: int
    tls_port: int
    process: subprocess.Popen[bytes] | None = field(default=None)

    def settings(self, **changed: object) -> MailSettings:
        """`[mail]` for this server, by TLS."""
        mail = default_settings().mail.model_dump()
        mail |= {"host": "127.0.0.1", "port": self.tls_port, "user": USER}
        mail |= {"password_env": ENVIRONMENT, "ca_file": str(self.folder / "server.pem")}
        mail |= {"timeout_s": 10.0}
        return MailSettings.model_validate(mail | changed)

    def put(self, data: bytes, mailbox: str = "INBOX") -> None:
        with self._client() as client:
            assert client.append(quoted(mailbox), "", "", data)[0] == "OK"

    def empty(self) -> None:
        """No message and no mailbox but INBOX."""
        with self._client() as client:
            _, rows = client.list()
            for row in rows:
                name = (
                    row.rpartition(b' "/" ')[2].strip(b'"').decode()
                    if isinstance(row, bytes)
                    else "INBOX"
                )
                if name != "INBOX":
                    client.delete(f'"{name}"')
            client.select()
            client.uid("STORE", "1:*", "+FLAGS", r"(\Deleted)")
            client.expunge()

    def validity(self, mailbox: str) -> int:
        with self._client() as client:
            client.select(quoted(mailbox), readonly=True)
            _, (said,) = client.response("UIDVALIDITY")
        assert isinstance(said, bytes)
        return int(said)

    def again(self) -> None:
        """Stopped and started: it reads its certificate anew."""
        self.stop()
        self.start()

    def make(self, mailbox: str) -> None:
        with self._client() as client:
            assert client.create(quoted(mailbox))[0] == "OK"

    def remove(self, mailbox: str) -> None:
        with self._client() as client:
            assert client.delete(quoted(mailbox))[0] == "OK"

    def flags(self, mailbox: str = "INBOX") -> list[bytes]:
        """Those of each message, without what the server sets by itself."""
        with self._client() as client:
            _, (count,) = client.select(quoted(mailbox), readonly=True)
            if not int(count or b"0"):
                return []
            _, found = client.fetch("1:*", "(FLAGS)")
        lines = [one for one in found if isinstance(one, bytes)]
        return [b" ".join(_flags(line)) for line in lines]

    def stop(self) -> None:
        """At once, in the middle of whatever it does; its children end with it."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def start(self) -> None:
        (self.folder / "run" / "master.pid").unlink(missing_ok=True)
        program = _program()
        assert program is not None
        self.process = subprocess.Popen(
            [program, "-F", "-c", self.folder / "dovecot.conf"],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        until = time.monotonic() + _STARTED_S
        while not self._answers():
            log = self.folder / "log"
            assert self.process.poll() is None, log.read_text() if log.exists() else "no log"
            assert time.monotonic() < until, "Dovecot does not start"
            time.sleep(0.02)

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.tls_port), 1):
            return True
        return False

    @contextmanager
    def _client(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=20) as client:
            client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
            yield client


@contextmanager
def for_tests() -> Iterator[Imap]:
    """A server in a folder of its own; where there is none, the test is skipped."""
    if _program() is None:
        pytest.skip("Dovecot is not installed: apt-get install dovecot-imapd")
    # Not in pytest's own folder: the mailbox belongs to an account that may not enter it.
    with tempfile.TemporaryDirectory(prefix="sohoa-imap-") as folder:
        Path(folder).chmod(0o755)
        with running(Path(folder)) as server:
            yield server


@contextmanager
def running(folder: Path) -> Iterator[Imap]:
    """A server in `folder`, ended with the context."""
    server = Imap(folder, _free_port(), _free_port())
    for name in ("run", "mail", "home"):
        (folder / name).mkdir()
    write_certificate(folder)
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n", encoding="utf-8")
    root = os.geteuid() == 0
    me = _name_of_me()
    mail = ("mail", "mail") if root else me
    (folder / "dovecot.conf").write_text(
        _CONFIG.format(
            folder=folder,
            port=server.port,
            tls_port=server.tls_port,
            uid=mail[0],
            gid=mail[1],
            internal="dovecot" if root else me[0],
            group="dovecot" if root else me[1],
            login="dovenull" if root else me[0],
        )
    )
    if root:
        for name in ("mail", "home"):
            shutil.chown(folder / name, *mail)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def write_certificate(folder: Path, *, days: int = 1, name: str = "127.0.0.1") -> None:
    """server.pem and server.key, signed by itself; of another time or name where one says so."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
    until = datetime.now(UTC) + timedelta(days=days)
    begun = min(datetime.now(UTC), until) - timedelta(days=1)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(begun)
        .not_valid_after(until)
        .add_extension(_names(name), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form, no = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    (folder / "server.pem").write_bytes(made.public_bytes(pem))
    (folder / "server.key").write_bytes(key.private_bytes(pem, form, no))


def _names(name: str) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(name))])


def _flags(line: bytes) -> list[bytes]:
    return sorted(word for word in imaplib.ParseFlags(line) if word != rb"\Recent")


def _program() -> str | None:
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _name_of_me() -> tuple[str, str]:
    return pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
