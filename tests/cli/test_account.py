"""`sohoa account`: passwords go in by standard input, and come out only where they were made."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main
from pipeline.model.account import Whence
from pipeline.office.door import OfficeDoor
from pipeline.register.store import open_register
from pipeline.settings import default_settings
from tests.web.shelf import Paper, fill

PASSWORD = "con mèo ngủ trên mái"
HERE = Whence("10.0.0.7", "Firefox")


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    fill(tmp_path / "archive", (Paper("1aaa", "cuộc họp", subject="lịch họp"),))
    monkeypatch.setenv("SOHOA_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    return tmp_path / "archive"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    assert main(["account", *words, "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def sign_in(archive: Path, password: str) -> str:
    with open_register(archive) as register:
        door = OfficeDoor(register, default_settings().workbench)
        return door.sign_in("lan", password, HERE, datetime.now(UTC))


def test_an_office_begins_with_an_empty_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    said = ["account", "add", "lan", "--role", "archivist", "--archive", str(tmp_path / "kho")]
    assert main(said) == 6
    assert "--new" in capsys.readouterr().err
    assert not (tmp_path / "kho").exists()
    assert main([*said, "--new"]) == 0
    sign_in(tmp_path / "kho", PASSWORD)
    # What is there stays as it is.
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert main([*(word.replace("lan", "minh") for word in said), "--new"]) == 0
    sign_in(tmp_path / "kho", PASSWORD)


def test_from_its_making_to_its_end(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ("--full-name", "Nguyễn Thị Lan", "--role", "reader", "--role", "archivist")
    (made,) = run(capsys, "add", "Lan", *said, "--unit", "Văn phòng", "--of-unit", "Văn phòng")
    assert (made["name"], made["roles"]) == ("lan", ["archivist", "reader"])
    assert (made["units"], made["access"]) == (["Văn phòng"], ["conditional", "open"])
    assert made["must_change"]
    assert PASSWORD not in json.dumps(made, ensure_ascii=False)
    sign_in(archive, PASSWORD)
    (session,) = run(capsys, "sessions", "lan")
    assert (session["address"], session["agent"]) == ("10.0.0.7", "Firefox")
    assert run(capsys, "end", "lan", str(session["id"])) == [{"name": "lan", "ended": 1}]
    assert run(capsys, "sessions", "lan") == []
    sign_in(archive, PASSWORD)
    (changed,) = run(capsys, "change", "lan", "--role", "reader", "--every-unit", "--sees", "open")
    assert (changed["roles"], changed["units"], changed["access"]) == (["reader"], None, ["open"])
    assert changed["unit"] == "Văn phòng"
    assert changed["full_name"] == "Nguyễn Thị Lan"
    (shut,) = run(capsys, "disable", "lan")
    assert not shut["active"]
    assert run(capsys, "sessions", "lan") == []
    (listed,) = run(capsys, "list")
    assert not listed["active"]
    run(capsys, "enable", "lan")
    sign_in(archive, PASSWORD)
    assert run(capsys, "end", "lan") == [{"name": "lan", "ended": 1}]


def test_a_made_password_is_told_once(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (made,) = run(capsys, "add", "lan", "--role", "admin", "--generate")
    sign_in(archive, made["password"])
    (given,) = run(capsys, "password", "lan", "--generate")
    assert given["password"] != made["password"]
    sign_in(archive, given["password"])
    assert "password" not in run(capsys, "list")[0]
    assert main(["audit", "log"]) == 0
    told = capsys.readouterr().out
    assert "cấp mật khẩu mới cho tài khoản lan" in told
    assert given["password"] not in told


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("add", "có dấu cách", "--role", "reader"), 2, "không thể là tên đăng nhập"),
        (("add", "lan"), 2, "reader, archivist, analyst"),
        (("change", "lan"), 6, "Không có tài khoản lan"),
        (("end", "lan"), 6, "Không có tài khoản lan"),
    ],
)
def test_what_is_wrong_is_told_with_the_way_on(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, told: str
) -> None:
    assert main(["account", *words]) == code
    assert told in capsys.readouterr().err


@pytest.mark.usefixtures("archive")
def test_a_weak_password_makes_no_account(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("matkhau2026\n"))
    assert main(["account", "add", "lan", "--role", "reader"]) == 7
    assert "cần ít nhất 12" in capsys.readouterr().err
    assert run(capsys, "list") == []


@pytest.mark.usefixtures("archive")
def test_the_office_login_is_named_before_it_vouches(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (made,) = run(capsys, "add", "lan", "--role", "reader", "--no-password")
    assert not made["has_password"]
    assert main(["account", "change", "lan", "--subject", "4711"]) == 2
    settings = tmp_path / "office.toml"
    settings.write_text('[oidc]\nissuer = "https://login.example"\n', encoding="utf-8")
    (tied,) = run(capsys, "change", "lan", "--subject", "4711", "--settings", str(settings))
    assert (tied["issuer"], tied["subject"]) == ("https://login.example", "4711")
