"""A workbench with the real door: accounts and sessions of the register."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi.testclient import TestClient

from pipeline.archive.folder import ArchiveFolder
from pipeline.desk import Jobs
from pipeline.model.access import EVERYTHING, Rights
from pipeline.model.account import AccountRole, NewAccount, Whence
from pipeline.office.door import OfficeDoor
from pipeline.register.store import Register, open_register
from pipeline.settings import Settings, default_settings
from pipeline.web.application import create_app
from pipeline.web.tokens import Tokens
from pipeline.web.workbench.premises import Premises
from pipeline.web.workbench.visiting import SESSION, csrf_of
from tests.stack_archive import NOW
from tests.web.shelf import room_of

PASSWORD = "con mèo ngủ trên mái"
WHENCE = Whence("10.0.0.7", "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")


class Office:
    """A workbench and its people."""

    def __init__(self, client: TestClient, register: Register) -> None:
        self.client = client
        self.register = register
        self.door = OfficeDoor(register, default_settings().workbench)

    def hire(
        self, name: str, *roles: AccountRole, rights: Rights = EVERYTHING, unit: str = ""
    ) -> None:
        """Without a password: they come in by `enter`."""
        new = NewAccount(name, f"Bà {name.title()}", frozenset(roles), rights, unit)
        self.door.admit(new, "", NOW, "root")

    def enter(self, name: str) -> dict[str, str]:
        """Makes the client that person's, in a new session; gives what its forms must bring."""
        account = self.register.accounts.named(name).account
        token = self.door.begin(account, WHENCE, NOW, None)
        self.client.cookies.set(SESSION, token)
        return {"csrf": csrf_of(token)}


@contextmanager
def office(
    archive: ArchiveFolder,
    folder: Path,
    jobs: Jobs | None = None,
    settings: Settings | None = None,
) -> Iterator[Office]:
    """Nobody is in yet."""

    def start() -> Jobs:
        assert jobs is not None
        return jobs

    settings = settings or default_settings()
    with open_register(archive.root) as register:
        room = room_of(archive, register, folder, jobs)
        door = OfficeDoor(register, settings.workbench)
        premises = Premises(archive, register, settings, room, door, start, lambda: NOW)
        app = create_app(room, Tokens((), {}), "vi", premises=premises)
        client = TestClient(
            app,
            base_url="http://127.0.0.1",
            follow_redirects=False,
            raise_server_exceptions=False,
            headers={"accept-language": "vi"},
        )
        yield Office(client, register)
