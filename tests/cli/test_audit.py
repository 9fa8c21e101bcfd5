"""`sohoa audit verify`, `seal` and `log`: what an auditor types, and what a clerk is told."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.cli import main
from pipeline.messages import LANGUAGES, catalogue
from pipeline.model.entry import Described
from pipeline.office.event_words import Teller
from pipeline.register.office_schema import entries, forms
from pipeline.register.store import open_register
from tests.register.test_entry_book import NOW, coming

Call = Callable[..., tuple[int, str]]
SECRET = Described(subject="Kế hoạch mật")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    with open_register(folder) as register:
        book = register.entries
        entry = book.arrive(coming(), NOW, "an")
        book.change(entry.id, {"subject": "Về việc giao đất"}, NOW, "bình")
        book.opinion(entry.id, "Giao phòng Một", NOW, "chi")
        secret = coming(book="den-mat", described=SECRET, secret=True)
        book.arrive(secret, NOW, "chi")
        book.opinion(entry.id, "Đã xem", NOW, "an")
    return folder


@pytest.fixture
def call(archive: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    def run(*words: str) -> tuple[int, str]:
        code = main(["audit", *words, "--archive", str(archive)])
        told = capsys.readouterr()
        return code, told.out + told.err

    return run


def tamper(archive: Path, *statements: str) -> None:
    with open_register(archive) as register, register.entries.acting(NOW, "x") as act:
        for statement in statements:
            act.connection.execute(text(statement))


def seals(archive: Path) -> list[str]:
    place = archive / "logs" / "seals.jsonl"
    return place.read_text().splitlines() if place.exists() else []


def test_a_whole_history_is_said_to_be_and_sealed_once(call: Call, archive: Path) -> None:
    for _ in range(2):
        code, told = call("verify")
        assert code == 0
        assert told.startswith("Nguyên vẹn: 4 sự kiện")
    (line,) = seals(archive)
    assert json.loads(line)["events"] == 4
    assert f"4:{json.loads(line)['hash']}" in told


def test_what_was_altered_is_told_with_its_time_and_person(call: Call, archive: Path) -> None:
    tamper(archive, "UPDATE events SET new = 'Giao phòng Hai' WHERE id = 3")
    code, told = call("verify")
    assert code == 1
    assert "Sự kiện 3 (02/03/2026 10:00:00, chi, ý kiến mục den/2026/1)" in told
    assert "sự kiện 2 ngay trước (02/03/2026 10:00:00, bình, " in told
    assert seals(archive) == []
    code, told = call("verify", "--json", "--lang", "en")
    (finding,) = json.loads(told)["findings"]
    assert (code, finding["fault"], finding["event"], finding["who"]) == (1, "changed", 3, "chi")
    assert finding["object"] == "entry den/2026/1"


def test_an_altered_entry_is_told_by_its_number(call: Call, archive: Path) -> None:
    tamper(archive, "UPDATE entries SET subject = 'Khác' WHERE id = 1")
    code, told = call("verify")
    assert code == 1
    assert "Mục den/2026/1: “Trích yếu” là “Khác”" in told
    assert "“Về việc giao đất”" in told


@pytest.mark.parametrize(
    "altered",
    ["arrived_at = 'hôm qua'", "status = '99'", "due_on = 'x'", "channel = 'z'", "matter = 'y'"],
)
def test_what_cannot_be_is_told_and_not_stumbled_over(
    call: Call, archive: Path, capsys: pytest.CaptureFixture[str], altered: str
) -> None:
    tamper(archive, f"UPDATE entries SET {altered} WHERE id = 1")
    code, told = call("verify")
    assert code == 1
    assert f"“{altered.partition(' = ')[2][1:-1]}”, nhưng theo lịch sử phải là" in told
    assert main(["register", "list", "--archive", str(archive)]) == 5
    said = capsys.readouterr().err
    assert "sohoa audit verify" in said
    assert "Traceback" not in said


def test_a_seal_from_paper_is_checked(call: Call) -> None:
    code, told = call("seal")
    assert code == 0
    seal = told.splitlines()[0]
    assert seal.startswith("4:")
    assert call("verify", "--seal", seal.upper()[:30])[0] == 0
    code, told = call("verify", "--seal", "ab" * 32)
    assert code == 1
    assert "Không sự kiện nào có mã của niêm phong" in told
    assert call("verify", "--seal", "không phải")[0] == 2


def test_a_cut_history_does_not_fit_the_seal_that_was_kept(call: Call, archive: Path) -> None:
    call("seal")
    cut = (
        "DELETE FROM events WHERE id = 4",
        "UPDATE chain SET events = 3, hash = (SELECT hash FROM events WHERE id = 3) WHERE id = 1",
    )
    tamper(archive, *cut)
    code, told = call("verify")
    assert code == 1
    assert "thiếu các sự kiện từ 4 đến 4" in told


def test_a_line_that_is_no_seal_is_named(call: Call, archive: Path) -> None:
    call("seal")
    with (archive / "logs" / "seals.jsonl").open("a") as file:
        file.write('{"events": 4}\n')
    code, told = call("verify")
    assert code == 1
    assert "Dòng 2 của logs/seals.jsonl" in told


def test_the_log_tells_who_did_what(call: Call) -> None:
    code, told = call("log")
    assert code == 0
    assert len(told.splitlines()) == 5
    assert "Trích yếu: Về việc thu hồi đất → Về việc giao đất" in told
    for words, ids in (
        (("--who", "chi"), [3, -1]),
        (("--entry", "den/2026/1"), [1, 2, 3, 4]),
        (("--what", "changed"), [2]),
        (("--from", "2/3/2026", "--to", "2/3/2026"), [1, 2, 3, 4, -1]),
        (("--from", "3/3/2026"), []),
        (("--to", "1/3/2026"), []),
    ):
        _, told = call("log", *words, "--json")
        assert [json.loads(line)["id"] for line in told.splitlines()] == ids


def test_who_is_no_keeper_is_told_nothing_of_secrets(
    call: Call, archive: Path, tmp_path: Path
) -> None:
    people = tmp_path / "office.toml"
    person = f'[[people]]\nname = "{getpass.getuser()}"\nroles = ["clerk"]\n'
    people.write_text(person, encoding="utf-8")
    asked = ("--settings", str(people))
    code, told = call("log", "--json", *asked)
    assert [json.loads(line)["id"] for line in told.splitlines()] == [1, 2, 3, 4]
    tamper(
        archive,
        "UPDATE entries SET subject = 'Khác' WHERE id = -1",
        "UPDATE events SET who = 'x' WHERE id = -1",
    )
    code, told = call("verify", *asked)
    assert (code, told.count("mật")) == (0, 0)
    code, told = call("verify")
    assert code == 1
    assert "Trong lịch sử của tài liệu mật: Sự kiện 1 " in told
    assert "Mục den-mat/2026/1: “Trích yếu” là “Khác”" in told


def test_every_field_of_an_entry_and_a_form_has_its_name_in_both_languages() -> None:
    follow = {"id", "code_key", "issuer_key", "arrived_on"}
    names = {column.name for table in (entries, forms) for column in table.c} - follow
    for language in LANGUAGES:
        words = catalogue(language)
        assert {name for name in names if f"entryfield.{name}" not in words} == set()


def test_what_was_written_is_told_by_the_names_of_fields() -> None:
    teller = Teller("vi", None, None)  # type: ignore[arg-type]
    assert teller.value('{"book":"den","subject":"Họp"}') == "Sổ: den · Trích yếu: Họp"
    assert teller.value("{altered") == "{altered"
    assert teller.value(None) == "—"
