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


def test_a_partner_without_tls_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = tmp_path / "office.toml"
    partner = 'key = "so-y-te"\nname = "Sở Y tế"\norgan_ids = ["H53.19"]\ntransport = "http"\n'
    office.write_text(f'[[exchange.partners]]\n{partner}url = "http://vb.example/x"\n', "utf-8")
    where = ["--archive", str(tmp_path / "none"), "--settings", str(office)]
    main(["doctor", "--json", *where])
    told = json.loads(capsys.readouterr().out)
    assert told["partners_without_tls"] == {"Sở Y tế": "http://vb.example/x"}
    main(["doctor", "--lang", "en", *where])
    assert "! Sở Y tế: http://vb.example/x is without TLS" in capsys.readouterr().out
