"""A mailbox on an IMAP server: what is new is read without a trace, and marked afterwards."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from contextlib import contextmanager

from pipeline.errors import EngineFailed, ScanRejected
from pipeline.exchange.imap import Client, connected, refused_mailbox, told
from pipeline.exchange.imap_names import quoted
from pipeline.exchange.mail_folder import RawMail
from pipeline.exchange.mail_message import read_mail
from pipeline.model.mail import BoxPlace
from pipeline.sections.mail import MailSettings

_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,18})")
_UID = re.compile(rb"UID (\d{1,18})")
_MARGIN = 100_000
"""What an answer may be longer than the part of the message that was asked for."""
_HEAD = "BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE)]"


class ImapBox:
    """An opened mailbox. Every method raises EngineFailed when the server is lost."""

    def __init__(self, client: Client, mail: MailSettings, validity: int) -> None:
        self._client = client
        self._mail = mail
        self.validity = validity

    def new(self, seen: Container[int]) -> Iterator[RawMail]:
        """Each message whose UID is not in `seen`, in the order in which they came.

        One that is too large, by what the server says or by what it sends, comes without bytes.
        """
        for uid in self._uids():
            if uid not in seen:
                raw = self._read(uid)
                if raw is not None:
                    yield raw

    def mark(self, uid: int) -> None:
        """As `[mail] after` says. Raises: SettingsInvalid: `move_to` is not there."""
        mail = self._mail
        if mail.after == "seen":
            self._told_server("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
        elif mail.after == "move":
            self._move(str(uid))

    def _move(self, uid: str) -> None:
        folder = quoted(self._mail.move_to)
        has = self._client.capabilities
        with told(self._mail, "imap_dropped"):
            answer, _ = self._client.uid("MOVE" if "MOVE" in has else "COPY", uid, folder)
        if answer != "OK":
            raise refused_mailbox(self._client, self._mail, self._mail.move_to)
        if "MOVE" not in has:
            self._told_server("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
            if "UIDPLUS" in has:
                # EXPUNGE alone would remove what others marked too.
                self._told_server("EXPUNGE", uid)

    def _uids(self) -> list[int]:
        since = self._mail.since
        wanted = (
            ["SINCE", f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"] if since else ["ALL"]
        )
        found = self._told_server("SEARCH", *wanted)
        words = b" ".join(part for part in found if isinstance(part, bytes)).split()
        return sorted(int(word) for word in words if word.isdigit())

    def _read(self, uid: int) -> RawMail | None:
        """None where somebody took it away in the meantime."""
        size = self._size(uid)
        if size is None:
            return None
        most = self._mail.max_bytes
        place = BoxPlace(self._mail.box, self.validity, uid)
        if size > most:
            return RawMail(self._title(uid), b"", size, place)
        data = self._literal(uid, f"BODY.PEEK[]<0.{most + 1}>", most + _MARGIN)
        if data is None:
            return None
        if len(data) > most:
            return RawMail(self._title(uid), b"", len(data), place)
        return RawMail(f"{self._mail.mailbox}/{uid}", data, len(data), place)

    def _size(self, uid: int) -> int | None:
        for part in self._told_server("FETCH", str(uid), "(UID RFC822.SIZE)"):
            line = part[0] if isinstance(part, tuple) else part
            if isinstance(line, bytes):
                of, size = _UID.search(line), _SIZE.search(line)
                if of and size and int(of[1]) == uid:
                    return int(size[1])
        return None

    def _title(self, uid: int) -> str:
        """Who sent it and what of, for a person who looks for it."""
        where = f"{self._mail.mailbox}/{uid}"
        head = self._literal(uid, _HEAD, _MARGIN)
        if head is None:
            return where
        try:
            mail = read_mail(head, self._mail)
        except ScanRejected:
            return where
        return " · ".join(filter(None, (where, mail.sender, mail.subject)))

    def _literal(self, uid: int, what: str, most_bytes: int) -> bytes | None:
        self._client.most_bytes = most_bytes
        for part in self._told_server("FETCH", str(uid), f"(UID {what})"):
            if isinstance(part, tuple) and b"BODY[" in part[0].upper():
                return bytes(part[1])
        return None

    def _told_server(self, *words: str) -> list[bytes | tuple[bytes, bytes] | None]:
        with told(self._mail, "imap_dropped"):
            answer, found = self._client.uid(*words)
        if answer != "OK":
            where = {"host": self._mail.host, "mailbox": self._mail.mailbox}
            raise EngineFailed("imap_refused", {**where})
        return found


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@contextmanager
def opened_box(mail: MailSettings, password: str, *, marking: bool = False) -> Iterator[ImapBox]:
    """The mailbox of the settings; nothing in it can change unless it is for `marking`.

    Raises:
        EngineFailed, SettingsInvalid: as `connected`; there is no such mailbox.
    """
    with connected(mail, password) as client:
        with told(mail, "imap_dropped"):
            answer, _ = client.select(quoted(mail.mailbox), readonly=not marking)
        if answer != "OK":
            raise refused_mailbox(client, mail, mail.mailbox)
        _, found = client.response("UIDVALIDITY")
        said = found[0] if found else None
        if not isinstance(said, bytes) or not said.isdigit():
            # Without it no UID means anything (RFC 9051, 2.3.1.1).
            raise EngineFailed("imap_refused", {"host": mail.host, "mailbox": mail.mailbox})
        yield ImapBox(client, mail, int(said))
