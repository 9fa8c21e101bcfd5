"""The mailbox on a server is emptied into the register: nothing twice, marked afterwards."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

from pipeline.archive.folder import ArchiveFolder
from pipeline.errors import SettingsInvalid, SohoaError
from pipeline.exchange.imap_box import opened_box
from pipeline.exchange.mail_folder import RawMail
from pipeline.model.mail import BoxPlace
from pipeline.office.arriving import Coming
from pipeline.office.mail_in import Digitize, Fetched, fetch
from pipeline.office.registry import Registry
from pipeline.sections.mail import MailSettings


@dataclass(frozen=True, slots=True)
class Emptied:
    """What a fetch from the server came to."""

    fetched: Fetched
    marked: int
    """Messages that the server was told of."""
    lost: SohoaError | None
    """Why it ended early; what was taken until then is settled, the rest comes next time."""


def empty_box(
    desk: Registry, archive: ArchiveFolder, coming: Coming, digitize: Digitize, password: str
) -> Emptied:
    """Takes what is new on the server of the settings, and ends what a broken fetch left.

    No connection is open while documents are digitised, which takes longer than servers wait.
    """
    lost: list[SohoaError] = []
    with closing(new_in_box(desk, password, lost)) as box:
        fetched = fetch(desk, archive, box, coming, digitize)
    marked = 0
    if not lost and desk.settings.mail.after != "leave":
        try:
            marked = _mark(desk, password)
        except SohoaError as error:
            lost.append(error)
    return Emptied(fetched, marked, lost[0] if lost else None)


def new_in_box(
    desk: Registry, password: str, lost: list[SohoaError]
) -> Generator[RawMail, None, None]:
    """What the server has and the register does not know by its UID; `lost`: what ended it."""
    try:
        yield from _new(desk, password)
    except SohoaError as error:
        lost.append(error)


def password_of(mail: MailSettings, environment: Mapping[str, str]) -> str:
    """Raises: SettingsInvalid: no server is named, or its password is missing."""
    if not mail.host:
        raise SettingsInvalid("imap_no_host")
    password = environment.get(mail.password_env, "")
    if not password:
        raise SettingsInvalid("imap_password", {"variable": mail.password_env})
    return password


def _new(desk: Registry, password: str) -> Iterator[RawMail]:
    mail = desk.settings.mail
    with opened_box(mail, password) as box:
        yield from box.new(desk.register.mail.seen(mail.box, box.validity))


def _mark(desk: Registry, password: str) -> int:
    """Those too that a fetch before settled and could not mark."""
    mail, known = desk.settings.mail, desk.register.mail
    if not known.any_unmarked(mail.box):
        return 0
    marked = 0
    with opened_box(mail, password, marking=True) as box:
        for uid in known.unmarked(mail.box, box.validity):
            box.mark(uid)
            known.mark(BoxPlace(mail.box, box.validity, uid))
            marked += 1
    return marked
