"""The real server: started by the command, asked over loopback, stopped by a signal."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli import main
from pipeline.errors import SettingsInvalid
from pipeline.indexing import catch_up, rebuild
from pipeline.model.account import AccountRole, NewAccount, Whence
from pipeline.office.door import OfficeDoor
from pipeline.register.entries import IndexOp
from pipeline.register.store import open_register
from pipeline.settings import default_settings
from pipeline.web.server import Address, _listening, serve_archive
from pipeline.web.workbench.visiting import SESSION
from tests.stack_archive import NOW
from tests.web.shelf import Paper, fill
from tests.web.workbench.desk import csrf_in

ROOT = Path(__file__).resolve().parents[2]
PAPERS = tuple(Paper(f"{n}aaa", f"cuộc họp thứ {n}", subject="lịch họp") for n in range(1, 6))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> ArchiveFolder:
    return fill(tmp_path_factory.mktemp("server") / "archive", PAPERS)


@contextmanager
def serving(
    archive: ArchiveFolder, *options: str, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "pipeline", "serve", "--port", "0", "--json"]
    with subprocess.Popen(
        [*command, "--archive", str(archive.root), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
    ) as process:
        assert process.stdout is not None
        try:
            yield process, json.loads(process.stdout.readline())["url"]
        finally:
            process.kill()


def test_it_answers_until_it_is_told_to_stop(archive: ArchiveFolder) -> None:
    with serving(archive) as (process, url):
        found = httpx.get(f"{url}/api/v1/search", params={"q": "hop"}).json()
        assert found["total"] == len(PAPERS)
        picture = httpx.get(f"{url}/api/v1/documents/1aaa/pages/1/image?width=50", timeout=60)
        assert picture.content.startswith(b"\xff\xd8")
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")


def test_small_answers_are_not_held_back() -> None:
    # asyncio looks at this before it turns Nagle's algorithm off.
    with _listening(Address("127.0.0.1", 0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_an_index_of_an_older_form_is_made_anew(tmp_path: Path) -> None:
    archive = fill(tmp_path / "archive", PAPERS)
    shutil.rmtree(archive.index)
    with serving(archive) as (_, url):
        for _ in range(100):
            answer = httpx.get(f"{url}/api/v1/search", params={"q": "hop"})
            if answer.status_code == 200:
                break
            time.sleep(0.2)
        assert answer.json()["total"] == len(PAPERS)


def test_tokens_come_from_the_environment(archive: ArchiveFolder, tmp_path: Path) -> None:
    settings = tmp_path / "office.toml"
    settings.write_text(
        '[[search.readers]]\nname = "a"\naccess = ["conditional"]\ntoken_env = "TOKEN_OF_A"\n'
    )
    token = "t" * 32
    with serving(archive, "--settings", str(settings), environment={"TOKEN_OF_A": token}) as (
        _,
        url,
    ):
        path = f"{url}/api/v1/search?q=hop"
        assert httpx.get(path).status_code == 401
        found = httpx.get(path, headers={"Authorization": f"Bearer {token}"}).json()
        assert found["total"] == len(PAPERS)


def test_many_ask_while_another_process_writes(archive: ArchiveFolder) -> None:
    """Every answer is whole: all documents, before and after each change of the index."""
    with serving(archive) as (_, url), httpx.Client() as client:

        def ask(number: int) -> tuple[int, int]:
            asking = {"q": ("hop", "lich hop", "cuoc hop")[number % 3], "facets": "1"}
            answer = client.get(f"{url}/api/v1/search", params=asking, timeout=60)
            return answer.status_code, answer.json().get("total", -1)

        with ThreadPoolExecutor(8) as threads, open_register(archive.root) as register:
            answers = [threads.submit(ask, number) for number in range(160)]
            for _ in range(6):
                for paper in PAPERS:
                    register.promise(paper.id, IndexOp.INDEX, NOW)
                assert catch_up(archive, register, default_settings()).waiting == 0
                assert rebuild(archive, register, default_settings()) == len(PAPERS)
            assert {answer.result() for answer in answers} == {(200, len(PAPERS))}


def test_an_archive_is_not_shown_to_everybody(archive: ArchiveFolder) -> None:
    for host in ("0.0.0.0", "192.0.2.1", "example.org", "::"):
        with pytest.raises(SettingsInvalid, match="serve_to_all"):
            serve_archive(archive.root, default_settings(), Address(host, 0), "vi", print)


def test_one_signs_in_at_the_real_server(tmp_path: Path) -> None:
    """Until anybody has an account the API of this machine is open to it, and then no more."""
    archive = fill(tmp_path / "archive", PAPERS)
    with serving(archive) as (process, url), httpx.Client(base_url=url) as browser:
        assert browser.get("/api/v1/search?q=hop").status_code == 200
        elsewhere = {"host": "van-thu.example"}
        assert browser.get("/sign-in", headers=elsewhere).status_code == 421
        with open_register(archive.root) as register:
            door = OfficeDoor(register, default_settings().workbench)
            lan = NewAccount("lan", "Lan", frozenset({AccountRole.READER}))
            door.admit(lan, "con mèo ngủ trên mái", datetime.now(UTC), "root")
        assert browser.get("/api/v1/search?q=hop").status_code == 401
        assert browser.get("/sign-in", headers=elsewhere).status_code == 200
        csrf = csrf_in(browser.get("/sign-in").text)
        asked = {"csrf": csrf, "name": "Lan", "password": "con mèo ngủ trên mái"}
        assert browser.post("/sign-in", data=asked).status_code == 303
        led = browser.get("/")
        assert (led.status_code, led.headers["location"]) == (303, "/account/password")
        assert browser.get("/api/v1/search?q=hop").status_code == 403
        with open_register(archive.root) as register:
            again = OfficeDoor(register, default_settings().workbench)
            account = register.accounts.named("lan").account
            words = ("con mèo ngủ trên mái", "ba con vịt bơi qua sông")
            token = again.change_password(account, *words, Whence("", ""), datetime.now(UTC))
        browser.cookies.set(SESSION, token)
        assert browser.get("/api/v1/search?q=hop").json()["total"] == len(PAPERS)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")


def test_what_is_corrected_at_the_real_server_is_found_and_in_the_pdf(
    samples_archive: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(samples_archive, tmp_path / "archive"))
    with open_register(root) as register:
        door = OfficeDoor(register, default_settings().workbench)
        lan = NewAccount("lan", "Lan", frozenset({AccountRole.ARCHIVIST}))
        account = door.admit(lan, "con mèo ngủ trên mái", datetime.now(UTC), "root")
        words = ("con mèo ngủ trên mái", "ba con vịt bơi qua sông")
        token = door.change_password(account, *words, Whence("", ""), datetime.now(UTC))
    with (
        serving(ArchiveFolder(root)) as (_, url),
        httpx.Client(base_url=url, cookies={SESSION: token}, timeout=60) as browser,
    ):
        asked = browser.get("/review/number").text
        form = dict(re.findall(r'name="(document|field|revision|key|csrf)" value="([^"]+)"', asked))
        said = form | {"how": "typed", "value": "98765"}
        assert browser.post("/review/number", data=said).status_code == 200
        document = f"/documents/{form['document']}"
        for _ in range(300):
            found = browser.get("/api/v1/search", params={"q": "98765"}).json()["hits"]
            there = b">98765" in browser.get(f"{document}/files/document.pdf").content
            if found and there:
                break
            time.sleep(0.1)
        assert [hit["document_id"] for hit in found] == [form["document"]]
        assert there


def test_what_cannot_be_served_is_said(
    archive: ArchiveFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--archive", str(tmp_path), "--lang", "en"]) == 6
    assert "there is no archive here" in capsys.readouterr().err
    wrong = ["serve", "--archive", str(archive.root), "--lang", "en", "--port", "99999"]
    assert main(wrong) == 2
    assert "Choose another --host or --port" in capsys.readouterr().err
