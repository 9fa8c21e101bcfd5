"""`sohoa report`: what somebody types and sees."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli import main
from pipeline.register.store import open_register
from samples.generator.office_week import WEEK, past_entries
from tests.register.test_reports import MONDAY


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports") / "archive"
    ArchiveFolder(folder).prepare()
    made = past_entries(WEEK, date(2026, 11, 9), date(2026, 11, 13), date(2026, 11, 16), seed=7)
    with open_register(folder) as register:
        register.entries.load(made, MONDAY, "an")
    return folder


def test_the_week_is_told_in_both_languages(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    week = ["report", "week", "--date", "10/11/2026", "--archive", str(archive)]
    assert main(week) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Tuần 46 năm 2026 (09/11/2026 - 15/11/2026)" in told
    assert "Tổng số 2.321 100,00 %" in told
    assert "Điện tử 1.787 76,99 %" in told
    assert "Giấy mời 143 26,78 %" in told
    assert main([*week, "--lang", "en"]) == 0
    assert "76.99 %" in capsys.readouterr().out


def test_files_and_json_have_the_figures(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = ["--from", "9/11/2026", "--to", "15/11/2026", "--archive", str(archive)]
    for name in ("bao-cao.xlsx", "bao-cao.docx", "bao-cao.pdf", "bao-cao.json"):
        assert main(["report", "period", *days, "--out", str(tmp_path / name)]) == 0
    rows = list(openpyxl.load_workbook(tmp_path / "bao-cao.xlsx").worksheets[0].values)
    assert ("Bản giấy", 534, "23,01 %") in [row[:3] for row in rows]
    data = json.loads((tmp_path / "bao-cao.json").read_text(encoding="utf-8"))
    assert (data["incoming"], data["paper"], data["channels"]["counter"]) == (2321, 534, 698)
    capsys.readouterr()
    assert main(["report", "period", *days, "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again == data


def test_what_cannot_be_asked_is_named(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--archive", str(archive)]
    for words in (
        ["week", "--from", "1/1/2026"],
        ["period"],
        ["period", "--from", "2/1/2026", "--to", "1/1/2026"],
        ["week", "--out", "report.odt"],
    ):
        assert main(["report", *words, *place]) == 2
    assert "--date" in capsys.readouterr().err
