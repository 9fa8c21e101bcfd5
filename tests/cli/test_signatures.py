"""`sohoa signatures` on files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.engines.signing_office import ROOT, STAMPER, blank_pdf, repainted, signed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "công văn.pdf"
    path.write_bytes(signed(blank_pdf(), stamper=STAMPER))
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Settings that trust the office's authority, by a path from their own folder."""
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "root.cer").write_bytes(ROOT.der)
    (tmp_path / "roots" / "readme.txt").write_text("không phải chứng thư số", encoding="utf-8")
    path = tmp_path / "settings.toml"
    path.write_text('[signatures]\ntrust = ["roots"]\n', encoding="utf-8")
    return path


def test_a_file_is_judged_in_words(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["signatures", str(file)]) == 0
    told = capsys.readouterr().out
    assert "1 chữ ký · nguyên vẹn, chưa biết nơi cấp chứng thư số" in told
    assert "Nguyễn Văn A · VĂN PHÒNG · ỦY BAN NHÂN DÂN TỈNH X" in told
    assert "người ký khai" in told
    assert "dấu thời gian" in told
    assert main(["signatures", str(file), "--lang", "en"]) == 0
    assert "intact, issuer of the certificate unknown" in capsys.readouterr().out


def test_anchors_of_the_settings_are_used(
    file: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["signatures", str(file), "--settings", str(settings), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["state"] == "trusted"
    (one,) = told["signatures"]
    assert (one["anchor"], one["revocation"], one["weak"]) == ("CA gốc", "not_checked", False)
    assert one["page"] == {"tie": "unknown", "score": 0.0, "says": None}


def test_what_came_after_is_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(repainted(signed(blank_pdf())))
    assert main(["signatures", str(file), "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "the file was changed after the last signature" in told
    assert "something else was changed later, no later signature covers that" in told


def test_a_file_without_signatures_is_said_to_have_none(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(blank_pdf())
    assert main(["signatures", str(file), "--lang", "en"]) == 0
    assert "0 signatures · no digital signature" in capsys.readouterr().out


@pytest.mark.parametrize("trust", ["missing.pem", "wrong.pem"])
def test_an_anchor_that_cannot_be_read_is_named(
    file: Path, tmp_path: Path, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wrong.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n")
    settings = tmp_path / "settings.toml"
    settings.write_text(f'[signatures]\ntrust = ["{trust}"]\n', encoding="utf-8")
    assert main(["signatures", str(file), "--settings", str(settings), "--lang", "en"]) == 2
    assert trust in capsys.readouterr().err


def test_what_is_neither_file_nor_document_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["signatures", "khong-co.pdf", "--archive", str(tmp_path), "--lang", "en"]
    assert main(command) == 6
    assert "khong-co.pdf: neither a file" in capsys.readouterr().err
