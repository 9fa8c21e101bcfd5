"""A workbench over a small archive, and visitors who are signed in without typing passwords."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from fastapi.testclient import TestClient

from pipeline.archive.folder import ArchiveFolder
from pipeline.desk import Jobs
from pipeline.errors import NotAllowed
from pipeline.model.access import EVERYTHING, Rights
from pipeline.model.account import Account, AccountRole, Whence
from pipeline.register.store import open_register
from pipeline.settings import Settings, default_settings
from pipeline.web.application import create_app
from pipeline.web.feeder import Feeder
from pipeline.web.tokens import Tokens
from pipeline.web.workbench.premises import Premises
from pipeline.web.workbench.visiting import SESSION, csrf_of
from tests.stack_archive import NOW
from tests.web.shelf import room_of

PASSWORD = "mot hai ba bon nam"


@dataclass
class OpenDoor:
    """A door with accounts at hand; its tokens are the names."""

    accounts: dict[str, Account] = field(default_factory=dict)
    out: set[str] = field(default_factory=set)

    def any(self) -> bool:
        return bool(self.accounts)

    def visitor(self, token: str, now: datetime) -> Account | None:
        return None if token in self.out else self.accounts.get(token)

    def sign_in(self, name: str, password: str, where: Whence, now: datetime) -> str:
        if name not in self.accounts or password != PASSWORD:
            raise NotAllowed("sign_in_wrong")
        self.out.discard(name)
        return name

    def sign_out(self, token: str, now: datetime) -> None:
        self.out.add(token)


def account(name: str, *roles: AccountRole, rights: Rights = EVERYTHING, unit: str = "") -> Account:
    return Account(len(name), name, f"Bà {name.title()}", frozenset(roles), rights, unit)


@contextmanager
def workbench(
    archive: ArchiveFolder,
    folder: Path,
    *accounts: Account,
    jobs: Jobs | None = None,
    feeding: bool = False,
    settings: Settings | None = None,
) -> Iterator[TestClient]:
    """A browser at the door; `sign_in` lets somebody in. `feeding`: what is handed in may wait."""

    def start() -> Jobs:
        assert jobs is not None
        return jobs

    door = OpenDoor({one.name: one for one in accounts})
    with open_register(archive.root) as register:
        room = room_of(archive, register, folder, jobs)
        rules = settings or default_settings()
        feeder = Feeder(archive, register, rules, lambda: NOW, lambda _: None) if feeding else None
        premises = Premises(archive, register, rules, room, door, start, lambda: NOW, feeder)
        app = create_app(room, Tokens((), {}), "vi", premises=premises)
        yield TestClient(
            app,
            base_url="http://127.0.0.1",
            follow_redirects=False,
            raise_server_exceptions=False,
            headers={"accept-language": "vi"},
        )


def sign_in(client: TestClient, name: str) -> dict[str, str]:
    """Makes the client that person's; gives what its forms must bring."""
    client.cookies.set(SESSION, name)
    return {"csrf": csrf_of(name)}


def csrf_in(html: str) -> str:
    """What the first form of a page brings."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', html)
    assert found is not None
    return found[1]
