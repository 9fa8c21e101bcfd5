"""`sohoa match …` and `sohoa import-register`: what a clerk types and sees."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli import main
from pipeline.import_rules import FIELDS
from pipeline.match_rules import default_matching
from pipeline.messages import catalogue
from pipeline.register.match_book import PairState
from pipeline.steps.importing import rows

Call = Callable[..., tuple[int, str]]
SAID = ("--date", "5/3/2026", "--issuer", "Sở Y tế", "--type", "Quyết định", "--subject", "Về lịch")
HEADERS = "Số đến;Ngày đến;Số, ký hiệu;Ngày tháng;Tác giả;Tên loại và trích yếu nội dung\n"


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    ArchiveFolder(tmp_path / "archive").prepare()

    def run(*words: str) -> tuple[int, str]:
        code = main([*words, "--archive", str(tmp_path / "archive")])
        told = capsys.readouterr()
        return code, told.out + told.err

    return run


def imported(call: Call, folder: Path, *rows: str) -> None:
    path = folder / "so.csv"
    path.write_text(HEADERS + "".join(f"{row}\n" for row in rows), encoding="utf-8-sig")
    code, told = call("import-register", str(path), "--book", "den", "--channel", "axis")
    assert code == 0, told


def test_what_was_imported_is_matched_when_the_paper_comes(call: Call, tmp_path: Path) -> None:
    imported(call, tmp_path, "7;9/3/2026;15/QĐ-SYT;5/3/2026;Sở Y tế;Quyết định về lịch")
    code, told = call("register", "arrive", "--code", "15/QĐ-SYT", *SAID, "--json")
    assert code == 0, told
    arrival = json.loads(told)
    assert (arrival["new"], arrival["entry"]) == (False, "den/2026/7")
    assert arrival["matches"][0]["answer"] == "join"


def test_a_pair_is_listed_side_by_side_and_decided(call: Call, tmp_path: Path) -> None:
    row = "9/3/2026;15/QĐ-SYT;5/3/2026;Sở Y tế;Quyết định về lịch"
    imported(call, tmp_path, f"7;{row}", f"8;{row} ")
    assert call("match", "list")[1].strip() == "Không có cặp nào chờ xem."
    assert "1" in call("match", "run")[1]
    _, told = call("match", "list")
    assert "den/2026/7" in told
    assert "cùng số 15" in told
    pair = json.loads(call("match", "list", "--json")[1])
    assert [one["entry"] for one in pair["entries"]] == ["den/2026/7", "den/2026/8"]
    code, told = call("match", "confirm", str(pair["match"]), "--lang", "en")
    assert (code, "one document" in told) == (0, True)
    assert call("match", "reject", str(pair["match"]))[0] == 7
    assert call("match", "confirm", "99")[0] == 6


def test_rows_that_are_not_understood_stop_it_all(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    path.write_text(HEADERS + "7;9/13/2026;15/QĐ-SYT;5/3/2026;Sở Y tế;a\n8;9/3/2026;1/A;;B;c\n")
    code, told = call("import-register", str(path), "--book", "den", "--channel", "paper")
    assert code == 1
    assert "dòng 2" in told
    code, told = call(
        "import-register",
        str(path),
        "--book",
        "den",
        "--channel",
        "paper",
        "--skip-unclear",
        "--json",
    )
    assert (code, json.loads(told)["taken"]) == (0, 1)


def test_every_sign_reason_and_channel_has_its_words() -> None:
    words = catalogue("vi")
    signs = {*default_matching().weights, "subject_same", "subject_differs"} - {"subject"}
    assert [code for code in signs if f"sign.{code}" not in words] == []
    told = re.findall(r'"(row_\w+)"', Path(rows.__file__).read_text(encoding="utf-8"))
    assert told
    assert [code for code in told if f"reason.{code}" not in words] == []
    shown = [*FIELDS, "arrival_number"]
    assert [name for name in shown if f"fieldname.{name}" not in words] == []
    assert {f"match_state.{state.value}" for state in PairState} <= set(words)
