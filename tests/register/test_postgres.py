"""The register on a server: whose it is, what is said when the server is away."""

from __future__ import annotations

import gc
import os
import signal
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from pipeline.errors import (
    ArchiveBusy,
    ArchiveUnusable,
    NotAllowed,
    SettingsInvalid,
    SohoaError,
)
from pipeline.register import postgres as driver
from pipeline.register.database import FILE_NAME, HEAD, open_database, reading
from pipeline.register.entries import ObjectKind, Source, What
from pipeline.register.saved import SavedSearch
from pipeline.register.schema import metadata
from pipeline.register.store import Register, open_register
from tests.postgres.server import Postgres, installed, running
from tests.register.conftest import Open
from tests.register.test_entry_book import NOW, coming


def test_the_folder_holds_no_second_register(tmp_path: Path, postgres: Postgres) -> None:
    url = postgres.new_database("only")
    with open_register(tmp_path, url) as register:
        register.entries.arrive(coming(), NOW, "an")
    assert not (tmp_path / FILE_NAME).exists()
    with pytest.raises(ArchiveUnusable) as raised:
        open_register(tmp_path)
    assert raised.value.code == "register_elsewhere"
    with open_register(tmp_path, url) as register:
        assert [entry.number for entry in register.entries.entries()] == [1]


def test_two_archives_never_share_a_register(tmp_path: Path, postgres: Postgres) -> None:
    url = postgres.new_database("shared")
    open_register(tmp_path / "one", url).close()
    with pytest.raises(ArchiveUnusable) as raised:
        open_register(tmp_path / "other", url)
    assert raised.value.code == "register_of_another"


def test_a_server_that_is_away_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnusable) as raised:
        open_register(tmp_path, "postgresql://an:geheim@127.0.0.1:9/db")
    assert raised.value.code == "register_server"
    assert "127.0.0.1" in str(raised.value)
    assert "geheim" not in str(raised.value)


@pytest.mark.parametrize("url", ["", "nothing", "mysql://a/b", "postgresql://host"])
def test_what_is_no_address_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsInvalid):
        open_register(tmp_path, url)


# The driver leaves the socket of a connection that it cannot say goodbye on to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_connection_that_the_server_ended_is_made_anew(
    tmp_path: Path, postgres: Postgres
) -> None:
    with open_register(tmp_path, postgres.new_database("ended")) as register:
        register.entries.arrive(coming(), NOW, "an")
        with pytest.raises(ArchiveUnusable), register.entries.acting(NOW, "an") as act:
            act.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        assert register.entries.arrive(coming(), NOW, "an").number == 2
    gc.collect()


def test_who_waits_too_long_is_told(
    tmp_path: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "BUSY_TIMEOUT_S", 1)
    with (
        open_register(tmp_path, postgres.new_database("busy")) as register,
        register.entries.acting(NOW, "an"),
        pytest.raises(ArchiveBusy),
    ):
        register.entries.arrive(coming(), NOW, "bo")


@pytest.mark.parametrize(
    "name", ["thường.pdf", "l\udce1.pdf", "\uf8ff41", "hai\0nửa", "\uf8ff", "100%.pdf"]
)
def test_a_name_that_is_no_text_comes_back(open_here: Open, name: str) -> None:
    with open_here() as register:
        batch = register.begin_batch("lô", "digest", new_name="lô", now=NOW, who="ai")
        register.add_inputs(batch, [Source(f"/{name}", name)])
        (entry,) = register.add_inputs(batch, [Source(f"/{name}", name)])
    assert entry.source == Source(f"/{name}", name)


def test_text_is_in_the_order_of_its_bytes_whatever_the_server_speaks(open_here: Open) -> None:
    names = ("b", "A", "a-c", "ab", "á", "Z", "Đ")
    with open_here() as register:
        for name in names:
            register.saved.keep(SavedSearch(name, "ai", NOW, {}))
        assert [saved.name for saved in register.saved.all()] == sorted(names)


def test_the_migrations_build_what_the_code_expects(tmp_path: Path, postgres: Postgres) -> None:
    engine = open_database(tmp_path, postgres.new_database("built"))
    with reading(engine, tmp_path) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD
    engine.dispose()


def test_a_database_that_lost_the_register_is_not_begun_anew(
    tmp_path: Path, postgres: Postgres
) -> None:
    open_register(tmp_path, postgres.new_database("whole")).close()
    empty = postgres.new_database("lost")
    for _ in range(2):
        with pytest.raises(ArchiveUnusable) as raised:
            open_register(tmp_path, empty)
        assert raised.value.code == "register_not_there"


