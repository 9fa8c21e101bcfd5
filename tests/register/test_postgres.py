"""The register on a server: whose it is, what is said when the server is away."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.errors import ArchiveBusy, ArchiveUnusable, SettingsInvalid
from pipeline.register import postgres as driver
from pipeline.register.database import FILE_NAME
from pipeline.register.schema import FileName
from pipeline.register.store import open_register
from tests.postgres.server import Postgres
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


def test_a_name_of_stray_bytes_comes_back(postgres: Postgres) -> None:
    name = os.fsdecode(b"c\xf4ng v\xe3n.pdf")
    dialect = driver.connect(postgres.url("postgres"), str).dialect
    kept = FileName().process_bind_param(name, dialect)
    assert isinstance(kept, str)
    assert kept.encode()
    assert FileName().process_result_value(kept, dialect) == name
