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
    assert (code, told["documents"]) == (1, None)
    assert told["unusable"]
    assert main(["index", "status", "--archive", str(archive)]) == 1
    assert "sohoa reindex" in capsys.readouterr().out
    assert main(["reindex", "--archive", str(archive)]) == 0
    capsys.readouterr()
    assert status(archive, capsys)[0] == 0