@pytest.mark.parametrize("made", [True, False], ids=["its database made", "not made"])
def test_a_beginning_that_was_broken_off_is_taken_up(
    tmp_path: Path, postgres: Postgres, made: bool
) -> None:
    url = postgres.new_database(f"broken{made}")
    if made:
        open_register(tmp_path, url).close()
    known = (tmp_path / "register.id").read_text().strip() if made else "0123"
    (tmp_path / "register.id").write_text(f"{known} begun\n")
    open_register(tmp_path, url).close()
    assert (tmp_path / "register.id").read_text() == f"{known}\n"
    with pytest.raises(ArchiveUnusable):
        open_register(tmp_path)


def test_a_server_that_was_never_reached_leaves_the_choice(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnusable):
        open_register(tmp_path, "postgresql://an@127.0.0.1:9/db")
    open_register(tmp_path).close()
    assert (tmp_path / FILE_NAME).exists()


def test_what_is_in_a_file_is_not_begun_anew_on_a_server(
    tmp_path: Path, postgres: Postgres
) -> None:
    open_register(tmp_path).close()
    with pytest.raises(ArchiveUnusable) as raised:
        open_register(tmp_path, postgres.new_database("beside"))
    assert raised.value.code == "register_in_file"
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://an:geheim@host:cong/db",
        "mysql://an:geheim@host/db",
        "postgresql://an:geheim@127.0.0.1:9/db",
        "postgresql://an:geheim@/db?unix_sock=/nowhere",
    ],
)
def test_a_password_is_in_no_traceback(tmp_path: Path, url: str) -> None:
    with pytest.raises(SohoaError) as raised:
        open_register(tmp_path, url)
    assert "geheim" not in "".join(traceback.format_exception(raised.value))


def test_who_waits_longer_than_a_connection_takes_has_a_turn(
    open_here: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "_NETWORK_S", 0.5)
    monkeypatch.setattr(driver, "STATEMENT_TIMEOUT_S", 3)
    with open_here() as register, ThreadPoolExecutor(1) as other:
        with register.entries.acting(NOW, "an"):
            waiting = other.submit(register.entries.arrive, coming(), NOW, "bo")
            time.sleep(1)
        assert waiting.result().number == 1


def test_a_statement_that_takes_too_long_is_stopped(
    tmp_path: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "STATEMENT_TIMEOUT_S", 1)
    engine = open_database(tmp_path, postgres.new_database("slow"))
    with pytest.raises(ArchiveBusy), reading(engine, tmp_path) as connection:
        connection.execute(text("SELECT pg_sleep(9)"))
    engine.dispose()


@pytest.mark.parametrize("bad", ["hai\0nửa", "nửa \ud800"])
def test_text_that_cannot_be_kept_is_refused_and_nothing_is_written(
    tmp_path: Path, postgres: Postgres, bad: str
) -> None:
    with open_register(tmp_path, postgres.new_database(f"bad{len(bad)}")) as register:
        entry = register.entries.arrive(coming(), NOW, "an")
        with pytest.raises(NotAllowed):
            register.entries.change(entry.id, {"note": bad}, NOW, "an")
        assert register.entries.by_id(entry.id) == entry
        assert register.trail.audit().findings == ()


def test_what_fails_in_a_transaction_is_not_taken_for_the_server(open_here: Open) -> None:
    with (
        open_here() as register,
        pytest.raises(FileNotFoundError),
        register.entries.acting(NOW, "an"),
    ):
        Path("/nowhere").read_bytes()


def test_a_reader_sees_one_state_and_does_not_wait(open_here: Open) -> None:
    with open_here() as register:
        register.entries.arrive(coming(), NOW, "an")
        found = register.entries.differences()
        register.entries.arrive(coming(), NOW, "an")
        assert list(found) == []


def _write_through_a_cut(register: Register, server: Postgres) -> None:
    with register.entries.acting(NOW, "an") as act:
        act.note(What.OPINION, ObjectKind.ENTRY, "1", new="nửa")
        os.kill(server.pid, signal.SIGQUIT)
        act.stand_in_line()


def test_a_power_cut_within_a_transaction_leaves_nothing_of_it(tmp_path: Path) -> None:
    if not installed():
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with tempfile.TemporaryDirectory(prefix="sohoa-pg-") as place:
        Path(place).chmod(0o755)
        folder = Path(place) / "server"
        with running(folder) as server:
            register = open_register(tmp_path, server.new_database("cut"))
            register.entries.arrive(coming(), NOW, "an")
            with pytest.raises(ArchiveUnusable):
                _write_through_a_cut(register, server)
        with running(folder):
            assert register.entries.arrive(coming(), NOW, "an").number == 2
            assert register.trail.audit().findings == ()
            register.close()
