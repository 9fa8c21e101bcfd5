"""`sohoa announce`, and what other commands and doctor say of announcements."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli import main
from pipeline.register.store import open_register
from tests.exchange import http_server

SETTINGS = """
[[announcements.gateways]]
name = "văn thư"
url_env = "VANTHU_URL"
roles = ["clerk"]
"""
URGENT = ("--code", "12/CV-UBND", "--urgency", "Hỏa tốc", "--subject", "Về việc phòng lũ")


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "archive"
    ArchiveFolder(folder).prepare()
    open_register(folder).close()
    settings = tmp_path / "settings.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    monkeypatch.setenv("SOHOA_SETTINGS", str(settings))
    monkeypatch.setenv("SOHOA_ARCHIVE", str(folder))
    return folder


def test_a_command_that_enters_a_flash_document_tells_it_at_once(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with http_server.running() as receiver:
        monkeypatch.setenv("VANTHU_URL", f"json://127.0.0.1:{receiver.port}/")
        assert main(["register", "arrive", *URGENT]) == 0
    (taken,) = receiver.taken
    assert taken["message"].partition("/1 · 12/CV-UBND · Hỏa tốc · hạn ")[1]
    assert main(["announce"]) == 0
    assert "Văn bản khẩn vừa đến" not in capsys.readouterr().out
    with open_register(archive) as register:
        assert register.notices.count()[0] == 0


def test_a_gateway_without_address_fails_no_command_and_doctor_names_it(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("VANTHU_URL", raising=False)
    assert main(["doctor", "--archive", str(archive), "--json"]) in (0, 3)
    assert json.loads(capsys.readouterr().out)["archive"]["announcements"]["waiting"] == 0
    assert main(["register", "arrive", *URGENT, "--lang", "en"]) == 0
    assert "1 announcements could not be sent" in capsys.readouterr().err
    main(["doctor", "--lang", "en", "--json"])
    report = json.loads(capsys.readouterr().out)["archive"]["announcements"]
    assert report["waiting"] == 1
    assert report["without_address"] == {"văn thư": "VANTHU_URL"}
    assert [one["gateway"] for one in report["troubles"]] == ["văn thư"]
    main(["doctor", "--lang", "en"])
    told = capsys.readouterr().out
    assert "VANTHU_URL" in told


def test_a_dry_run_shows_what_would_be_told(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOHOA_SETTINGS", "")
    assert main(["register", "arrive", *URGENT]) == 0
    monkeypatch.setenv("SOHOA_SETTINGS", str(archive.parent / "settings.toml"))
    capsys.readouterr()
    assert main(["announce", "--dry-run", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "văn thư  would be sent  Văn bản khẩn vừa đến" in told
    assert "12/CV-UBND · Hỏa tốc" in told
    assert "phòng lũ" not in told
