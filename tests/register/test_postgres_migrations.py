"""A register of an earlier revision on a server is brought to the newest, with what it holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, Table, insert, inspect, select
from sqlalchemy import text as sql

import pipeline.register
from pipeline.register.database import HEAD, open_database, reading, stored_revision, writing
from pipeline.register.store import open_register
from tests.postgres.server import Postgres
from tests.register.test_entry_book import NOW, coming
from tests.register.test_register_database import document, hand_in


def _bring_to(connection: Connection, revision: str) -> None:
    config = Config()
    scripts = Path(pipeline.register.__file__).with_name("migrations")
    config.set_main_option("script_location", str(scripts))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _taken_back(source: Connection, target: Connection) -> None:
    """What the older schema has a place for, as it stands in the newer one."""
    old, new = MetaData(), MetaData()
    old.reflect(target)
    new.reflect(source)
    for table in old.sorted_tables:
        if table.name == "alembic_version":
            continue
        names = [column.name for column in table.columns]
        stood: Table = new.tables[table.name]
        rows = source.execute(select(*(stood.c[name] for name in names))).all()
        target.execute(table.delete())
        if rows:
            target.execute(insert(table), [dict(row._mapping) for row in rows])
        if rows and "id" in names and table.c.id.type.python_type is int:
            last = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {len(rows)})"
            target.execute(sql(last))


@pytest.mark.parametrize("revision", ["0006", "0009", "0013"])
def test_what_an_older_register_holds_is_there_after(
    tmp_path: Path, postgres: Postgres, revision: str
) -> None:
    new, old = postgres.new_database(f"new{revision}"), postgres.new_database(f"old{revision}")
    with open_register(tmp_path / "archive", new) as register:
        (given,) = hand_in(register, 1)
        register.register_document(document(1), given, NOW, "ai")
        for _ in range(3):
            register.entries.arrive(coming(), NOW, "an")
        entries, audit = list(register.entries.entries()), register.trail.audit()
        documents = tuple(register.documents())
    # An address of that database with the schema of then: opening it would bring it to the newest.
    source, target = open_database(tmp_path, new), open_database(tmp_path, old)
    with writing(target, tmp_path) as connection:
        connection.execute(sql("DROP SCHEMA public CASCADE"))
        connection.execute(sql("CREATE SCHEMA public"))
        _bring_to(connection, revision)
        with reading(source, tmp_path) as stood:
            _taken_back(stood, connection)
        if revision == "0006":
            # Secrets had no history of their own yet, nor a register an archive that it is of.
            connection.execute(sql("DELETE FROM chain WHERE id > 1"))
            (tmp_path / "archive" / "register.id").unlink()
    source.dispose()
    target.dispose()
    with open_register(tmp_path / "archive", old) as register:
        assert list(register.entries.entries()) == entries
        assert tuple(register.documents()) == documents
        assert register.trail.audit() == audit
        assert audit.findings == ()
        assert register.entries.arrive(coming(), NOW, "an").number == 4
    after = open_database(tmp_path, old)
    with reading(after, tmp_path) as connection:
        assert stored_revision(connection) == HEAD
        assert inspect(connection).has_table("accounts")
    after.dispose()
