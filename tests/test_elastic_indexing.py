"""The index follows the register to a search server, whatever becomes of the server."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from pipeline.archive.folder import ArchiveFolder
from pipeline.errors import IndexIncomplete, IndexOutdated, IndexUnreachable
from pipeline.indexing import CaughtUp, catch_up, rebuild
from pipeline.model.access import EVERYTHING
from pipeline.register.store import Register, open_register
from pipeline.search.index import SearchQuery
from pipeline.search.opening import open_search
from pipeline.settings import SearchEngine, Settings, default_settings
from pipeline.verification import verify_archive
from tests.elasticsearch import server as elasticsearch
from tests.elasticsearch.scripted import Answer, Asked, scripted
from tests.elasticsearch.server import Server
from tests.read_archive import archive_of, read_anew

NAMES = itertools.count(1)
NOWHERE = "http://127.0.0.1:1"


def at(url: str, **changes: Any) -> Settings:
    """Settings with the index on a server, which is not asked twice."""
    own = {"urls": (url,), "index": f"following{next(NAMES)}", "retries": 0, "timeout_s": 10.0}
    base = default_settings()
    place = base.elasticsearch.model_copy(update={**own, **changes})
    search = base.search.model_copy(update={"engine": SearchEngine.ELASTICSEARCH})
    return base.model_copy(update={"search": search, "elasticsearch": place})


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with open_register(tmp_path / "archive") as opened:
        yield opened


@pytest.fixture
def archive(tmp_path: Path, register: Register) -> ArchiveFolder:
    return archive_of(tmp_path / "archive", register, [f"văn bản thứ {n}" for n in range(1, 31)])


def ids_in(archive: ArchiveFolder, settings: Settings) -> frozenset[str]:
    with closing(open_search(archive.index, settings)) as index:
        return index.ids()


def number_of(archive: ArchiveFolder, settings: Settings, text: str) -> int:
    with closing(open_search(archive.index, settings)) as index:
        return index.search(SearchQuery(text), EVERYTHING).total


def test_what_was_promised_is_found(
    archive: ArchiveFolder, register: Register, elasticsearch_server: Server
) -> None:
    settings = at(elasticsearch_server.url)
    # The first time there is no index: it is made from the register.
    assert catch_up(archive, register, settings) == CaughtUp(30, 0)
    assert ids_in(archive, settings) == register.document_ids()
    read_anew(archive, register, "văn bản đã đọc lại")
    assert catch_up(archive, register, settings) == CaughtUp(30, 0)
    assert number_of(archive, settings, '"đã đọc lại"') == 30
    assert catch_up(archive, register, settings) == CaughtUp(0, 0)
    assert rebuild(archive, register, settings) == 30
    assert number_of(archive, settings, "7/TB") >= 1


def test_a_server_that_is_away_loses_nothing(
    archive: ArchiveFolder, register: Register, elasticsearch_server: Server
) -> None:
    promised = register.outbox()
    behind = catch_up(archive, register, at(NOWHERE))
    assert (behind.done, behind.waiting) == (0, 30)
    assert isinstance(behind.why, IndexUnreachable)
    assert register.outbox() == promised
    _, findings = verify_archive(archive, register, at(NOWHERE))
    assert [f.params for f in findings if f.code == "index_unreachable"] == [{"url": NOWHERE}]
    with pytest.raises(IndexUnreachable):
        rebuild(archive, register, at(NOWHERE))
    assert register.outbox() == promised
    assert catch_up(archive, register, at(elasticsearch_server.url)) == CaughtUp(30, 0)


def test_nothing_waits_no_server_is_asked(archive: ArchiveFolder, register: Register) -> None:
    register.clear_outbox(register.outbox())
    assert catch_up(archive, register, at(NOWHERE)) == CaughtUp(0, 0)


def test_a_refused_document_waits_alone(archive: ArchiveFolder, register: Register) -> None:
    from pipeline.search.fields import SCHEMA_VERSION

    def script(asked: Asked) -> Answer:
        if "_bulk" not in asked.path:
            return 200, {"any": {"mappings": {"_meta": {"schema": SCHEMA_VERSION}}}}
        ids = [line.split(b'"')[5].decode() for line in asked.body.splitlines()[::2]]
        error = {"status": 400, "error": {"type": "it", "reason": "no"}}
        items = [
            {"index": {"_id": name, **(error if name.endswith("-0007") else {"status": 201})}}
            for name in ids
        ]
        return 200, {"errors": any(name.endswith("-0007") for name in ids), "items": items}

    with scripted(script) as url:
        behind = catch_up(archive, register, at(url, bulk_documents=4))
    assert (behind.done, behind.waiting) == (29, 1)
    assert isinstance(behind.why, IndexIncomplete)
    (left,) = register.outbox()
    assert behind.why.document_ids == {left.document_id}


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Server]:
    """A server of this test alone, to be killed."""
    if why := elasticsearch.missing():
        pytest.skip(why)
    server = Server(tmp_path / "elasticsearch")
    server.start()
    yield server
    server.kill()


def is_back(server: Server, settings: Settings) -> None:
    """Returns when what the server had stored is there again."""
    with Elasticsearch(server.url, request_timeout=60) as client:
        client.cluster.health(
            index=settings.elasticsearch.index, wait_for_status="green", timeout="60s"
        )


ROUNDS = 5
"""The README's figure is of 20."""


def test_a_server_killed_in_mid_bulk_has_all_that_was_committed(
    archive: ArchiveFolder, register: Register, mortal: Server
) -> None:
    settings = at(mortal.url, bulk_documents=1, backoff_s=0.0)
    chance = random.Random(6)
    catch_up(archive, register, settings)
    cut_short = 0
    for number in range(1, ROUNDS + 1):
        read_anew(archive, register, f"lần đọc thứ {number}")
        with ThreadPoolExecutor(1) as beside:
            following = beside.submit(catch_up, archive, register, settings)
            time.sleep(chance.uniform(0.0, 0.2))
            mortal.kill()
            behind = following.result()
        cut_short += behind.waiting > 0
        assert (behind.why is None) == (behind.waiting == 0)
        mortal.start()
        is_back(mortal, settings)
        # What the register was told is done is there; of the rest at least what was before.
        assert ids_in(archive, settings) == register.document_ids()
        done = len(register.document_ids()) - behind.waiting
        assert number_of(archive, settings, f'"lần đọc thứ {number}"') >= done
        assert catch_up(archive, register, settings).waiting == 0
        assert ids_in(archive, settings) == register.document_ids()
        assert number_of(archive, settings, f'"lần đọc thứ {number}"') == 30
    assert cut_short > 0


def rebuild_again_and_again(archive: ArchiveFolder, register: Register, settings: Settings) -> None:
    while True:
        rebuild(archive, register, settings)


def test_a_server_killed_in_mid_rebuild_goes_on_with_the_old_index(
    archive: ArchiveFolder, register: Register, mortal: Server
) -> None:
    settings = at(mortal.url, bulk_documents=1, backoff_s=0.0)
    catch_up(archive, register, settings)
    killing = threading.Timer(0.05, mortal.kill)
    killing.start()
    with pytest.raises((IndexUnreachable, IndexOutdated)):
        rebuild_again_and_again(archive, register, settings)
    killing.join()
    mortal.start()
    is_back(mortal, settings)
    assert ids_in(archive, settings) == register.document_ids()
    assert rebuild(archive, register, settings) == 30
    with Elasticsearch(mortal.url) as client:
        assert len(client.indices.get(index=f"{settings.elasticsearch.index}*")) == 1
