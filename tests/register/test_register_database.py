"""The register on disk: migrated, refused, killed, shared."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command as alembic_command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import pipeline.register
from pipeline.errors import ArchiveUnusable
from pipeline.model.record import Record, State
from pipeline.model.scan import ScanKind
from pipeline.register.database import FILE_NAME, HEAD, open_database, reading, writing
from pipeline.register.entries import Input, Master, NewDocument, Source
from pipeline.register.schema import metadata
from pipeline.register.store import Register, open_register
from tests.register.conftest import Open

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 4, tzinfo=UTC)
SHA = "ab" * 32
STORED = "2026-03-04T05:06:07.000008+00:00"


def hand_in(register: Register, count: int) -> tuple[Input, ...]:
    batch = register.begin_batch("lô", "digest", new_name="lô", now=NOW, who="ai")
    register.store_master(Master(SHA, 1, ScanKind.PNG, 1, False, "m", "m.png"), NOW, "ai")
    return register.add_inputs(batch, [Source(f"/{n}", str(n)) for n in range(count)])


def document(number: int) -> NewDocument:
    return NewDocument(
        f"d{number:03}", SHA, 1, 1, State.ACCEPTED, (), Record(), (), None, None, None, "s", "v"
    )


def test_the_migrations_build_what_the_code_expects(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    engine = open_database(path)
    with reading(engine, path) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD
    engine.dispose()


def test_head_is_the_newest_migration() -> None:
    config = Config()
    scripts = Path(pipeline.register.__file__).with_name("migrations")
    config.set_main_option("script_location", str(scripts))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_opening_again_needs_no_alembic(tmp_path: Path) -> None:
    open_register(tmp_path).close()
    code = """
        import sys
        from pathlib import Path
        from pipeline.register.store import open_register
        open_register(Path(sys.argv[1])).close()
        assert "sqlalchemy" in sys.modules and "alembic" not in sys.modules
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True)


def test_the_database_keeps_its_word_and_cleans_up(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    engine = open_database(path)
    with writing(engine, path) as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    engine.dispose()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert [entry.name for entry in tmp_path.iterdir()] == [FILE_NAME]


def test_a_register_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    open_register(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(ArchiveUnusable) as raised:
        open_register(tmp_path)
    assert raised.value.code == "register_newer"
    assert raised.value.params["found"] == "9999"
    assert (tmp_path / FILE_NAME).read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"no database at all" * 100, b"SQLite format 3\0" + b"x" * 999]
)
def test_a_damaged_register_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(ArchiveUnusable) as raised:
        open_register(tmp_path)
    assert raised.value.code == "register_damaged"
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_a_place_that_cannot_hold_a_register_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder" / FILE_NAME).mkdir(parents=True)
    for place in ("file", "file/below", "folder"):
        with pytest.raises(ArchiveUnusable) as raised:
            open_register(tmp_path / place)
        assert raised.value.code == "register_unusable"


def test_a_full_disk_is_named_and_nothing_is_half_written(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    open_register(tmp_path).close()
    engine = open_database(path)

    def fill() -> None:
        with writing(engine, path) as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            connection.exec_driver_sql("INSERT INTO events VALUES (1,'','','','','','','','','')")
            connection.exec_driver_sql(f"UPDATE events SET new = '{'x' * 100_000}'")

    with pytest.raises(ArchiveUnusable) as raised:
        fill()
    assert raised.value.code == "register_full"
    with reading(engine, path) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM events").scalar() == 0
    engine.dispose()


def test_two_processes_make_one_register(tmp_path: Path) -> None:
    code = """
        import sys
        from pathlib import Path
        from pipeline.register.store import open_register
        open_register(Path(sys.argv[1])).close()
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(tmp_path)]
    processes = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    with open_register(tmp_path) as register:
        assert len(hand_in(register, 2)) == 2


@pytest.mark.parametrize(
    "stop", ["INSERT INTO pages", "INSERT INTO outbox", "UPDATE inputs", "COMMIT"]
)
def test_a_kill_within_a_registration_leaves_nothing_of_it(tmp_path: Path, stop: str) -> None:
    with open_register(tmp_path) as register:
        hand_in(register, 2)
    code = """
        import os, signal, sys
        from datetime import UTC, datetime
        from pathlib import Path
        from sqlalchemy import Engine, event
        from pipeline.model.record import Record, State
        from pipeline.model.scan import PageOrigin
        from pipeline.register.entries import NewDocument, PageFacts
        from pipeline.register.store import open_register

        folder, stop = Path(sys.argv[1]), sys.argv[2]
        register = open_register(folder)
        now = datetime(2026, 3, 4, tzinfo=UTC)
        batch = register.begin_batch("lô", "digest", new_name="lô", now=now, who="ai")
        first, second = register.inputs(batch)

        def document(name):
            page = PageFacts(1, 1, 1, 200.0, 0, 0.0, PageOrigin.IMAGE, 0, None)
            return NewDocument(name, "ab" * 32, 1, 1, State.ACCEPTED, (), Record(), (page,),
                               None, None, None, "s", "v")

        register.register_document(document("whole"), first, now, "ai")

        def kill(*_):
            os.kill(os.getpid(), signal.SIGKILL)

        @event.listens_for(Engine, "before_cursor_execute")
        def look(connection, cursor, statement, *_):
            if statement.startswith(stop):
                kill()

        if stop == "COMMIT":
            event.listen(Engine, "commit", kill)
        register.register_document(document("half"), second, now, "ai")
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(tmp_path), stop]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    with open_register(tmp_path) as register:
        batch = register.begin_batch("lô", "digest", new_name="lô", now=NOW, who="ai")
        assert register.document_ids() == {"whole"}
        assert [entry.document_id for entry in register.outbox()] == ["whole"]
        assert [entry.state for entry in register.inputs(batch)] == [State.ACCEPTED, None]
        assert register.pages("half") == ()


def test_readers_see_whole_registrations_while_others_write(open_here: Open) -> None:
    writers = [open_here() for _ in range(2)]
    entries = hand_in(writers[0], 40)
    done = threading.Event()

    def write(number: int) -> None:
        for entry in entries[number::2]:
            writers[number].register_document(document(entry.position), entry, NOW, "ai")

    def read() -> int:
        looks = 0
        with open_here() as register:
            while not done.is_set():
                promised = {entry.document_id for entry in register.outbox()}
                there = register.document_ids()
                assert promised <= there
                looks += 1
        return looks

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for writer in [pool.submit(write, number) for number in range(2)]:
            writer.result()
        done.set()
        assert all(reader.result() > 0 for reader in readers)
    assert len(writers[0].document_ids()) == 40
    for register in writers:
        register.close()


def test_the_order_of_documents_is_the_same_whoever_was_first(open_here: Open) -> None:
    with open_here() as register:
        entries = hand_in(register, 10)
        with ThreadPoolExecutor(4) as pool:
            list(
                pool.map(
                    lambda entry: register.register_document(
                        document(entry.position), entry, NOW, "ai"
                    ),
                    reversed(entries),
                )
            )
        ids = [found.id for found in register.documents()]
    assert ids == sorted(ids)
    assert len(ids) == 10


def test_a_promise_outlives_the_second_migration(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    scripts = Path(pipeline.register.__file__).with_name("migrations")
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.set_main_option("path_separator", "os")
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        alembic_command.upgrade(config, "0001")
        connection.exec_driver_sql("INSERT INTO outbox VALUES (7, 'd001', 'index', ?)", (STORED,))
    engine.dispose()
    with open_register(tmp_path) as register:
        (promise,) = register.outbox()
    assert (promise.id, promise.document_id) == (7, "d001")
