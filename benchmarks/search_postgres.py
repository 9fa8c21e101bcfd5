"""PostgreSQL full text, as offices use it: unaccent, GIN, ts_rank_cd, ts_headline."""

from __future__ import annotations

import asyncio
import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import asyncpg

from benchmarks.options import NotMeasured
from benchmarks.search_systems import LIMIT, Answer, BenchQuestion, Place, Server, size_of
from pipeline.model.archival import IndexEntry
from pipeline.search.analysis import nfc

_SCHEMA = """
CREATE EXTENSION unaccent;
CREATE TEXT SEARCH CONFIGURATION vn (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION vn ALTER MAPPING FOR hword, hword_part, word, asciiword,
    asciihword, hword_asciipart, numword, numhword WITH unaccent, simple;
CREATE TABLE docs (
    id text PRIMARY KEY, code text, subject text, body text, type text, issuer text, date text,
    year text,
    words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('vn', code || ' ' || subject), 'A') || to_tsvector('vn', body)
    ) STORED
);
"""
_INDICES = """
CREATE INDEX docs_words ON docs USING gin (words);
CREATE INDEX docs_issuer ON docs (issuer, date);
CREATE INDEX docs_date ON docs (date);
VACUUM ANALYZE docs;
"""
_COLUMNS = ("id", "code", "subject", "body", "type", "issuer", "date", "year")
_FACETS = ("type", "issuer", "year")
_BLOCK = 1_000
_STARTED_S = 60.0
_SETTINGS = (
    "shared_buffers=512MB",
    "work_mem=64MB",
    "maintenance_work_mem=512MB",
    "max_wal_size=4GB",
    # What one question takes, not what several cores do for it: as for the other systems.
    "max_parallel_workers_per_gather=0",
    "max_parallel_maintenance_workers=0",
    "jit=off",
)

Given = TypeVar("Given")


class Postgres:
    @contextmanager
    def serve(self, folder: Path) -> Iterator[Server]:
        """A server that only this machine's sockets in `folder` reach, ended with the context."""
        programs, account = _programs(), _account()
        if account is not None:
            shutil.chown(folder, account, account)
        data, sockets = folder / "data", folder
        if not data.exists():
            begun: list[str | Path] = [
                programs / "initdb",
                "-D",
                data,
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ]
            made = _start([*begun, "-U", "bench"], account)
            made.communicate()
            if made.returncode != 0:
                raise NotMeasured(f"PostgreSQL, as {account or 'you'}, cannot use {folder}")
        options = [word for setting in _SETTINGS for word in ("-c", setting)]
        server = programs / "postgres"
        process = _start([server, "-D", data, "-k", sockets, "-h", "", *options], account)
        try:
            _run(_ready(str(sockets), process))
            yield Server(str(sockets), process.pid)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate()

    def build(self, place: Place, entries: Iterator[IndexEntry]) -> None:
        _run(_built(place, entries))

    def open(self, place: Place) -> PostgresSession:
        return PostgresSession(place)

    def size(self, place: Place) -> int:
        return size_of(place.folder / "data" / "base")


class PostgresSession:
    def __init__(self, place: Place) -> None:
        self._runner = asyncio.Runner()
        self._connection = self._runner.run(_connected(place.address))

    def ask(self, question: BenchQuestion) -> Answer:
        return self._runner.run(self._asked(question))

    async def _asked(self, question: BenchQuestion) -> Answer:
        where, values = _conditions(question)
        order, snippet = "date DESC", "left(body, 200)"
        if question.text:
            asked = "websearch_to_tsquery('vn', $1)"
            order = f"ts_rank_cd(words, {asked}) DESC"
            snippet = f"ts_headline('vn', body, {asked})"
        # Headlines are made of the best alone, as its manual advises.
        found = await self._connection.fetch(
            f"SELECT id, {snippet} FROM (SELECT id, body FROM docs WHERE {where}"
            f" ORDER BY {order} LIMIT {LIMIT}) AS best",
            *values,
        )
        for name in _FACETS if question.facets else ():
            await self._connection.fetch(
                f"SELECT {name}, count(*) AS n FROM docs WHERE {where}"
                f" GROUP BY {name} ORDER BY n DESC LIMIT 10",
                *values,
            )
        return Answer(tuple(row["id"] for row in found))

    def update(self, entries: Iterable[IndexEntry]) -> None:
        self._runner.run(_updated(self._connection, [_row(entry) for entry in entries]))

    def close(self) -> None:
        self._runner.run(self._connection.close())
        self._runner.close()


async def _built(place: Place, entries: Iterator[IndexEntry]) -> None:
    connection = await _connected(place.address)
    await connection.execute(_SCHEMA)
    while rows := [_row(entry) for entry in islice(entries, _BLOCK)]:
        await connection.copy_records_to_table("docs", records=rows, columns=_COLUMNS)
    for statement in _INDICES.strip().splitlines():
        await connection.execute(statement, timeout=None)
    await connection.close()


async def _updated(connection: Any, rows: list[tuple[str, ...]]) -> None:
    async with connection.transaction():
        await connection.execute("DELETE FROM docs WHERE id = ANY($1)", [row[0] for row in rows])
        await connection.copy_records_to_table("docs", records=rows, columns=_COLUMNS)


async def _connected(address: str) -> Any:
    return await asyncpg.connect(host=address, user="bench", database="postgres")


async def _ready(address: str, process: subprocess.Popen[bytes]) -> None:
    """Raises: NotMeasured."""
    end = time.monotonic() + _STARTED_S
    while process.poll() is None and time.monotonic() < end:
        try:
            connection = await _connected(address)
        except (OSError, asyncpg.PostgresError):
            await asyncio.sleep(0.1)
            continue
        await connection.close()
        return
    raise NotMeasured("PostgreSQL does not start")


def _run(coroutine: Coroutine[Any, Any, Given]) -> Given:
    return asyncio.run(coroutine)


def _row(entry: IndexEntry) -> tuple[str, ...]:
    texts = (entry.code, entry.subject, "\f".join(entry.pages))
    return (
        entry.document_id,
        *(nfc(text) for text in texts),
        entry.type,
        entry.issuer,
        entry.date,
        entry.date[:4],
    )


def _conditions(question: BenchQuestion) -> tuple[str, list[str]]:
    conditions, values = ["true"], []
    if question.text:
        values.append(nfc(question.text))
        conditions.append("words @@ websearch_to_tsquery('vn', $1)")
    if question.issuer is not None:
        values.append(question.issuer)
        conditions.append(f"issuer = ${len(values)}")
    if question.date_from is not None:
        values.append(question.date_from)
        conditions.append(f"date >= ${len(values)}")
    if question.date_to is not None:
        values.append(str(int(question.date_to) + 1))
        conditions.append(f"date < ${len(values)}")
    return " AND ".join(conditions), values


def _programs() -> Path:
    """Where the newest installed server is. Raises: NotMeasured."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"),
        key=lambda path: int(re.sub(r"\D", "", path.parent.parent.name) or 0),
    )
    if not found:
        raise NotMeasured("PostgreSQL is not installed: make system-bench")
    return found[-1].parent


def _account() -> str | None:
    """PostgreSQL refuses to be root: whose its processes are then."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _start(command: Sequence[str | Path], account: str | None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(word) for word in command],
        user=account,
        group=account and pwd.getpwnam(account).pw_gid,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
