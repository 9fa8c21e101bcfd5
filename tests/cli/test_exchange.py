"""`sohoa exchange`, as one types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.exchange.edxml.writer import write
from pipeline.register.store import open_register
from tests.exchange.edxml.made import a_message, partner


@pytest.fixture
def typed(tmp_path: Path) -> list[str]:
    """Options of every call: an archive, and settings with an inbox and an outbox."""
    open_register(tmp_path / "kho").close()
    (tmp_path / "den").mkdir()
    settings = tmp_path / "office.toml"
    settings.write_text(
        f'[exchange]\norgan_id = "H53.01"\ninbox = "{tmp_path / "den"}"\n'
        f'outbox = "{tmp_path / "di"}"\n',
        encoding="utf-8",
    )
    return ["--archive", str(tmp_path / "kho"), "--settings", str(settings), "--lang", "en"]


def test_what_comes_is_told_and_answered(
    typed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "den" / "a.edxml").write_bytes(write(a_message(), partner()))
    assert main(["exchange", "receive", *typed]) == 0
    told = capsys.readouterr().out
    assert "a.edxml · registered · den/" in told
    assert "sohoa digitize " in told
    assert "→ H53.19 · status · sent" in told
    (answer,) = (tmp_path / "di" / "H53.19").iterdir()
    assert "<edXML:StatusCode>01<" in answer.read_text(encoding="utf-8")
    assert main(["exchange", "status", *typed]) == 0
    assert "Nothing waits." in capsys.readouterr().out
    assert main(["exchange", "status", "--all", "--json", *typed]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["state"] for line in lines] == ["taken", "sent"]


def test_what_is_refused_is_told_with_its_reason(
    typed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = write(a_message(), partner()).replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', 1)
    (tmp_path / "den" / "a.edxml").write_bytes(whole)
    assert main(["exchange", "receive", "--json", *typed]) == 1
    first, counts = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["outcome"] == "refused"
    assert "DTD" in first["reason"]
    assert counts == {"messages": 1, "outcomes": {"refused": 1}}
    assert (tmp_path / "den" / "refused" / "a.edxml").read_bytes() == whole


def test_without_an_inbox_it_says_what_to_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_register(tmp_path).close()
    assert main(["exchange", "receive", "--archive", str(tmp_path), "--lang", "en"]) == 2
    assert "write inbox under [exchange]" in capsys.readouterr().err
