"""Prefect's API server inside this process, where no other server is named."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.errors import EngineFailed, Interrupted

START_TIMEOUT_S = 120.0
"""The first start on a machine makes the server's database: some ten seconds of work."""


@contextmanager
def prefect_api(stop: threading.Event) -> Iterator[None]:
    """A Prefect API for the flows started inside: PREFECT_API_URL's, else one in this process.

    Prefect's own temporary server is a second process that outlives a killed parent; this one
    is a thread and cannot.

    Raises:
        EngineFailed: "prefect_server" when it does not start.
        Interrupted: `stop` was set while it started.
    """
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    os.environ["PREFECT__SERVER_FINAL"] = "1"
    import uvicorn
    from prefect.server.api.server import create_app
    from prefect.settings import PREFECT_API_URL, temporary_settings

    _without_events()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            create_app(ephemeral=True), log_level=logging.CRITICAL, lifespan="on"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="prefect-server", daemon=True
        )
        thread.start()
        _await_start(server, thread, stop)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
        try:
            with temporary_settings({PREFECT_API_URL: url}):
                yield
        finally:
            server.should_exit = True
            thread.join(timeout=3)


def _without_events() -> None:
    """Nobody listens to the events of a server that ends with this process.

    Those still waiting at its end would each be tried, for seconds, against a server that is
    gone, and every one asks the server for its context first.
    """
    from prefect.events.clients import NullEventsClient
    from prefect.events.worker import EventsWorker

    async def without_context(_worker: EventsWorker, _event: object) -> None:
        return

    EventsWorker.set_client_override(NullEventsClient)
    EventsWorker.attach_related_resources_from_context = without_context  # type: ignore[assignment,method-assign]


def _await_start(server: object, thread: threading.Thread, stop: threading.Event) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while not getattr(server, "started", False):
        if not thread.is_alive() or time.monotonic() > deadline:
            raise EngineFailed("prefect_server", {"folder": os.environ["PREFECT_HOME"]})
        if stop.wait(0.02):
            raise Interrupted("interrupted")
