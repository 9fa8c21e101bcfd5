"""A real Elasticsearch of one node: a child of the tests on loopback, with a port of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

HOME = Path(sys.prefix) / "share" / "elasticsearch"
"""What `make test` puts together."""
_ARCHIVE = HOME / "classes.jsa"
_START_S = 120.0


def missing() -> str:
    """Why there can be no server here; empty when there can."""
    if shutil.which("java") is None:
        return "Elasticsearch needs a JDK: make test installs it"
    if not _ARCHIVE.is_file():
        return f"no {_ARCHIVE}: make test makes it"
    return ""


class Server:
    """A node over a folder; what it acknowledged is there again after `kill` and `start`."""

    def __init__(self, work: Path, heap_mb: int = 256) -> None:
        self._work = work
        self._heap_mb = heap_mb
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Returns when it answers; started again it has the port that it had.

        Raises: RuntimeError with the end of its log.
        """
        ports = self._work / "logs" / "http.ports"
        ports.unlink(missing_ok=True)
        self._work.mkdir(parents=True, exist_ok=True)
        log = self._work / "server.log"
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                self._command(), stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT
            )
        end = time.monotonic() + _START_S
        while not ports.is_file():
            if self._process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise RuntimeError(f"Elasticsearch does not start: {log.read_text()[-2000:]}")
            time.sleep(0.02)
        self._port = int(ports.read_text().split()[0].rpartition(":")[2])

    def stop(self) -> None:
        """Lets it end in order."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait()

    def kill(self) -> None:
        """Ends it as a power cut would, but for the disk."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdin is not None:
                self._process.stdin.close()

    def _command(self) -> list[str]:
        java = [
            "java",
            f"-Xms{self._heap_mb}m",
            f"-Xmx{self._heap_mb}m",
            "-XX:+UseSerialGC",
            f"-XX:SharedArchiveFile={_ARCHIVE}",
            "-cp",
            f"{HOME}/lib/*",
        ]
        place = [str(HOME), str(self._work), str(self._port)]
        return [*java, "testserver.Launcher", *place]
