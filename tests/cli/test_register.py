"""`sohoa register …`, `assign`, `advance`, `recall`: what a clerk types and sees."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive.folder import ArchiveFolder
from pipeline.cli import main
from pipeline.errors import SettingsInvalid
from pipeline.model.record import Record, State
from pipeline.office.typed import code_fields, partial_date
from pipeline.register.store import open_register
from tests.office.conftest import RECORD
from tests.register.test_register import DOCUMENT, NOW, hand_in, registered

Call = Callable[..., tuple[int, str]]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    ArchiveFolder(folder).prepare()
    with open_register(folder) as register:
        registered(register, replace(DOCUMENT, state=State.REVIEW, record=RECORD))
    return folder


@pytest.fixture
def call(
    archive: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Call:
    monkeypatch.setenv("COLUMNS", "180")

    def run(*words: str) -> tuple[int, str]:
        code = main([*words, "--archive", str(archive)])
        told = capsys.readouterr()
        return code, told.out + told.err

    return run


def typed(call: Call, *words: str) -> dict[str, Any]:
    code, told = call("register", "arrive", *words, "--json")
    assert code == 0, told
    entry: dict[str, Any] = json.loads(told)
    return entry


def test_an_unsure_due_day_is_told_once(call: Call, archive: Path) -> None:
    other = replace(DOCUMENT, id="d-two", first_page=3, last_page=4, record=Record())
    with open_register(archive) as register:
        *_, entry = hand_in(register, "/scans/b.pdf")
        register.register_document(other, entry, NOW, "ai")
    code, told = call("register", "arrive", DOCUMENT.id, "d-two", "--arrived", "2019-03-05")
    assert code == 0
    assert told.count("mã biên nhận") == 2
    assert told.count("có thể sai") == 1


def test_a_document_is_entered_shown_and_found(call: Call) -> None:
    code, told = call("register", "arrive", DOCUMENT.id)
    assert code == 0
    assert told.startswith("den/")
    assert "03 Đã tiếp nhận · 012/QĐ-UBND · UBND huyện Mẫu" in told
    assert "mã biên nhận" in told
    assert "cần xem lại: Số" in told
    _, again = call("register", "arrive", "--batch", "lô")
    assert "đã có trong sổ" in again
    _, listed = call("register", "list", "--unsure", "--code", "12/qđ ubnd")
    assert "Về việc thu hồi đất" in listed
    key = listed.splitlines()[1].split()[0].lstrip("!")
    _, shown = call("register", "show", key, "--lang", "en")
    assert f"{'Number':<24} 012  ←" in shown
    assert DOCUMENT.id in shown
    assert "May go on to: 04 assigned" in shown


def test_what_has_no_scan_is_typed(call: Call) -> None:
    entry = typed(
        call,
        *("--code", "36-HD/VPTW", "--date", "3/2/2026", "--issuer", "Văn phòng  Trung ương"),
        *("--subject", "Thể thức văn bản", "--urgency", "khẩn", "--channel", "email"),
    )
    assert entry["code"] == "36-HD/VPTW"
    assert entry["issued_on"] == "2026-02-03"
    assert entry["issuer"] == "Văn phòng Trung ương"
    assert (entry["urgency"], entry["channel"], entry["unsure"]) == ("Khẩn", "email", [])
    assert entry["number"] == 1


def test_what_goes_out_is_numbered_and_a_double_is_told(call: Call) -> None:
    out = ("--book", "di", "--issuer", "UBND huyện Mẫu", "--subject")
    first = typed(call, *out, "Trả lời kiến nghị của cử tri", "--symbol", "/UBND-VX")
    assert first["code"] == "01/UBND-VX"
    code, told = call("register", "arrive", *out, "Mời họp giao ban", "--code", "1/UBND-VX")
    assert code == 0
    assert f"cùng số, ký hiệu và cơ quan ban hành với {first['entry']}" in told


def test_a_value_is_changed_confirmed_and_taken_away(call: Call) -> None:
    call("register", "arrive", DOCUMENT.id)
    _, told = call("register", "change", "1", "--sure", "code_number", "--json")
    assert json.loads(told)["unsure"] == []
    _, told = call("register", "change", "1", "--subject", "Giao đất", "--urgency", "", "--json")
    entry = json.loads(told)
    assert (entry["subject"], entry["urgency"]) == ("Giao đất", None)
    assert call("register", "opinion", "1", "Kính chuyển Phòng Một")[0] == 0
    _, shown = call("register", "show", "1")
    assert "Trích yếu: Về việc thu hồi đất → Giao đất" in shown
    assert "ý kiến: Kính chuyển Phòng Một" in shown


def test_an_entry_goes_its_way(call: Call) -> None:
    entry = typed(call, "--subject", "Thư", "--arrived", "2/3/2026")["entry"]
    code, told = call("advance", entry)
    assert code == 7
    assert "04 Phân công, 06 Hoàn thành, 13 Lấy lại" in told
    code, told = call("assign", entry, "--unit", "Phòng Một", "--due", "9/3/2026")
    assert "04 Phân công" in told
    assert entry in call("register", "overdue")[1]
    assert entry not in call("register", "overdue", "--on", "9/3/2026")[1]
    assert "*" in call("register", "list", "--unit", "Phòng Một")[1]
    call("advance", entry)
    assert "06 Hoàn thành" in call("advance", entry)[1]
    assert entry not in call("register", "overdue")[1]


def test_a_recall_is_asked_and_denied(call: Call) -> None:
    entry = typed(call, "--subject", "Thư")["entry"]
    assert call("recall", entry)[0] == 7
    assert "13 Lấy lại" in call("recall", entry, "--reason", "Gửi nhầm")[1]
    assert "16 Từ chối" in call("recall", entry, "--deny", "--reason", "Đã xử lý")[1]
    assert "03 Đã tiếp nhận" in call("advance", entry)[1]


def test_books_and_their_last_numbers(call: Call) -> None:
    typed(call, "--subject", "Thư", "--arrived", "2/3/2026")
    _, told = call("register", "books", "--json")
    books = {book["book"]: book for book in map(json.loads, told.splitlines())}
    assert books["den"]["last_numbers"] == {"2026": 1}
    assert books["di"]["last_numbers"] == {}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("register", "arrive"), 2),
        (("register", "arrive", "nobody"), 6),
        (("register", "arrive", DOCUMENT.id, "--batch", "lô"), 2),
        (("register", "arrive", "--batch", "lô", "--subject", "x"), 2),
        (("register", "arrive", "--subject", "x", "--book", "so-9"), 6),
        (("register", "arrive", "--code", "không phải số"), 2),
        (("register", "arrive", "--subject", "x", "--arrived", "1/1/2999"), 2),
        (("register", "arrive", "--urgency", "rất gấp"), 2),
        (("register", "arrive", "--symbol", "UBND-VX"), 2),
        (("register", "arrive", "--book", "di", "--symbol", "UBND-VX", "--hold"), 2),
        (("register", "show", "den/2026/9"), 6),
        (("register", "change", "9", "--subject", "x"), 6),
        (("register", "list", "--book", "so-9"), 6),
        (("assign", "9"), 2),
        (("digitize", "x", "--register", "so-9"), 6),
    ],
)
def test_what_cannot_be_done_is_told(call: Call, words: tuple[str, ...], code: int) -> None:
    got, told = call(*words)
    assert got == code
    assert told.startswith("sohoa: ")


def test_nothing_is_changed_without_a_value(call: Call) -> None:
    typed(call, "--subject", "Thư")
    assert call("register", "change", "1")[0] == 2
    assert call("register", "change", "1", "--sure", "number")[0] == 2
    assert call("register", "opinion", "1", "  ")[0] == 2


def test_long_lists_say_that_there_is_more(call: Call) -> None:
    for _ in range(3):
        typed(call, "--subject", "Thư")
    _, told = call("register", "list", "--limit", "2")
    assert "đây là 2 mục đầu" in told
    _, told = call("register", "list", "--json")
    assert [json.loads(line)["number"] for line in told.splitlines()] == [3, 2, 1]
    assert call("register", "list", "--year", "1999")[1] == "Không có mục nào.\n"


def test_codes_and_dates_as_people_type_them() -> None:
    assert code_fields("30/2020/NĐ-CP") == {"code_number": "30", "code_notation": "2020/NĐ-CP"}
    assert code_fields(" 05 ") == {"code_number": "05"}
    typed_as = {"5/11/2017": "2017-11-05", "11/2017": "2017-11-??", "2017": "2017-??-??"}
    assert {text: partial_date(text) for text in typed_as} == typed_as
    for text in ("31/2/2017", "2017-??-05", "hôm qua"):
        with pytest.raises(SettingsInvalid):
            partial_date(text)
