"""The real application on a free port of this machine, over an archive that a test may change."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import uvicorn

from pipeline.archive.folder import ArchiveFolder
from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.model.access import EVERYTHING
from pipeline.model.account import Account, AccountRole
from pipeline.register.store import open_register
from pipeline.search.opening import open_search
from pipeline.settings import default_settings
from pipeline.web.application import create_app
from pipeline.web.feeder import Feeder
from pipeline.web.pictures import AT_ONCE, Pictures
from pipeline.web.reading_room import ReadingRoom
from pipeline.web.tokens import Tokens
from pipeline.web.workbench.premises import Premises
from tests.web.workbench.desk import OpenDoor

EVERYBODY = {
    **{
        role.value: Account(number, role.value, f"Bà {role.value}", frozenset({role}), EVERYTHING)
        for number, role in enumerate(AccountRole, 1)
    },
    "all": Account(99, "all", "Ông Cả", frozenset(AccountRole), EVERYTHING),
}
"""One account of each role, by the role's name, and `all`, who has every role."""


@contextmanager
def serving(root: Path, accounts: dict[str, Account] = EVERYBODY) -> Iterator[str]:
    """The address of a workbench over the archive `root`, answering until the end."""
    archive, settings = ArchiveFolder(root), default_settings()
    pools: list[ChildPool] = []
    with (
        tempfile.TemporaryDirectory(prefix="sohoa-pictures-") as kept,
        open_register(root) as register,
        socket.create_server(("127.0.0.1", 0)) as listener,
    ):
        bounds = ChildLimits(settings.limits.worker_bytes, settings.limits.max_bytes, Path(kept))

        def start() -> ChildPool:
            pools.append(ChildPool("pipeline.jobs", AT_ONCE, bounds))
            return pools[-1]

        pictures = Pictures(archive, settings, Path(kept), start)
        room = ReadingRoom(
            archive, register, lambda: open_search(archive.index, settings), pictures
        )
        feeder = Feeder(archive, register, settings, _now, lambda _: None)
        door = OpenDoor(dict(accounts))
        premises = Premises(archive, register, settings, room, door, cache(start), _now, feeder)
        feeder.start()
        app = create_app(room, Tokens((), {}), "vi", premises=premises)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=30)
            feeder.close()
            for pool in pools:
                pool.close()


def _now() -> datetime:
    return datetime.now(UTC)
