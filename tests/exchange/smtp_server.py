"""A small SMTP server on loopback that keeps what it is sent, for the tests."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Mailbox:
    """Where the server is and what it took: the lines of each message."""

    port: int
    messages: list[str] = field(default_factory=list)


@contextmanager
def running() -> Iterator[Mailbox]:
    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 loopback")
            while line := self.rfile.readline(10_000):
                word = line.decode("latin-1").strip().upper()
                if word.startswith("DATA"):
                    self._say("354 go on")
                    mailbox.messages.append(self._data())
                self._say("221 bye" if word.startswith("QUIT") else "250 ok")
                if word.startswith("QUIT"):
                    return

        def _data(self) -> str:
            lines = []
            while (line := self.rfile.readline(10_000)) not in (b".\r\n", b""):
                lines.append(line)
            return b"".join(lines).decode("latin-1")

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        mailbox = Mailbox(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, name="smtp")
        thread.start()
        try:
            yield mailbox
        finally:
            server.shutdown()
            thread.join()
