"""SQLite FTS5, as offices use it: unicode61 without diacritics, ranked by bm25, with snippets."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from benchmarks.search_systems import LIMIT, Answer, BenchQuestion, Place, Server, size_of
from pipeline.model.archival import IndexEntry
from pipeline.search.analysis import nfc

_SCHEMA = """
CREATE TABLE docs (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, type TEXT, issuer TEXT, date TEXT, year TEXT,
    code TEXT, subject TEXT, text TEXT
);
CREATE INDEX docs_issuer ON docs (issuer, date);
CREATE INDEX docs_date ON docs (date);
CREATE VIRTUAL TABLE words USING fts5(
    code, subject, text, content='docs', content_rowid='number',
    tokenize='unicode61 remove_diacritics 2'
);
"""
_WORD = re.compile(r'"[^"]*"|[^\s"]+')
_FACETS = ("type", "issuer", "year")
_BLOCK = 1_000


class Sqlite:
    def serve(self, folder: Path) -> AbstractContextManager[Server]:
        return nullcontext(Server())

    def build(self, place: Place, entries: Iterator[IndexEntry]) -> None:
        connection = _connected(place)
        connection.executescript(_SCHEMA)
        for number, entry in enumerate(entries, start=1):
            _insert(connection, number, entry)
            if number % _BLOCK == 0:
                connection.commit()
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.commit()
        connection.close()

    def open(self, place: Place) -> SqliteSession:
        return SqliteSession(_connected(place))

    def size(self, place: Place) -> int:
        return size_of(place.folder)


class SqliteSession:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def ask(self, question: BenchQuestion) -> Answer:
        where, values = _conditions(question)
        source, order, snippet = "docs", "date DESC", "substr(text, 1, 200)"
        if question.text:
            # Crossed, so that it begins with the words: the other way it looks each document up.
            source = "words CROSS JOIN docs ON number = words.rowid"
            order, snippet = "words.rank", "snippet(words, -1, '[', ']', '…', 24)"
        ask = self._connection.execute
        found = ask(
            f"SELECT id, {snippet} FROM {source} WHERE {where} ORDER BY {order} LIMIT {LIMIT}",
            values,
        ).fetchall()
        for name in _FACETS if question.facets else ():
            ask(
                f"SELECT {name}, count(*) AS n FROM {source} WHERE {where}"
                f" GROUP BY {name} ORDER BY n DESC LIMIT 10",
                values,
            ).fetchall()
        return Answer(tuple(row[0] for row in found))

    def update(self, entries: Iterable[IndexEntry]) -> None:
        for entry in entries:
            number, *old = self._connection.execute(
                "SELECT number, code, subject, text FROM docs WHERE id = ?", (entry.document_id,)
            ).fetchone()
            self._connection.execute(
                "INSERT INTO words (words, rowid, code, subject, text)"
                " VALUES ('delete', ?, ?, ?, ?)",
                (number, *(_plain_d(text) for text in old)),
            )
            self._connection.execute("DELETE FROM docs WHERE number = ?", (number,))
            _insert(self._connection, number, entry)
        self._connection.commit()

    def close(self) -> None:
        self._connection.close()


def _connected(place: Place) -> sqlite3.Connection:
    connection = sqlite3.connect(place.folder / "words.db", timeout=60)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _insert(connection: sqlite3.Connection, number: int, entry: IndexEntry) -> None:
    texts = tuple(nfc(text) for text in (entry.code, entry.subject, "\f".join(entry.pages)))
    connection.execute(
        "INSERT INTO docs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, entry.document_id, entry.type, entry.issuer, entry.date, entry.date[:4], *texts),
    )
    connection.execute(
        "INSERT INTO words (rowid, code, subject, text) VALUES (?, ?, ?, ?)",
        (number, *(_plain_d(text) for text in texts)),
    )


def _plain_d(text: str) -> str:
    """unicode61 knows no đ; without this, half of what is typed without marks finds nothing."""
    return text.replace("đ", "d").replace("Đ", "D")


def _conditions(question: BenchQuestion) -> tuple[str, list[str]]:
    conditions, values = ["1"], []
    if question.text:
        words = _WORD.findall(_plain_d(nfc(question.text)))
        conditions.append("words MATCH ?")
        values.append(" ".join(f'"{word.strip(chr(34))}"' for word in words))
    if question.issuer is not None:
        conditions.append("issuer = ?")
        values.append(question.issuer)
    if question.date_from is not None:
        conditions.append("date >= ?")
        values.append(question.date_from)
    if question.date_to is not None:
        conditions.append("date < ?")
        values.append(str(int(question.date_to) + 1))
    return " AND ".join(conditions), values
