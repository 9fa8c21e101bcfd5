"""Serves the workbench and the API of one archive until it is told to stop."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from ipaddress import ip_address
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from pipeline.archive.folder import PRIVATE, ArchiveFolder, usable
from pipeline.desk import Desk
from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.errors import NotFound, SettingsInvalid
from pipeline.exchange.login import office_login
from pipeline.indexing import make_ready
from pipeline.messages import Language
from pipeline.office.door import OfficeDoor
from pipeline.office.follower import Follower
from pipeline.office.handing_in import entering
from pipeline.office.postroom import counter, judged_by
from pipeline.partner_rules import partner_rules
from pipeline.register.store import Register, open_register
from pipeline.search.opening import open_search
from pipeline.settings import Settings
from pipeline.web.application import create_app
from pipeline.web.exchange_routes import Counter
from pipeline.web.feeder import Feeder
from pipeline.web.partner_tokens import PartnerTokens
from pipeline.web.pictures import AT_ONCE, Pictures
from pipeline.web.reading_room import ReadingRoom
from pipeline.web.tokens import Tokens
from pipeline.web.workbench.premises import Premises

_CONNECTIONS = 200
_GRACE_S = 10


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int
    """0: any that is free."""


def serve_archive(
    folder: Path,
    settings: Settings,
    address: Address,
    language: Language,
    ready: Callable[[str, bool], None],
) -> None:
    """Answers until SIGTERM or SIGINT; `ready` is told the address and whether anybody has an
    account.

    Raises:
        NotFound: there is no archive.
        SettingsInvalid: the address cannot be had, or would show everything to everybody.
        ArchiveUnusable: the index must be made anew first.
    """
    tokens = Tokens(settings.search.readers, os.environ)
    login = office_login(settings.oidc, settings.workbench.public_url, os.environ)
    with _opened(folder, settings) as (premises, desk):
        accounts = premises.door.any()
        if not tokens.asked_for and not accounts and not _is_loopback(address.host):
            raise SettingsInvalid("serve_to_all", {"host": address.host})
        app = create_app(premises.room, tokens, language, counter=desk, premises=premises)
        app.state.login = login
        _serve(app, address, lambda url: ready(url, accounts))


def _serve(app: FastAPI, address: Address, ready: Callable[[str], None]) -> None:
    with _listening(address) as listener:
        config = uvicorn.Config(
            app,
            log_config=None,
            # What people ask for is nobody's business.
            access_log=False,
            server_header=False,
            limit_concurrency=_CONNECTIONS,
            timeout_graceful_shutdown=_GRACE_S,
            timeout_keep_alive=15,
            h11_max_incomplete_event_size=32_768,
        )
        # Told again by uvicorn when it is done with it; being asked to stop is no failure.
        before = signal.signal(signal.SIGTERM, lambda _number, _frame: None)
        try:
            ready(_url(listener))
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            signal.signal(signal.SIGTERM, before)


@contextmanager
def _opened(folder: Path, settings: Settings) -> Iterator[tuple[Premises, Counter | None]]:
    """Where people work, and where partners hand in messages, if any may."""
    partners = PartnerTokens(partner_rules(settings).partners, os.environ)
    archive = ArchiveFolder(folder)
    if not archive.exists():
        raise NotFound("no_archive", {"archive": str(folder)})
    pools: list[ChildPool] = []
    with (
        open_register(folder, settings.database_url) as register,
        tempfile.TemporaryDirectory(prefix="sohoa-pictures-") as kept,
        ThreadPoolExecutor(1, "later") as later,
    ):
        limits = settings.limits
        # Drawing stands back: whoever turns to a page that is drawn already waits for no other's.
        bounds = ChildLimits(limits.worker_bytes, limits.max_bytes, Path(kept), nice=10)

        def start() -> ChildPool:
            pools.append(ChildPool("pipeline.jobs", AT_ONCE, bounds))
            return pools[-1]

        pictures = Pictures(archive, settings, Path(kept), start)
        room = ReadingRoom(
            archive, register, lambda: open_search(archive.index, settings), pictures
        )
        door = OfficeDoor(register, settings.workbench, later=later.submit)
        enter = entering(archive, register, settings, _now)
        feeder = Feeder(archive, register, settings, _now, enter)
        follower = Follower(lambda: _following(archive, register, settings, pools))
        premises = Premises(
            archive, register, settings, room, door, cache(start), _now, feeder, follower
        )
        try:
            room.standing()
            feeder.start()
            follower.start()
            yield premises, _counter(archive, register, settings, partners, start)
        finally:
            feeder.close()
            follower.close()
            for pool in pools:
                pool.close()


def _following(
    archive: ArchiveFolder, register: Register, settings: Settings, pools: list[ChildPool]
) -> Desk:
    """With a child of its own: nobody waits behind pictures for a correction to be kept.

    An index of an older form is made anew first: searching says meanwhile that it is being made.
    """
    make_ready(archive, register, settings)
    bounds = ChildLimits(
        settings.limits.worker_bytes, 2 * settings.limits.max_bytes, archive.amended
    )
    with usable(archive.root):
        archive.amended.mkdir(mode=PRIVATE, exist_ok=True)
    pools.append(ChildPool("pipeline.jobs", 1, bounds))
    return Desk(
        archive=archive,
        register=register,
        jobs=pools[-1],
        settings=settings,
        digest="",
        workers=1,
        who="sohoa",
        now=_now,
        stop=threading.Event(),
        page_done=lambda: None,
    )


def _counter(
    archive: ArchiveFolder,
    register: Register,
    settings: Settings,
    partners: PartnerTokens,
    start: Callable[[], ChildPool],
) -> Counter | None:
    if not partners.any:
        return None
    judge = judged_by(start(), settings, _now)
    room_of = counter(archive, register, settings, _now, judge)
    return Counter(partners, room_of, settings.exchange.max_bytes)


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _listening(address: Address) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    # TCP by name: asyncio sends small answers at once only on sockets that say so; else each
    # waits up to 40 ms for the browser's acknowledgement of what went before.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address.host, address.port))
        except (OSError, OverflowError) as error:
            host, port = address.host, address.port
            raise SettingsInvalid(
                "serve_address", {"host": host, "port": port, "why": str(error)}
            ) from error
        listener.listen()
        yield listener


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
