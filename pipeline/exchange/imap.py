"""A connection to an IMAP server: encrypted, checked, bounded; its errors say what to do."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import create_connection

from pipeline.errors import EngineFailed, Param, SettingsInvalid
from pipeline.exchange.imap_names import from_imap
from pipeline.sections.mail import MailSettings

_MOST_NAMED = 20
_ANSWER_BYTES = 1_000_000
"""Most of an answer that is no message: a list of mailboxes, the head of a message."""
_NAME = re.compile(rb'"((?:[^"\\]|\\.)*)"$|(\S+)$')


class Client(imaplib.IMAP4):
    """imaplib's, with its socket closed where TLS fails, and no answer longer than wanted."""

    def __init__(self, mail: MailSettings, context: ssl.SSLContext | None) -> None:
        self._context = context
        self.most_bytes = _ANSWER_BYTES
        super().__init__(mail.host, mail.port, mail.timeout_s)

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:
        self.host, self.port = host, port
        plain = create_connection((host, port), timeout)
        self.sock = plain
        if self._context is not None:
            try:
                self.sock = self._context.wrap_socket(plain, server_hostname=host)
            except BaseException:
                plain.close()
                raise
        self.file = self.sock.makefile("rb")

    def look_again(self) -> None:
        """What the server can do is more once one has logged in (RFC 9051, 6.2)."""
        _, found = self.capability()
        words = b" ".join(part for part in found if isinstance(part, bytes))
        self.capabilities = tuple(words.decode("ascii", "replace").upper().split())

    def read(self, size: int) -> bytes:
        """Raises: IMAP4.abort: the server sends more than was asked for, or went away."""
        if size > self.most_bytes:
            raise self.abort("answer too long")
        data = super().read(size)
        if len(data) < size:
            raise self.abort("connection closed")
        return data


@contextmanager
def connected(mail: MailSettings, password: str) -> Iterator[Client]:
    """Logged in.

    Raises:
        EngineFailed: the server is away, or too slow, or its certificate does not hold.
        SettingsInvalid: `ca_file` cannot be read, or the server does not take name and password.
    """
    context = None if mail.security == "none" else _context(mail)
    with told(mail, "imap_unreachable"):
        client = Client(mail, context if mail.security == "tls" else None)
    try:
        if mail.security == "starttls":
            with told(mail, "imap_unreachable"):
                client.starttls(context)
        with told(mail, "imap_dropped"):
            _log_in(client, mail, password)
            client.look_again()
        yield client
    finally:
        # It may be gone, or in the middle of an answer.
        with suppress(OSError, imaplib.IMAP4.error):
            client.sock.settimeout(min(mail.timeout_s, 5.0))
            client.logout()
        with suppress(OSError):
            client.shutdown()


@contextmanager
def told(mail: MailSettings, code: str) -> Iterator[None]:
    """What the library and the socket raise, in our words; nothing that the server said is in them.

    Raises: EngineFailed: `code`, `imap_slow` or `imap_certificate`.
    """
    where: dict[str, Param] = {"host": f"{mail.host}:{mail.port}", "mailbox": mail.mailbox}
    try:
        yield
    except TimeoutError as error:
        params = {**where, "seconds": f"{mail.timeout_s:g}"}
        raise EngineFailed("imap_slow", params) from error
    except ssl.SSLCertVerificationError as error:
        why = error.verify_message
        raise EngineFailed("imap_certificate", {**where, "why": why}) from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise EngineFailed(code, {**where, "why": why}) from error
    except imaplib.IMAP4.abort:
        raise EngineFailed(code, {**where, "why": "BYE / EOF"}) from None
    except imaplib.IMAP4.error:
        raise EngineFailed("imap_refused", where) from None


def refused_mailbox(client: Client, mail: MailSettings, name: str) -> SettingsInvalid:
    """The mailbox is not there, or is not ours; those that are there are named."""
    with told(mail, "imap_dropped"):
        _, rows = client.list()
    names = [_name(row) for row in rows if isinstance(row, bytes)]
    known = ", ".join(sorted(filter(None, names))[:_MOST_NAMED]) or "—"
    return SettingsInvalid("imap_mailbox", {"host": mail.host, "mailbox": name, "known": known})


def _context(mail: MailSettings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=mail.ca_file or None)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise SettingsInvalid("imap_ca_file", {"path": mail.ca_file, "why": why}) from error


def _log_in(client: Client, mail: MailSettings, password: str) -> None:
    """By AUTHENTICATE PLAIN where the server has it: LOGIN takes ASCII alone."""
    try:
        if "AUTH=PLAIN" in client.capabilities:
            client.authenticate("PLAIN", lambda _: f"\0{mail.user}\0{password}".encode())
        else:
            client.login(mail.user, password)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, UnicodeEncodeError):
        # What the server answered may hold what it was sent.
        params: dict[str, Param] = {"host": mail.host, "user": mail.user}
        raise SettingsInvalid("imap_login", params | {"variable": mail.password_env}) from None


def _name(row: bytes) -> str:
    """Of a line such as `(\\HasNoChildren) "/" "Sent"`."""
    found = _NAME.search(row)
    if found is None:
        return ""
    name = re.sub(rb"\\(.)", rb"\1", found[1]) if found[1] is not None else found[2]
    return from_imap(name.decode("ascii", "replace"))
