"""Partners hand in messages over HTTP, to a real server."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.errors import EngineFailed, ScanRejected
from pipeline.exchange.delivery import to_http
from pipeline.exchange.edxml.writer import write
from pipeline.register.store import open_register
from tests.conftest import ROOT
from tests.exchange.edxml.made import a_message, partner
from tests.web.shelf import Paper, fill

WHOLE = write(a_message(), partner())
TOKENS = {"TOKEN_SYT": "s" * 40, "TOKEN_STC": "c" * 40}
SETTINGS = """
[exchange]
organ_id = "H53.01"
max_bytes = 200_000
[[exchange.partners]]
key = "so-y-te"
name = "Sở Y tế"
organ_ids = ["H53.19"]
their_token_env = "TOKEN_SYT"
[[exchange.partners]]
key = "so-tai-chinh"
name = "Sở Tài chính"
organ_ids = ["H53.10"]
their_token_env = "TOKEN_STC"
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> ArchiveFolder:
    return fill(tmp_path_factory.mktemp("exchange") / "kho", [Paper("1aaa", "lịch họp")])


@contextmanager
def serving(archive: ArchiveFolder) -> Iterator[tuple[subprocess.Popen[str], str]]:
    settings = archive.root.parent / "office.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    command = [sys.executable, "-m", "pipeline", "serve", "--port", "0", "--json"]
    with subprocess.Popen(
        [*command, "--archive", str(archive.root), "--settings", str(settings)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **TOKENS},
    ) as process:
        assert process.stdout is not None
        try:
            url = json.loads(process.stdout.readline())["url"]
            yield process, f"{url}/api/v1/exchange/messages"
        finally:
            process.kill()


def entries_of(archive: ArchiveFolder) -> int:
    with open_register(archive.root) as register:
        return sum(1 for _ in register.entries.entries())


def hand_in(url: str, data: bytes, token: str = TOKENS["TOKEN_SYT"]) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    return httpx.post(url, content=data, headers=headers, timeout=60)


def half_sent(url: str) -> socket.socket:
    """A connection on which half of a message has gone."""
    parts = urlsplit(url)
    assert parts.port is not None
    connection = socket.create_connection((str(parts.hostname), parts.port))
    head = (
        f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        f"Authorization: Bearer {TOKENS['TOKEN_SYT']}\r\nContent-Length: {len(WHOLE)}\r\n\r\n"
    )
    connection.sendall(head.encode() + WHOLE[: len(WHOLE) // 2])
    return connection


def test_a_message_is_registered_whole_or_not_at_all(archive: ArchiveFolder) -> None:
    with serving(archive) as (process, url):
        with half_sent(url):
            pass
        with half_sent(url):
            process.kill()
            process.wait()
    assert entries_of(archive) == 0
    with serving(archive) as (_, url):
        first = hand_in(url, WHOLE)
        assert first.status_code == 200, first.text
        assert first.json()["outcome"] == "registered"
        again = hand_in(url, WHOLE)
        assert again.json() == first.json() | {"outcome": "duplicate"}
        to_http(url, TOKENS["TOKEN_SYT"], WHOLE, 60)
    assert entries_of(archive) == 1
    with open_register(archive.root) as register:
        entry = register.entries.by_receipt(first.json()["receipt"])
        assert entry is not None
        assert entry.described.code == "215/SYT-VP"


def test_what_is_not_taken_is_answered_with_its_reason(archive: ArchiveFolder) -> None:
    before = entries_of(archive)
    with serving(archive) as (_, url):
        assert httpx.post(url, content=WHOLE).status_code == 401
        assert hand_in(url, WHOLE, "x" * 40).status_code == 401
        theirs = hand_in(url, WHOLE, TOKENS["TOKEN_STC"])
        assert (theirs.status_code, theirs.json()["type"]) == (
            403,
            "urn:sohoa:problem:exchange_sender",
        )
        big = hand_in(url, b" " * 200_001)
        assert (big.status_code, "200000 bytes" in big.json()["detail"]) == (413, True)
        bad = hand_in(url, WHOLE.replace(b"?>", b"?><!DOCTYPE a []>", 1))
        assert (bad.status_code, "DTD" in bad.json()["detail"]) == (422, True)
        assert httpx.get(url).status_code == 405
        with pytest.raises(ScanRejected, match="422"):
            to_http(url, TOKENS["TOKEN_SYT"], b"<a/>", 60)
        with pytest.raises(EngineFailed, match="401"):
            to_http(url, "", WHOLE, 60)
    with pytest.raises(EngineFailed, match="exchange_unreachable"):
        to_http(url, "", WHOLE, 5)
    assert entries_of(archive) == before
