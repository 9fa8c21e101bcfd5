"""`sohoa index status` tells whether index and register agree."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main
from pipeline.register.entries import IndexOp
from pipeline.register.store import open_register
from tests.web.shelf import Paper, fill


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return fill(
        tmp_path / "archive", [Paper("aaaa0001", "thu hồi đất"), Paper("aaaa0002", "họp")]
    ).root


def status(archive: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    code = main(["index", "status", "--archive", str(archive), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_an_index_that_agrees(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = status(archive, capsys)
    assert (code, told["agrees"], told["documents"], told["waiting"]) == (0, True, 2, 0)
    assert main(["index", "status", "--archive", str(archive), "--lang", "en"]) == 0
    assert "2 documents in the index, 2 in the register" in capsys.readouterr().out


def test_what_waits_is_told_with_its_time(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_register(archive) as register:
        register.promise("aaaa0001", IndexOp.INDEX, datetime(2026, 3, 4, tzinfo=UTC))
    code, told = status(archive, capsys)
    assert (code, told["waiting"]) == (1, 1)
    assert told["waiting_since"].startswith("2026-03-04")


def test_a_lost_index_is_told_and_made_anew(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (archive / "index" / "current.json").unlink()
    code, told = status(archive, capsys)
    assert (code, told["documents"], told["agrees"]) == (1, None, None)
    assert told["unusable"]
    assert main(["index", "status", "--archive", str(archive)]) == 1
    assert "sohoa reindex" in capsys.readouterr().out
    assert main(["reindex", "--archive", str(archive)]) == 0
    capsys.readouterr()
    assert status(archive, capsys)[0] == 0


def test_a_server_that_is_away_is_no_difference(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    away = tmp_path / "away.toml"
    away.write_text(
        '[search]\nengine = "elasticsearch"\n[elasticsearch]\nurls = ["http://127.0.0.1:9"]\n'
        "retries = 0\n"
    )
    asked = ["--archive", str(archive), "--settings", str(away), "--lang", "en"]
    assert main(["index", "status", *asked]) == 1
    told = capsys.readouterr().out
    assert "127.0.0.1:9" in told
    assert "were not compared" in told
    assert "differ" not in told
    main(["doctor", *asked, "--json"])
    assert "127.0.0.1:9" in json.loads(capsys.readouterr().out)["archive"]["index_unusable"]


def test_the_doctor_tells_what_waits_since_when(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_register(archive) as register:
        register.promise("aaaa0001", IndexOp.INDEX, datetime(2026, 3, 4, tzinfo=UTC))
    main(["doctor", "--archive", str(archive), "--json"])
    told = json.loads(capsys.readouterr().out)["archive"]
    assert told["not_indexed"] == 1
    assert told["not_indexed_since"].startswith("2026-03-04")
    assert told["index_unusable"] is None
    main(["doctor", "--archive", str(archive), "--lang", "en"])
    assert "since 04/03/2026" in capsys.readouterr().out
