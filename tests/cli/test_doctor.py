"""`sohoa doctor`: which database the register is in, and whether it answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.errors import ArchiveUnusable
from pipeline.register.store import open_register


def test_it_tells_where_the_register_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_register(tmp_path).close()
    main(["doctor", "--archive", str(tmp_path)])
    assert f"Sổ đăng ký: {tmp_path / 'sohoa.db'}" in capsys.readouterr().out


def test_a_database_that_is_away_is_told_without_its_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "register.id").write_text("0123\n")
    settings = tmp_path / "office.toml"
    settings.write_text('[database]\nurl_env = "SOHOA_TEST_URL"\n')
    monkeypatch.setenv("SOHOA_TEST_URL", "postgresql://an:geheim@127.0.0.1:9/db")
    asked = ["doctor", "--json", "--archive", str(tmp_path), "--settings", str(settings)]
    code = main(asked)
    told = capsys.readouterr().out
    assert code in (ArchiveUnusable.exit_code, 3)
    assert "127.0.0.1:9/db" in json.loads(told)["archive"]["register_unusable"]
    assert "geheim" not in told
