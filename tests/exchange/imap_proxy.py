"""Stands between a client and an IMAP server, and breaks off or falls silent, for the tests."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Then = Callable[[], None]


@contextmanager
def between(port: int, most_bytes: int, then: Then | None = None) -> Iterator[int]:
    """The port of a proxy that passes so much of the server's answers on each connection.

    After that it does `then`, and breaks off; without `then` it breaks off at once.
    """
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)

        def serve() -> None:
            while not over.is_set():
                with suppress(OSError):
                    client, _ = listener.accept()
                    with client, socket.create_connection(("127.0.0.1", port)) as server:
                        _pass(client, server, most_bytes, then, over)

        thread = threading.Thread(target=serve, name="imap-proxy")
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            over.set()
            thread.join()


def _pass(
    client: socket.socket,
    server: socket.socket,
    most_bytes: int,
    then: Then | None,
    over: threading.Event,
) -> None:
    asking = threading.Thread(target=_copy, args=(client, server), name="imap-asking")
    asking.start()
    left = most_bytes
    with suppress(OSError):
        while left > 0 and not over.is_set() and (some := server.recv(min(left, 4096))):
            client.sendall(some)
            left -= len(some)
        if left == 0 and then is not None:
            then()
    for one in (client, server):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
    asking.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while some := source.recv(4096):
            target.sendall(some)
