"""A mailbox on a real server is emptied into the register: nothing twice, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_string, policy
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.errors import EngineFailed, SettingsInvalid
from pipeline.exchange.gateways import tell
from pipeline.model.entry import Channel
from pipeline.model.mail import MailState
from pipeline.model.record import Field
from pipeline.office.announcing import announce
from pipeline.office.arriving import Coming
from pipeline.office.mail_box import Emptied, empty_box, password_of
from pipeline.office.registry import Registry
from tests.exchange import smtp_server
from tests.exchange.imap_proxy import between
from tests.exchange.imap_server import ENVIRONMENT, PASSWORD, Imap, for_tests
from tests.office.conftest import NOW, RECORD
from tests.office.test_announcing import NIGHT, settings_with
from tests.office.test_mail_in import PDF, digitizer, mail

Digitizer = Callable[[tuple[str, ...]], None]


@pytest.fixture(scope="module")
def server() -> Iterator[Imap]:
    with for_tests() as one:
        yield one


@pytest.fixture
def imap(server: Imap) -> Imap:
    server.empty()
    return server


@pytest.fixture
def archive(desk: Registry, tmp_path: Path) -> ArchiveFolder:
    assert desk
    folder = ArchiveFolder(tmp_path / "archive")
    folder.prepare()
    return folder


def at(desk: Registry, imap: Imap, **changed: object) -> Registry:
    """The desk with this mailbox in its settings."""
    settings = desk.settings.model_copy(update={"mail": imap.settings(**changed)})
    return replace(desk, settings=settings)


def emptied(desk: Registry, archive: ArchiveFolder, digitize: Digitizer | None = None) -> Emptied:
    coming = Coming(desk.settings.registers.book("den"), NOW, Channel.EMAIL)
    return empty_box(desk, archive, coming, digitize or digitizer(desk), PASSWORD)


def numbers(desk: Registry) -> int:
    """Arrival numbers given so far."""
    return desk.register.entries.last_numbers().get(("den", 2026), 0)


def test_each_message_is_entered_once_and_then_marked(
    desk: Registry, archive: ArchiveFolder, imap: Imap
) -> None:
    desk = at(desk, imap)
    imap.put(mail(1, (PDF, "a.pdf")).data)
    imap.put(mail(2, (PDF + b"2", "b.pdf")).data)
    first = emptied(desk, archive)
    assert (first.fetched.found, first.marked, first.lost) == (2, 2, None)
    assert imap.flags() == [rb"\Seen", rb"\Seen"]
    again = emptied(desk, archive)
    assert (again.fetched.found, again.marked, numbers(desk)) == (0, 0, 2)


def test_the_same_message_put_there_twice_is_entered_once_and_both_are_marked(
    desk: Registry, archive: ArchiveFolder, imap: Imap
) -> None:
    desk = at(desk, imap)
    for _ in range(2):
        imap.put(mail(1, (PDF, "a.pdf")).data)
    found = emptied(desk, archive)
    assert (found.fetched.found, found.fetched.known, found.marked) == (2, 1, 2)
    assert numbers(desk) == 1


def test_a_mailbox_made_anew_brings_nothing_twice(
    desk: Registry, archive: ArchiveFolder, imap: Imap
) -> None:
    """UIDVALIDITY changes, and the UIDs begin again."""
    desk = at(desk, imap, mailbox="Văn bản")
    validities = set()
    for marked in (1, 1):
        imap.make("Văn bản")
        imap.put(mail(1, (PDF, "a.pdf")).data, "Văn bản")
        assert emptied(desk, archive).marked == marked
        assert imap.flags("Văn bản") == [rb"\Seen"]
        validities.add(imap.validity("Văn bản"))
        imap.remove("Văn bản")
    assert (len(validities), numbers(desk)) == (2, 1)


def test_what_is_registered_is_moved(desk: Registry, archive: ArchiveFolder, imap: Imap) -> None:
    imap.make("Đã vào sổ")
    imap.put(mail(1, (PDF, "a.pdf")).data)
    desk = at(desk, imap, after="move", move_to="Đã vào sổ")
    assert emptied(desk, archive).marked == 1
    assert (imap.flags(), len(imap.flags("Đã vào sổ"))) == ([], 1)


def test_nothing_is_marked_before_it_is_registered(
    desk: Registry, archive: ArchiveFolder, imap: Imap
) -> None:
    desk = at(desk, imap)
    imap.put(mail(1, (PDF, "a.pdf")).data)

    def breaks(_: tuple[str, ...]) -> None:
        raise EngineFailed("interrupted")

    with pytest.raises(EngineFailed):
        emptied(desk, archive, breaks)
    assert imap.flags() == [b""]
    again = emptied(desk, archive)
    assert (again.fetched.found, len(again.fetched.mails), again.marked) == (0, 1, 1)
    assert (numbers(desk), imap.flags()) == (1, [rb"\Seen"])


def test_a_connection_that_drops_loses_nothing_and_doubles_nothing(
    desk: Registry, archive: ArchiveFolder, imap: Imap
) -> None:
    for number in range(4):
        imap.put(mail(number, (PDF + bytes([65 + number]) * 3_000, "a.pdf")).data)
    came = []
    for most_bytes in (300, 6_000, 11_000):
        with between(imap.port, most_bytes) as port:
            broken = emptied(at(desk, imap, port=port, security="none"), archive)
        assert broken.lost is not None
        came.append(len(broken.fetched.mails))
        assert imap.flags() == [b""] * 4
    assert came[0] == 0
    assert sum(came) > 0
    whole = emptied(at(desk, imap), archive)
    assert (whole.lost, whole.marked, numbers(desk)) == (None, 4, 4)
    assert sum(came) + len(whole.fetched.mails) == 4


def test_a_server_killed_in_the_middle_is_gone_on_with_when_it_is_back(
    desk: Registry, archive: ArchiveFolder, imap: Imap
) -> None:
    for number in range(2):
        imap.put(mail(number, (PDF + bytes([65 + number]) * 60_000, "a.pdf")).data)
    with between(imap.port, 100_000, imap.stop) as port:
        broken = emptied(at(desk, imap, port=port, security="none"), archive)
    assert broken.lost is not None
    assert (len(broken.fetched.mails), numbers(desk)) == (1, 1)
    imap.start()
    whole = emptied(at(desk, imap), archive)
    assert (len(whole.fetched.mails), whole.marked, numbers(desk)) == (1, 2, 2)


def test_a_mailbox_to_move_to_that_is_not_there_keeps_the_entry_and_is_told(
    desk: Registry, archive: ArchiveFolder, imap: Imap
) -> None:
    imap.put(mail(1, (PDF, "a.pdf")).data)
    told = emptied(at(desk, imap, after="move", move_to="Không có"), archive)
    assert told.lost is not None
    assert (told.lost.code, numbers(desk)) == ("imap_mailbox", 1)
    assert emptied(at(desk, imap), archive).marked == 1


def test_a_large_message_is_named_and_stays_unread(
    desk: Registry, archive: ArchiveFolder, imap: Imap
) -> None:
    imap.put(mail(1, (PDF * 1_000, "a.pdf")).data)
    found = emptied(at(desk, imap, max_bytes=2_000), archive)
    (large,) = found.fetched.too_large
    assert "vanthu@example.vn · Gửi văn bản" in large.name
    assert (imap.flags(), numbers(desk)) == ([b""], 0)


def test_what_cannot_wait_is_announced_at_once(
    desk: Registry,
    archive: ArchiveFolder,
    imap: Imap,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    imap.put(mail(1, (PDF, "a.pdf")).data)
    urgent = replace(RECORD, urgency=Field("Hỏa tốc", 0.99))
    desk = at(desk, imap)
    emptied(desk, archive, digitizer(desk, record=urgent))
    with smtp_server.running() as mailbox:
        url = f"mailto://127.0.0.1:{mailbox.port}/?from=a@example.vn&to=b@example.vn&mode=insecure"
        monkeypatch.setenv("VANTHU_URL", url)
        announce(desk.register, settings_with(), NIGHT, tell)
    (told,) = mailbox.messages
    body = message_from_string(told, policy=policy.default).get_body(("plain",))
    assert body is not None
    assert body.get_content().startswith("den/2026/1 · 012/QĐ-UBND · Hỏa tốc")


def test_a_secret_takes_its_message_into_quarantine(
    desk: Registry, archive: ArchiveFolder, imap: Imap
) -> None:
    imap.put(mail(1, (PDF, "a.pdf"), subject="Điều không được biết").data)
    desk = at(desk, imap)
    found = emptied(desk, archive, digitizer(desk, secret=True))
    (settled,) = found.fetched.mails
    assert (settled.name, settled.state) == ("—", MailState.ENTERED)
    (stored,) = desk.register.mail.all()
    assert stored.stored_path.startswith("quarantine/")
    assert desk.register.mail.all(secrets=False) == ()
    assert emptied(desk, archive).fetched.found == 0


def test_the_password_is_of_the_environment(desk: Registry, imap: Imap) -> None:
    with pytest.raises(SettingsInvalid) as found:
        password_of(imap.settings(), {})
    assert found.value.params == {"variable": ENVIRONMENT}
    with pytest.raises(SettingsInvalid) as found:
        password_of(desk.settings.mail, {ENVIRONMENT: PASSWORD})
    assert found.value.code == "imap_no_host"
    assert password_of(imap.settings(), {ENVIRONMENT: PASSWORD}) == PASSWORD
