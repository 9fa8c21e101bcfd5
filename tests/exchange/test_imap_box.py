"""A mailbox on a real server: what is read, what is left alone, and how each misfortune is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import EngineFailed, SettingsInvalid, SohoaError
from pipeline.exchange.imap_box import opened_box
from pipeline.exchange.mail_folder import RawMail
from pipeline.messages import LANGUAGES, say_error
from pipeline.sections.mail import MailSettings
from tests.exchange.imap_proxy import between
from tests.exchange.imap_server import PASSWORD, Imap, for_tests, write_certificate

PLAIN = {"security": "none"}


@pytest.fixture(scope="module")
def server() -> Iterator[Imap]:
    with for_tests() as one:
        yield one


@pytest.fixture
def imap(server: Imap) -> Imap:
    """With an empty INBOX."""
    server.empty()
    return server


def letter(number: int, size: int = 10) -> bytes:
    head = f"From: a@example.vn\r\nSubject: so {number}\r\nMessage-ID: <{number}@x>\r\n\r\n"
    return head.encode() + b"x" * size + b"\r\n"


def read(mail: MailSettings, seen: frozenset[int] = frozenset()) -> list[RawMail]:
    with opened_box(mail, PASSWORD) as box:
        return list(box.new(seen))


def told(mail: MailSettings, password: str = PASSWORD) -> SohoaError:
    """The error of a fetch, which is understood in both languages and holds no password."""
    with pytest.raises(SohoaError) as found, opened_box(mail, password) as box:
        list(box.new(frozenset()))
    for language in LANGUAGES:
        words = say_error(language, found.value)
        assert mail.host in words
        assert password not in words
    assert password not in repr(found.value.__context__)
    return found.value


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_what_is_new_is_read_whole_and_stays_unread(imap: Imap, security: str) -> None:
    for number in (1, 2, 3):
        imap.put(letter(number))
    port = imap.tls_port if security == "tls" else imap.port
    mail = imap.settings(security=security, port=port)
    found = read(mail)
    assert [raw.data for raw in found] == [letter(number) for number in (1, 2, 3)]
    assert imap.flags() == [b"", b"", b""]
    places = [raw.place for raw in found if raw.place]
    rest = read(mail, frozenset({places[0].uid, places[2].uid}))
    assert [raw.place for raw in rest] == [places[1]]


def test_one_that_is_too_large_is_named_and_not_read(imap: Imap) -> None:
    imap.put(letter(1, 5_000))
    imap.put(letter(2))
    large, small = read(imap.settings(max_bytes=1_000))
    assert (large.data, large.size) == (b"", len(letter(1, 5_000)))
    assert "a@example.vn · so 1" in large.name
    assert small.data == letter(2)


def test_nothing_from_before_the_day_is_looked_at(imap: Imap) -> None:
    imap.put(letter(1))
    assert len(read(imap.settings(since="2026-01-01"))) == 1
    assert read(imap.settings(since="2999-01-01")) == []


def test_a_mailbox_with_a_vietnamese_name_is_found(imap: Imap) -> None:
    imap.make("Công văn & thư")
    imap.put(letter(1), "Công văn & thư")
    assert len(read(imap.settings(mailbox="Công văn & thư"))) == 1
    error = told(imap.settings(mailbox="Thư đi"))
    assert error.code == "imap_mailbox"
    assert "Công văn & thư" in str(error.params["known"])


def test_a_wrong_password_is_told_without_it(imap: Imap) -> None:
    error = told(imap.settings(), "bí mật sai")
    assert (error.code, error.exit_code) == ("imap_login", SettingsInvalid.exit_code)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_certificate_of_another_or_of_the_past_is_refused(
    imap: Imap, tmp_path: Path, days: int
) -> None:
    write_certificate(tmp_path, days=days)
    if days > 0:
        assert told(imap.settings(ca_file=str(tmp_path / "server.pem"))).code == "imap_certificate"
        return
    for name in ("server.pem", "server.key"):
        (imap.folder / name).replace(tmp_path / f"kept-{name}")
        (tmp_path / name).replace(imap.folder / name)
    imap.again()
    try:
        error = told(imap.settings())
        assert error.code == "imap_certificate"
        assert "expired" in str(error.params["why"])
    finally:
        for name in ("server.pem", "server.key"):
            (tmp_path / f"kept-{name}").replace(imap.folder / name)
        imap.again()


def test_a_certificate_for_another_name_is_refused(imap: Imap) -> None:
    error = told(imap.settings(host="localhost"))
    assert error.code == "imap_certificate"
    assert "localhost" in str(error.params["why"])


def test_a_server_that_is_away_is_named(imap: Imap) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert told(imap.settings(port=free.getsockname()[1])).code == "imap_unreachable"


def test_a_server_that_says_nothing_is_not_waited_for_long(imap: Imap) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        mail = imap.settings(port=port, timeout_s=0.2)
        assert told(mail).code == "imap_slow"
        assert told(mail.model_copy(update=PLAIN)).code == "imap_slow"


def test_an_endless_answer_is_not_taken_into_memory(imap: Imap) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_boast, args=(listener,), name="boasting")
        thread.start()
        mail = imap.settings(port=listener.getsockname()[1], **PLAIN)
        assert told(mail).code == "imap_unreachable"
        thread.join()


def _boast(listener: socket.socket) -> None:
    client, _ = listener.accept()
    with client:
        client.sendall(b"* OK [CAPABILITY IMAP4rev1] hello\r\n* LIST {99999999999}\r\n")
        client.recv(100)
        client.sendall(b"x" * 100)


@pytest.mark.parametrize("most_bytes", [10, 200, 700, 2_500])
def test_a_connection_that_drops_is_told_and_what_came_before_is_there(
    imap: Imap, most_bytes: int
) -> None:
    for number in (1, 2, 3):
        imap.put(letter(number, 1_500))
    came = []
    with between(imap.port, most_bytes) as port:
        mail = imap.settings(port=port, **PLAIN)
        with pytest.raises(EngineFailed) as found, opened_box(mail, PASSWORD) as box:
            came += list(box.new(frozenset()))
    assert found.value.code in ("imap_dropped", "imap_unreachable")
    assert imap.flags() == [b"", b"", b""]
    assert len(read(imap.settings())) == 3


def test_a_server_killed_in_the_middle_of_a_message_is_told(imap: Imap) -> None:
    imap.put(letter(1, 200_000))
    before = len(letter(1)) + 20_000
    with between(imap.port, before, imap.stop) as port:
        assert told(imap.settings(port=port, **PLAIN)).code == "imap_dropped"
    imap.start()
    assert len(read(imap.settings())) == 1


@pytest.mark.parametrize(("after", "flags"), [("seen", [rb"\Seen", b""]), ("leave", [b"", b""])])
def test_a_message_is_marked_as_the_settings_say(
    imap: Imap, after: str, flags: list[bytes]
) -> None:
    imap.put(letter(1))
    imap.put(letter(2))
    mail = imap.settings(after=after)
    first = read(mail)[0].place
    assert first
    with opened_box(mail, PASSWORD, marking=True) as box:
        box.mark(first.uid)
    assert imap.flags() == flags


def test_a_message_is_moved(imap: Imap) -> None:
    imap.put(letter(1))
    imap.make("Đã nhận")
    mail = imap.settings(after="move", move_to="Đã nhận")
    first = read(mail)[0].place
    assert first
    with opened_box(mail, PASSWORD, marking=True) as box:
        box.mark(first.uid)
        # Somebody else was first: that is no error.
        box.mark(first.uid)
    assert (imap.flags(), imap.flags("Đã nhận")) == ([], [b""])


def test_a_mailbox_to_move_to_that_is_not_there_is_named_and_nothing_moves(imap: Imap) -> None:
    imap.put(letter(1))
    mail = imap.settings(after="move", move_to="Không có")
    first = read(mail)[0].place
    assert first
    with pytest.raises(SettingsInvalid) as found, opened_box(mail, PASSWORD, marking=True) as box:
        box.mark(first.uid)
    assert found.value.params["mailbox"] == "Không có"
    assert imap.flags() == [b""]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"password_env": ""}, "password_env"),
        ({"host": "mail.example.vn", "security": "none"}, "unencrypted"),
        ({"after": "move"}, "move_to"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(
    imap: Imap, changed: dict[str, str], named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        imap.settings(**changed)
